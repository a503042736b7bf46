"""The time by Slack's clock."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.slack_time import SlackTime

NOW = datetime(2024, 2, 7, 1, 30, tzinfo=UTC)
SECOND = timedelta(seconds=1)


class World:
    """What time it is at Slack, and on a machine that is so far ahead."""

    def __init__(self, ahead: timedelta) -> None:
        self.now = NOW
        self.ahead = ahead
        self.time = SlackTime(lambda: self.now + self.ahead, lambda: (self.now - NOW).total_seconds())

    def answers(self, took: timedelta = timedelta(0)) -> None:
        """Slack answers a call; its date has whole seconds only."""
        since = self.time.machine()
        date = format_datetime(self.now, usegmt=True)
        self.now += took
        self.time.heard(date, since)


@given(
    st.timedeltas(-timedelta(hours=2), timedelta(hours=2)),
    st.lists(st.timedeltas(timedelta(0), timedelta(minutes=3)), min_size=1, max_size=9),
)
def test_never_far_from_slack(ahead: timedelta, pauses: list[timedelta]) -> None:
    """Whatever the machine's clock says, once Slack has answered the time is right to about a second."""
    world = World(ahead)
    for pause in pauses:
        world.now += pause
        world.answers()

        assert -1.3 * SECOND <= world.time() - world.now <= 1.3 * SECOND


def test_a_clock_that_was_wrong_is_never_early_again() -> None:
    """A machine two seconds ahead is put right so that nothing comes early, and at most a second late."""
    world = World(2 * SECOND)
    world.now += 0.7 * SECOND
    world.answers()

    assert -0.7 * SECOND == world.time() - world.now


def test_a_right_clock_is_left_alone() -> None:
    """A clock that agrees is not changed by answers that take their time."""
    world = World(timedelta(0))
    for tenth in range(20):
        world.now += 0.1 * tenth * SECOND
        world.answers(took=3 * SECOND)

    assert world.now == world.time()


@pytest.mark.parametrize("date", ["", "yesterday", "Tue, 99 Feb 2024 01:30:00 GMT"])
def test_what_is_no_date_changes_nothing(date: str) -> None:
    """An answer without a date that can be read tells no time."""
    world = World(9 * SECOND)
    world.time.heard(date, world.time.machine())

    assert 9 * SECOND == world.time() - world.now


def test_a_clock_that_is_set_is_doubted() -> None:
    """Time that passes raises no doubt; a clock that moves otherwise does, until it is trusted or Slack answers."""
    world = World(timedelta(0))
    world.now += timedelta(minutes=10)
    before = world.time.is_doubtful
    world.ahead = timedelta(hours=1)
    after = world.time.is_doubtful
    world.answers()

    assert (False, True, False) == (before, after, world.time.is_doubtful)
    assert world.now == world.time()
