"""What marks make of a message, whatever their order."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.marks import EMOJI, UNMARKED, Mark, Tried, chosen, meanings, standing

KNOWN = meanings(EMOJI)
START = datetime(2024, 2, 7, 1, 30, tzinfo=UTC)

PLACED = st.tuples(
    st.sampled_from([*KNOWN, "eyes", "x::skin-tone-2"]),
    st.integers(0, 3).map(lambda minutes: START + timedelta(minutes=minutes)),
)


def at(minutes: int) -> datetime:
    """So long after the start."""
    return START + timedelta(minutes=minutes)


@given(st.lists(PLACED, max_size=6), st.randoms())
def test_marks_commute(marks: list[tuple[str, datetime]], order: object) -> None:
    """The same marks make the same of a message in every order, and twice the same mark is that mark."""
    shuffled = [*marks, *marks[:1]]
    order.shuffle(shuffled)  # type: ignore[attr-defined]

    assert standing(marks, KNOWN) == standing(shuffled, KNOWN)


def test_the_newest_state_counts() -> None:
    """What was being tried and then ruled out is ruled out; that taken back, it is being tried again."""
    trying, ruled_out = ("test_tube", at(1)), ("x", at(2))

    assert Tried(state=Mark.RULED_OUT, at=at(2)) == standing([ruled_out, trying], KNOWN).tried
    assert Tried(state=Mark.TRYING, at=at(1)) == standing([trying], KNOWN).tried


def test_the_lock_alone_puts_nothing_on_the_timeline() -> None:
    """🔒 says who may read a message; what puts it on the timeline is another mark."""
    lock, pin = ("lock", at(1)), ("pin", at(1))

    assert (True, False) == (standing([lock], KNOWN).internal, standing([lock], KNOWN).on_timeline)
    assert (True, True) == (standing([lock, pin], KNOWN).internal, standing([lock, pin], KNOWN).on_timeline)
    assert UNMARKED == standing([("eyes", at(1))], KNOWN)


@pytest.mark.parametrize("name", ["raised_hand", "raised_hand::skin-tone-4"])
def test_a_skin_tone_changes_nothing(name: str) -> None:
    """A variant of an emoji means what the emoji means."""
    assert standing([(name, at(1))], meanings({"raised_hand": Mark.WORKED})).on_timeline


def test_a_mark_that_is_switched_off_means_nothing() -> None:
    """Without an emoji a mark can still be chosen in the form."""
    known = meanings({"": Mark.TRYING})

    assert UNMARKED == standing([("test_tube", at(1))], known)
    assert standing([(chosen(Mark.TRYING), at(1))], known).on_timeline
