"""The words of a time: how a day, a clock and a length of time may be spelled, not what they mean.

Everything here is lexical: no pattern knows the present, so whether a text reads as a time never depends on
it. Names of months and weekdays are understood in English and in the reader's language (from the CLDR, by
Babel).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import time, timedelta
from functools import cache
from typing import Literal

from babel import Locale, UnknownLocaleError
from babel.dates import format_timedelta

#: Babel gives no access to these words of the CLDR.
_NEARBY_DAYS = {
    "en": {"yesterday": -1, "today": 0, "tomorrow": 1},
    "de": {"vorgestern": -2, "gestern": -1, "heute": 0, "morgen": 1},
    "fr": {"avant-hier": -2, "hier": -1, "aujourd'hui": 0, "demain": 1},
    "es": {"anteayer": -2, "ayer": -1, "hoy": 0, "mañana": 1},
    "pt": {"anteontem": -2, "ontem": -1, "hoje": 0, "amanhã": 1},
    "it": {"l'altro ieri": -2, "ieri": -1, "oggi": 0, "domani": 1},
    "ja": {"一昨日": -2, "おととい": -2, "昨日": -1, "今日": 0, "明日": 1},
    "ko": {"그저께": -2, "어제": -1, "오늘": 0, "내일": 1},
}
_WIDTHS: tuple[Literal["long", "short"], ...] = ("long", "short")
_UNITS: dict[Literal["second", "minute", "hour", "day"], timedelta] = {
    "second": timedelta(seconds=1),
    "minute": timedelta(minutes=1),
    "hour": timedelta(hours=1),
    "day": timedelta(days=1),
}


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


@dataclass(frozen=True, kw_only=True)
class Names:
    """The words of English and of one further language, in lower case without dots."""

    locale: str
    months: Mapping[str, int]
    weekdays: Mapping[str, int]
    nearby: Mapping[str, int]
    #: Patterns of a day, tried in this order.
    days: tuple[re.Pattern[str], ...]


CLOCK = re.compile(
    r"(?P<hour>[0-9]{1,2})(?:[:.h](?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2})(?:[.,][0-9]{1,9})?)?(?!\d|[:.]\d))?"
    r"(?:\s?(?P<half>[ap])(?:\.\s?)?m\b\.?|\sUhr\b)?"
    r"|(?P<word>noon|midnight)\b",
    re.IGNORECASE,
)

#: ``午後2:05``, ``14時05分``, ``오후 2:05``, ``14시 5분``, ``PM 2:05``.
_EASTERN = re.compile(
    r"(?P<half>午前|午後|오전|오후|AM(?=\s?[0-9])|PM(?=\s?[0-9]))?\s?(?P<hour>[0-9]{1,2})"
    r"(?::(?P<minute>[0-9]{2})(?![:\d])|[時시](?:\s?(?P<named>[0-9]{1,2})[分분])?)"
)
_AFTERNOON = {"午前": 0, "午後": 12, "오전": 0, "오후": 12, "AM": 0, "PM": 12}


def clock_at(text: str, position: int) -> tuple[time, int] | None:
    """The time of day that begins at this position, and where it ends.

    ``14:05``, ``2:05 pm``, ``2pm``, ``14.05``, ``14時05分`` and ``오후 2:05`` are times of day.
    A bare number is none, and neither is ``9:5``, ``24:00`` or ``14:05 pm``.
    """
    eastern = _EASTERN.match(text, position)
    if eastern and (eastern["half"] or not eastern["minute"]):
        return _eastern(eastern)
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
    minute, second = int(match["minute"] or 0), int(match["second"] or 0)
    if hour > 23 or minute > 59 or second > 59:
        return None
    return time(hour, minute, second), match.end()


def _eastern(match: re.Match[str]) -> tuple[time, int] | None:
    hour, minute, half = int(match["hour"]), int(match["minute"] or match["named"] or 0), match["half"]
    if half and hour > 12:
        return None
    if half:
        hour = hour % 12 + _AFTERNOON[half]
    return (time(hour, minute), match.end()) if hour < 24 and minute < 60 else None


def day_at(text: str, position: int, names: Names) -> tuple[Day, int] | None:
    """The day that begins at this position, and where it ends; ``None`` when there is none."""
    for pattern in names.days:
        match = pattern.match(text, position)
        if match:
            return _day(match, names), match.end()
    return None


def elapsed_at(text: str, position: int, names: Names) -> tuple[timedelta, int] | None:
    """A time ago in the reader's language (``vor 10 Minuten``, ``il y a 2 h``), and where it ends."""
    number = re.search(r"[0-9]{1,4}", text[position : position + 20])
    if not number:
        return None
    found = [
        (unit * int(number[0]), position + len(spelling))
        for spelling, unit in _spellings(int(number[0]), names.locale)
        if text[position:].casefold().startswith(spelling)
    ]
    return max(found, key=lambda pair: pair[1], default=None)


