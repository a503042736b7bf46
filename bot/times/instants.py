"""From a reading to the instant it means: the nearest one in the past.

A day without its year that comes again soon, and so was last more than half a year ago, is in doubt.

"Now" lasts until the end of the running minute, since people type minutes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta, tzinfo
from enum import StrEnum

from bot.errors import UserError
from bot.phrases import When
from bot.times.days import FIRST_YEAR, days_of, instants_of, valid
from bot.times.readings import Clock, Reading, read, read_leading, unknown_zone
from bot.times.vocabulary import AT
from bot.times.words import Day, Names, clock_at, even, month_first, names_for

#: Whoever leaves out the year hardly means a day that was longer ago than its next one is ahead.
_SOON = timedelta(days=182)
_NO_TIME = "error.time_unreadable"
_EDGE = re.compile(rf"^(?:(?:{AT})\s+)?(?:about\s+|around\s+|ca\.?\s+|~\s*)?", re.IGNORECASE)
_OFFERED = ("en", "de", "fr", "es", "pt", "it", "ja", "ko")


class Doubt(StrEnum):
    """Why may a time mean another instant than the one it is taken for?"""

    #: ``9/2``: the ninth of February, or the second of September.
    DAY = "day"
    #: The clocks were put back, and showed this twice.
    TWICE = "twice"
    #: The clocks were put forward over it, and never showed this.
    SKIPPED = "skipped"
    #: It is still to come.
    FUTURE = "future"


@dataclass(frozen=True, kw_only=True)
class Understood:
    """The instant that a time is taken for, in UTC, and what else it may mean."""

    at: datetime
    doubt: Doubt | None = None
    others: tuple[datetime, ...] = ()


def understand(typed: str, *, now: datetime, zone: tzinfo, locale: str = "en") -> Understood:
    """What a person means by a text which is a time and nothing else, with what is doubtful about it.

    ``zone`` is the typist's, used unless the text names one; ``locale`` adds that language's words to
    English. Raises :class:`UserError`, each with ``typed``: ``error.time_unreadable``;
    ``error.zone_unknown`` (``zone``); ``error.weekday_wrong`` (``date``).
    """
    return _understood(_read(typed, locale), now, zone, typed.strip(), locale)


def understand_leading(
    text: str, *, now: datetime, zone: tzinfo, locale: str = "en"
) -> tuple[Understood, str]:
    """As :func:`leading_time`, with what is doubtful about the time instead of a refusal."""
    reading, words, prose = _read_leading(text, locale)
    return _understood(reading, now, zone, words, locale), prose


def parse_time(typed: str, *, now: datetime, zone: tzinfo, locale: str = "en") -> datetime:
    """The instant, in UTC, that a person means, where nobody can be asked back.

    Raises as :func:`understand` does, and ``UserError`` where there is doubt: ``error.time_unreadable`` for
    ``9/2``, ``error.time_future`` (``reading``), ``error.time_skipped``. Of two the nearer one counts.
    """
    return _certain(_read(typed, locale), now, zone, typed.strip())


def leading_time(text: str, *, now: datetime, zone: tzinfo, locale: str = "en") -> tuple[datetime, str]:
    """Splits ``14:05 rolled back build 4711`` (without its ``at``) into the instant and the prose.

    The longest beginning that reads as a time counts; one separator after it (``:``, ``-``, ``,``, ``;``,
    ``.``) is dropped. Without prose the rest is empty. Raises as :func:`parse_time` does.
    """
    reading, words, prose = _read_leading(text, locale)
    return _certain(reading, now, zone, words), prose


def starts_with_time(text: str) -> bool:
    """Whether a note's words after ``at`` are meant as a time, in any of the languages.

    Whatever begins with a digit is (``25:99`` is then refused rather than kept as prose),
    ``least two nodes`` is not.
    """
    spaced = even(text)
    rest = spaced[_skipped(spaced) :]
    if rest[:1].isdigit():
        return True
    return any(read_leading(rest, names_for(language)) for language in _OFFERED)


def _clean(typed: str) -> str:
    text = " ".join(even(typed).split())
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


def _read(typed: str, locale: str) -> Reading:
    text = _clean(typed)
    tried = ((each, names) for names in _languages(locale) for each in (text, text.removesuffix(".")))
    reading = next((found for each, names in tried if (found := read(each, names))), None)
    if reading is None:
        unknown = unknown_zone(text, names_for(locale))
        if unknown:
            raise UserError("error.zone_unknown", typed=typed.strip(), zone=unknown)
        raise UserError(_NO_TIME, typed=typed.strip())
    return reading


def _read_leading(text: str, locale: str) -> tuple[Reading, str, str]:
    """The reading, its own words, and the prose after them."""
    spaced = even(text)  # keeps every position, and so the prose as it was typed
    start = _skipped(spaced)
    found = next(filter(None, (read_leading(spaced[start:], names) for names in _languages(locale))), None)
    if found is None:
        raise UserError(_NO_TIME, typed=_shortened(text))
    reading, end = found
    return reading, spaced[start : start + end].strip(), _prose(text[start + end :])


def _languages(locale: str) -> Iterator[Names]:
    """The typist's language, then the others: people do not always write in the one that they set."""
    yield names_for(locale)
    # Only who says that they write another language means a time of day by "9h".
    yield from (replace(names_for(language), hours=False) for language in _OFFERED)


