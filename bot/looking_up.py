"""Showing one person what they looked up, as it is when it is told: tellings like those of ``bot.tellings``.

Pure: no I/O, no clock.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal


@dataclass(frozen=True, kw_only=True)
class ShowFound:
    """Show one person a page of what was found. It carries no text of the record, which may be redacted meanwhile."""

    user: str
    channel: str
    #: Slack's address for the answer, good for 30 minutes; empty where there is none.
    response_url: str
    #: As they were typed, in Slack's escaped form.
    words: str
    #: Where the page before ended; ``None`` for the first page.
    before: int | None = None
    #: The thread it was asked from.
    thread: str = ""
    kind: Literal["show_found"] = "show_found"

    @property
    def lane(self) -> str:
        """With the other answers to the same person, in order."""
        return f"person:{self.user}"


@dataclass(frozen=True, kw_only=True)
class ShowBrief:
    """Show one person what changed in an incident since they last looked; at first, how it stands."""

    user: str
    channel: str
    #: Slack's address for the answer, good for 30 minutes; empty where there is none.
    response_url: str
    incident: int
    #: ``None``: they see it for the first time.
    since: datetime | None = None
    #: The thread it was asked from.
    thread: str = ""
    kind: Literal["show_brief"] = "show_brief"

    @property
    def lane(self) -> str:
        """With the other answers to the same person, in order."""
        return f"person:{self.user}"


@dataclass(frozen=True, kw_only=True)
class Share:
    """Post an incident's summary for everybody where one person asked for it, if the bot is there."""

    incident: int
    user: str
    channel: str
    #: Slack's address for the answer to the person, should it not be possible.
    response_url: str
    #: Where they asked; what is shared is shared in the channel.
    thread: str = ""
    kind: Literal["share"] = "share"

    @property
    def lane(self) -> str:
        """With the other answers to the same person, in order."""
        return f"person:{self.user}"


LookingUp = ShowFound | ShowBrief | Share
