"""Looking after the record: what is adopted, redacted or erased, and what was handed out of it.

Pure: values, and the seam that ``storage`` implements, as in ``bot.ports``.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.marks import Meanings
from bot.model import Entry, Incident, Place


@dataclass(frozen=True, kw_only=True)
class Redaction:
    """Who removed a message or an entry from the record, when and why: the tombstone."""

    #: The message, or the echo of the entry.
    place: Place
    incident: int
    #: A user id.
    by: str
    at: datetime
    reason: str


@dataclass(frozen=True, kw_only=True)
class Handed:
    """A draft that was posted or shared in the incident's channel."""

    #: The message's ``ts``, or the file's id.
    id: str
    #: ``blocks`` for a message, else the file's format.
    format: str
    #: The language it was asked for in; empty for the incident's.
    language: str = ""
    #: ``internal`` or ``customer``.
    edition: str = "internal"
    made_at: datetime


@dataclass(frozen=True, kw_only=True)
class Adoption:
    """An incident whose channel was there before it, and how far its history is read back."""

    incident: int
    #: The ``ts`` of the message at which it began, if somebody said so; else empty.
    began: str = ""
    #: Whether the channel has a topic of its own, which stays.
    keeps_topic: bool = False
    #: ``ts`` of the message that shows how far the reading is; empty until posted.
    progress: str = ""
    #: When that was shown last, and when all was read.
    shown_at: datetime | None = None
    done_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Read:
    """What the record has of a channel."""

    count: int
    #: The first message that is no reply; ``None`` for none.
    first: Place | None


@dataclass(frozen=True, kw_only=True)
class Written:
    """How much a person has written that is still in the record."""

    messages: int
    entries: int
    #: In which incidents the entries are.
    incidents: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class Corrected:
    """The ids of entries that a person has corrected, and of those among them that read as they said."""

    entries: frozenset[str]
    worded: frozenset[str]


class Care(Protocol):
    """Part of :class:`bot.ports.Change`; what only asks works in a reading transaction too."""

    async def redaction(self, place: Place) -> Redaction | None:
        """The tombstone there."""

    async def redacted_since(self, number: int, at: datetime) -> bool:
        """Whether something of an incident was redacted at that instant or later."""

    async def redact(self, redaction: Redaction) -> None:
        """Puts the tombstone and empties the message there, its versions and whatever arrives of it later."""

    async def texts(self, place: Place) -> tuple[str, ...]:
        """All texts that a message has had."""

    async def stored_entries(self, number: int) -> tuple[Entry, ...]:
        """Every stored entry of an incident, whether or not the timeline shows it."""

    async def rewrite(self, entries: Sequence[Entry]) -> None:
        """Gives stored entries the text, data and files of these; nothing of what was there is kept."""

    async def wordings(self, entries: Collection[str]) -> tuple[str, ...]:
        """All texts that the entries with these ids have had, by their corrections."""

    async def forget_wordings(self, number: int, entries: Collection[str], texts: Collection[str]) -> None:
        """Empties the corrections of these entries of an incident, and takes the texts out of all others'."""

    async def unquote(self, channel: str, texts: Collection[str]) -> None:
        """Takes texts out of all messages of a channel that quote them, and out of their versions."""

    async def corrected_by(self, number: int, user: str) -> Corrected:
        """Which entries of an incident a person has corrected."""

    async def forget(self, texts: Collection[str]) -> None:
        """Takes texts out of whatever was asked and told."""

    async def hand(self, number: int, handed: Handed) -> None:
        """Remembers a draft that was handed out."""

    async def handed(self, number: int) -> tuple[Handed, ...]:
        """The drafts that were handed out, oldest first."""

    async def take_back(self, number: int, id: str) -> None:
        """Forgets a draft that is no longer there."""

    async def adoption(self, number: int) -> Adoption | None:
        """How an incident's channel was adopted; ``None`` when it was made for it."""

    async def adopt(self, adoption: Adoption) -> None:
        """Stores that an incident's channel is adopted, or how far its reading is."""

    async def is_read(self, number: int, *, besides: int = 0) -> bool:
        """Whether no page of an incident's channel waits to be read, but for the delivery ``besides``."""

    async def read_so_far(self, channel: str) -> Read:
        """What the record has of a channel; what is deleted is not counted."""

    async def active_threads(self, channel: str, since: str) -> tuple[str, ...]:
        """The threads of a channel with a reply at that ``ts`` or later, by their parents' ``ts``."""

    async def erase_old(self, before: datetime, marks: Meanings, limit: int) -> int:
        """Empties messages of incidents that ended before that instant, but for what is on the timeline.

        ``marks``: what marks mean. Returns how many: ``limit`` when there may be more.
        """

    async def erase_messages(self, user: str, limit: int) -> int:
        """Empties messages of a person; returns how many: ``limit`` when there may be more."""

    async def written(self, user: str) -> Written:
        """How much a person has written that is still there."""

    async def forget_person(self, user: str) -> None:
        """Takes a person's words out of what they asked and were told, and their name."""

    async def named(self, name: str) -> Sequence[str]:
        """The ids of the people who are called so, or have that id."""


#: What stands where a text was, in places that must not be empty.
REMOVED = "[removed]"

#: A shorter text may stand elsewhere by chance ("ok", "done"), so that it is removed only where it surely belongs.
TELLING = 12


@dataclass(frozen=True, kw_only=True)
class Remainder:
    """What is left of an incident after a removal: the incident, and those of its entries that changed."""

    incident: Incident
    entries: tuple[Entry, ...]
