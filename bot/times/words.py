"""The words of a time: how a day, a clock and a length of time may be spelled, not what they mean.

Everything here is lexical: no pattern knows the present, so whether a text reads as a time never depends on
it. Names of months and weekdays are understood in English and in the reader's language (from the CLDR, by
Babel).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import time
from functools import cache
from typing import TypeVar

from babel import Locale, UnknownLocaleError

from bot.times.vocabulary import EVENINGS, LAST_AFTER, LAST_BEFORE, MORNINGS, NEARBY_DAYS, WEEKDAYS

_Value = TypeVar("_Value")


@dataclass(frozen=True, kw_only=True)
class Day:
    """A day as typed: exactly one of a date, a weekday alone and a distance from today."""

    #: Absent in ``9 Feb``.
    year: int | None = None
    month: int | None = None
    day: int | None = None
    #: 0 is Monday; beside a date it must agree with it.
    weekday: int | None = None
    #: Days from today: -1 is yesterday.
    distance: int | None = None
    #: ``9/2``, read as Americans do: day and month may be the other way round.
    slashed: bool = False
    #: ``last Friday``: not today's.
    last: bool = False
    #: ``this morning`` (before noon), ``last night`` (after it).
    half: str = ""

    def admits(self, clock: time) -> bool:
        """Whether a time of day is one of this half of the day."""
        return not self.half or (clock.hour < 12) is (self.half == "morning")


@dataclass(frozen=True, kw_only=True)
class Names:
    """The words of English and of one further language, in lower case without dots."""

    locale: str
    months: Mapping[str, int]
    weekdays: Mapping[str, int]
    #: Days by their distance from today, and half of the day if they name one.
    nearby: Mapping[str, tuple[int, str]]
    #: Whether ``9h`` alone is a time of day, as it is hardly in English.
    hours: bool
    #: Patterns of a day, tried in this order.
    days: tuple[re.Pattern[str], ...]


CLOCK = re.compile(
    r"(?P<hour>[0-9]{1,2})(?:[:.h](?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2})(?:[.,][0-9]{1,9})?)?(?!\d|[:.]\d))?"
    r"(?:\s?(?P<half>[ap])(?:\.\s?)?m\b\.?|\sUhr\b)?"
    r"|(?P<word>noon|midnight)\b",
    re.IGNORECASE,
)

#: ``14 Uhr``, ``14 Uhr 30``, ``14h``, ``14 h 05``, ``14h et demie``.
_HOURS = re.compile(
    r"(?P<hour>[0-9]{1,2})\s?(?:(?P<clock>Uhr)|h)(?![^\W_])"
    r"(?:\s(?P<minute>[0-9]{2})(?![\w:.,%])|(?P<past>\s(?:et|y|e)\s(?:demie?|media|meia|mezz[ao])\b))?",
    re.IGNORECASE,
)
#: ``午後2:05``, ``14時05分``, ``14時半``, ``오후 2:05``, ``14시 반``, ``PM 2:05``.
_EASTERN = re.compile(
    r"(?P<half>午前|午後|오전|오후|AM(?=\s?[0-9])|PM(?=\s?[0-9]))?\s?(?P<hour>[0-9]{1,2})"
    r"(?::(?P<minute>[0-9]{2})(?![:\d])|[時시](?!間|간)"
    r"(?:\s?(?:(?P<named>[0-9]{1,2})[分분]|(?P<past>半|반(?=에|쯤|[^가-힣]|$))))?)"
)
_AFTERNOON = {"午前": 0, "午後": 12, "오전": 0, "오후": 12, "AM": 0, "PM": 12}
#: What is written to a time of day where languages put "at" behind it.
PARTICLE = re.compile(r"(?:(?:頃|ごろ)?に|쯤?에(?=\s|$))?")


def even(text: str) -> str:
    """The text, each character in its usual width, with blanks for white space and straight apostrophes.

    Every character keeps its position.
    """
    return "".join(map(_even, text))


def _even(character: str) -> str:
    if character.isspace():
        return " "
    usual = unicodedata.normalize("NFKC", character)
    return "'" if character == "’" else usual if len(usual) == 1 else character


def clock_at(text: str, position: int, *, hours: bool = False) -> tuple[time, int] | None:
    """The time of day that begins at this position, and where it ends.

    ``14:05``, ``2:05 pm``, ``2pm``, ``14.05``, ``14 Uhr``, ``14h``, ``14時05分`` and ``오후 2:05`` are times of day.
    A bare number is none, and neither is ``9:5``, ``24:00`` or ``14:05 pm``; ``9h`` is one with ``hours``.
    """
    found = _clock(text, position, hours=hours)
    particle = PARTICLE.match(text, found[1]) if found else None
    return (found[0], particle.end()) if found and particle else found


def _clock(text: str, position: int, *, hours: bool) -> tuple[time, int] | None:
    eastern = _EASTERN.match(text, position)
    if eastern and (eastern["half"] or not eastern["minute"]):
        return _eastern(eastern)
    bare = _HOURS.match(text, position)
    # In English "9h" and "12h" are lengths of time.
    if bare and (hours or bare["clock"] or bare["hour"][0] == "0" or int(bare["hour"]) > 12):
        return _time(int(bare["hour"]), int(bare["minute"] or (30 if bare["past"] else 0)), 0, bare.end())
    match = CLOCK.match(text, position)
    if not match:
        return None
    if match["word"]:
        return time(12 if match["word"].lower() == "noon" else 0), match.end()
    hour, half = int(match["hour"]), (match["half"] or "").lower()
    if not (match["minute"] or half) or (half and not 1 <= hour <= 12):
        return None
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    return _time(hour, int(match["minute"] or 0), int(match["second"] or 0), match.end())


def _eastern(match: re.Match[str]) -> tuple[time, int] | None:
    hour, half = int(match["hour"]), match["half"]
    if half and hour > 12:
        return None
    if half:
        hour = hour % 12 + _AFTERNOON[half]
    return _time(hour, int(match["minute"] or match["named"] or (30 if match["past"] else 0)), 0, match.end())


def _time(hour: int, minute: int, second: int, end: int) -> tuple[time, int] | None:
    return (time(hour, minute, second), end) if hour < 24 and minute < 60 and second < 60 else None


def day_at(text: str, position: int, names: Names) -> tuple[Day, int] | None:
    """The day that begins at this position, and where it ends; ``None`` when there is none."""
    for pattern in names.days:
        match = pattern.match(text, position)
        if match:
            return _day(match, names), match.end()
    return None


@cache
def names_for(locale: str) -> Names:
    """The words of a locale such as ``de``, ``pt-BR`` or ``en-US``; English alone when it is unknown."""
    try:
        languages = (Locale("en"), Locale.parse(locale, sep="-"))
    except (UnknownLocaleError, ValueError):
        languages = (Locale("en"), Locale("en"))
    months: dict[str, int] = {}
    weekdays: dict[str, int] = {}
    nearby: dict[str, tuple[int, str]] = {}
    for language in reversed(languages):
        nearby |= _nearby(language.language)
        for context in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                months |= {_bare(name): number for number, name in language.months[context][width].items()}
                weekdays |= {_bare(name): number for number, name in language.days[context][width].items()}
        weekdays |= WEEKDAYS.get(language.language, {})
    months |= {"sept": 9}
    months, weekdays, nearby = _unaccented(months), _unaccented(weekdays), _unaccented(nearby)
    return Names(
        locale=str(languages[1]), months=months, weekdays=weekdays, nearby=nearby,
        hours=languages[1].language != "en", days=_patterns(months, weekdays, nearby),
    )  # fmt: skip


def _nearby(language: str) -> dict[str, tuple[int, str]]:
    kinds = {"": NEARBY_DAYS, "morning": MORNINGS, "evening": EVENINGS}
    return {
        word: (distance, half)
        for half, table in kinds.items()
        for word, distance in table.get(language, {}).items()
    }


def _unaccented(words: Mapping[str, _Value]) -> dict[str, _Value]:
    """The words, and those of Latin letters without their accents besides."""
    plain = {
        unicodedata.normalize("NFD", word).encode("ascii", "ignore").decode(): value
        for word, value in words.items()
        if all(ord(character) < 0x250 for character in word)
    }
    return plain | dict(words)


@cache
def month_first(locale: str) -> bool:
    """Whether people of a locale write the month before the day."""
    try:
        pattern = str(Locale.parse(locale, sep="-").date_formats["short"].pattern)
    except (UnknownLocaleError, ValueError):
        return False
    return pattern.index("M") < pattern.index("d")


def _bare(name: str) -> str:
    return name.casefold().removesuffix(".")


def _either(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


def _patterns(
    months: Mapping[str, int], weekdays: Mapping[str, int], nearby: Mapping[str, tuple[int, str]]
) -> tuple[re.Pattern[str], ...]:
    weekday = rf"(?:(?P<weekday>{_either(weekdays)})\.?,?\s)?"
    month = rf"(?P<month>{_either(months)})\.?"
    year = r"(?:,?\s(?P<year>[0-9]{4})(?![\d:.]\d))?"
    day = r"(?P<day>[0-9]{1,2})"
    end = r"(?![\w'’])"
    # A day of Japanese or Korean needs no blank before its time.
    joined = rf"(?:(?<=[日い朝夜晩曜])(?=[0-9午の])|{end})"
    sources = (
        rf"{weekday}(?P<year>[0-9]{{4}})(?P<dash>[-/])(?P<month>[0-9]{{1,2}})(?P=dash){day}(?!\d)",
        rf"(?:(?P<year>[0-9]{{4}})[年년]\s?)?(?P<month>[0-9]{{1,2}})[月월]\s?{day}[日일](?:\s?\((?P<weekday>{_either(weekdays)})\))?",
        rf"{weekday}(?P<month>[0-9]{{1,2}})(?P<slash>/){day}(?:/(?P<year>[0-9]{{4}}))?(?![\d/])",
        rf"{weekday}{day}\.\s?(?P<month>[0-9]{{1,2}})\.(?:\s?(?P<year>[0-9]{{4}})(?![\d:.]\d))?(?!\d)",
        rf"{weekday}{day}(?:st|nd|rd|th|\.)?\s?(?:of\s|de\s)?{month}(?:\sde(?=\s))?{year}{end}",
        rf"{weekday}{month}\s?{day}(?:st|nd|rd|th|日|일)?(?![\d:.]){year}{end}",
        rf"(?P<nearby>{_either(nearby)}){joined}",
        rf"(?P<last>{LAST_BEFORE})\s(?P<weekday>{_either(weekdays)})\.?{joined}",
        rf"(?P<weekday>{_either(weekdays)})\.?(?P<last>\s(?:{LAST_AFTER})){end}",
        rf"(?P<weekday>{_either(weekdays)})\.?{joined}",
    )
    return tuple(re.compile(source, re.IGNORECASE) for source in sources)


def _day(match: re.Match[str], names: Names) -> Day:
    found = match.groupdict()
    if found.get("nearby"):
        distance, half = names.nearby[found["nearby"].casefold()]
        return Day(distance=distance, half=half)
    named, month = found.get("weekday"), found.get("month")
    return Day(
        year=int(found["year"]) if found.get("year") else None,
        month=None if not month else int(month) if month.isdigit() else names.months[month.casefold()],
        day=int(found["day"]) if found.get("day") else None,
        weekday=names.weekdays[named.casefold()] if named else None,
        slashed=bool(found.get("slash")),
        last=bool(found.get("last")),
    )
