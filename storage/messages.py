"""Messages of incident channels as evidence, with their earlier texts.

Events come in any order, and more than once. A message's texts are a set, each known by when it was written; the
newest is how the message stands, the others are its versions. Once it is deleted, all of them are emptied, and so is
whatever arrives later. Adding to a set and remembering a deletion do not depend on the order, so neither does the
record. The statements below add a batch at a time, one event for each message.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    ColumnElement,
    Delete,
    Insert,
    Subquery,
    Text,
    Update,
    and_,
    case,
    func,
    literal_column,
    not_,
    or_,
    select,
    true,
    tuple_,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model import Message, Place
from storage import rows, tables, translations
from storage.batches import BATCH, batch_of
from storage.columns import microseconds, storable
from storage.database import Transactions
from storage.express import Statement
from storage.statements import insert_for, portions

_messages, _versions = tables.messages, tables.message_versions

# Written out, so that a batch is the only parameter of every statement.
_NOTHING = literal_column("''", Text)
_NO_FILES = literal_column("'[]'", JSON)
_EPOCH = literal_column("0", BigInteger)
_SECOND = literal_column("1000000", BigInteger)

#: A message's channel and ts.
Key = tuple[str, str]


async def at_place(connection: AsyncConnection, place: Place) -> Message | None:
    """The message there, or the tombstone of a deleted one."""
    query = select(_messages).where(_messages.c.channel == place.channel, _messages.c.ts == place.ts)
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
    for layer in layers(kept):
        await _store(connection, layer)
    return kept


def layers(messages: Sequence[Message]) -> Iterator[Sequence[Message]]:
    """The events in batches, with at most one about each message.

    Ordered, so that two replicas never wait for each other in a circle.
    """
    rest = messages
    while rest:
        layer: dict[Key, Message] = {}
        rest = [message for message in rest if layer.setdefault(_key(message), message) is not message]
        yield from portions([layer[key] for key in sorted(layer)])


def _key(message: Message) -> Key:
    return message.place.channel, message.place.ts


def _parameter(batch: Sequence[Message]) -> str:
    return json.dumps([_values(message) for message in batch], separators=(",", ":"))


def _values(message: Message) -> list[Any]:
    # The text of a deletion is not kept.
    said = replace(message, text="", files=(), edited_at=None) if message.deleted else message
    place, edited_at = said.place, said.edited_at
    return [
        place.channel,
        place.ts,
        place.thread,
        microseconds(message.at),
        message.author,
        storable(message.author_name),
        storable(said.text),
        [{"id": file.id, "name": storable(file.name), "permalink": file.permalink} for file in said.files],
        message.permalink,
        None if edited_at is None else microseconds(edited_at),
        message.deleted,
        message.recovered,
    ]


async def add(transactions: Transactions, batch: Sequence[Message]) -> None:
    """Stores a batch in a transaction of its own; all are known to belong to incidents' channels."""
    given, dialect = _parameter(batch), transactions.dialect
    seem_new = not any(message.edited_at or message.deleted for message in batch)
    if seem_new and await transactions.at_once([_insert_new(dialect)], given) == len(batch):
        return
    await transactions.at_once([_insert_new(dialect), *_merge(dialect, batch)], given)


async def _store(connection: AsyncConnection, batch: Sequence[Message]) -> None:
    given, dialect = {BATCH: _parameter(batch)}, connection.dialect.name
    if (await connection.execute(_insert_new(dialect), given)).rowcount < len(batch):
        for statement in _merge(dialect, batch):
            await connection.execute(statement, given)


def _merge(dialect: str, batch: Sequence[Message]) -> list[Statement]:
    """The statements that add a batch to messages that are stored already, in their order."""
    gone = any(message.deleted for message in batch)
    emptying: list[Statement] = []
    if gone:
        emptying += [
            _empty_versions(dialect),
            *_empty_corrections(dialect),
            _forget_translations(dialect),
        ]
    return [_add_versions(dialect), *emptying, _update(dialect)]


@cache
def _insert_new(dialect: str) -> Insert:
    """Stores the messages of a batch that are not known at all, and leaves the others as they are."""
    given = batch_of(dialect, list(_messages.c))
    # Without a condition, SQLite would take ON CONFLICT for the beginning of a join.
    statement = insert_for(dialect, _messages).from_select(
        list(_messages.c.keys()), select(given).where(true())
    )
    return statement.on_conflict_do_nothing()


