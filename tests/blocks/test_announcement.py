"""The announcement."""

from __future__ import annotations

import pytest

from bot.blocks import announcement
from bot.model import Incident, Status
from tests.blocks.checking import assert_sendable, pinged, visible
from tests.blocks.samples import BARE, CANCELLED, ENGLISH, NAMES, OPEN, RESOLVED, TEXTS, worst


def lines(incident: Incident) -> list[str]:
    """The announcement as its reader sees it."""
    return visible(announcement(incident, ENGLISH, NAMES)).split("\n")


def test_open_incident() -> None:
    """Four lines tell what it is, how it stands, what is new and when there will be more."""
    assert [
        ":large_orange_circle: SEV1 · INC-12 · Checkout fails for card payments",
        "identified · led by @Ann · <#C0000012>",
        "Latest, 2024-02-09 16:07 UTC: The provider confirms a fault. We fail over.",
        "Next update by 2024-02-09 16:37 UTC",
    ] == lines(OPEN)


def test_new_incident() -> None:
    """What is not known yet is left out."""
    assert [":red_circle: SEV3 · INC-13 · Search is slow", "investigating · nobody leads it yet"] == lines(
        BARE
    )


def test_resolved_incident() -> None:
    """A resolved incident shows how long it took and the last word."""
    assert [
        ":large_green_circle: SEV1 · INC-12 · Checkout fails for card payments",
        "resolved after 1 hr 48 min · led by @Ann · <#C0000012>",
        "Latest, 2024-02-09 17:28 UTC: All payments go through again.",
    ] == lines(RESOLVED)


def test_cancelled_incident() -> None:
    """A cancelled incident says so, with the reason."""
    assert ["cancelled", "Latest, 2024-02-09 16:04 UTC: A test alert."] == lines(CANCELLED)[1:]


def test_long_updates_are_cut() -> None:
    """Of a long update the announcement shows the beginning, on one line."""
    shown = lines(OPEN.but(latest="It is\n" + "complicated " * 100))[2]

    assert "Latest, 2024-02-09 16:07 UTC: It is complicated" == shown[:47]
    assert shown.endswith("complicated…")
    assert len(shown) < 340


@pytest.mark.parametrize("status", [Status.INVESTIGATING, Status.RESOLVED])
@pytest.mark.parametrize("text", TEXTS)
def test_any_text(text: str, status: Status) -> None:
    """Whatever people typed, Slack takes the announcement and nobody is notified."""
    shown = announcement(worst(TEXTS[text], status), ENGLISH, {})

    assert_sendable(shown)
    assert set() == pinged(shown)
