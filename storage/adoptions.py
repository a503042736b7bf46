"""Channels that were there before their incidents, and how far they are read back."""

from __future__ import annotations

from sqlalchemy import exists, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.care import Adoption, Read
from bot.model import Place
from storage import tables
from storage.care_tables import adoptions
from storage.statements import upsert


async def find(connection: AsyncConnection, number: int) -> Adoption | None:
    """How an incident's channel was adopted."""
    query = select(adoptions).where(adoptions.c.incident == number)
    row = (await connection.execute(query)).one_or_none()
    return None if row is None else Adoption(**row._mapping)


async def save(connection: AsyncConnection, adoption: Adoption) -> None:
    """Stores an adoption as it now is."""
    row = {
        "incident": adoption.incident,
        "began": adoption.began,
        "keeps_topic": adoption.keeps_topic,
        "progress": adoption.progress,
        "shown_at": adoption.shown_at,
        "done_at": adoption.done_at,
    }
    await connection.execute(upsert(connection, adoptions), row)


async def is_read(connection: AsyncConnection, number: int, besides: int) -> bool:
    """Whether no page waits to be read, but for one delivery."""
    waiting = tables.deliveries
    pages = (waiting.c.incident == number) & (waiting.c.kind == "catch_up") & (waiting.c.id != besides)
    return not (
        await connection.execute(select(exists().where(pages, waiting.c.done_at.is_(None))))
    ).scalar_one()


async def read_so_far(connection: AsyncConnection, channel: str) -> Read:
    """How many messages there are, and the first that is no reply."""
    messages = tables.messages
    kept = (messages.c.channel == channel, messages.c.deleted.is_(False))
    count = (await connection.execute(select(func.count()).select_from(messages).where(*kept))).scalar_one()
    topmost = or_(messages.c.thread.is_(None), messages.c.thread == messages.c.ts)
    query = select(messages.c.ts, messages.c.thread).where(*kept, topmost).order_by(messages.c.ts).limit(1)
    row = (await connection.execute(query)).one_or_none()
    return Read(count=count, first=Place(channel=channel, ts=row.ts, thread=row.thread) if row else None)


async def active_threads(connection: AsyncConnection, channel: str, since: str) -> tuple[str, ...]:
    """The threads with a reply at that ``ts`` or later."""
    messages = tables.messages
    replies = (
        (messages.c.channel == channel) & (messages.c.ts >= since) & (messages.c.thread != messages.c.ts)
    )
    query = select(messages.c.thread).where(replies, messages.c.deleted.is_(False)).distinct()
    return tuple(sorted((await connection.execute(query)).scalars()))
