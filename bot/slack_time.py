"""The time by Slack's clock: what the bot takes for now, whatever happens to the clock of its machine.

Every answer of Slack says what time it is there. Where the machine's clock disagrees, Slack's counts: it dates the
messages, it posts what is scheduled, and it is the same for all replicas. So a clock that was set back or forward
moves no promise.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime

#: An answer's date has whole seconds only.
_RESOLUTION = timedelta(seconds=1)
#: Clocks that agree this well are left alone.
_AGREED = timedelta(seconds=0.25)
#: A clock that moved by so much more or less than time has passed was set, or its machine was asleep.
_SET = timedelta(seconds=1)


def steady_seconds() -> float:
    """Seconds that have passed, by a clock that nobody sets; while the machine sleeps too, where that is known."""
    clock = getattr(time, "CLOCK_BOOTTIME", None)
    return time.monotonic() if clock is None else time.clock_gettime(clock)


class SlackTime:
    """A clock: calling it gives the instant in UTC."""

    def __init__(self, clock: Callable[[], datetime], steady: Callable[[], float] = steady_seconds) -> None:
        """``clock`` is the machine's, in UTC; ``steady`` counts seconds and is never set."""
        self._clock = clock
        self._steady = steady
        self._ahead = timedelta(0)
        self._checked = clock(), steady()

    def __call__(self) -> datetime:
        """Now, as far as Slack's answers tell."""
        return self._clock() + self._ahead

    def machine(self) -> datetime:
        """Now by the machine's clock; read before a call, for :meth:`heard`."""
        return self._clock()

    def heard(self, date: str, since: datetime) -> None:
        """An answer to a call made at ``since`` (by the machine's clock) bears that HTTP date; others are ignored."""
        try:
            told = parsedate_to_datetime(date)
        except ValueError:
            return
        least, most = told - self._clock(), told + _RESOLUTION - since
        if least <= most:
            if not least - _AGREED <= self._ahead <= most + _AGREED:
                # The earliest that it can be there: nothing must come early, and a second late is soon enough.
                self._ahead = least
            self.trust()

    def trust(self) -> None:
        """The clock counts as right from here on."""
        self._checked = self._clock(), self._steady()

    @property
    def is_doubtful(self) -> bool:
        """Whether the machine's clock has moved otherwise than time has passed since it was checked."""
        at, seconds = self._checked
        return abs(self._clock() - at - timedelta(seconds=self._steady() - seconds)) > _SET
