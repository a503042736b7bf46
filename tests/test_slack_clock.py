"""The bot's time is Slack's, whatever the machine's clock shows."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.slack_clock import SlackClock, steady_by

START = datetime(2024, 2, 7, 1, 30, tzinfo=UTC)
HOUR, SECOND = timedelta(hours=1), timedelta(seconds=1)
SPANS = st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=3))
ERRORS = st.timedeltas(min_value=-timedelta(days=400), max_value=timedelta(days=400))


class World:
    """True time, which Slack keeps, and a machine whose clock is wrong."""

    def __init__(self, ahead: timedelta = timedelta(0)) -> None:
        self.now = START
        self.ahead = ahead
        self.clock = SlackClock(lambda: self.now + self.ahead, steady_by(lambda: self.now))

    def answers(self, latency: timedelta = timedelta(0)) -> None:
        """Slack answers a call, and says what time it was halfway."""
        asked = self.clock.steady()
        self.now += latency / 2
        date = format_datetime(self.now, usegmt=True)
        self.now += latency / 2
        self.clock.heard(date, asked)

    @property
    def error(self) -> timedelta:
        """By how much the bot is wrong."""
        return abs(self.clock() - self.now)


@given(ahead=ERRORS, jump=ERRORS, passed=SPANS, latency=st.timedeltas(timedelta(0), 10 * SECOND))
def test_a_wrong_clock_is_put_right(
    ahead: timedelta, jump: timedelta, passed: timedelta, latency: timedelta
) -> None:
    """After one answer the bot's time is Slack's, to a second and the answer's way, even if the machine's is set."""
    world = World(ahead)
    world.answers(latency)
    world.ahead += jump
    world.now += passed

    assert world.error <= SECOND + latency


@given(fraction=st.timedeltas(timedelta(0), SECOND - timedelta(microseconds=1)), passed=SPANS)
def test_a_right_clock_is_left_alone(fraction: timedelta, passed: timedelta) -> None:
    """Slack says its time to the second only; a machine that knows it better is not made to jump."""
    world = World()
    world.now += fraction
    world.answers()
    world.now += passed
    world.answers()

    assert timedelta(0) == world.error


@pytest.mark.parametrize("date", [None, "", "yesterday", "Wed, 99 Feb 2024 01:30:00 GMT"])
def test_an_answer_without_a_date_teaches_nothing(date: str | None) -> None:
    """What cannot be read leaves the time as it was."""
    world = World(HOUR)
    world.clock.heard(date, world.clock.steady())

    assert HOUR == world.error


def test_doubt() -> None:
    """Slack is to be asked at first, an hour later, and when the machine's clock was set; not otherwise."""
    world = World(HOUR)
    doubts = [world.clock.is_doubtful]
    world.answers()
    doubts.append(world.clock.is_doubtful)
    world.now += timedelta(minutes=59)
    doubts.append(world.clock.is_doubtful)
    world.ahead = timedelta(0)
    doubts.append(world.clock.is_doubtful)
    world.answers()
    doubts.append(world.clock.is_doubtful)
    world.now += HOUR + SECOND
    doubts.append(world.clock.is_doubtful)

    assert [True, False, False, True, False, True] == doubts
