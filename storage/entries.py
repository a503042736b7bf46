"""The timeline as stored: entries, and marks that put messages on it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, exists, insert, not_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model import Entry, EntryKind, Place
from bot.timeline import ordered
from storage import corrections, rows, tables
from storage.rows import AnyRow
from storage.statements import insert_new


async def timeline(connection: AsyncConnection, number: int, marks: Collection[str]) -> tuple[Entry, ...]:
    """Stored entries and the messages of the incident's channel that carry one of the marks, in order."""
    query = corrections.stored(tables.entries.c.incident == number, not_(tables.entries.c.removed))
    stored = [corrections.to_entry(row) for row in await connection.execute(query)]
    corrected = await corrections.completed(connection, stored, number)
    return ordered([*corrected, *await _marked(connection, number, marks)])


async def with_id(connection: AsyncConnection, number: int, id: str) -> Entry | None:
    """An entry of that incident, removed or not: a stored one, or any message of its channel that is not deleted."""
    found: list[Entry] = []
    query = corrections.stored(tables.entries.c.incident == number, tables.entries.c.id == id)
    found += [corrections.to_entry(row) for row in await connection.execute(query)]
    if not found:
        channel, _, ts = id.partition(":")
        m = tables.messages.c
        message = select(tables.messages).join(tables.incidents, tables.incidents.c.channel == m.channel)
        message = message.where(
            tables.incidents.c.number == number, m.channel == channel, m.ts == ts, m.deleted.is_(False)
        ).where(not_(is_stored()))
        found += [from_message(row) for row in await connection.execute(message)]
    return next(iter(await corrections.completed(connection, found)), None)


async def of_kinds(
    connection: AsyncConnection, number: int, kinds: Collection[EntryKind]
) -> tuple[Entry, ...]:
    """The stored entries of these kinds that are on the incident's timeline, in order."""
    c = tables.entries.c
    query = corrections.stored(c.incident == number, c.kind.in_(sorted(kinds)), not_(c.removed))
    found = [corrections.to_entry(row) for row in await connection.execute(query)]
    return ordered(await corrections.completed(connection, found))


def is_stored() -> ColumnElement[bool]:
    """Whether a message is a stored entry, because somebody has corrected it."""
    own = tables.messages.c.channel.concat(":").concat(tables.messages.c.ts)
    return exists().where(tables.entries.c.id == own)


async def _marked(connection: AsyncConnection, number: int, marks: Collection[str]) -> list[Entry]:
    messages, put = tables.messages, tables.marks
    channel = select(tables.incidents.c.channel).where(tables.incidents.c.number == number).scalar_subquery()
    carries = exists().where(
        put.c.channel == messages.c.channel,
        put.c.ts == messages.c.ts,
        put.c.mark.in_(sorted(marks)),
        put.c.present,
    )
    query = select(messages).where(messages.c.channel == channel, messages.c.deleted.is_(False), carries)
    query = query.where(not_(is_stored()))
    return [from_message(row) for row in await connection.execute(query)]


def from_message(row: AnyRow) -> Entry:
    """The entry that a marked message is."""
    message = rows.to_message(row)
    return Entry(
        id=corrections.entry_id(message.place),
        kind=EntryKind.MESSAGE,
        at=message.at,
        recorded_at=message.at,
        author=message.author,
        author_name=message.author_name,
        text=message.text,
        files=message.files,
        source=message.place,
        permalink=message.permalink,
        recovered=message.recovered,
        edited_at=message.edited_at,
    )


async def add(connection: AsyncConnection, entries: Sequence[Entry], number: int) -> None:
    """Puts entries on the incident's timeline."""
    if entries:
        new = [rows.from_entry(entry, number) for entry in entries]
        await connection.execute(insert(tables.entries), new)


async def source(connection: AsyncConnection, entry: str, place: Place, permalink: str) -> None:
    """Records the message that an entry comes from."""
    statement = (
        update(tables.entries)
        .where(tables.entries.c.id == entry)
        .values(
            source_channel=place.channel,
            source_ts=place.ts,
            source_thread=place.thread,
            permalink=permalink,
        )
    )
    await connection.execute(statement)


async def mark(
    connection: AsyncConnection, place: Place, name: str, user: str, at: datetime, *, present: bool
) -> None:
    """Records that a person's mark is on a message, or is not, since ``at``; what is older changes nothing."""
    marks = tables.marks
    key = {"channel": place.channel, "ts": place.ts, "mark": name, "user": user}
    told = {"at": at, "present": present}
    await connection.execute(insert_new(connection, marks), [key | told])
    same = [marks.c[column] == value for column, value in key.items()]
    await connection.execute(update(marks).where(*same, marks.c.at < at).values(**told))


async def marked_by(connection: AsyncConnection, place: Place, name: str) -> set[str]:
    """Whose marks of that name are on a message."""
    marks = tables.marks
    on_it = (marks.c.channel == place.channel) & (marks.c.ts == place.ts) & (marks.c.mark == name)
    query = select(marks.c.user).where(on_it, marks.c.present)
    return set((await connection.execute(query)).scalars())
