"""The pinned card."""

from __future__ import annotations

import pytest

from bot.blocks import card
from bot.model import Incident, Rung, Status
from tests.blocks.checking import assert_sendable, buttons, pinged, visible
from tests.blocks.samples import BARE, CANCELLED, ENGLISH, NAMES, OPEN, ORDINARY, RESOLVED, TEXTS, at, worst


def lines(incident: Incident, means: str = "Customers cannot use the product") -> list[str]:
    """The card as its reader sees it."""
    return visible(card(incident, ENGLISH, NAMES, "/incident", means)).split("\n")


def test_open_incident() -> None:
    """An open incident shows severity, status, people, promise, impact and the latest update."""
    assert [
        "INC-12 · Checkout fails for card payments",
        ":large_orange_circle: SEV1 · identified · Customers cannot use the product",
        "Commander @Ann · communications @Chi · declared 2024-02-09 15:55 UTC by @Bob",
        "Next update by 2024-02-09 16:37 UTC",
        "Impact: One in three card payments fails.",
        "Latest, 2024-02-09 16:07 UTC: The provider confirms a fault. We fail over.",
    ] == lines(OPEN)


def test_new_incident() -> None:
    """A new incident shows how to become its commander."""
    assert [
        "INC-13 · Search is slow",
        ":red_circle: SEV3 · investigating",
        "No commander yet: /incident role commander @name · declared 2024-02-09 15:55 UTC by @Bob",
    ] == lines(BARE, means="")


def test_resolved_incident() -> None:
    """A resolved incident shows how long it took from its beginning, and promises nothing more."""
    shown = lines(RESOLVED)

    assert (
        ":large_green_circle: SEV1 · resolved after 1 hr 48 min · Customers cannot use the product"
        == shown[1]
    )
    assert not any("Next update" in line for line in shown)


def test_overdue() -> None:
    """Once the channel was reminded, the card says that the update is overdue."""
    assert OPEN.promise is not None
    late = OPEN.but(promise=type(OPEN.promise)(due_at=at(42), made_at=at(12), told=Rung.DUE))

    assert "Update overdue since 2024-02-09 16:37 UTC" in lines(late)


@pytest.mark.parametrize(
    ("incident", "expected"),
    [
        (OPEN, {"update": "12", "summary": "12", "help": "12"}),
        (RESOLVED, {"postmortem": "12", "summary": "12", "help": "12"}),
        (CANCELLED, {"summary": "13", "help": "13"}),
    ],
)
def test_buttons(incident: Incident, expected: dict[str, str]) -> None:
    """The buttons fit the status and carry the incident's number; none of them resolves."""
    assert expected == buttons(card(incident, ENGLISH, NAMES, "/incident"))


@pytest.mark.parametrize("name", ORDINARY)
def test_pings_nobody(name: str) -> None:
    """The card is edited all the time and notifies nobody."""
    assert set() == pinged(card(ORDINARY[name], ENGLISH, NAMES, "/incident"))


@pytest.mark.parametrize("status", [Status.INVESTIGATING, Status.RESOLVED])
@pytest.mark.parametrize("text", TEXTS)
def test_any_text(text: str, status: Status) -> None:
    """Whatever people typed, Slack takes the card and nobody is notified."""
    shown = card(worst(TEXTS[text], status), ENGLISH, {}, "/incident", TEXTS[text])

    assert_sendable(shown)
    assert set() == pinged(shown)


def test_marks_in_titles_are_literal() -> None:
    """Asterisks in a title are no markup."""
    assert (
        "INC-13 · *bold* _and_ ~such~ & <b>"
        == lines(BARE.but(title="*bold* _and_ ~such~ &amp; &lt;b&gt;"))[0]
    )