@cache
def _add_versions(dialect: str) -> Insert:
    """Keeps, for each event about a known message, the text that is not how it stands after the event."""
    given, known = batch_of(dialect, list(_messages.c)), _messages
    newer = _written_at(given) > _written_at(known)
    deleted = or_(given.c.deleted, known.c.deleted)
    # A deletion has no text of its own; of a deleted message, every text is a version.
    known_goes = or_(given.c.deleted, and_(newer, not_(known.c.deleted)))
    goes = case(
        (given.c.deleted, not_(known.c.deleted)),
        else_=or_(
            known.c.deleted,
            and_(_written_at(given) != _written_at(known), not_(_is_told_again(given))),
        ),
    )
    written_at = case((known_goes, _written_at(known)), else_=_written_at(given))
    text = case((deleted, _NOTHING), (known_goes, known.c.text), else_=given.c.text)
    files = case((deleted, _NO_FILES), (known_goes, known.c.files), else_=given.c.files)
    source = (
        select(known.c.channel, known.c.ts, written_at, text, files)
        .where(_same(given), goes)
        .order_by(known.c.channel, known.c.ts)
        # Nobody else may add to these messages before the statement that follows.
        .with_for_update(of=known)
    )
    insert = insert_for(dialect, _versions).from_select(list(_versions.c.keys()), source)
    return insert.on_conflict_do_nothing()


@cache
def _empty_versions(dialect: str) -> Update:
    """Empties all texts of the messages whose deletion is in the batch."""
    given = batch_of(dialect, list(_messages.c))
    deleted = select(given.c.channel, given.c.ts).where(given.c.deleted)
    among = tuple_(_versions.c.channel, _versions.c.ts).in_(deleted)
    return update(_versions).where(among).values(text=_NOTHING, files=_NO_FILES)


@cache
def _empty_corrections(dialect: str) -> tuple[Update, Update]:
    """Empties what people made of the messages whose deletion is in the batch, and what these said before."""
    given = batch_of(dialect, list(_messages.c))
    colon = literal_column("':'", Text)
    gone = select(given.c.channel.concat(colon).concat(given.c.ts)).where(given.c.deleted)
    entries, corrections = tables.entries, tables.corrections
    return (
        update(entries).where(entries.c.id.in_(gone)).values(text=_NOTHING),
        update(corrections).where(corrections.c.entry.in_(gone)).values(old_text=_NOTHING, new_text=_NOTHING),
    )


@cache
def _forget_translations(dialect: str) -> Delete:
    """Takes away what was translated of the messages whose deletion is in the batch."""
    return translations.forget_of(batch_of(dialect, list(_messages.c)))


@cache
def _update(dialect: str) -> Update:
    """Lets the known messages stand as they do after the events of the batch."""
    given, known = batch_of(dialect, list(_messages.c)), _messages
    newer = _written_at(given) > _written_at(known)
    deleted = or_(given.c.deleted, known.c.deleted)
    files = case((deleted, _NO_FILES), (newer, given.c.files), else_=known.c.files)
    values: dict[str, ColumnElement[Any]] = {
        "thread": func.coalesce(known.c.thread, given.c.thread),
        "text": case((deleted, _NOTHING), (newer, given.c.text), else_=known.c.text),
        "edited_at": case((newer, given.c.edited_at), else_=known.c.edited_at),
        "deleted": deleted,
        "recovered": and_(given.c.recovered, known.c.recovered),
    }
    for name in ("author", "author_name", "permalink"):
        values[name] = case((known.c[name] == _NOTHING, given.c[name]), else_=known.c[name])
    changes = or_(*(known.c[name].is_distinct_from(value) for name, value in values.items()))
    return update(known).where(_same(given), changes).values(files=files, **values)


def _same(given: Subquery) -> ColumnElement[bool]:
    return and_(given.c.channel == _messages.c.channel, given.c.ts == _messages.c.ts)


def _is_told_again(given: Subquery) -> ColumnElement[bool]:
    """Whether it is the edit by which the message stands already: history dates it to the second, events finer."""
    # Numbers like these are divided by rounding down, on either database.
    told, known = (
        _written_at(table).op("/", return_type=BigInteger())(_SECOND) for table in (given, _messages)
    )
    return and_(given.c.edited_at.is_not(None), told == known, given.c.text == _messages.c.text)


def _written_at(table: Any) -> ColumnElement[int]:
    """When the text was written; the epoch stands for the text as first posted."""
    return func.coalesce(table.c.edited_at, _EPOCH)
