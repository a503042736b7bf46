"""Messages of the bot's that are kept as they were posted, so that removed texts leave them: see ``bot.said``."""

from __future__ import annotations

from sqlalchemy import ColumnElement, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.blocks.posting import Posting
from bot.model import Place
from bot.said import Lost, Said, without_button
from storage.care_tables import posts
from storage.rows import AnyRow
from storage.statements import insert_into


async def keep(connection: AsyncConnection, said: Said) -> None:
    """Stores what is about to be posted; another attempt's version takes its place."""
    words = {"text": said.posting.text, "blocks": list(said.posting.blocks)}
    row = {"delivery": said.key, "incident": said.incident, "channel": "", "ts": "", **words}
    statement = insert_into(connection, posts).values(row)
    await connection.execute(statement.on_conflict_do_update(index_elements=["delivery"], set_=words))


async def posted(connection: AsyncConnection, key: str, place: Place) -> Posting | None:
    """Records where it is, and returns how it should read by now; ``None`` when it is not kept."""
    there = {"channel": place.channel, "ts": place.ts}
    await connection.execute(update(posts).where(posts.c.delivery == key).values(there))
    row = (await connection.execute(select(posts).where(posts.c.delivery == key))).one_or_none()
    return _posting(row) if row else None


async def find(connection: AsyncConnection, key: str) -> tuple[Place, Posting] | None:
    """Where it is and how it should read; ``None`` when it is not kept, or not posted yet."""
    row = (await connection.execute(select(posts).where(posts.c.delivery == key))).one_or_none()
    return (Place(channel=row.channel, ts=row.ts), _posting(row)) if row and row.ts else None


async def press(connection: AsyncConnection, place: Place, action: str) -> str | None:
    """Takes the button of that action off the message there; its key, or ``None`` when it is not kept."""
    row = (await connection.execute(select(posts).where(*_at(place)))).first()
    if row is None:
        return None
    await _keep(connection, row.delivery, without_button(_posting(row), action))
    return str(row.delivery)


async def edited(connection: AsyncConnection, place: Place, posting: Posting) -> str:
    """A message is about to read so; its key, empty when it is not kept."""
    key = (await connection.execute(select(posts.c.delivery).where(*_at(place)))).scalar_one_or_none()
    if key is None:
        return ""
    await _keep(connection, key, posting)
    return str(key)


async def reword(connection: AsyncConnection, number: int, lost: Lost) -> tuple[str, ...]:
    """Takes texts out of what was said about an incident, or about several; the keys of what has changed."""
    about = or_(posts.c.incident == number, posts.c.incident.is_(None))
    changed: list[str] = []
    for row in (await connection.execute(select(posts).where(about).order_by(posts.c.delivery))).all():
        said = Said(key=row.delivery, incident=row.incident, posting=_posting(row))
        left = said.without(lost).posting
        if left != said.posting:
            await _keep(connection, row.delivery, left)
            changed.append(row.delivery)
    return tuple(changed)


def _at(place: Place) -> tuple[ColumnElement[bool], ...]:
    return (posts.c.channel == place.channel, posts.c.ts == place.ts)


async def _keep(connection: AsyncConnection, key: str, posting: Posting) -> None:
    words = {"text": posting.text, "blocks": list(posting.blocks)}
    await connection.execute(update(posts).where(posts.c.delivery == key).values(words))


def _posting(row: AnyRow) -> Posting:
    return Posting(text=row.text, blocks=tuple(row.blocks))
