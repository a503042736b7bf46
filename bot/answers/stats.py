"""Statistics, as a manager asks for them in chat.

Pure: no I/O (but the zones' own tables), no clock.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import timedelta, tzinfo

from bot.model import Moment, Status
from bot.phrases import Lasting, OnDay, Phrase, Several, phrase
from bot.stats import Facts, spread, weeks

#: Weeks that are listed, the newest; before them there is one line.
_WEEKS = 12
_TIMES = (Moment.DECLARED, Moment.MITIGATED, Moment.RESOLVED)


def stats(facts: Facts, period: timedelta, severities: Sequence[str], zone: tzinfo) -> tuple[Phrase, ...]:
    """Counts, times and promises of a period; ``severities``: the settings' names, the highest first."""
    within = Lasting(length=period)
    if not facts.courses:
        return (phrase("stats.none", period=within), *_items(facts))
    statuses = Counter(course.status for course in facts.courses)
    resolved, cancelled = statuses[Status.RESOLVED], statuses[Status.CANCELLED]
    return (
        phrase("stats.title", count=len(facts.courses), period=within),
        phrase(
            "stats.status",
            open=len(facts.courses) - resolved - cancelled,
            resolved=resolved,
            cancelled=cancelled,
        ),
        phrase(
            "stats.severity",
            severities=_by_severity(Counter(course.severity for course in facts.courses), severities),
        ),
        *_weeks(facts, severities, zone),
        *(_time(facts, moment) for moment in _TIMES),
        *_promises(facts),
        *_items(facts),
    )


def _by_severity(counts: Counter[str], severities: Sequence[str]) -> Several:
    """Those that the settings no longer have come last."""
    known = [name for name in severities if name in counts]
    names = [*known, *sorted(counts.keys() - set(known))]
    return Several(of=tuple(phrase("stats.of", severity=name, count=counts[name]) for name in names))


def _weeks(facts: Facts, severities: Sequence[str], zone: tzinfo) -> Iterator[Phrase]:
    counted = weeks(facts.courses, zone)
    earlier = list(counted)[:-_WEEKS]
    if earlier:
        yield phrase("stats.earlier", count=sum(counted[monday].total() for monday in earlier))
    for monday in list(counted)[-_WEEKS:]:
        yield phrase(
            "stats.week",
            monday=OnDay(on=monday),
            count=counted[monday].total(),
            severities=_by_severity(counted[monday], severities),
        )


def _time(facts: Facts, moment: Moment) -> Phrase:
    found = spread(course.lasted(moment) for course in facts.courses)
    if found is None:
        return phrase(f"stats.no_{moment}")
    return phrase(
        f"stats.{moment}",
        count=found.count,
        median=Lasting(length=found.median),
        high=Lasting(length=found.high),
    )


def _promises(facts: Facts) -> Iterator[Phrase]:
    if facts.promised:
        silence = Lasting(length=facts.silence)
        yield phrase("stats.kept", kept=facts.kept, count=facts.promised, silence=silence)
    elif facts.silence:
        yield phrase("stats.silence", silence=Lasting(length=facts.silence))


def _items(facts: Facts) -> Iterator[Phrase]:
    if facts.items_open:
        yield phrase("stats.items", count=facts.items_open, overdue=facts.items_overdue)
