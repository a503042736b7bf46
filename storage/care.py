"""What looks after the record, as ``bot.care`` names it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.blocks.posting import Posting
from bot.care import Adoption, Corrected, Handed, Read, Redaction, Written
from bot.marks import Meanings
from bot.model import Entry, Place
from bot.said import Lost, Said
from storage import adoptions, erasure, posts, redactions


class StoredCare:
    """Implements :class:`bot.care.Care` on one connection."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection
        #: Whether texts were removed, which are to be found nowhere when it is committed.
        self.removed = False

    async def redaction(self, place: Place) -> Redaction | None:
        """The tombstone there."""
        return await redactions.find(self._connection, place)

    async def redacted_since(self, number: int, at: datetime) -> bool:
        """Whether something of an incident was redacted at that instant or later."""
        return await redactions.since(self._connection, number, at)

    async def redact(self, redaction: Redaction) -> None:
        """Puts the tombstone and empties the message there, its versions and whatever arrives of it later."""
        self.removed = True
        await redactions.add(self._connection, redaction)

    async def texts(self, place: Place) -> tuple[str, ...]:
        """All texts that a message has had."""
        return await redactions.texts(self._connection, place)

    async def stored_entries(self, number: int) -> tuple[Entry, ...]:
        """Every stored entry of an incident, whether or not the timeline shows it."""
        return await redactions.stored_entries(self._connection, number)

    async def rewrite(self, entries: Sequence[Entry]) -> None:
        """Gives stored entries the text, data and files of these; nothing of what was there is kept."""
        self.removed = True
        await redactions.rewrite(self._connection, entries)

    async def wordings(self, entries: Collection[str]) -> tuple[str, ...]:
        """All texts that the entries with these ids have had, by their corrections."""
        return await redactions.wordings(self._connection, entries)

    async def forget_wordings(self, number: int, entries: Collection[str], texts: Collection[str]) -> None:
        """Empties the corrections of these entries of an incident, and takes the texts out of all others'."""
        self.removed = True
        await redactions.forget_wordings(self._connection, number, entries, texts)

    async def unquote(self, channel: str, texts: Collection[str]) -> None:
        """Takes texts out of all messages of a channel that quote them, and out of their versions."""
        self.removed = True
        await redactions.unquote(self._connection, channel, texts)

    async def corrected_by(self, number: int, user: str) -> Corrected:
        """Which entries of an incident a person has corrected."""
        return await erasure.corrected_by(self._connection, number, user)

    async def forget(self, texts: Collection[str]) -> None:
        """Takes texts out of whatever was asked and told."""
        self.removed = True
        await redactions.forget(self._connection, texts)

    async def hand(self, number: int, handed: Handed) -> None:
        """Remembers a draft that was handed out."""
        await redactions.hand(self._connection, number, handed)

    async def handed(self, number: int) -> tuple[Handed, ...]:
        """The drafts that were handed out, oldest first."""
        return await redactions.handed(self._connection, number)

    async def take_back(self, number: int, id: str) -> None:
        """Forgets a draft that is no longer there."""
        await redactions.take_back(self._connection, number, id)

    async def adoption(self, number: int) -> Adoption | None:
        """How an incident's channel was adopted; ``None`` when it was made for it."""
        return await adoptions.find(self._connection, number)

    async def adopt(self, adoption: Adoption) -> None:
        """Stores that an incident's channel is adopted, or how far its reading is."""
        await adoptions.save(self._connection, adoption)

    async def is_read(self, number: int, *, besides: int = 0) -> bool:
        """Whether no page of an incident's channel waits to be read, but for the delivery ``besides``."""
        return await adoptions.is_read(self._connection, number, besides)

    async def read_so_far(self, channel: str) -> Read:
        """What the record has of a channel; what is deleted is not counted."""
        return await adoptions.read_so_far(self._connection, channel)

    async def active_threads(self, channel: str, since: str) -> tuple[str, ...]:
        """The threads of a channel with a reply at that ``ts`` or later, by their parents' ``ts``."""
        return await adoptions.active_threads(self._connection, channel, since)

    async def erase_old(self, before: datetime, marks: Meanings, limit: int) -> int:
        """Empties messages of incidents that ended before that instant, but for what is on the timeline."""
        self.removed = True
        return await erasure.erase_old(self._connection, before, marks, limit)

    async def erase_messages(self, user: str, limit: int) -> int:
        """Empties messages of a person; returns how many: ``limit`` when there may be more."""
        self.removed = True
        return await erasure.erase_messages(self._connection, user, limit)

    async def written(self, user: str) -> Written:
        """How much a person has written that is still there."""
        return await erasure.written(self._connection, user)

    async def forget_person(self, user: str) -> None:
        """Takes a person's words out of what they asked and were told, and their name."""
        self.removed = True
        await erasure.forget_person(self._connection, user)

    async def named(self, name: str) -> Sequence[str]:
        """The ids of the people who are called so, or have that id."""
        return await erasure.named(self._connection, name)


class StoredPosts:
    """Implements :class:`bot.said.Posts` on one connection."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def keep(self, said: Said) -> None:
        """Stores what is about to be posted; another attempt's version takes its place."""
        await posts.keep(self._connection, said)

    async def posted(self, key: str, place: Place) -> Posting | None:
        """Records where it is, and returns how it should read by now; ``None`` when it is not kept."""
        return await posts.posted(self._connection, key, place)

    async def find(self, key: str) -> tuple[Place, Posting] | None:
        """Where it is and how it should read; ``None`` when it is not kept, or not posted yet."""
        return await posts.find(self._connection, key)

    async def press(self, place: Place, action: str) -> str | None:
        """Takes the button of that action off the message there; its key, or ``None`` when it is not kept."""
        return await posts.press(self._connection, place, action)

    async def edited(self, place: Place, posting: Posting) -> str:
        """A message is about to read so; its key, empty when it is not kept."""
        return await posts.edited(self._connection, place, posting)

    async def reword(self, number: int, lost: Lost) -> tuple[str, ...]:
        """Takes texts out of what was said about an incident, or about several; the keys of what has changed."""
        return await posts.reword(self._connection, number, lost)
