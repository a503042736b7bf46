"""Claims on what is to be told: they end by whichever clock says so, and each attempt has its own."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.delivery.claims import MARGIN, ClaimEnded, Claims
from bot.ports import CLAIM, Delivery
from bot.tellings import ShowCard
from tests.storage.examples import NOW

ENOUGH = CLAIM - MARGIN


def a_delivery(begun: int = 0) -> Delivery:
    """One whose number of attempts is given."""
    return Delivery(id=1, key="k", telling=ShowCard(incident=1), attempts=begun, begun=begun, created_at=NOW)


@pytest.mark.parametrize("moved", [0, 1])
def test_a_claim_ends_by_any_clock(moved: int) -> None:
    """Of a machine that was stopped one clock may have stood still; a claim that is renewed goes on."""
    clocks = [NOW, NOW]
    claims = Claims(lambda: clocks[0], lambda: clocks[1])
    delivery = a_delivery()
    claims.hold([delivery.attempt], claims.begin())
    clocks[moved] += ENOUGH - timedelta(seconds=1)
    claims.check(delivery)
    claims.hold([delivery.attempt], claims.begin())
    clocks[moved] += ENOUGH - timedelta(seconds=1)
    claims.check(delivery)
    clocks[moved] += timedelta(seconds=1)

    with pytest.raises(ClaimEnded):
        claims.check(delivery)


def test_a_later_attempt_revives_no_earlier_one() -> None:
    """When this process itself has taken the delivery again, the attempt that stood still is not the one that tells."""
    clocks = [NOW]
    claims = Claims(lambda: clocks[0])
    claims.hold([a_delivery().attempt], claims.begin())
    clocks[0] += CLAIM
    claims.hold([a_delivery(1).attempt], claims.begin())
    claims.check(a_delivery(1))

    with pytest.raises(ClaimEnded):
        claims.check(a_delivery())
