"""The timeline as stored: entries, and marks that put messages on it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import delete, exists, insert, select, update
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
        put.c.channel == messages.c.channel, put.c.ts == messages.c.ts, put.c.mark.in_(sorted(marks))
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


async def mark(connection: AsyncConnection, place: Place, name: str, user: str, at: datetime) -> None:
    """Records a person's mark on a message; again changes nothing."""
    values = {"channel": place.channel, "ts": place.ts, "mark": name, "user": user, "at": at}
    await connection.execute(insert_new(connection, tables.marks), values)


async def unmark(connection: AsyncConnection, place: Place, name: str, user: str) -> None:
    """Takes a person's mark off."""
    marks = tables.marks
    on_it = (marks.c.channel == place.channel) & (marks.c.ts == place.ts)
    await connection.execute(delete(marks).where(on_it, marks.c.mark == name, marks.c.user == user))
