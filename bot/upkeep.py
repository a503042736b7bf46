"""Tellings that look after the record: adopting a channel, and taking back what was removed. See ``bot.tellings``.

Pure: no I/O, no clock.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal


@dataclass(frozen=True, kw_only=True)
class AdoptChannel:
    """Enter a channel and make it an incident's; the incident is declared when the bot is inside."""

    channel: str
    #: Who asked, and when: they declare it.
    by: str
    at: datetime
    severity: str
    #: Empty: the channel's name.
    title: str = ""
    #: The ``ts`` of the message at which it began; empty: the first in the channel.
    began: str = ""
    response_url: str = ""
    kind: Literal["adopt_channel"] = "adopt_channel"

    @property
    def lane(self) -> str:
        """A channel is adopted once: a second attempt waits for the first."""
        return f"adopt:{self.channel}"


@dataclass(frozen=True, kw_only=True)
class ShowReading:
    """Show how far the reading of an adopted channel is; when all is read, the incident's beginning is known."""

    incident: int
    kind: Literal["show_reading"] = "show_reading"

    @property
    def lane(self) -> str:
        """One message, edited in place."""
        return f"incident:{self.incident}:reading"


@dataclass(frozen=True, kw_only=True)
class ReviseEcho:
    """Let the echo of an entry read as the entry does, since its text was removed."""

    incident: int
    entry: str
    kind: Literal["revise_echo"] = "revise_echo"

    @property
    def lane(self) -> str:
        """Edits of what was said wait for nothing that is to be said."""
        return f"incident:{self.incident}:revisions"


@dataclass(frozen=True, kw_only=True)
class RemakeDraft:
    """Replace a draft that was handed out, since something was removed from the record."""

    incident: int
    #: The message's ``ts``, or the file's id; and its format, as in :class:`bot.care.Handed`.
    id: str
    format: str
    language: str = ""
    #: Whether a new one takes the place of a file; an older one only goes.
    again: bool = False
    kind: Literal["remake_draft"] = "remake_draft"

    @property
    def lane(self) -> str:
        """In order with the other revisions."""
        return f"incident:{self.incident}:revisions"


@dataclass(frozen=True, kw_only=True)
class ReviseSaid:
    """Edit a message of the bot's that is kept, since a text was removed from it."""

    #: Of the delivery that said it.
    key: str
    #: From whose record the text was removed; 0 where that is not known.
    incident: int = 0
    kind: Literal["revise_said"] = "revise_said"

    @property
    def lane(self) -> str:
        """No two messages wait for each other."""
        return f"said:{self.key}"


@dataclass(frozen=True, kw_only=True)
class RenameChannel:
    """Give an incident's channel the name that follows from its title, since its name quotes what was removed."""

    incident: int
    kind: Literal["rename_channel"] = "rename_channel"

    @property
    def lane(self) -> str:
        """In order with the other revisions."""
        return f"incident:{self.incident}:revisions"


Upkeep = AdoptChannel | ShowReading | ReviseEcho | RemakeDraft | ReviseSaid | RenameChannel
