"""The reminder of the promised update."""

from __future__ import annotations

import pytest

from bot.blocks import reminder
from bot.blocks.reminder import responsible
from bot.model import Incident, Role
from tests.blocks.checking import assert_sendable, buttons, pinged, visible
from tests.blocks.samples import BARE, ENGLISH, NAMES, OPEN, TEXTS, at, worst


def test_says_what_is_due_and_how_to_answer() -> None:
    """The reminder names the person, the promised time, the button and the command."""
    shown = reminder(OPEN, None, at(42), ENGLISH, NAMES, "/inc")

    assert [
        "<@U3>, the update promised for 2024-02-09 16:37 UTC is due.",
        "Press the button, or type /inc update TEXT. “No news yet, still looking” is an update too.",
    ] == visible(shown).split("\n")
    assert {"update": "12"} == buttons(shown)


@pytest.mark.parametrize(
    ("incident", "expected"),
    [(OPEN, "U3"), (OPEN.but(roles={Role.COMMANDER: "U1"}), "U1"), (BARE, "U2")],
)
def test_responsible(incident: Incident, expected: str) -> None:
    """Communications owes the update, else the commander, else the opener."""
    assert expected == responsible(incident)
    assert {expected} == pinged(reminder(incident, None, at(42), ENGLISH, NAMES))


def test_somebody_else() -> None:
    """The caller may name the person."""
    assert {"U9"} == pinged(reminder(OPEN, "U9", at(42), ENGLISH, NAMES))


@pytest.mark.parametrize("text", TEXTS)
def test_any_text(text: str) -> None:
    """Whatever people typed, Slack takes the reminder."""
    assert_sendable(reminder(worst(TEXTS[text]), None, at(42), ENGLISH, {}))
