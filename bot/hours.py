"""Working hours: when somebody may be reminded of what is not urgent.

Pure: no I/O (but the zones' own tables), no clock.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


@dataclass(frozen=True, kw_only=True)
class Hours:
    """From ``start`` until before ``end`` on these days, by the clocks of ``zone``."""

    start: time
    end: time
    #: Days of the week, 0 for Monday; at least one.
    days: frozenset[int]
    zone: ZoneInfo

    def next(self, at: datetime) -> datetime:
        """The instant itself when it lies in working hours, else the next beginning of them, in UTC."""
        local = at.astimezone(self.zone)
        if local.weekday() in self.days and self.start <= local.time() < self.end:
            return at
        # A week ahead there is the same day again, so that some day is always found.
        for ahead in range(8):
            day = local.date() + timedelta(days=ahead)
            begins = datetime.combine(day, self.start, self.zone).astimezone(UTC)
            if day.weekday() in self.days and begins >= at:
                return begins
        raise AssertionError("working hours without a day")

    def after(self, at: datetime, length: timedelta) -> datetime:
        """The working instant that comes so much working time after ``at``, in UTC; other time does not count."""
        at = self.next(at)
        while length >= (left := self._ends(at) - at):
            # Where a day's hours end, the next day's begin.
            at, length = self.next(self._ends(at)), length - left
        return at + length

    def _ends(self, at: datetime) -> datetime:
        """When the working hours end in which ``at`` lies."""
        return datetime.combine(at.astimezone(self.zone).date(), self.end, self.zone).astimezone(UTC)


def parse_days(text: str) -> frozenset[int]:
    """The days of ``Mon-Fri`` or ``Mon, Wed, Sat``; raises ``ValueError`` for anything else.

    >>> sorted(parse_days("Sat-Mon"))
    [0, 5, 6]
    """
    found: set[int] = set()
    for part in text.split(","):
        first, dash, last = part.strip().partition("-")
        begin = DAYS.index(first.strip().title())
        end = DAYS.index(last.strip().title()) if dash else begin
        found |= {day % 7 for day in range(begin, end + (7 if end < begin else 0) + 1)}
    return frozenset(found)


def parse_hours(text: str) -> tuple[time, time]:
    """Beginning and end of ``09:00-17:30``; raises ``ValueError`` for anything else."""
    first, dash, last = text.partition("-")
    start, end = time.fromisoformat(first.strip()), time.fromisoformat(last.strip())
    if not dash or start >= end:
        raise ValueError("the end comes before the beginning")
    return start, end
