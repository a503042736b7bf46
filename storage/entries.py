"""The timeline as stored: entries, and marks that put messages on it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import exists, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model import Entry, EntryKind, Place
from bot.timeline import ordered
from storage import rows, tables
from storage.rows import AnyRow
from storage.statements import insert_new


async def timeline(connection: AsyncConnection, number: int, marks: Collection[str]) -> tuple[Entry, ...]:
    """Stored entries and the messages of the incident's channel that carry one of the marks, in order."""
    query = select(tables.entries).where(tables.entries.c.incident == number)
    stored = [rows.to_entry(row) for row in await connection.execute(query)]
    return ordered([*stored, *await _marked(connection, number, marks)])


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
    return [_from_message(row) for row in await connection.execute(query)]


def _from_message(row: AnyRow) -> Entry:
    message = rows.to_message(row)
    return Entry(
        id=f"{message.place.channel}:{message.place.ts}",
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
