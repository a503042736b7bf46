"""What a picture of an incident's course shows: stretches and marks on one line of time, in lanes.

Pure: no I/O, no clock.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Look(StrEnum):
    """What does a stretch or a mark stand for?"""

    INVESTIGATING = "investigating"
    IDENTIFIED = "identified"
    MONITORING = "monitoring"
    SEVERITY = "severity"
    WINDOW = "window"
    ON_TIME = "on-time"
    LATE = "late"
    MOMENT = "moment"
    NOTICE = "notice"


@dataclass(frozen=True, kw_only=True)
class Stretch:
    """From when to when something was so."""

    start: datetime
    end: datetime
    look: Look
    #: Whether it still goes on at its end.
    goes_on: bool = False


@dataclass(frozen=True, kw_only=True)
class Mark:
    """When something happened."""

    at: datetime
    look: Look


@dataclass(frozen=True, kw_only=True)
class Strip:
    """One line of a lane under its name; what it has in the order of time."""

    #: In the document's language; empty where the lane's name says it.
    name: str = ""
    stretches: tuple[Stretch, ...] = ()
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Lane:
    """What belongs together: the status, the severity, the updates, the key moments."""

    name: str
    strips: tuple[Strip, ...]


@dataclass(frozen=True, kw_only=True)
class Course:
    """A picture's contents; ``start`` is before ``end``, and everything shown lies between them."""

    #: In the document's language, like every name in it.
    title: str
    start: datetime
    end: datetime
    lanes: tuple[Lane, ...]
    #: What the looks are called that only shape and colour tell apart.
    legend: tuple[tuple[Look, str], ...] = ()
