"""The database as ``bot.ports`` sees it: each method one transaction."""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime

from sqlalchemy.exc import SQLAlchemyError

from bot.marks import EMOJI, Meanings, meanings
from bot.model import Message
from bot.ports import Attempt, Delivery, Due
from bot.requests import MessageSeen, Request
from bot.store_errors import TooLate
from storage import deletions, entries, inbox, incidents, messages, outbox, overdue, people, warnings
from storage.change import StoredChange, StoredReader
from storage.database import Transactions, connected
from storage.errors import DatabaseUnreachable
from storage.overdue import StoredOverdue

#: What marks mean unless the settings say otherwise.
MARKS = meanings(EMOJI)


def _utc_now() -> datetime:
    return datetime.now(UTC)


class Database:
    """Implements :class:`bot.ports.Store`; made by :meth:`open`.

    Args:
        transactions: the database.
        marks: what reactions, pins and choices on messages mean, by name.
        clock: tells the current instant, for what is marked as done or failed.

    Every method raises DatabaseUnreachable when the database is away, locked or full, and SQLAlchemy's errors when
    a statement fails; then nothing of the transaction is stored.
    """

    def __init__(self, transactions: Transactions, marks: Meanings, clock: Callable[[], datetime]) -> None:
        self.transactions = transactions
        self._marks = marks
        self._clock = clock
        #: By this name the claims of this process are known.
        self._process = uuid.uuid4().hex
        #: People who have a row for certain, so that a batch without newcomers asks nothing.
        self._met: set[str] = set()
        #: Channels that are an incident's for certain; once they are, they stay so.
        self._channels: set[str] = set()
        #: Whether SQLite's log may still hold what was removed.
        self._to_be_emptied = False

    @classmethod
    @asynccontextmanager
    async def open(
        cls,
        url: str,
        *,
        marks: Meanings = MARKS,
        clock: Callable[[], datetime] = _utc_now,
    ) -> AsyncIterator[Database]:
        """The database at that address until the block ends. Nothing is asked of it yet.

        ``storage.migrations.upgrade`` is the first to connect, and makes the tables.
        Raises UnsupportedDatabase when the address is none that Chronik can store at.
        """
        async with connected(url) as transactions:
            yield cls(transactions, marks, clock)

    async def reachable(self) -> bool:
        """Whether the database stores something now: it is there, has its tables, is not locked, and has room."""
        try:
            async with self.transactions.writing() as connection:
                await incidents.probe(connection)
        except (DatabaseUnreachable, SQLAlchemyError):
            return False
        return True

    @asynccontextmanager
    async def change(self, number: int | None = None) -> AsyncIterator[StoredChange]:
        """A write transaction; with a number, the incident's row is locked first. Not to be nested."""
        async with self.transactions.writing() as connection:
            if number is not None:
                await incidents.lock(connection, number)
            change = StoredChange(connection, self._marks, self._clock, self._process)
            yield change
        await self._empty_log(removed=change.removes)

    async def _empty_log(self, *, removed: bool) -> None:
        """After a removal, what was removed leaves SQLite's log too; if somebody reads there, after a later change."""
        self._to_be_emptied |= removed
        if self._to_be_emptied:
            self._to_be_emptied = not await self.transactions.empty_log()

    @asynccontextmanager
    async def read(self) -> AsyncIterator[StoredReader]:
        """A read transaction: every answer is from the same state."""
        async with self.transactions.reading() as connection:
            yield StoredReader(connection, self._marks)

    async def accept(
        self,
        requests: Sequence[Request],
        messages_: Sequence[MessageSeen],
        now: datetime,
        still: Callable[[], bool] | None = None,
    ) -> set[str]:
        """Stores requests and messages; returns the keys of the requests that are new when all is committed.

        A message of a channel that is no incident's is not kept. Who asked, wrote or was mentioned is queued
        to be learnt, once. ``still`` is asked just before requests are committed; raises TooLate when it says no.
        """
        arrived = [seen.message for seen in messages_]
        removed = any(message.deleted for message in arrived)
        if not requests and not removed and await self._stored_at_once(arrived):
            return set()
        async with self.transactions.writing() as connection:
            new = await inbox.add(connection, requests, now)
            await deletions.unsay(connection, arrived, now)
            kept = await messages.keep(connection, arrived)
            await warnings.warn(connection, kept, requests, new, now)
            met = people.met(requests, kept) - self._met
            await people.ask(connection, met, now)
            await entries.show_changed(connection, kept, self._marks, now)
            if requests and still is not None and not still():
                raise TooLate
        await self._empty_log(removed=removed)
        self._met |= met
        self._channels |= {message.place.channel for message in kept}
        return new

    async def _stored_at_once(self, arrived: Sequence[Message]) -> bool:
        """The short way for what comes most often: messages of known people in known incidents' channels.

        False when it is not open, when cards are to be shown anew, or when not all is stored; then the long way stores
        the same again, which changes nothing, and finds out what was wrong.
        """
        if not {message.place.channel for message in arrived} <= self._channels:
            return False
        if not people.met([], arrived) <= self._met or any(map(warnings.is_masked, arrived)):
            return False
        try:
            for layer in messages.layers(arrived):
                await messages.add(self.transactions, layer)
            if await self._none_is_shown(arrived):
                return True
        except Exception:  # Whatever it is, the long way meets it again, and raises it.
            return False
        return False

    async def _none_is_shown(self, arrived: Sequence[Message]) -> bool:
        """Whether none of them is an edit or deletion of a message that a card may show."""
        changed = [message.place for message in arrived if message.edited_at or message.deleted]
        return not changed or not await entries.marked(self.transactions, changed)

    async def waiting_requests(self, before: datetime) -> tuple[Request, ...]:
        """Requests stored before that instant and not done, in their order: left behind by a crash."""
        async with self.transactions.reading() as connection:
            return await inbox.waiting(connection, before)

    async def requests_ahead(self, request: Request) -> tuple[Request, ...]:
        """What is to be done before that stored request: earlier ones of its channel or its asker, in order."""
        async with self.transactions.reading() as connection:
            return await inbox.ahead(connection, request)

    async def claim(self, now: datetime, limit: int) -> tuple[Delivery, ...]:
        """Takes what can be told now, for :data:`bot.ports.CLAIM`: the heads of lanes that are due and not claimed."""
        async with self.transactions.writing() as connection:
            return await outbox.claim(connection, self._process, now, limit)

    async def postpone(self, delivery: Delivery, until: datetime, *, unknown: bool) -> None:
        """Gives a delivery back until later; ``unknown`` when the attempt may have reached Slack.

        Raises AlreadyDone when the claim has expired and somebody else has taken the delivery.
        """
        async with self.transactions.writing() as connection:
            await outbox.postpone(connection, self._process, delivery, until, unknown)

    async def renew(self, now: datetime) -> set[Attempt]:
        """Holds on to what this process has claimed; returns what is held."""
        async with self.transactions.writing() as connection:
            return await outbox.renew(connection, self._process, now)

    @property
    def single(self) -> bool:
        """Whether no other process can be at work on this database: on SQLite."""
        return self.transactions.single

    async def release(self) -> None:
        """Gives back all claims, where no other process can have any."""
        if self.single:
            async with self.transactions.writing() as connection:
                await outbox.release(connection)

    async def pause(self, key: str, until: datetime) -> None:
        """Tells every process that Slack asked to wait with those calls."""
        async with self.transactions.writing() as connection:
            await outbox.pause(connection, key, until)

    async def pauses(self, now: datetime) -> dict[str, datetime]:
        """What Slack has asked to wait with, and until when."""
        async with self.transactions.reading() as connection:
            return await outbox.pauses(connection, now)

    async def next_delivery_at(self) -> datetime | None:
        """When the earliest waiting delivery is due; for one that is under way, when its claim expires."""
        async with self.transactions.reading() as connection:
            return await outbox.next_at(connection)

    async def due(self, now: datetime) -> Due:
        """What is due by now."""
        async with self.transactions.asking() as connection:
            return await overdue.due(connection, now)

    @asynccontextmanager
    async def overdue(self, now: datetime, limit: int) -> AsyncIterator[StoredOverdue]:
        """A write transaction that holds so many of the promises of which a rung is due by now."""
        async with self.transactions.writing() as connection:
            yield await StoredOverdue.taken(connection, now, limit)
