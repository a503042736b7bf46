"""Instants in a document: UTC and the second zone side by side, with dates where a time alone would mislead.

Pure: no I/O, no clock.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo
from zoneinfo import ZoneInfo

from bot.locales import wording


@dataclass(frozen=True, kw_only=True)
class Zones:
    """The zones of a document: UTC always, and perhaps a second one under the name the settings give it."""

    second: ZoneInfo | None = None
    #: How documents call the second zone, summer and winter: ``PT``.
    label: str = ""

    def days(self, at: datetime) -> frozenset[date]:
        """The calendar days that an instant falls on, one for each zone."""
        zones: tuple[tzinfo, ...] = (UTC, self.second) if self.second else (UTC,)
        return frozenset(at.astimezone(zone).date() for zone in zones)


UTC_ALONE = Zones()


@dataclass(frozen=True, kw_only=True)
class Clock:
    """Writes the instants of one document; every renderer asks it, so that all of them write the same.

    ``days`` are the calendar days of everything that the document shows, in either zone.
    Where there is only one, it goes without saying; otherwise each time carries its date.
    """

    zones: Zones = UTC_ALONE
    days: frozenset[date] = frozenset()

    def stamp(self, at: datetime) -> str:
        """Both halves: ``15:55 UTC | 07:55 PT``, or ``2024-02-09 00:44 UTC | 2024-02-08 16:44 PT``."""
        return " | ".join(part for part in (self.utc(at), self.second(at)) if part)

    def utc(self, at: datetime) -> str:
        """The UTC half: ``15:55 UTC`` or ``2024-02-09 15:55 UTC``."""
        return f"{at.astimezone(UTC):{self._form(at)}} UTC"

    def second(self, at: datetime) -> str:
        """The second zone's half, dated only where its day is not UTC's; empty without such a zone."""
        if self.zones.second is None:
            return ""
        form = "%Y-%m-%d %H:%M" if len(self.zones.days(at)) > 1 else "%H:%M"
        return f"{at.astimezone(self.zones.second):{form}} {self.zones.label}"

    def _form(self, at: datetime) -> str:
        goes_without_saying = len(self.days) == 1 and self.zones.days(at) == self.days
        return "%H:%M" if goes_without_saying else "%Y-%m-%d %H:%M"


def clock_for(instants: Iterable[datetime], zones: Zones) -> Clock:
    """The clock of a document that shows these instants."""
    return Clock(zones=zones, days=frozenset(day for at in instants for day in zones.days(at)))


def long_date(at: datetime, language: str) -> str:
    """The UTC day of an instant as prose writes it: ``7 February 2024``, ``7. Februar 2024``."""
    return wording.long_day(at.astimezone(UTC).date(), language)
