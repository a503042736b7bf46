"""An instant in full, for a person to check: ``Fri 9 Feb 2024, 16:55 CET = 15:55 UTC``.

What is written here reads back as the same minute by ``bot.times.understand``, in any zone and language.
"""

from __future__ import annotations

from datetime import UTC, datetime, tzinfo

from babel import Locale
from babel.dates import format_date, format_skeleton

from bot.times.zones import zone_at


def in_full(at: datetime, zone: tzinfo, language: str = "en") -> str:
    """The instant on the clocks of ``zone``, with its date, and the same in UTC; dated again if it is another day."""
    here, there = at.astimezone(zone), at.astimezone(UTC)
    utc = f"{there:%H:%M} UTC"
    if here.utcoffset() == there.utcoffset():
        return f"{_day(here, language)}, {utc}"
    if here.date() != there.date():
        utc = f"{_day(there, language)}, {utc}"
    return f"{_day(here, language)}, {here:%H:%M} {zone_word(here)} = {utc}"


def to_type(at: datetime, zone: tzinfo) -> str:
    """The instant as it may stand in a field, to be changed: ``2024-02-09 16:55``, in ``zone``.

    Only an hour that came twice carries its zone: elsewhere it would stay, and be wrong, when the day is changed.
    """
    here = at.astimezone(zone)
    twice = here.replace(fold=0).astimezone(UTC) != here.replace(fold=1).astimezone(UTC)
    return f"{here:%Y-%m-%d %H:%M}" + (f" {zone_word(here)}" if twice else "")


def zone_word(here: datetime) -> str:
    """The zone's own abbreviation where it means nothing else, else the offset: ``CET``, ``UTC+05:45``."""
    name, offset = here.tzname() or "", here.utcoffset()
    known = zone_at(name, 0, prose=False)
    own = known is not None and known[1] == len(name) and name.isalpha()
    if known is not None and own and here.replace(tzinfo=known[0]).utcoffset() == offset:
        return name
    text = here.strftime("%z")
    return f"UTC{text[:3]}:{text[3:5]}"


def _day(here: datetime, language: str) -> str:
    if language == "en":
        return format_date(here.date(), "EEE d MMM y", locale="en")
    return format_skeleton("yMMMEd", here.date(), locale=Locale.parse(language, sep="-"))
