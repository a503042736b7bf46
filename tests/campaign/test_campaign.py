"""A few schedules of the campaign; ``python -m tests.campaign`` plays many."""

from __future__ import annotations

import pytest

from tests.campaign.play import played
from tests.campaign.schedule import drawn


@pytest.mark.parametrize("seed", range(1, 13))
async def test_nothing_lost_nothing_twice(seed: int, sqlite_url: str) -> None:
    """Whatever goes wrong, record, channels and draft are what people did."""
    schedule = drawn(seed)
    assert [] == await played(schedule, sqlite_url), schedule


def test_a_seed_is_a_schedule() -> None:
    """The same seed draws the same schedule, so that a failure can be played again."""
    assert drawn(7) == drawn(7)
    assert drawn(7) != drawn(8)
