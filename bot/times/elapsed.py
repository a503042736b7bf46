"""A time ago in the reader's language or in English: ``vor 10 Minuten``, ``il y a une heure``, ``two hours ago``.

Lexical, like ``bot.times.words``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from functools import cache
from typing import Literal

from babel import Locale
from babel.dates import format_timedelta

from bot.times.vocabulary import HALVES, NUMBERS

_WIDTHS: tuple[Literal["long", "short"], ...] = ("long", "short")
_UNITS: dict[Literal["second", "minute", "hour", "day", "week"], timedelta] = {
    "second": timedelta(seconds=1),
    "minute": timedelta(minutes=1),
    "hour": timedelta(hours=1),
    "day": timedelta(days=1),
    "week": timedelta(weeks=1),
}
#: The number of a time ago stands no further on than this.
_LEAD = 12


def elapsed_at(text: str, position: int, locale: str) -> tuple[timedelta, int] | None:
    """The time ago that begins at this position, the longest there is, and where it ends."""
    rest = text[position : position + 60]
    found = [
        (length, position + end)
        for each in dict.fromkeys((locale, "en"))
        for length, end in _elapsed(rest, each)
    ]
    return max(found, key=lambda pair: pair[1], default=None)


def _elapsed(text: str, locale: str) -> Iterator[tuple[timedelta, int]]:
    language = Locale.parse(locale).language
    for words, minutes in HALVES.get(language, {}).items():
        if text[: len(words)].lower() == words:
            yield timedelta(minutes=minutes), len(words)
    number = _number(language).search(text, 0, _LEAD + 12)
    if not number:
        return
    word = number[0].lower()
    count = int(word) if word.isdigit() else NUMBERS[language][word]
    before, after = text[: number.start()], text[number.end() :]
    counted = f"{before}{count}{after}"
    longer = len(text) - len(counted)
    for spelling, unit in _spellings(count, locale):
        match = spelling.match(counted)
        if match:
            yield unit * count, match.end() + longer


@cache
def _number(language: str) -> re.Pattern[str]:
    """The first number in a text, in figures or in words."""
    words = sorted(NUMBERS.get(language, {}), key=len, reverse=True)
    edge = "" if language in ("ja", "ko") else r"(?:(?<=')|(?![^\W\d_]))"
    spelled = rf"|(?<!\w)(?:{'|'.join(map(re.escape, words))}){edge}" if words else ""
    return re.compile(rf"(?<![\w.,:])[0-9]{{1,4}}(?![0-9]){spelled}", re.IGNORECASE)


def _spellings(count: int, locale: str) -> Iterator[tuple[re.Pattern[str], timedelta]]:
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
            # Some write "10 分前" and some "10分前".
            parts = re.findall(r"[0-9]+|[^0-9\s]+", spelling.replace("’", "'"))
            loose = any(ord(character) > 0x2E80 for character in spelling)
            joint = r"\s?" if loose else r"\s"
            pattern = re.sub(rf"({count}){re.escape(joint)}", r"\1\\s?", joint.join(map(re.escape, parts)))
            yield re.compile(pattern, re.IGNORECASE), unit
