"""Showing the timeline to be corrected, and asking one person back: tellings like those of ``bot.tellings``.

Pure: no I/O, no clock.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Literal

from bot.errors import UserError
from bot.model import Entry
from bot.phrases import Phrase
from bot.timeline import Position

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True, kw_only=True)
class Cursor:
    """Which stretch of a timeline: what stands before or after a position, the latest, or what was removed.

    What was removed, with a position: what stood before it.
    """

    side: Literal["", "before", "after", "removed"] = ""
    at: Position | None = None


LATEST = Cursor()
REMOVED = Cursor(side="removed")


@dataclass(frozen=True, kw_only=True)
class Target:
    """What a button of a page of the timeline is about; it travels in the button, in at most 255 characters."""

    incident: int
    #: An entry as it was shown; empty for the page itself.
    entry: str = ""
    version: str = ""
    #: The page it stands on.
    cursor: Cursor = LATEST

    def written(self) -> str:
        """As it stands in a button."""
        at = self.cursor.at
        where = f"{_count(at.at)}.{_count(at.recorded_at)}.{at.id}" if at else ""
        return "|".join((str(self.incident), self.entry, self.version, self.cursor.side, where))

    def of(self, entry: Entry) -> Target:
        """The same page's button for an entry."""
        return replace(self, entry=entry.id, version=entry.version)


def read_target(written: str) -> Target:
    """What :meth:`Target.written` wrote; raises ``UserError`` for anything else."""
    try:
        incident, entry, version, side, where = written.split("|")
        cursor = _cursor(side, where)
        return Target(incident=int(incident), entry=entry, version=version, cursor=cursor)
    except (ValueError, OverflowError) as error:
        raise UserError("error.unknown_button") from error


@dataclass(frozen=True, kw_only=True)
class ShowTimeline:
    """Show one person a page of the timeline, as it is when it is told."""

    user: str
    channel: str
    #: Slack's address for the answer, good for 30 minutes; empty where there is none.
    response_url: str
    incident: int
    cursor: Cursor = LATEST
    #: Whether it takes the place of the page that it was asked from.
    replace: bool = False
    #: What has just happened, and the button that undoes it.
    notice: Phrase | None = None
    undo: Target | None = None
    #: The thread it was asked from.
    thread: str = ""
    kind: Literal["show_timeline"] = "show_timeline"

    @property
    def lane(self) -> str:
        """With the other answers to the same person, in order."""
        return f"person:{self.user}"


@dataclass(frozen=True, kw_only=True)
class Choice:
    """A button under a question: the catalogue's ``button.<label>``, what it does, and with what."""

    label: str
    action: str
    value: str
    primary: bool = False


@dataclass(frozen=True, kw_only=True)
class Ask:
    """An answer that only one person sees, with buttons to go on; without any, it ends such a question."""

    user: str
    channel: str
    response_url: str
    lines: tuple[Phrase, ...]
    choices: tuple[Choice, ...] = ()
    #: Whether it takes the place of the question whose button was pressed.
    replace: bool = False
    #: The thread it was asked from.
    thread: str = ""
    kind: Literal["ask"] = "ask"

    @property
    def lane(self) -> str:
        """With the other answers to the same person, in order."""
        return f"person:{self.user}"


Curating = ShowTimeline | Ask


def _cursor(side: str, where: str) -> Cursor:
    match side:
        case "before" | "after":
            return Cursor(side=side, at=_position(where))
        case "removed" if where:
            return Cursor(side="removed", at=_position(where))
        case "" | "removed" if not where:
            return Cursor(side=side)
    raise ValueError(side)


def _count(at: datetime) -> int:
    return (at - _EPOCH) // _MICROSECOND


def _position(where: str) -> Position:
    at, recorded_at, id = where.split(".", 2)
    return Position(
        at=_EPOCH + int(at) * _MICROSECOND, recorded_at=_EPOCH + int(recorded_at) * _MICROSECOND, id=id
    )