@cache
def names_for(locale: str) -> Names:
    """The words of a locale such as ``de``, ``pt-BR`` or ``en-US``; English alone when it is unknown."""
    try:
        languages = (Locale("en"), Locale.parse(locale, sep="-"))
    except (UnknownLocaleError, ValueError):
        languages = (Locale("en"), Locale("en"))
    months: dict[str, int] = {}
    weekdays: dict[str, int] = {}
    nearby: dict[str, int] = {}
    for language in reversed(languages):
        nearby |= _NEARBY_DAYS.get(language.language, {})
        for context in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                months |= {_bare(name): number for number, name in language.months[context][width].items()}
                weekdays |= {_bare(name): number for number, name in language.days[context][width].items()}
    months |= {"sept": 9}
    weekdays |= {"tues": 1, "thur": 3, "thurs": 3}
    return Names(
        locale=str(languages[1]), months=months, weekdays=weekdays, nearby=nearby,
        days=_patterns(months, weekdays, nearby),
    )  # fmt: skip


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


def _spellings(count: int, locale: str) -> Iterator[tuple[str, timedelta]]:
    for name, unit in _UNITS.items():
        for width in _WIDTHS:
            spelling = format_timedelta(
                -count * unit,
                granularity=name,
                threshold=1e9,
                add_direction=True,
                format=width,
                locale=locale,
            )
            words = spelling.casefold().split()
            yield " ".join(words), unit
            yield "".join(words), unit  # 10分前


def _either(words: Mapping[str, int]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


def _patterns(
    months: Mapping[str, int], weekdays: Mapping[str, int], nearby: Mapping[str, int]
) -> tuple[re.Pattern[str], ...]:
    weekday = rf"(?:(?P<weekday>{_either(weekdays)})\.?,?\s)?"
    month = rf"(?P<month>{_either(months)})\.?"
    year = r"(?:,?\s(?P<year>[0-9]{4})(?![\d:.]\d))?"
    day = r"(?P<day>[0-9]{1,2})"
    end = r"(?![\w'’])"
    sources = (
        rf"{weekday}(?P<year>[0-9]{{4}})(?P<dash>[-/])(?P<month>[0-9]{{1,2}})(?P=dash){day}(?!\d)",
        rf"(?P<year>[0-9]{{4}})[年년]\s?(?P<month>[0-9]{{1,2}})[月월]\s?{day}[日일](?:\s?\((?P<weekday>{_either(weekdays)})\))?",
        rf"{weekday}(?P<month>[0-9]{{1,2}})(?P<slash>/){day}(?:/(?P<year>[0-9]{{4}}))?(?![\d/])",
        rf"{weekday}{day}\.\s?(?P<month>[0-9]{{1,2}})\.(?:\s?(?P<year>[0-9]{{4}})(?![\d:.]\d))?(?!\d)",
        rf"{weekday}{day}(?:st|nd|rd|th|\.)?\s?(?:of\s|de\s)?{month}(?:\sde(?=\s))?{year}{end}",
        rf"{weekday}{month}\s?{day}(?:st|nd|rd|th|日|일)?(?![\d:.]){year}{end}",
        rf"(?P<nearby>{_either(nearby)})(?:(?<=[日い])(?=[0-9午])|{end})",
        rf"(?P<weekday>{_either(weekdays)})\.?{end}",
    )
    return tuple(re.compile(source, re.IGNORECASE) for source in sources)


def _day(match: re.Match[str], names: Names) -> Day:
    found = match.groupdict()
    if found.get("nearby"):
        return Day(distance=names.nearby[found["nearby"].casefold()])
    named, month = found.get("weekday"), found.get("month")
    return Day(
        year=int(found["year"]) if found.get("year") else None,
        month=None if not month else int(month) if month.isdigit() else names.months[month.casefold()],
        day=int(found["day"]) if found.get("day") else None,
        weekday=names.weekdays[named.casefold()] if named else None,
        slashed=bool(found.get("slash")),
    )
