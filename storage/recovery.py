"""What the record holds against what Slack shows, after the bot was away."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model import Message, Place
from bot.ports import Window
from storage import tables


async def missing(connection: AsyncConnection, window: Window, shown: Sequence[Message]) -> list[Message]:
    """Tombstones for the messages known in the window that Slack no longer shows there."""
    messages = tables.messages
    inside = [
        messages.c.channel == window.channel,
        messages.c.ts >= window.oldest,
        messages.c.ts <= window.newest,
        messages.c.deleted.is_(False),
    ]
    if window.thread is None:
        inside.append(or_(messages.c.thread.is_(None), messages.c.thread == messages.c.ts))
    else:
        inside.append((messages.c.thread == window.thread) & (messages.c.ts != window.thread))
    found = (await connection.execute(select(messages.c.ts).where(*inside))).scalars()
    seen = {window.edge, *(message.place.ts for message in shown)}
    return [_tombstone(Place(channel=window.channel, ts=ts)) for ts in sorted(set(found) - seen)]


async def threads(connection: AsyncConnection, channel: str) -> set[str]:
    """The parents of a channel's threads of which a reply is known."""
    messages = tables.messages
    replies = (messages.c.channel == channel) & (messages.c.thread != messages.c.ts)
    query = select(messages.c.thread).where(replies, messages.c.deleted.is_(False)).distinct()
    return set((await connection.execute(query)).scalars())


def _tombstone(place: Place) -> Message:
    return Message(place=place, at=place.at, author="", text="", deleted=True)
