"""The timeline as stored: entries, and marks that put messages on it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, insert, not_, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.marks import BOARD, CHOSEN, UNMARKED, Mark, Meanings, Standing, standing, toned
from bot.model import Audience, Entry, EntryKind, Message, Place
from bot.tellings import ShowCard
from bot.timeline import ordered
from storage import outbox, rows, tables
from storage.rows import AnyRow
from storage.statements import insert_new, portions

#: Kinds of entries that a document shows elsewhere, so that their message may stand on the timeline besides.
_ELSEWHERE = frozenset({EntryKind.SECTION, EntryKind.ITEM})


async def timeline(connection: AsyncConnection, number: int, known: Meanings) -> tuple[Entry, ...]:
    """Stored entries and the messages of the incident's channel that are marked for it, in order.

    A message that is the source of a stored entry is on the timeline as that entry, and not once more.
    """
    own = tables.incidents.c
    found = (await connection.execute(select(own.channel, own.card).where(own.number == number))).first()
    if found is None:
        return ()
    query = select(tables.entries).where(tables.entries.c.incident == number)
    stored = [rows.to_entry(row) for row in await connection.execute(query)]
    marks = await _standings(connection, found.channel, known)
    # Entries that were not echoed point at the card, which says nothing about any of them.
    marks.pop(found.card, None)
    told = {_ts(entry) for entry in stored if entry.kind not in _ELSEWHERE}
    marked = [
        _from_message(row) for row in await _marked(connection, found.channel, known) if row.ts not in told
    ]
    return ordered(_as_marked(entry, marks) for entry in [*stored, *marked])


def _ts(entry: Entry) -> str:
    return entry.source.ts if entry.source else ""


def _as_marked(entry: Entry, marks: Mapping[str, Standing]) -> Entry:
    found = marks.get(_ts(entry), UNMARKED)
    if found is UNMARKED:
        return entry
    audience = Audience.INTERNAL if found.internal else entry.audience
    return replace(entry, locked=found.internal, tried=found.tried, audience=audience)


async def _standings(connection: AsyncConnection, channel: str, known: Meanings) -> dict[str, Standing]:
    """What the marks in a channel make of the messages that they are on, by ``ts``."""
    put = tables.marks.c
    query = select(put.ts, put.mark, put.at).where(put.channel == channel, put.present, _is_one_of(known))
    placed: dict[str, list[tuple[str, datetime]]] = {}
    for row in await connection.execute(query):
        placed.setdefault(row.ts, []).append((row.mark, row.at))
    return {ts: standing(marks, known) for ts, marks in placed.items()}


async def _marked(connection: AsyncConnection, channel: str, known: Meanings) -> Sequence[AnyRow]:
    messages, put = tables.messages, tables.marks
    carries = exists().where(
        put.c.channel == messages.c.channel, put.c.ts == messages.c.ts, put.c.present, on_timeline(known)
    )
    query = select(messages).where(messages.c.channel == channel, messages.c.deleted.is_(False), carries)
    return (await connection.execute(query)).all()


def on_timeline(known: Meanings) -> ColumnElement[bool]:
    """Whether a mark puts its message on the timeline."""
    return _is_one_of(name for name, mark in known.items() if mark is not Mark.INTERNAL)


def _is_one_of(names: Iterable[str]) -> ColumnElement[bool]:
    """Whether a mark has one of the names, whatever its skin tone."""
    mark, wanted = tables.marks.c.mark, sorted(names)
    return or_(mark.in_(wanted), *(mark.startswith(toned(name), autoescape=True) for name in wanted))


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
