"""What a language's rules make of data: numbers, days, durations, enumerations and labels, by the CLDR.

``language`` is that of a catalogue: ``de``, ``pt-BR``.
Pure: no I/O (but the CLDR's own tables), no clock.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from functools import cache

from babel import Locale
from babel.dates import format_date
from babel.lists import format_list
from babel.numbers import format_decimal
from babel.units import format_unit

#: English without a country is international English, which goes with the 24-hour clock.
_ENGLISH = "en-001"
#: Languages in whose short form Babel finds no singular of the hour, and would write "1 horas" beside "2 h".
_ONE_HOUR = {"es": "1 h", "pt-BR": "1 h"}
_COLONS = {"fr": "\N{NO-BREAK SPACE}:", "ja": "\N{FULLWIDTH COLON}"}


@cache
def locale_of(language: str) -> Locale:
    """The rules of a language."""
    return Locale.parse(_ENGLISH if language == "en" else language, sep="-")


def number(value: int, language: str) -> str:
    """A whole number: ``40,000``, ``40.000``."""
    return format_decimal(value, locale=locale_of(language))


def long_day(day: date, language: str) -> str:
    """A day as prose writes it: ``7 February 2024``, ``7. Februar 2024``."""
    return format_date(day, "long", locale=locale_of(language))


def due_day(day: date, language: str) -> str:
    """A day to be kept in mind; in English as ISO 8601, since its readers disagree about the order."""
    return day.isoformat() if language == "en" else long_day(day, language)


def lasting(length: timedelta, language: str) -> str:
    """A duration in words, exact to the minute (to the second below one): ``1 hr 48 min``."""
    total = max(0, int(length.total_seconds()))
    minutes, seconds = divmod(total, 60)
    days, minutes = divmod(minutes, 24 * 60)
    parts = [(days, "duration-day"), (minutes // 60, "duration-hour"), (minutes % 60, "duration-minute")]
    if total < 60:
        parts = [(seconds, "duration-second")]
    return " ".join(_unit(n, unit, language) for n, unit in parts if n)


def _unit(amount: int, unit: str, language: str) -> str:
    if unit == "duration-hour" and amount == 1 and language in _ONE_HOUR:
        return _ONE_HOUR[language]
    # International English would write "2 hrs".
    locale = Locale("en") if language == "en" else locale_of(language)
    return format_unit(amount, unit, "short", locale=locale)


def separators(count: int, language: str) -> list[str]:
    """What stands before, between and after ``count`` things that are enumerated: ``['', ', ', ' and ', '']``."""
    return format_list(["\0"] * count, locale=locale_of(language)).split("\0")


def listed(things: Sequence[str], language: str) -> str:
    """An enumeration: ``a, b and c``; empty without anything."""
    return format_list(things, locale=locale_of(language))


def labelled(name: str, language: str) -> str:
    """A name with the colon that makes it a label: ``Impact:``, ``Impact :``."""
    return name + _COLONS.get(language, ":")


def language_name(language: str, reader: str) -> str:
    """What a language is called in the reader's: ``German``, ``allemand``."""
    known = locale_of(reader).languages
    # Where there is but one kind of it, nobody needs to be told which.
    base = language.partition("-")[0]
    return str(known.get(language.replace("-", "_")) or known.get(base) or language)
