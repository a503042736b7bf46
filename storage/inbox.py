"""The inbox: requests as they came in, until they are done."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import cache

from pydantic import TypeAdapter
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.ports import AlreadyDone
from bot.requests import Request, StoredRequest
from storage import tables
from storage.statements import Values, insert_new, portions


@cache
def _json() -> TypeAdapter[Request]:
    return TypeAdapter(StoredRequest)


async def add(connection: AsyncConnection, requests: Sequence[Request], now: datetime) -> set[str]:
    """Stores requests; returns the keys of those that were not stored before."""
    if not requests:
        return set()
    rows = {request.key: _row(request, now) for request in requests}
    statement = insert_new(connection, tables.requests).returning(tables.requests.c.key)
    new: set[str] = set()
    # Ordered, so that two replicas never wait for each other in a circle.
    for portion in portions([rows[key] for key in sorted(rows)]):
        new.update((await connection.execute(statement, portion)).scalars())
    return new


def _row(request: Request, now: datetime) -> Values:
    return {
        "key": request.key,
        "kind": request.kind,
        "body": _json().dump_python(request, mode="json"),
        "channel": request.channel,
        "at": request.at,
        "received_at": now,
    }


async def waiting(connection: AsyncConnection, before: datetime) -> tuple[Request, ...]:
    """Requests stored before that instant and not done, oldest first."""
    requests = tables.requests
    query = (
        select(requests.c.body)
        .where(requests.c.done_at.is_(None), requests.c.received_at < before)
        .order_by(requests.c.received_at, requests.c.at, requests.c.key)
    )
    return tuple(_json().validate_python(body) for body in (await connection.execute(query)).scalars())


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
