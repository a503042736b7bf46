"""Zones as people type them after a time.

Accepted: ``Z``, ``UTC``, ``+02:00``, ``+0530``, ``-7``, ``UTC+2``, ``Europe/Berlin`` (any IANA name with a
    slash, in any case) and the abbreviations below.
``PT``, ``MT``, ``CT`` and ``ET`` follow their region's daylight saving; ``PST``, ``PDT``, ``CET``, ``MESZ``
and the like are exactly the offset they name, so that they tell the two hours of an autumn night apart.
An abbreviation that several countries use stands for the most usual one: ``IST`` is India's, ``CST`` is
America's, ``BST`` is Britain's.

Inside prose (``at 14:05 it broke``) a few abbreviations count only in capitals, since they are words as well.
"""

from __future__ import annotations

import re
from datetime import UTC, timedelta, timezone, tzinfo
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

_REGIONS = {
    "PT": "America/Los_Angeles",
    "MT": "America/Denver",
    "CT": "America/Chicago",
    "ET": "America/New_York",
}

#: Abbreviation to minutes east of Greenwich.
_OFFSETS = {
    "Z": 0, "UTC": 0, "GMT": 0, "WET": 0, "WEST": 60, "BST": 60, "CET": 60, "CEST": 120, "MEZ": 60,
    "MESZ": 120,
    "EET": 120, "EEST": 180, "OEZ": 120, "OESZ": 180, "WEZ": 0, "WESZ": 60, "WAT": 60, "CAT": 120, "EAT": 180,
    "IDT": 180, "PKT": 300, "WITA": 480, "WIT": 540, "MSK": 180, "SAST": 120,
    "GST": 240, "IST": 330, "ICT": 420, "WIB": 420,
    "SGT": 480,
    "HKT": 480, "AWST": 480, "PHT": 480, "JST": 540, "KST": 540, "ACST": 570, "ACDT": 630, "AEST": 600,
    "AEDT": 660,
    "NZST": 720, "NZDT": 780, "BRT": -180, "ART": -180, "AST": -240, "ADT": -180, "EST": -300, "EDT": -240,
    "CST": -360, "CDT": -300, "MST": -420, "MDT": -360, "PST": -480, "PDT": -420, "AKST": -540, "AKDT": -480,
    "HST": -600,
}  # fmt: skip

#: Words of a sentence as well, in one language or another.
_ALSO_WORDS = {
    "Z",
    "PT",
    "MT",
    "CT",
    "ET",
    "IST",
    "WET",
    "WEST",
    "ART",
    "GST",
    "EST",
    "WAT",
    "CAT",
    "EAT",
    "WIT",
}

_NUMERIC = re.compile(
    r"(?:UTC|GMT)?(?P<sign>[+\-−])(?P<hours>[0-9]{1,2})(?::?(?P<minutes>[0-5][0-9]))?(?![\w:.])", re.I
)
_NAME = re.compile(r"[A-Za-z][\w+\-]*(?:/[\w+\-]*\w)*", re.ASCII)
_FURTHEST = timedelta(hours=14)


def zone_at(text: str, position: int, *, prose: bool) -> tuple[tzinfo, int] | None:
    """The zone that begins at this position, and where it ends; ``None`` when there is none.

    With ``prose`` the text goes on as a sentence, so that an abbreviation which is also a word needs
    capitals.
    """
    numeric = _NUMERIC.match(text, position)
    if numeric:
        offset = timedelta(hours=int(numeric["hours"]), minutes=int(numeric["minutes"] or 0))
        if offset > _FURTHEST:
            return None
        return timezone(offset if numeric["sign"] == "+" else -offset), numeric.end()
    name = _NAME.match(text, position)
    zone = _named(name[0], prose=prose) if name else None
    return (zone, name.end()) if name and zone else None


def _named(name: str, *, prose: bool) -> tzinfo | None:
    known = name.upper()
    if prose and known in _ALSO_WORDS and name != known:
        return None
    if known in _REGIONS:
        return ZoneInfo(_REGIONS[known])
    if known in _OFFSETS:
        return timezone(timedelta(minutes=_OFFSETS[known])) if _OFFSETS[known] else UTC
    key = _iana().get(name.lower()) if "/" in name else None
    return ZoneInfo(key) if key else None


@cache
def _iana() -> dict[str, str]:
    """IANA names by their lower-case spelling: the table never changes while the program runs."""
    return {name.lower(): name for name in available_timezones()}
