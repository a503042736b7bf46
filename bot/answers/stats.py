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

#: Weeks that are drawn, the newest; before them there is one line.
_WEEKS = 12
#: Squares of a bar, a few more where severities are rounded up; more would not fit a phone.
_LONGEST_BAR = 12
#: From the highest severity down, and for any other.
_SQUARES = ("🟥", "🟧", "🟨", "🟦", "🟪")
_OTHER = "⬜"
_TIMES = (Moment.DECLARED, Moment.MITIGATED, Moment.RESOLVED)


def stats(facts: Facts, period: timedelta, severities: Sequence[str], zone: tzinfo) -> tuple[Phrase, ...]:
    """Counts, times and promises of a period; ``severities``: the settings' names, the highest first."""
    within = Lasting(length=period)
    if not facts.courses:
        return (phrase("stats.none", period=within), *_overdue(facts), *_items(facts))
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
        *_chart(facts, severities, zone),
        *(_time(facts, moment) for moment in _TIMES),
        *_promises(facts),
        *_items(facts),
    )


def _by_severity(counts: Counter[str], severities: Sequence[str]) -> Several:
    """Those that the settings no longer have come last."""
    names = _in_order(counts, severities)
    return Several(
        of=tuple(
            phrase("stats.share", mark=_mark(name, severities), severity=name, count=counts[name])
            for name in names
        )
    )


def _in_order(counts: Counter[str], severities: Sequence[str]) -> list[str]:
    return [*(name for name in severities if name in counts), *sorted(counts.keys() - set(severities))]


def _mark(severity: str, severities: Sequence[str]) -> str:
    """The square of a severity: the worse, the warmer."""
    place = severities.index(severity) if severity in severities else len(_SQUARES)
    return _SQUARES[place] if place < len(_SQUARES) else _OTHER


def _chart(facts: Facts, severities: Sequence[str], zone: tzinfo) -> Iterator[Phrase]:
    """A bar for each week, of a square for each incident; where a bar would be too long, for each so many."""
    counted = weeks(facts.courses, zone)
    shown = list(counted)[-_WEEKS:]
    scale = -(-max(counted[monday].total() for monday in shown) // _LONGEST_BAR)
    if scale > 1:
        yield phrase("stats.scale", count=scale)
    if earlier := list(counted)[:-_WEEKS]:
        yield phrase("stats.earlier", count=sum(counted[monday].total() for monday in earlier))
    for monday in shown:
        counts = counted[monday]
        names = _in_order(counts, severities)
        bar = "".join(_mark(name, severities) * -(-counts[name] // scale) for name in names)
        week = OnDay(on=monday)
        yield (
            phrase("stats.bar", monday=week, bar=bar, count=counts.total())
            if bar
            else phrase("stats.bar_none", monday=week)
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
    yield from _overdue(facts)


def _overdue(facts: Facts) -> Iterator[Phrase]:
    if facts.overdue:
        yield phrase("stats.overdue", count=facts.overdue)


def _items(facts: Facts) -> Iterator[Phrase]:
    if facts.items_open:
        yield phrase("stats.items", count=facts.items_open, overdue=facts.items_overdue)
