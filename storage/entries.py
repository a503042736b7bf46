"""The timeline as stored: entries, and marks that put messages on it."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import cache

from sqlalchemy import ColumnElement, Select, and_, exists, func, insert, not_, or_, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.marks import BOARD, CHOSEN, UNMARKED, Mark, Meanings, Standing, standing, toned
from bot.model import Audience, Entry, EntryKind, Message, Place
from bot.tellings import ShowCard
from bot.timeline import ordered
from storage import corrections, outbox, rows, tables
from storage.batches import batch_of
from storage.database import Transactions
from storage.rows import AnyRow
from storage.statements import insert_new, portions

#: Kinds of entries that a document shows elsewhere, or that do not say what their message says, so that this may
#: stand on the timeline besides.
_ELSEWHERE = frozenset({EntryKind.SECTION, EntryKind.ITEM, EntryKind.MOMENT})


async def timeline(connection: AsyncConnection, number: int, known: Meanings) -> tuple[Entry, ...]:
    """Stored entries and the messages of the incident's channel that are marked for it, in order.

    A message that is the source of a stored entry is on the timeline as that entry, and not once more.
    """
    query = corrections.stored(tables.entries.c.incident == number, not_(tables.entries.c.removed))
    stored = [corrections.to_entry(row) for row in await connection.execute(query)]
    corrected = await corrections.completed(connection, stored, number)
    channel = select(tables.incidents.c.channel).where(tables.incidents.c.number == number)
    marked = await _marked(connection, (await connection.execute(channel)).scalar_one_or_none() or "", known)
    return ordered(await as_marked(connection, number, [*corrected, *marked], known))


async def as_marked(
    connection: AsyncConnection,
    number: int,
    found: Sequence[Entry],
    known: Meanings,
    among: Collection[str] | None = None,
) -> list[Entry]:
    """Entries of an incident as the marks on their messages make them.

    ``among``: the ``ts`` of these messages, where they are few; else all marks of the channel are read.
    """
    own = tables.incidents.c
    where = (await connection.execute(select(own.channel, own.card).where(own.number == number))).first()
    if where is None:
        return list(found)
    marks = await _standings(connection, where.channel, known, among)
    # Entries that were not echoed point at the card, which says nothing about any of them.
    marks.pop(where.card, None)
    return [_as_marked(entry, marks) for entry in found]


async def with_id(connection: AsyncConnection, number: int, id: str, known: Meanings) -> Entry | None:
    """An entry of that incident, removed or not: a stored one, or any message of its channel that is not deleted.

    Its audience is the one in the record, also while a mark keeps it from customers.
    """
    found: list[Entry] = []
    query = corrections.stored(tables.entries.c.incident == number, tables.entries.c.id == id)
    found += [corrections.to_entry(row) for row in await connection.execute(query)]
    if not found:
        channel, _, ts = id.partition(":")
        m = tables.messages.c
        message = select(tables.messages).join(tables.incidents, tables.incidents.c.channel == m.channel)
        message = message.where(
            tables.incidents.c.number == number, m.channel == channel, m.ts == ts, m.deleted.is_(False)
        ).where(not_(_is_stored()))
        found += [from_message(row) for row in await connection.execute(message)]
    for entry in await corrections.completed(connection, found):
        (marked,) = await as_marked(connection, number, [entry], known, {_ts(entry)})
        return replace(marked, audience=entry.audience)
    return None


async def of_kinds(
    connection: AsyncConnection, number: int, kinds: Collection[EntryKind]
) -> tuple[Entry, ...]:
    """The stored entries of these kinds that are on the incident's timeline, in order."""
    c = tables.entries.c
    query = corrections.stored(c.incident == number, c.kind.in_(sorted(kinds)), not_(c.removed))
    found = [corrections.to_entry(row) for row in await connection.execute(query)]
    return ordered(await corrections.completed(connection, found))


def _is_stored() -> ColumnElement[bool]:
    """Whether a message is a stored entry, because somebody has corrected it."""
    own = tables.messages.c.channel.concat(":").concat(tables.messages.c.ts)
    return exists().where(tables.entries.c.id == own)


def is_told() -> ColumnElement[bool]:
    """Whether a message is on the timeline as a stored entry: itself, or what was made of it. Removed ones count."""
    m = tables.messages.c
    return exists().where(is_told_of(m.channel, m.ts))


def is_told_of(channel: ColumnElement[str], ts: ColumnElement[str]) -> ColumnElement[bool]:
    """Whether an entry is the message at that place, or was made of it, and a document shows it as such."""
    own = tables.entries.c
    return and_(own.source_channel == channel, own.source_ts == ts, own.kind.not_in(sorted(_ELSEWHERE)))


def _ts(entry: Entry) -> str:
    return entry.source.ts if entry.source else ""


def _as_marked(entry: Entry, marks: Mapping[str, Standing]) -> Entry:
    found = marks.get(_ts(entry), UNMARKED)
    if found is UNMARKED:
        return entry
    audience = Audience.INTERNAL if found.internal else entry.audience
    return replace(entry, locked=found.internal, tried=found.tried, audience=audience)


