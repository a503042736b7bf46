"""Messages of incident channels as evidence, with their earlier texts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Table, select, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model import Message, Place
from storage import rows, tables
from storage.evidence import Evidence, Text, arrived, merged, stored
from storage.statements import Values, insert_new, portions, upsert

#: A message's channel and ts.
Key = tuple[str, str]


async def at_place(connection: AsyncConnection, place: Place) -> Message | None:
    """The message there, or the tombstone of a deleted one."""
    query = select(tables.messages).where(_among(tables.messages, [(place.channel, place.ts)]))
    row = (await connection.execute(query)).one_or_none()
    return None if row is None else rows.to_message(row)


async def keep(connection: AsyncConnection, messages: Sequence[Message]) -> list[Message]:
    """Stores those that belong to an incident's channel, and returns these."""
    if not messages:
        return []
    channels = {message.place.channel for message in messages}
    query = select(tables.incidents.c.channel).where(tables.incidents.c.channel.in_(sorted(channels)))
    ours = set((await connection.execute(query)).scalars()) - {""}
    kept = [message for message in messages if message.place.channel in ours]
    for portion in portions(_gathered(kept)):
        await _store(connection, {_key(evidence): evidence for evidence in portion})
    return kept


def _gathered(messages: Iterable[Message]) -> list[Evidence]:
    """What a batch tells of each message; ordered, so that two replicas never wait in a circle."""
    gathered: dict[Key, Evidence] = {}
    for message in messages:
        key = (message.place.channel, message.place.ts)
        evidence = arrived(message)
        gathered[key] = merged(gathered[key], evidence) if key in gathered else evidence
    return [gathered[key] for key in sorted(gathered)]


async def _store(connection: AsyncConnection, batch: dict[Key, Evidence]) -> None:
    messages = tables.messages
    insert = insert_new(connection, messages).returning(messages.c.channel, messages.c.ts)
    new = {
        (channel, ts)
        for channel, ts in await connection.execute(insert, [_row(each) for each in batch.values()])
    }
    await _store_versions(connection, [evidence for key, evidence in batch.items() if key in new])
    if len(new) < len(batch):
        await _add(connection, {key: evidence for key, evidence in batch.items() if key not in new})


async def _add(connection: AsyncConnection, batch: dict[Key, Evidence]) -> None:
    """Adds to messages that are stored already; what is known changes nothing."""
    known = await _known(connection, list(batch))
    changed = []
    for key, evidence in batch.items():
        both = merged(known[key], evidence)
        if both != known[key]:
            changed.append(both)
    if changed:
        await connection.execute(upsert(connection, tables.messages), [_row(each) for each in changed])
        await _store_versions(connection, changed)


async def _known(connection: AsyncConnection, keys: list[Key]) -> dict[Key, Evidence]:
    messages, versions = tables.messages, tables.message_versions
    query = select(messages).where(_among(messages, keys)).order_by(messages.c.channel, messages.c.ts)
    found = (await connection.execute(query.with_for_update())).all()
    texts: dict[Key, dict[datetime, Text]] = {key: {} for key in keys}
    for row in await connection.execute(select(versions).where(_among(versions, keys))):
        texts[row.channel, row.ts][row.written_at] = Text(row.text, rows.to_files(row.files))
    return {(row.channel, row.ts): stored(rows.to_message(row), texts[row.channel, row.ts]) for row in found}


async def _store_versions(connection: AsyncConnection, batch: Iterable[Evidence]) -> None:
    versions = [
        {
            "channel": evidence.place.channel,
            "ts": evidence.place.ts,
            "written_at": written_at,
            "text": text.text,
            "files": rows.from_files(text.files),
        }
        for evidence in batch
        for written_at, text in evidence.versions.items()
    ]
    if versions:
        await connection.execute(upsert(connection, tables.message_versions), versions)


def _among(table: Table, keys: Sequence[Key]) -> ColumnElement[bool]:
    return tuple_(table.c.channel, table.c.ts).in_(keys)


def _key(evidence: Evidence) -> Key:
    return evidence.place.channel, evidence.place.ts


def _row(evidence: Evidence) -> Values:
    return rows.from_message(evidence.current)
