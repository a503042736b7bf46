"""Messages that their authors delete: what the bot has said of their corrections loses their text as well."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model import Message
from bot.said import lost
from bot.upkeep import ReviseSaid
from storage import corrections, incidents, outbox, posts, redactions


async def unsay(connection: AsyncConnection, arrived: Sequence[Message], now: datetime) -> None:
    """Takes the texts of corrected messages that are deleted now out of what was said and stored of them.

    To be called before the deletions are stored, while it is still known what the messages said.
    """
    for message in arrived:
        corrected = (
            await redactions.wordings(connection, [corrections.entry_id(message.place)])
            if message.deleted
            else ()
        )
        incident = await incidents.in_channel(connection, message.place.channel) if corrected else None
        if incident is None:
            continue
        texts = {*corrected, *await redactions.texts(connection, message.place)}
        keys = await posts.reword(connection, incident.number, lost(texts, (), incident.id, {}))
        await redactions.forget(connection, texts)
        await outbox.tell(connection, [ReviseSaid(incident=incident.number, key=key) for key in keys], now)
