"""Slack's time, by which the bot does everything.

A machine's clock may be wrong, is set while the bot runs, and differs from that of the next replica; what waits, what
is looked up in Slack and what stands beside messages in a timeline needs one time for all. Slack says its own with
each answer, to the second. In between a steady clock counts, which nobody sets.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

import structlog

log = structlog.get_logger()

Steady = Callable[[], timedelta]

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
#: Slack cuts the fractions off.
_SECOND = timedelta(seconds=1)
#: A machine's clock that is wrong by more is worth a line in the log.
WORTH_TELLING = timedelta(seconds=5)
#: A steady clock is not an exact one.
ASK_EVERY = timedelta(hours=1)


def steady() -> timedelta:
    """The time since some instant, by a clock that only goes forward; while the machine sleeps too, where it can."""
    slept_through = getattr(time, "CLOCK_BOOTTIME", None)
    passed = time.monotonic_ns() if slept_through is None else time.clock_gettime_ns(slept_through)
    return timedelta(microseconds=passed // 1000)


def steady_by(clock: Callable[[], datetime]) -> Steady:
    """A steady clock for where ``clock`` is moved by hand, and only forward."""
    return lambda: clock() - _EPOCH


class SlackClock:
    """Called, it tells the instant (UTC): the machine's own until Slack has said more than a second otherwise."""

    def __init__(self, machine: Callable[[], datetime], steady: Steady) -> None:
        """``machine`` is asked what time it is; after that only whether it has been set."""
        self._machine = machine
        self._steady = steady
        #: What Slack's clock shows when the steady one shows nothing; and the same of the machine's.
        self._zero = self._machine_zero = machine() - steady()
        self._heard_at: timedelta | None = None

    def __call__(self) -> datetime:
        """Now, in UTC."""
        return self._zero + self._steady()

    def steady(self) -> timedelta:
        """What :meth:`heard` wants to know about the moment before a call."""
        return self._steady()

    def heard(self, date: str | None, asked: timedelta) -> None:
        """Slack has answered: the ``Date`` of the answer, and what the steady clock showed before the call.

        Without a date that can be read, nothing is learnt.
        """
        told = _read(date)
        if told is None:
            return
        now, before = self._steady(), self._zero
        # It was said at some moment between the two. What contradicts that becomes the earliest that it can be:
        # nothing must come early, and a second late is soon enough.
        if not told - now <= before <= told + _SECOND - asked:
            self._zero = told - now
        self._heard_at, self._machine_zero = now, self._machine() - now
        if abs(self._zero - before) > WORTH_TELLING:
            ahead = (self._machine_zero - self._zero).total_seconds()
            log.warning("Slack's time is taken, not this machine's", machine_ahead_seconds=round(ahead))

    @property
    def ahead(self) -> timedelta:
        """How far the machine's clock is ahead of Slack's, as of Slack's last word; exact to a second."""
        return self._machine_zero - self._zero

    @property
    def is_doubtful(self) -> bool:
        """Whether Slack should be asked: the machine was set or has slept since, or it was long ago."""
        now = self._steady()
        if self._heard_at is None or now - self._heard_at > ASK_EVERY:
            return True
        return abs(self._machine() - now - self._machine_zero) > _SECOND


def _read(date: str | None) -> datetime | None:
    try:
        told = parsedate_to_datetime(date or "")
    except ValueError:
        return None
    return told if told.tzinfo else told.replace(tzinfo=UTC)
