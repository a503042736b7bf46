"""Durations as people type them and as settings write them.

    duration = part {[","] ["and"] part}, each unit once, from the longest to the shortest
    part     = number unit | ("a" | "an" | "half a" | "half an") unit in full
    unit     = w | d | h | m | s, or wk, hr, min, sec, or week, day, hour, minute, second, or their plurals

Accepted: ``30m``, ``2h``, ``3s``, ``1d``, ``1h30m``, ``1h 30m``, ``45 min``, ``2 hours``, ``1.5h``,
    ``1 hour and 30 minutes``, ``an hour``, ``half an hour``, ``90m``, ``0s``.
Refused: an empty text, ``45`` (of what?), ``m``, ``a m``, ``-5m``, ``30m 1h`` (backwards), ``1h 2h`` (twice),
    ``0.3s`` (no whole second), ``2 months``, more than 100 years.

Pure: no I/O, no clock.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from fractions import Fraction
from itertools import pairwise

from bot.errors import UserError

_SECONDS = {"w": 604_800, "d": 86_400, "h": 3_600, "m": 60, "s": 1}
_LONGEST = timedelta(days=36_525)

_LONG_UNIT = r"(?:weeks?|days?|hours?|minutes?|min|seconds?)"
_UNIT = r"(?:weeks?|wks?|w|days?|d|hours?|hrs?|h|minutes?|mins?|m|seconds?|secs?|s)"
_PART = rf"(?:[0-9]{{1,9}}(?:[.,][0-9]{{1,3}})?\s?{_UNIT}|(?:half\s+)?an?\s+{_LONG_UNIT})(?![^\W\d_])"

#: What looks like a duration inside a longer text; compile it with ``re.IGNORECASE``.
PATTERN = rf"(?<![\w.,]){_PART}(?:,?\s{{0,2}}(?:and\s)?{_PART})*(?!\w)"

_WHOLE = re.compile(PATTERN, re.IGNORECASE)
_PIECE = re.compile(
    rf"(?P<number>(?:half\s+)?\ban?(?=\s)|[0-9]+(?:[.,][0-9]+)?)\s*(?P<unit>{_UNIT})(?![^\W\d_])",
    re.IGNORECASE,
)


def parse_duration(typed: str, *, capped: bool = False) -> timedelta:
    """The duration a text stands for, in whole seconds; ``0s`` is one too.

    ``capped``: more than 100 years are read as 100 years, for a caller that has a limit of its own.
    Raises ``UserError("error.duration_unreadable")`` with ``typed``.
    """
    text = typed.strip()
    if not _WHOLE.fullmatch(text):
        raise UserError("error.duration_unreadable", typed=text)
    units = [unit for unit, _ in _pieces(text)]
    sizes = [_SECONDS[unit] for unit in units]
    seconds = sum(number * _SECONDS[unit] for unit, number in _pieces(text))
    backwards = any(first <= second for first, second in pairwise(sizes))
    too_long = seconds > _LONGEST.total_seconds()
    if backwards or seconds != int(seconds) or (too_long and not capped):
        raise UserError("error.duration_unreadable", typed=text)
    return _LONGEST if too_long else timedelta(seconds=int(seconds))


def duration_within(typed: str, shortest: timedelta, longest: timedelta) -> timedelta:
    """The duration a text stands for, no shorter and no longer than that.

    Raises ``UserError("error.duration_unreadable")`` with ``typed``, or ``UserError("error.duration_range")`` with
    ``typed``, ``shortest`` and ``longest``.
    """
    duration = parse_duration(typed, capped=True)
    if not shortest <= duration <= longest:
        raise UserError(
            "error.duration_range", typed=typed.strip(), shortest=short(shortest), longest=short(longest)
        )
    return duration


def leading_duration(text: str) -> tuple[str, str] | None:
    """Splits ``30m waiting for the vendor`` into what looks like a duration and the rest, both trimmed.

    ``None`` when the text does not begin with one. What was split off may still be refused by
    :func:`parse_duration`.
    """
    match = _WHOLE.match(text)
    return (match[0], text[match.end() :].strip()) if match else None


def short(duration: timedelta) -> str:
    """The canonical spelling: ``1h30m``, ``2d``, ``0s``. Reading it back gives the same duration.

    Raises ``ValueError`` for a negative duration; a fraction of a second is dropped.
    """
    if duration < timedelta(0):
        raise ValueError("a duration is never negative")
    rest = duration // timedelta(seconds=1)
    parts = []
    for unit in ("d", "h", "m", "s"):
        count, rest = divmod(rest, _SECONDS[unit])
        if count:
            parts.append(f"{count}{unit}")
    return "".join(parts) or "0s"


def _pieces(text: str) -> Iterator[tuple[str, Fraction]]:
    for match in _PIECE.finditer(text):
        yield match["unit"][0].lower(), _number(match["number"].lower())


def _number(word: str) -> Fraction:
    if word.startswith("half"):
        return Fraction(1, 2)
    if word.startswith("a"):
        return Fraction(1)
    return Fraction(word.replace(",", "."))
