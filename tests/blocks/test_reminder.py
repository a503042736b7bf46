"""The reminders of the promised update."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from bot.blocks.posting import Posting
from bot.blocks.reminder import answered, direct_reminder, managers_reminder, missed, reminder
from bot.model import Incident, Role
from bot.phrases import Who, phrase
from bot.reminders import responsible
from tests.blocks.checking import assert_sendable, buttons, pinged, visible
from tests.blocks.samples import BARE, ENGLISH, NAMES, OPEN, TEXTS, at, worst


def test_says_what_is_due_and_how_to_answer() -> None:
    """The channel's reminder names the person, the promised time, the buttons and the command."""
    shown = reminder(OPEN, "U3", at(42), ENGLISH, NAMES, "/inc", snooze=timedelta(minutes=15))

    assert [
        "<@U3>, the update promised for 2024-02-09 16:37 UTC is due.",
        "Press the button, or type /inc update TEXT. “No news yet, still looking” is an update too.",
    ] == visible(shown).split("\n")
    assert {"update": "12", "snooze": "12", "nothing_new": "12"} == buttons(shown)
    assert {"U3"} == pinged(shown)
    assert {"update": "12", "nothing_new": "12"} == buttons(reminder(OPEN, "U3", at(42), ENGLISH, NAMES))


@pytest.mark.parametrize(
    ("incident", "expected"),
    [(OPEN, "U3"), (OPEN.but(roles={Role.COMMANDER: "U1"}), "U1"), (BARE, "U2")],
)
def test_responsible(incident: Incident, expected: str) -> None:
    """Communications owes the update, else the commander, else the opener."""
    assert expected == responsible(incident)


def test_one_person_can_stop_it() -> None:
    """A direct reminder names the incident and offers to be the last."""
    soon = direct_reminder(OPEN, at(42), ENGLISH, NAMES, overdue=False)

    assert "INC-12" in visible(soon)
    assert "due soon" in visible(soon)
    assert {"update": "12", "mute": "12"} == buttons(soon)
    assert "overdue" in visible(direct_reminder(OPEN, at(42), ENGLISH, NAMES, overdue=True))


def test_managers_are_told_whose_update_it_was() -> None:
    """The managers read which incident is silent and who was to write; nobody is notified."""
    shown = managers_reminder(OPEN, "U3", at(42), ENGLISH, NAMES, "/inc")

    assert "INC-12" in visible(shown)
    assert set() == pinged(shown)
    assert {} == buttons(shown)


def test_slacks_own_words_need_no_bot() -> None:
    """What Slack posts by itself names the incident and the person, and has no button that nobody would answer."""
    shown = missed(OPEN, "U3", ENGLISH, NAMES, "/inc")

    assert "INC-12" in visible(shown)
    assert {"U3"} == pinged(shown)
    assert {} == buttons(shown)


def test_an_answered_reminder_has_no_buttons() -> None:
    """Once answered, the reminder only says by what; directly, also of which incident."""
    ended = phrase("reminder.ended_update", who=Who(user="U3"))
    shown = [answered(at(42), ended, ENGLISH, NAMES, about) for about in (None, OPEN)]

    assert [{}, {}] == [buttons(each) for each in shown]
    assert [False, True] == ["INC-12" in visible(each) for each in shown]
    assert [set(), set()] == [pinged(each) for each in shown]


RENDERINGS: tuple[Callable[[Incident], Posting], ...] = (
    lambda incident: reminder(incident, "U3", at(42), ENGLISH, {}),
    lambda incident: direct_reminder(incident, at(42), ENGLISH, {}, overdue=True),
    lambda incident: managers_reminder(incident, "U3", at(42), ENGLISH, {}),
    lambda incident: missed(incident, "U3", ENGLISH, {}),
    lambda incident: answered(at(42), None, ENGLISH, {}, incident),
)


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("render", RENDERINGS)
def test_any_text(text: str, render: Callable[[Incident], Posting]) -> None:
    """Whatever people typed, Slack takes the reminder."""
    assert_sendable(render(worst(TEXTS[text])))