async def _standings(
    connection: AsyncConnection, channel: str, known: Meanings, among: Collection[str] | None
) -> dict[str, Standing]:
    """What the marks in a channel make of the messages that they are on, by ``ts``."""
    put = tables.marks.c
    query = select(put.ts, put.mark, put.at).where(put.channel == channel, put.present, _is_one_of(known))
    if among is not None:
        query = query.where(put.ts.in_(sorted(among)))
    placed: dict[str, list[tuple[str, datetime]]] = {}
    for row in await connection.execute(query):
        placed.setdefault(row.ts, []).append((row.mark, row.at))
    return {ts: standing(marks, known) for ts, marks in placed.items()}


async def _marked(connection: AsyncConnection, channel: str, known: Meanings) -> list[Entry]:
    messages, put = tables.messages, tables.marks
    carries = exists().where(
        put.c.channel == messages.c.channel, put.c.ts == messages.c.ts, put.c.present, on_timeline(known)
    )
    query = select(messages).where(messages.c.channel == channel, messages.c.deleted.is_(False), carries)
    query = query.where(not_(is_told()))
    return [from_message(row) for row in await connection.execute(query)]


def on_timeline(known: Meanings) -> ColumnElement[bool]:
    """Whether a mark puts its message on the timeline."""
    return _is_one_of(name for name, mark in known.items() if mark is not Mark.INTERNAL)


def _is_one_of(names: Iterable[str]) -> ColumnElement[bool]:
    """Whether a mark has one of the names, whatever its skin tone."""
    mark, wanted = tables.marks.c.mark, sorted(names)
    return or_(mark.in_(wanted), *(mark.startswith(toned(name), autoescape=True) for name in wanted))


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


async def show_changed(
    connection: AsyncConnection, arrived: Sequence[Message], known: Meanings, now: datetime
) -> None:
    """Queues the cards that show a message of those that were edited or deleted."""
    changed = [message for message in arrived if message.edited_at or message.deleted]
    own, put = tables.incidents.c, tables.marks.c
    states = _is_one_of(name for name, mark in known.items() if mark in BOARD)
    shown: set[int] = set()
    for portion in portions(sorted({message.place.ts for message in changed})):
        where = (put.ts.in_(portion), put.present, states, own.card != "")
        query = select(own.number).join(tables.marks, put.channel == own.channel).where(*where)
        shown.update((await connection.execute(query)).scalars())
    await outbox.tell(connection, [ShowCard(incident=number) for number in sorted(shown)], now)


async def marked(transactions: Transactions, places: Sequence[Place]) -> bool:
    """Whether any of these messages carries a mark."""
    given = json.dumps([[place.channel, place.ts] for place in places], separators=(",", ":"))
    return await transactions.count(_count_marks(transactions.dialect), given) > 0


@cache
def _count_marks(dialect: str) -> Select[int]:
    put = tables.marks.c
    given = batch_of(dialect, [put.channel, put.ts])
    same = and_(put.channel == given.c.channel, put.ts == given.c.ts)
    return select(func.count()).select_from(given.join(tables.marks, same)).where(put.present)


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
    """Records that a person's mark is on a message, or is not, since ``at``; what is older changes nothing.

    Of two in the same instant, the one that takes it off counts.
    """
    marks = tables.marks
    key = {"channel": place.channel, "ts": place.ts, "mark": name, "user": user}
    told = {"at": at, "present": present}
    await connection.execute(insert_new(connection, marks), [key | told])
    same = [marks.c[column] == value for column, value in key.items()]
    older = marks.c.at < at if present else or_(marks.c.at < at, and_(marks.c.at == at, marks.c.present))
    await connection.execute(update(marks).where(*same, older).values(**told))


async def mark_again(connection: AsyncConnection, messages: Sequence[Message]) -> None:
    """Has messages found that were marked before they arrived: only storing a mark takes a message into the index."""
    put = tables.marks.c
    for some in portions(sorted((message.place.channel, message.place.ts) for message in messages)):
        same = (tuple_(put.channel, put.ts).in_(some), put.present)
        await connection.execute(update(tables.marks).where(*same).values(present=put.present))


async def marks_on(
    connection: AsyncConnection, channel: str, stamps: Collection[str]
) -> dict[str, set[tuple[str, str]]]:
    """The marks on messages, by ``ts``: the name of each, and whose it is. What forms have chosen is left out."""
    put = tables.marks.c
    found: dict[str, set[tuple[str, str]]] = {}
    for portion in portions(sorted(stamps)):
        query = select(put.ts, put.mark, put.user).where(
            put.channel == channel, put.ts.in_(portion), put.present
        )
        for row in await connection.execute(query.where(not_(put.mark.startswith(CHOSEN)))):
            found.setdefault(row.ts, set()).add((row.mark, row.user))
    return found
