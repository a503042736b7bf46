"""From a reading to the instant it means: always the nearest one in the past.

"Now" lasts until the end of the running minute, since people type minutes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, tzinfo

from bot.errors import UserError
from bot.phrases import OnDay, When
from bot.times.readings import Clock, Reading, read, read_leading, unknown_zone
from bot.times.words import Day, clock_at, names_for

_FIRST_YEAR, _LAST_YEAR = 1970, 2200
#: 29 February comes back after eight years at the latest.
_YEARS_BACK = 9
_NO_TIME = "error.time_unreadable"
_EDGE = re.compile(r"^(?:at\s+)?(?:about\s+|around\s+|ca\.?\s+|~\s*)?", re.IGNORECASE)
_OFFERED = ("en", "de", "fr", "es", "pt", "it", "ja", "ko")


def parse_time(typed: str, *, now: datetime, zone: tzinfo, locale: str = "en") -> datetime:
    """The instant, in UTC, that a person means by a text which is a time and nothing else.

    ``zone`` is the typist's, used unless the text names one; ``locale`` adds that language's words to
    English. Raises :class:`UserError`, each with ``typed``:
    ``error.time_unreadable``; ``error.zone_unknown`` (``zone``); ``error.time_future`` (``reading``);
    ``error.time_skipped`` (clocks were put forward over it); ``error.weekday_wrong`` (``date``).
    """
    text = _clean(typed)
    names = names_for(locale)
    reading = read(text, names) or read(text.removesuffix("."), names)
    if reading is None:
        unknown = unknown_zone(text, names)
        if unknown:
            raise UserError("error.zone_unknown", typed=typed.strip(), zone=unknown)
        raise UserError(_NO_TIME, typed=typed.strip())
    return _instant(reading, now, zone, typed.strip())


def leading_time(text: str, *, now: datetime, zone: tzinfo, locale: str = "en") -> tuple[datetime, str]:
    """Splits ``14:05 rolled back build 4711`` (without its ``at``) into the instant and the prose.

    The longest beginning that reads as a time counts; one separator after it (``:``, ``-``, ``,``, ``;``,
    ``.``) is dropped. Without prose the rest is empty. Raises as :func:`parse_time` does.
    """
    spaced = re.sub(r"\s", " ", text)  # keeps every position, and so the prose as it was typed
    start = _skipped(spaced)
    found = read_leading(spaced[start:], names_for(locale))
    if found is None:
        raise UserError(_NO_TIME, typed=_shortened(text))
    reading, end = found
    words = spaced[start : start + end].strip()
    return _instant(reading, now, zone, words), _prose(text[start + end :])


def starts_with_time(text: str) -> bool:
    """Whether a note's words after ``at`` are meant as a time, in any of the languages.

    Whatever begins with a digit is (``25:99`` is then refused rather than kept as prose),
    ``least two nodes`` is not.
    """
    spaced = re.sub(r"\s", " ", text)
    rest = spaced[_skipped(spaced) :]
    if rest[:1].isdigit():
        return True
    return any(read_leading(rest, names_for(language)) for language in _OFFERED)


def _clean(typed: str) -> str:
    text = " ".join(typed.replace("’", "'").split())
    return text[_skipped(text) :]


def _skipped(text: str) -> int:
    blank = len(text) - len(text.lstrip())
    match = _EDGE.match(text[blank:])
    return blank + (match.end() if match else 0)


def _shortened(text: str) -> str:
    words = text.split()[:4]
    return " ".join(words)[:40]


def _prose(rest: str) -> str:
    stripped = rest.strip()
    after = stripped[1:].lstrip()
    # "14:05 - 14:10 outage" names a range: its dash belongs to the prose.
    if stripped[:1] in tuple(":,;.") or (stripped[:1] in tuple("-–—") and clock_at(after, 0) is None):
        return after
    return stripped


def _instant(reading: Reading, now: datetime, zone: tzinfo, typed: str) -> datetime:
    if isinstance(reading, Clock):
        return _past(reading, now, reading.zone or zone, typed)
    at = now.astimezone(UTC) - reading.length
    if at.year < _FIRST_YEAR:
        raise UserError(_NO_TIME, typed=typed)
    return at


def _past(reading: Clock, now: datetime, zone: tzinfo, typed: str) -> datetime:
    """The latest instant not after the running minute on one of the days that the reading can mean."""
    here = now.astimezone(zone)
    end = now.astimezone(UTC).replace(second=0, microsecond=0) + timedelta(minutes=1)
    later: list[datetime] = []
    for day in _days(reading.day, here.date(), typed):
        wall = datetime.combine(day, reading.time)
        instants = _instants(wall, zone)
        if not instants and wall <= here.replace(tzinfo=None):
            raise UserError("error.time_skipped", typed=typed, zone=str(zone))
        past = [at for at in instants if at < end]
        if past:
            return max(past)
        later += instants
        if later and reading.day and _is_today(reading.day, day, here.date()):
            break
    if later:
        raise UserError("error.time_future", typed=typed, reading=When(at=min(later)))
    # Only a gap that is still to come is left: it is as unreachable as any other time ahead.
    raise UserError("error.time_skipped", typed=typed, zone=str(zone))


def _is_today(typed: Day, day: date, today: date) -> bool:
    # "9 Feb 15:55" typed on 9 Feb at 15:50 is a slip, and hardly last year's.
    return typed.month is not None and day == today


def _days(typed: Day | None, today: date, words: str) -> Iterator[date]:
    """The days a reading can mean, the nearest to the present first."""
    if typed is None:
        yield from (today + timedelta(days=back) for back in (1, 0, -1, -2))
    elif typed.distance is not None:
        yield today + timedelta(days=typed.distance)
    elif typed.day is None:
        back = (today.weekday() - (typed.weekday or 0)) % 7
        yield from (today - timedelta(days=back), today - timedelta(days=back + 7))
    else:
        yield from _dates(typed, today, words)


def _dates(typed: Day, today: date, words: str) -> Iterator[date]:
    years = [typed.year] if typed.year else range(today.year, today.year - _YEARS_BACK, -1)
    dates = [day for year in years if (day := valid(year, typed.month, typed.day))]
    if not dates:
        raise UserError(_NO_TIME, typed=words)
    first = next((day for day in dates if day <= today), dates[0])
    if typed.weekday is not None and first.weekday() != typed.weekday:
        raise UserError("error.weekday_wrong", typed=words, date=OnDay(on=first))
    yield from dates


def valid(year: int, month: int | None, day: int | None) -> date | None:
    """The date, or ``None`` when the calendar has no such day or it lies beyond all reason."""
    if not _FIRST_YEAR <= year <= _LAST_YEAR or month is None or day is None:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _instants(wall: datetime, zone: tzinfo) -> list[datetime]:
    """The instants, in UTC, at which the zone's clocks show this: none in spring's gap, two in autumn's hour."""
    both = {wall.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1)}
    return sorted(at for at in both if at.astimezone(zone).replace(tzinfo=None, fold=0) == wall)
