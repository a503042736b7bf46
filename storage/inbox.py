"""The inbox: requests as they came in, until they are done."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import cache

from pydantic import TypeAdapter
from sqlalchemy import ColumnElement, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.ports import AlreadyDone
from bot.requests import Request, StoredRequest
from storage import tables
from storage.statements import Values, insert_new, portions


@cache
def _json() -> TypeAdapter[Request]:
    return TypeAdapter(StoredRequest)


async def add(connection: AsyncConnection, requests: Sequence[Request], now: datetime) -> set[str]:
    """Stores requests in the order they are given; returns the keys of those that were not stored before."""
    if not requests:
        return set()
    positions = await _positions(connection, len(requests))
    rows = {
        request.key: _row(request, position, now)
        for request, position in reversed(list(zip(requests, positions, strict=True)))
    }
    statement = insert_new(connection, tables.requests).returning(tables.requests.c.key)
    new: set[str] = set()
    # Ordered, so that two replicas never wait for each other in a circle.
    for portion in portions([rows[key] for key in sorted(rows)]):
        new.update((await connection.execute(statement, portion)).scalars())
    return new


async def _positions(connection: AsyncConnection, count: int) -> Sequence[int]:
    """The next places in the order; above those of everything that was committed before."""
    if connection.dialect.name == "sqlite":
        query = select(func.coalesce(func.max(tables.requests.c.position), 0))
        last = int((await connection.execute(query)).scalar_one())
        return range(last + 1, last + count + 1)
    each = func.generate_series(1, count).table_valued("number")
    query = select(tables.REQUEST_POSITIONS.next_value()).select_from(each)
    return sorted((await connection.execute(query)).scalars())


def _row(request: Request, position: int, now: datetime) -> Values:
    return {
        "key": request.key,
        "position": position,
        "kind": request.kind,
        "body": _json().dump_python(request, mode="json"),
        "channel": request.channel,
        "asker": request.user,
        "at": request.at,
        "received_at": now,
    }


async def waiting(connection: AsyncConnection, before: datetime) -> tuple[Request, ...]:
    """Requests stored before that instant and not done, in their order."""
    return await _undone(connection, tables.requests.c.received_at < before)


async def ahead(connection: AsyncConnection, request: Request) -> tuple[Request, ...]:
    """Undone requests that come before this stored one in its channel, or from whoever asked it; in order."""
    requests = tables.requests
    position = select(requests.c.position).where(requests.c.key == request.key).scalar_subquery()
    lane = requests.c.asker == request.user
    if request.channel:
        lane = or_(requests.c.channel == request.channel, lane)
    return await _undone(connection, lane, requests.c.position < position)


async def _undone(connection: AsyncConnection, *which: ColumnElement[bool]) -> tuple[Request, ...]:
    requests = tables.requests
    query = select(requests.c.body).where(requests.c.done_at.is_(None), *which).order_by(requests.c.position)
    return tuple(_json().validate_python(body) for body in (await connection.execute(query)).scalars())


async def with_key(connection: AsyncConnection, key: str) -> Request | None:
    """The request with that key, done or not."""
    query = select(tables.requests.c.body).where(tables.requests.c.key == key)
    body = (await connection.execute(query)).scalar_one_or_none()
    return None if body is None else _json().validate_python(body)


async def finish(connection: AsyncConnection, key: str, now: datetime) -> None:
    """Marks the request as done. Raises AlreadyDone when it is; a key that is not stored is ignored."""
    requests = tables.requests
    statement = (
        update(requests).where(requests.c.key == key, requests.c.done_at.is_(None)).values(done_at=now)
    )
    if (await connection.execute(statement)).rowcount:
        return
    query = select(requests.c.key).where(requests.c.key == key)
    if (await connection.execute(query)).first():
        raise AlreadyDone(key)
