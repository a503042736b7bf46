"""What a health report is made of: facts about Slack's side and the record's, and what is found in them.

Pure: no I/O, no clock.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from bot.phrases import Phrase


class Level(StrEnum):
    """Which tables a database has."""

    #: None of Chronik's.
    EMPTY = "empty"
    OLDER = "older"
    CURRENT = "current"
    #: Those of a newer version, which this one does not touch.
    NEWER = "newer"


@dataclass(frozen=True, kw_only=True)
class Backlog:
    """What waits to be done: how many, and since when the first of them waits; ``None`` where nothing does."""

    count: int = 0
    since: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Condition:
    """How the record does; where the tables are not this version's, only ``level`` says anything."""

    level: Level
    #: How long it took to commit one row.
    commit: timedelta = timedelta(0)
    #: Requests that were acknowledged and are not worked on.
    undone: Backlog = Backlog()
    #: Tellings that Slack does not have; those that are to wait are not among them.
    untold: Backlog = Backlog()
    #: Tellings that Slack refused within the last day.
    refused: int = 0
    #: Open incidents, and for how many of them Slack itself would remind.
    open: int = 0
    armed: int = 0
    #: When the last command, click or message came in.
    heard_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class SlackSide:
    """What Slack said of the bot."""

    #: Slack's word, or what happened on the way to it; empty when the bot token works.
    trouble: str = ""
    #: The workspace's address.
    url: str = ""
    #: What the bot may do; ``None`` where Slack did not say.
    scopes: frozenset[str] | None = None
    #: How far this machine's clock is ahead of Slack's; exact to a second.
    ahead: timedelta = timedelta(0)
    #: The same as ``trouble``, for the app-level token; ``None`` where there is none.
    socket_trouble: str | None = None
    #: Whether there is a secret by which Slack's own HTTP requests are told from others.
    signed: bool = False


@dataclass(frozen=True, kw_only=True)
class Examination:
    """All the facts at one instant (UTC)."""

    at: datetime
    #: ``None`` when there is no token to ask with.
    slack: SlackSide | None
    #: A sentence when the database cannot be reached.
    record: Condition | str


class State(StrEnum):
    """How bad a finding is."""

    FINE = "fine"
    #: Something is switched off, or slower than it should be.
    WARNING = "warning"
    #: Something is or will be lost, or does not work at all.
    PROBLEM = "problem"


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One line of a health report."""

    state: State
    line: Phrase


class Examiner(Protocol):
    """Whoever can ask Slack and the record how they do."""

    async def examine(self) -> Examination:
        """The facts as of now. What cannot be reached is one of them; nothing is raised."""