def _certain(reading: Reading, now: datetime, zone: tzinfo, typed: str) -> datetime:
    if isinstance(reading, Clock) and reading.day and reading.day.slashed:
        raise UserError(_NO_TIME, typed=typed)
    found = _understood(reading, now, zone, typed, "en")
    if found.doubt is Doubt.FUTURE:
        raise UserError("error.time_future", typed=typed, reading=When(at=found.at))
    if found.doubt is Doubt.SKIPPED:
        # Only a clock can have been put forward.
        named = reading.zone if isinstance(reading, Clock) else None
        raise UserError("error.time_skipped", typed=typed, zone=str(named or zone))
    return found.at


def _understood(reading: Reading, now: datetime, zone: tzinfo, typed: str, locale: str) -> Understood:
    if isinstance(reading, Clock):
        here = reading.zone or zone
        if reading.day and reading.day.slashed:
            return _either(reading, reading.day, now, here, typed, locale)
        return _past(reading, now, here, typed)
    at = now.astimezone(UTC) - reading.length
    if at.year < FIRST_YEAR:
        raise UserError(_NO_TIME, typed=typed)
    return Understood(at=at)


def _either(reading: Clock, day: Day, now: datetime, zone: tzinfo, typed: str, locale: str) -> Understood:
    """``9/2``: both days if the calendar has both, the one in the past first, then the locale's."""
    straight = replace(day, slashed=False)
    swapped = replace(straight, month=day.day, day=day.month)
    orders = (straight, swapped) if month_first(locale) else (swapped, straight)
    # 2000 had a 29 February.
    possible = [each for each in dict.fromkeys(orders) if valid(each.year or 2000, each.month, each.day)]
    if not possible:
        raise UserError(_NO_TIME, typed=typed)
    found = [_past(replace(reading, day=each), now, zone, typed) for each in possible]
    if len(found) == 1:
        return found[0]
    first, second = sorted(found, key=lambda each: each.doubt is Doubt.FUTURE)
    return Understood(at=first.at, doubt=Doubt.DAY, others=(second.at, *first.others, *second.others))


def _past(reading: Clock, now: datetime, zone: tzinfo, typed: str) -> Understood:
    """The latest instant that the reading can mean; the one still to come first where that is nearer."""
    ahead = _soon(reading, now, zone)
    try:
        found = _latest(reading, now, zone, typed)
    except UserError:
        if ahead is None:
            raise
        return Understood(at=ahead, doubt=Doubt.FUTURE)  # Only ahead do the day and its weekday agree.
    if ahead:
        return Understood(at=ahead, doubt=Doubt.FUTURE, others=(found.at,))
    here = found.at.astimezone(zone)
    if reading.day and reading.day.last and here.date().isocalendar()[:2] == _week(now, zone):
        # "Last Tuesday" on a Friday: this week's, or last week's?
        earlier = instants_of(here.replace(tzinfo=None) - timedelta(days=7), zone)[-1:]
        return Understood(at=found.at, doubt=Doubt.DAY, others=(*earlier, *found.others))
    return found


def _week(now: datetime, zone: tzinfo) -> tuple[int, int]:
    return now.astimezone(zone).date().isocalendar()[:2]


def _soon(reading: Clock, now: datetime, zone: tzinfo) -> datetime | None:
    """The next instant after today of a day without a year, if it is near."""
    typed, today = reading.day, now.astimezone(zone).date()
    if typed is None or typed.day is None or typed.year is not None:
        return None
    for year in (today.year, today.year + 1):
        day = valid(year, typed.month, typed.day)
        if day and today < day <= today + _SOON and typed.weekday in (None, day.weekday()):
            wall = datetime.combine(day, reading.time)
            return (instants_of(wall, zone) or [_never(wall, zone).at])[0]
    return None


def _latest(reading: Clock, now: datetime, zone: tzinfo, typed: str) -> Understood:
    """The latest instant not after the running minute on one of the days that the reading can mean."""
    here = now.astimezone(zone)
    end = now.astimezone(UTC).replace(second=0, microsecond=0) + timedelta(minutes=1)
    later: list[datetime] = []
    gaps: list[datetime] = []
    for day in days_of(reading.day, here.date(), typed):
        wall = datetime.combine(day, reading.time)
        instants = instants_of(wall, zone)
        if not instants and wall <= here.replace(tzinfo=None):
            return _never(wall, zone)
        past = [at for at in instants if at < end]
        if past:
            doubt = Doubt.TWICE if len(past) > 1 else None
            return Understood(at=past[-1], doubt=doubt, others=tuple(past[:-1]))
        later += instants
        gaps += [wall] if not instants else []
        if later and reading.day and _is_today(reading.day, day, here.date()):
            break
    if later:
        return Understood(at=min(later), doubt=Doubt.FUTURE, others=_a_year_before(reading, min(later), zone))
    return _never(min(gaps), zone)


def _never(wall: datetime, zone: tzinfo) -> Understood:
    """A wall time that the clocks left out: as far after the change, or else before it, as was typed."""
    after, before = (wall.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))
    return Understood(at=after, doubt=Doubt.SKIPPED, others=(before,))


def _a_year_before(reading: Clock, at: datetime, zone: tzinfo) -> tuple[datetime, ...]:
    """What a date without a year may mean besides the one that is still to come."""
    here = at.astimezone(zone)
    dated = reading.day is not None and reading.day.day is not None and reading.day.year is None
    day = valid(here.year - 1, here.month, here.day) if dated else None
    return tuple(instants_of(datetime.combine(day, reading.time), zone)[-1:]) if day else ()


def _is_today(typed: Day, day: date, today: date) -> bool:
    # "9 Feb 15:55" typed on 9 Feb at 15:50 is a slip, and hardly last year's.
    return typed.month is not None and day == today
