"""From words to a reading: what a text says about a time, before the present decides which instant that is.

    reading = "now" | duration "ago" | [day] clock [zone] | clock [zone] day

Lexical, like ``bot.times.words``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import time, timedelta, tzinfo

from bot.durations import PATTERN, parse_duration
from bot.errors import UserError
from bot.times.elapsed import elapsed_at
from bot.times.vocabulary import AT, ON
from bot.times.words import PARTICLE, Day, Names, clock_at, day_at
from bot.times.zones import zone_at


@dataclass(frozen=True, kw_only=True)
class Clock:
    """A time of day, perhaps with its day and its zone."""

    time: time
    #: ``None``: the nearest day that fits.
    day: Day | None = None
    #: ``None``: the typist's zone.
    zone: tzinfo | None = None


@dataclass(frozen=True, kw_only=True)
class Elapsed:
    """So long before now; nothing at all is ``now``."""

    length: timedelta


Reading = Clock | Elapsed

_AGO = re.compile(rf"(?P<length>{PATTERN})\sago\b", re.IGNORECASE)
_NOW = re.compile(r"(?:right |just )?now\b", re.IGNORECASE)
_LEAD = re.compile(rf"(?:(?:{ON})\s)?", re.IGNORECASE)
_BETWEEN = re.compile(rf"T(?=[0-9])|,?\s(?:{AT})\s|,\s?|\s|の|(?<=[日일い朝夜晩曜])", re.IGNORECASE)
_BEFORE_ZONE = re.compile(r"\s?\(?")
_BEFORE_DAY = re.compile(r",?\son\s|,\s?|\s", re.IGNORECASE)
#: What may follow a time that stands before prose.
_END = re.compile(
    r"$|\s|[:,;.–—](?:\s|$)|[、。]|-\s|(?<=に)|(?<=[分時半前])(?![間後頃])(?=[\u30a0-\u30ff\u4e00-\u9fff])"
)


def read(text: str, names: Names) -> Reading | None:
    """The reading of a text that holds a time and nothing else; white space must be single blanks."""
    whole = [reading for reading, end in _readings(text, names, prose=False) if end == len(text)]
    return whole[0] if whole else None


def read_leading(text: str, names: Names) -> tuple[Reading, int] | None:
    """The longest reading at the start of a text, and where it ends; ``None`` when it starts with none."""
    found = [pair for pair in _readings(text, names, prose=True) if _END.match(text, pair[1])]
    return max(found, key=lambda pair: pair[1], default=None)


def unknown_zone(text: str, names: Names) -> str:
    """The one word that follows a time and is no zone; empty when that is not what is wrong."""
    for _, end in _readings(text, names, prose=False):
        match = re.fullmatch(r"\s?(?P<open>\()?(?P<zone>[^\W\d_][\w/+\-]*)(?(open)\))", text[end:])
        if match:
            return match["zone"]
    return ""


def _readings(text: str, names: Names, *, prose: bool) -> Iterator[tuple[Reading, int]]:
    now = _NOW.match(text)
    if now:
        yield Elapsed(length=timedelta(0)), now.end()
    yield from _elapsed(text, names)
    start = _after(_LEAD, text, 0)
    day = day_at(text, start, names)
    if day:
        yield from _clocks_after_day(text, *day, names, prose=prose)
    clock = clock_at(text, start, hours=names.hours)
    if clock:
        yield from _clocks(text, *clock, names, prose=prose)


def _elapsed(text: str, names: Names) -> Iterator[tuple[Reading, int]]:
    ago = _AGO.match(text)
    if ago:
        try:
            yield Elapsed(length=parse_duration(ago["length"])), ago.end()
        except UserError:
            return  # "1h 2h ago": the caller refuses the whole text
    elsewhere = elapsed_at(text, 0, names.locale)
    if elsewhere:
        yield Elapsed(length=elsewhere[0]), _after(PARTICLE, text, elsewhere[1])


def _clocks_after_day(
    text: str, day: Day, end: int, names: Names, *, prose: bool
) -> Iterator[tuple[Reading, int]]:
    between = _BETWEEN.match(text, end)
    # "lundi 9h": beside a day it is no length of time in any language.
    clock = clock_at(text, between.end(), hours=True) if between else None
    if not clock or not day.admits(clock[0]):
        return
    yield Clock(time=clock[0], day=day), clock[1]
    zone = _zone(text, clock[1], prose=prose)
    if zone:
        yield Clock(time=clock[0], day=day, zone=zone[0]), zone[1]


def _clocks(text: str, clock: time, end: int, names: Names, *, prose: bool) -> Iterator[tuple[Reading, int]]:
    # "14:05-10:00" is a range, so an offset without its day needs a blank before it.
    attached = text[end : end + 1] in {"+", "-", "−"}
    zone = None if attached else _zone(text, end, prose=prose)
    for known, position in [(None, end), *([zone] if zone else [])]:
        yield Clock(time=clock, zone=known), position
        day = day_at(text, _after(_BEFORE_DAY, text, position), names)
        named_on = bool(re.match(r",?\son\s", text[position:], re.IGNORECASE))
        # In prose a weekday may begin the sentence: "14:05 Monday's deploy", "14:05 9 Feb release".
        if day and day[0].admits(clock) and (not prose or named_on or day[0].distance is not None):
            yield Clock(time=clock, day=day[0], zone=known), day[1]


def _zone(text: str, end: int, *, prose: bool) -> tuple[tzinfo, int] | None:
    start = _after(_BEFORE_ZONE, text, end)
    found = zone_at(text, start, prose=prose)
    if not found or "(" not in text[end:start]:
        return found
    return (found[0], found[1] + 1) if text.startswith(")", found[1]) else None


def _after(pattern: re.Pattern[str], text: str, position: int) -> int:
    match = pattern.match(text, position)
    return match.end() if match else position
