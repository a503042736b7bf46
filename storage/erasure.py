"""Erasing texts: of what is old and not on the timeline, and of one person everywhere."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, Text, cast, delete, exists, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.care import Corrected, Written
from bot.marks import Meanings
from bot.model import Message, Place, Status
from storage import entries, messages, tables
from storage.care_tables import posts
from storage.company_tables import looks
from storage.statements import insert_into

_ENDED = [status.value for status in Status if not status.is_open]


async def erase_old(connection: AsyncConnection, before: datetime, known_marks: Meanings, limit: int) -> int:
    """Empties messages of incidents that ended before that instant, but for what is on the timeline; how many."""
    known, put, told = tables.messages, tables.marks, tables.entries
    ended = select(tables.incidents.c.channel).where(
        tables.incidents.c.status.in_(_ENDED), tables.incidents.c.resolved_at < before
    )
    marked = exists().where(
        put.c.channel == known.c.channel,
        put.c.ts == known.c.ts,
        put.c.present,
        entries.on_timeline(known_marks),
    )
    source = exists().where(told.c.source_channel == known.c.channel, told.c.source_ts == known.c.ts)
    query = select(known.c.channel, known.c.ts).where(known.c.channel.in_(ended), ~marked, ~source)
    return await _empty(connection, query, limit)


async def erase_messages(connection: AsyncConnection, user: str, limit: int) -> int:
    """Empties messages of a person; how many."""
    known = tables.messages
    return await _empty(connection, select(known.c.channel, known.c.ts).where(known.c.author == user), limit)


async def _empty(connection: AsyncConnection, query: Select[Any], limit: int) -> int:
    """Lets the messages stand as deleted ones do: nothing that arrives restores them."""
    known = tables.messages
    some = query.where(known.c.deleted.is_(False)).order_by(known.c.channel, known.c.ts).limit(limit)
    places = [Place(channel=row.channel, ts=row.ts) for row in await connection.execute(some)]
    gone = [Message(place=place, at=place.at, author="", text="", deleted=True) for place in places]
    await messages.keep(connection, gone)
    return len(gone)


async def written(connection: AsyncConnection, user: str) -> Written:
    """How much a person has written that is still there, and in which incidents."""
    known, told = tables.messages, tables.entries
    count = select(func.count()).select_from(known).where(known.c.author == user, known.c.deleted.is_(False))
    own = select(told.c.incident).where(told.c.author == user)
    numbers = (await connection.execute(own)).scalars().all()
    made = tables.corrections.c
    corrected = select(made.incident).where(
        made.author == user, (made.old_text != "") | (made.new_text != "")
    )
    elsewhere = (await connection.execute(corrected)).scalars().all()
    return Written(
        messages=(await connection.execute(count)).scalar_one(),
        entries=len(numbers),
        incidents=tuple(sorted({*numbers, *elsewhere})),
    )


async def corrected_by(connection: AsyncConnection, number: int, user: str) -> Corrected:
    """Which entries of an incident a person has corrected."""
    made = tables.corrections.c
    query = select(made.entry, made.author).where(made.incident == number).order_by(made.entry, made.number)
    by_them = {row.entry for row in await connection.execute(query) if row.author == user}
    changes = query.where(made.old_text != made.new_text)
    last = {row.entry: row.author for row in await connection.execute(changes)}
    return Corrected(
        entries=frozenset(by_them), worded=frozenset(entry for entry, by in last.items() if by == user)
    )


async def forget_person(connection: AsyncConnection, user: str) -> None:
    """Takes a person's words out of what they asked and were told, and their name, zone and language."""
    await _forget_in(connection, tables.requests, "key", user)
    told = select(tables.deliveries.c.key).where(tables.deliveries.c.body["user"].as_string() == user)
    await connection.execute(delete(posts).where(posts.c.delivery.in_(told)))
    await _forget_in(connection, tables.deliveries, "id", user)
    await connection.execute(delete(looks).where(looks.c.person == user))
    nobody = {"name": user, "zone": "UTC", "locale": "en-US", "is_bot": False, "known": True}
    statement = insert_into(connection, tables.people).values(id=user, **nobody)
    await connection.execute(statement.on_conflict_do_update(index_elements=["id"], set_=nobody))


async def _forget_in(connection: AsyncConnection, table: Any, key: str, user: str) -> None:
    mentions = cast(table.c.body, Text).contains(user, autoescape=True)
    # What is not done yet is still to be read.
    done = select(table.c[key], table.c.body).where(mentions, table.c.done_at.is_not(None))
    for identity, body in (await connection.execute(done)).all():
        if body.get("user") == user:
            statement = update(table).where(table.c[key] == identity)
            await connection.execute(statement.values(body={"kind": body["kind"], "user": user}))


async def named(connection: AsyncConnection, name: str) -> Sequence[str]:
    """The ids of the people who are called so, or have that id."""
    people = tables.people
    if (await connection.execute(select(people.c.id).where(people.c.id == name))).first():
        return [name]
    query = select(people.c.id).where(func.lower(people.c.name) == name.lower()).order_by(people.c.id)
    return (await connection.execute(query)).scalars().all()
