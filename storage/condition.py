"""How the record does, in figures."""

from __future__ import annotations

import time
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, FromClause, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.doctor import Backlog, Condition, Level
from bot.model import Status
from storage import incidents, tables
from storage.database import Transactions
from storage.migrations import level

_DAY = timedelta(days=1)


async def condition(transactions: Transactions, now: datetime) -> Condition:
    """The figures as of now. Raises DatabaseUnreachable, and SQLAlchemy's errors when the database fails later."""
    async with transactions.reading() as connection:
        found = await connection.run_sync(level)
    if found is not Level.CURRENT:
        return Condition(level=found)
    commit = await _commit(transactions)
    async with transactions.reading() as connection:
        return await _figures(connection, now, commit)


async def _commit(transactions: Transactions) -> timedelta:
    """How long it takes to commit one row."""
    begun = time.monotonic()
    async with transactions.writing() as connection:
        await incidents.probe(connection)
    return timedelta(seconds=time.monotonic() - begun)


async def _figures(connection: AsyncConnection, now: datetime, commit: timedelta) -> Condition:
    requests, deliveries, states = tables.requests.c, tables.deliveries.c, tables.incidents.c
    waiting = [deliveries.done_at.is_(None), deliveries.due_at <= now]
    refused = [deliveries.done_at > now - _DAY, deliveries.failed.is_not(None)]
    is_open = states.status.not_in([Status.RESOLVED, Status.CANCELLED])
    return Condition(
        level=Level.CURRENT,
        commit=commit,
        undone=await _backlog(connection, requests.received_at, requests.done_at.is_(None)),
        untold=await _backlog(connection, deliveries.due_at, *waiting),
        refused=await _count(connection, tables.deliveries, *refused),
        open=await _count(connection, tables.incidents, is_open),
        armed=await _count(connection, tables.incidents, is_open, states.dead_man != ""),
        heard_at=await _heard(connection, is_open),
    )


async def _backlog(
    connection: AsyncConnection, since: ColumnElement[datetime], *which: ColumnElement[bool]
) -> Backlog:
    row = (await connection.execute(select(func.count(), func.min(since)).where(*which))).one()
    return Backlog(count=row[0], since=row[1])


async def _count(connection: AsyncConnection, table: FromClause, *which: ColumnElement[bool]) -> int:
    query = select(func.count()).select_from(table).where(*which)
    return int((await connection.execute(query)).scalar_one())


async def _heard(connection: AsyncConnection, is_open: ColumnElement[bool]) -> datetime | None:
    """When the last request was received, or the last message of an open incident written."""
    requests, messages, states = tables.requests.c, tables.messages.c, tables.incidents.c
    request = select(requests.received_at).order_by(requests.position.desc()).limit(1)
    message = select(func.max(messages.at)).where(messages.channel == states.channel, is_open)
    latest = [(await connection.execute(query)).scalar() for query in (request, message)]
    return max((at for at in latest if at is not None), default=None)
