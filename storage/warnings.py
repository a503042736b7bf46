"""Who wrote a secret is told so once, whatever is delivered again."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.masking import kinds, secrets_of, warning
from bot.model import Message
from bot.requests import Request
from bot.tellings import Answer
from storage import outbox
from storage.care_tables import warnings
from storage.statements import insert_new


def is_masked(message: Message) -> bool:
    """Whether something in the message was masked."""
    # Asked of every message, hence not _found.
    return "[masked: " in message.text or any("[masked: " in file.name for file in message.files)


def _found(message: Message) -> tuple[str, ...]:
    found = kinds(message.text)
    for file in message.files:
        found += kinds(file.name)
    return tuple(dict.fromkeys(found))


async def warn(
    connection: AsyncConnection,
    messages: Sequence[Message],
    requests: Sequence[Request],
    new: Collection[str],
    now: datetime,
) -> None:
    """Queues a word to each person who wrote a secret in one of the messages or of the ``new`` requests.

    Apps, whose ids begin with ``B``, cannot be told.
    """
    told: list[Answer] = []
    for message in messages:
        place, author = message.place, message.author
        if author.startswith(("U", "W")) and (found := _found(message)):
            row = {"channel": place.channel, "ts": place.ts}
            if (await connection.execute(insert_new(connection, warnings), [row])).rowcount:
                told.append(warning(author, place.channel, found, permalink=message.permalink))
    typed = {request.key: request for request in requests if request.key in new}.values()
    told += [
        warning(request.user, request.channel, found) for request in typed if (found := secrets_of(request))
    ]
    await outbox.tell(connection, told, now)
