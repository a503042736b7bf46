"""What is looked at once an incident is over: what might have been marked, and what has been asked."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, func, not_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.marks import Meanings
from bot.model import Incident
from bot.ports import Unmarked
from bot.suggestions import Candidate
from storage import entries, rows, tables
from storage.statements import insert_new

#: Of a longer conversation, the latest so many are looked at.
MOST = 5000


async def unmarked(connection: AsyncConnection, incident: Incident, known: Meanings) -> Unmarked:
    """The messages of the incident's channel that are neither marked for the timeline nor an entry's source."""
    messages, put = tables.messages, tables.marks.c
    here = and_(messages.c.channel == incident.channel, messages.c.deleted.is_(False))
    same = and_(put.channel == messages.c.channel, put.ts == messages.c.ts, put.present)
    free = not_(exists().where(same, entries.on_timeline(known)))
    latest = select(messages).where(here, free).order_by(messages.c.ts.desc()).limit(MOST)
    sources = await _sources(connection, incident)
    found = [rows.to_message(row) for row in await connection.execute(latest) if row.ts not in sources]
    at = select(messages.c.at).where(here).order_by(messages.c.ts.desc()).limit(MOST)
    said_at = tuple((await connection.execute(at)).scalars())
    replies = await _counted(connection, tables.messages.c.thread, here)
    there = and_(put.channel == incident.channel, put.present)
    reactions = await _counted(connection, put.ts, there)
    return Unmarked(
        candidates=tuple(
            Candidate(
                message=message,
                # A parent belongs to its own thread.
                replies=max(0, replies.get(message.place.ts, 0) - (message.place.thread == message.place.ts)),
                reactions=reactions.get(message.place.ts, 0),
            )
            for message in found
        ),
        said_at=said_at,
    )


async def _sources(connection: AsyncConnection, incident: Incident) -> set[str | None]:
    own = tables.entries.c
    query = select(own.source_ts).where(
        own.incident == incident.number, own.source_channel == incident.channel
    )
    return set((await connection.execute(query)).scalars())


async def _counted(
    connection: AsyncConnection, column: ColumnElement[str | None], condition: ColumnElement[bool]
) -> dict[str, int]:
    query = select(column, func.count()).where(condition, column.is_not(None)).group_by(column)
    return {str(value): int(count) for value, count in await connection.execute(query)}


async def ask(
    connection: AsyncConnection, number: int, questions: Mapping[str, str], now: datetime
) -> set[str]:
    """Records who is asked what (question to person); returns the questions that were not asked before."""
    if not questions:
        return set()
    new = [
        {"incident": number, "question": question, "person": person, "at": now}
        for question, person in sorted(questions.items())
    ]
    statement = insert_new(connection, tables.asked).returning(tables.asked.c.question)
    return set((await connection.execute(statement, new)).scalars())
