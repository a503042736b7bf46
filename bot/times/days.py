"""Which days a typed day can mean, and which instants a wall time.

Pure: no I/O (but the zones' own tables), no clock.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, tzinfo

from bot.errors import UserError
from bot.phrases import OnDay
from bot.times.words import Day

FIRST_YEAR, _LAST_YEAR = 1970, 2200
#: 29 February comes back after eight years at the latest.
_YEARS_BACK = 9


def days_of(typed: Day | None, today: date, words: str) -> Iterator[date]:
    """The days a reading can mean, the nearest to the present first."""
    if typed is None:
        yield from (today + timedelta(days=back) for back in (1, 0, -1, -2))
    elif typed.distance is not None:
        yield today + timedelta(days=typed.distance)
    elif typed.day is None:
        back = (today.weekday() - (typed.weekday or 0)) % 7 or (7 if typed.last else 0)
        yield from (today - timedelta(days=back), today - timedelta(days=back + 7))
    else:
        yield from _dates(typed, today, words)


def _dates(typed: Day, today: date, words: str) -> Iterator[date]:
    years = [typed.year] if typed.year else range(today.year, today.year - _YEARS_BACK, -1)
    dates = [day for year in years if (day := valid(year, typed.month, typed.day))]
    if not dates:
        raise UserError("error.time_unreadable", typed=words)
    first = next((day for day in dates if day <= today), dates[0])
    if typed.weekday is not None and first.weekday() != typed.weekday:
        raise UserError("error.weekday_wrong", typed=words, date=OnDay(on=first))
    yield from dates


def valid(year: int, month: int | None, day: int | None) -> date | None:
    """The date, or ``None`` when the calendar has no such day or it lies beyond all reason."""
    if not FIRST_YEAR <= year <= _LAST_YEAR or month is None or day is None:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def instants_of(wall: datetime, zone: tzinfo) -> list[datetime]:
    """The instants, in UTC, at which the zone's clocks show this: none in spring's gap, two in autumn's hour."""
    both = {wall.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1)}
    return sorted(at for at in both if at.astimezone(zone).replace(tzinfo=None, fold=0) == wall)
