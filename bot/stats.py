"""How incidents went over a time: counts, times, promises.

Pure: no I/O (but the zones' own tables), no clock.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from statistics import median

from bot.model import Moment, Status

#: What is counted when no period is named.
PERIOD = timedelta(days=90)


@dataclass(frozen=True, kw_only=True)
class Course:
    """One incident, as far as statistics go."""

    severity: str
    status: Status
    declared_at: datetime
    began_at: datetime | None = None
    mitigated_at: datetime | None = None
    #: When it was resolved; ``None`` also for one that was cancelled.
    resolved_at: datetime | None = None

    def lasted(self, moment: Moment) -> timedelta | None:
        """How long it took to be declared, mitigated or resolved; ``None`` where that is not known.

        Counted from its beginning; without one, declaring has no length, and all else counts from the declaration.
        """
        start = self.began_at if moment is Moment.DECLARED else self.began_at or self.declared_at
        end = {
            Moment.DECLARED: self.declared_at,
            Moment.MITIGATED: self.mitigated_at,
            Moment.RESOLVED: self.resolved_at,
        }[moment]
        return end - start if start and end and end >= start else None


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What the record says of the incidents that were declared within a time, as far as the asker may see them."""

    courses: Sequence[Course] = ()
    #: Promises of these incidents that have ended or are overdue, and how many of them were kept on time.
    promised: int = 0
    kept: int = 0
    #: How many promises are overdue now, of all incidents, whenever declared.
    overdue: int = 0
    #: The longest time without an update while an incident was open.
    silence: timedelta = timedelta(0)
    #: Remediation items of all incidents, whenever declared: those not done, and those of them past their date.
    items_open: int = 0
    items_overdue: int = 0


@dataclass(frozen=True, kw_only=True)
class Spread:
    """Of some lengths of time: the median, and the shortest that is no shorter than nine tenths of them."""

    count: int
    median: timedelta
    high: timedelta


def spread(lengths: Iterable[timedelta | None]) -> Spread | None:
    """The spread of those that are known; ``None`` when none is.

    >>> spread([timedelta(minutes=2), None, timedelta(minutes=4)])
    Spread(count=2, median=datetime.timedelta(seconds=180), high=datetime.timedelta(seconds=240))
    """
    known = sorted(length for length in lengths if length is not None)
    if not known:
        return None
    # The nearest rank, in whole numbers: nine tenths of ten are the ninth.
    rank = -(-9 * len(known) // 10)
    seconds = median(length.total_seconds() for length in known)
    return Spread(count=len(known), median=timedelta(seconds=seconds), high=known[rank - 1])


def weeks(courses: Iterable[Course], zone: tzinfo) -> Mapping[date, Counter[str]]:
    """How many of each severity were declared in each week, by its Monday, from the first to the last with any."""
    counted: dict[date, Counter[str]] = {}
    for course in sorted(courses, key=lambda course: course.declared_at):
        day = course.declared_at.astimezone(zone).date()
        monday = day - timedelta(days=day.weekday())
        while counted and (following := max(counted) + timedelta(days=7)) < monday:
            counted[following] = Counter()
        counted.setdefault(monday, Counter())[course.severity] += 1
    return counted
