"""What is known of one message, whatever the order of its events."""

from __future__ import annotations

from datetime import datetime
from functools import reduce

from hypothesis import given
from hypothesis import strategies as st

from bot.model import Message
from storage.columns import EPOCH
from storage.evidence import Text, arrived, merged
from tests.storage.examples import REPORT, a_message, minutes

#: Three versions of one message and its deletion, as events.
EVENTS = [
    a_message(text="first"),
    a_message(text="second", edited_at=minutes(1), files=(REPORT,)),
    a_message(text="third", edited_at=minutes(2)),
    a_message(text="third", edited_at=minutes(2), deleted=True, author=""),
]


@given(st.permutations(EVENTS + EVENTS), st.integers(1, 8))
def test_order_and_repetition_do_not_matter(events: list[Message], count: int) -> None:
    """Any order of any selection of events, repeated or not, says the same as the selection in its own order."""
    some = events[:count]
    in_order = [event for event in EVENTS if event in some]

    assert reduce(merged, map(arrived, in_order)) == reduce(merged, map(arrived, some))


def test_the_newest_text_is_how_it_stands() -> None:
    """The text with the latest edit stands, the others are kept with their times."""
    evidence = reduce(merged, map(arrived, EVENTS[:3]))

    assert EVENTS[2] == evidence.current
    assert {EPOCH: Text("first"), minutes(1): Text("second", (REPORT,))} == evidence.versions


def test_a_deletion_empties_every_text() -> None:
    """Of a deleted message the place, the author and the times remain."""
    evidence = reduce(merged, map(arrived, EVENTS))
    times: list[datetime] = [EPOCH, minutes(1), minutes(2)]

    assert a_message(text="", edited_at=minutes(2), deleted=True) == evidence.current
    assert dict.fromkeys(times, Text()) == evidence.versions


def test_of_two_texts_of_the_same_time_the_first_stays() -> None:
    """An edit event without a newer time, as an unfurled link causes, changes nothing."""
    evidence = merged(arrived(EVENTS[0]), arrived(a_message(text="unfurled")))

    assert EVENTS[0] == evidence.current
    assert {} == evidence.versions
