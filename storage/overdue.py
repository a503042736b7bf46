"""Promises of which a rung is due: what the tick asks, and what it stores, for many incidents in few statements.

The incidents' rows and the promises are locked, and those that somebody else holds are passed over: whoever gives
an update at this moment goes first, and the next tick looks again. So no two replicas take the same rung, and no
rung is taken after the update that ended the ladder.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Integer,
    Select,
    Text,
    Update,
    exists,
    literal_column,
    null,
    select,
    union_all,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model import Role
from bot.ports import Due
from bot.reminders import Climb, Owed
from storage import outbox, tables
from storage.batches import BATCH, batch_of
from storage.columns import Instant, microseconds
from storage.incidents import OPEN
from storage.rows import AnyRow, to_promise

_promises, _incidents = tables.promises, tables.incidents

#: The roles that the ladder asks for.
_ROLES = (Role.COMMANDER, Role.DEPUTY, Role.COMMUNICATIONS)


def _is_due(now: datetime) -> list[ColumnElement[bool]]:
    return [_promises.c.ended_at.is_(None), _promises.c.next_at <= now, OPEN]


async def due(connection: AsyncConnection, now: datetime) -> Due:
    """What is due by now, in one question, since it is asked twice a second."""
    items, own = tables.items.c, _incidents.c
    owed = select(_promises).join(_incidents, own.number == _promises.c.incident).where(*_is_due(now))
    nobody: ColumnElement[int] = literal_column("0", Integer)
    updates = select(nobody.label("number"), null().cast(Instant).label("at")).where(exists(owed.subquery()))
    questions = select(own.number, own.ask_at).where(own.ask_at <= now)
    reminders = select(items.incident, items.next_at).where(items.next_at <= now)
    found = (await connection.execute(union_all(updates, questions, reminders))).all()
    afterwards = sorted((row for row in found if row.number), key=lambda row: (row.at, row.number))
    return Due(
        updates=len(afterwards) < len(found), afterwards=tuple(dict.fromkeys(row.number for row in afterwards))
    )


class StoredOverdue:
    """Implements :class:`bot.ports.Overdue` on one connection."""

    def __init__(self, connection: AsyncConnection, found: Sequence[AnyRow]) -> None:
        self._connection = connection
        self._numbers = {row.incident: row.number for row in found}
        self.owed = [_owed(row) for row in found]

    @classmethod
    async def taken(cls, connection: AsyncConnection, now: datetime, limit: int) -> StoredOverdue:
        """Holds promises within the connection's transaction."""
        return cls(connection, (await connection.execute(_query(now, limit))).all())

    async def climb(self, climbs: Sequence[Climb], now: datetime) -> None:
        """Stores how far the promises have been taken, and queues what is told because of it."""
        given = [
            [
                climb.incident,
                self._numbers[climb.incident],
                climb.promise.told,
                climb.promise.next_at and microseconds(climb.promise.next_at),
            ]
            for climb in climbs
        ]
        if given:
            statement = _climbed(self._connection.dialect.name)
            await self._connection.execute(statement, {BATCH: json.dumps(given)})
            await outbox.tell_many(self._connection, [each for climb in climbs for each in climb.tell], now)


def _query(now: datetime, limit: int) -> Select[Any]:
    holder, roles = tables.roles.c.holder, tables.roles.c
    held = [
        select(holder)
        .where(roles.incident == _promises.c.incident, roles.role == role.value)
        .scalar_subquery()
        .label(role.value)
        for role in _ROLES
    ]
    own = _incidents.c
    return (
        select(_promises, own.severity, own.opener, own.channel, own.announcement_ts, *held)
        .join(_incidents, own.number == _promises.c.incident)
        .where(*_is_due(now))
        .order_by(_promises.c.next_at, _promises.c.incident)
        .limit(limit)
        .with_for_update(of=[_incidents, _promises], skip_locked=True)
    )


def _owed(row: AnyRow) -> Owed:
    return Owed(
        incident=row.incident,
        severity=row.severity,
        opener=row.opener,
        roles={role: holder for role in _ROLES if (holder := getattr(row, role.value))},
        promise=to_promise(row),
        has_card=bool(row.channel),
        is_announced=row.announcement_ts is not None,
    )


@cache
def _climbed(dialect: str) -> Update:
    columns: list[Column[Any]] = [
        Column("incident", Integer),
        Column("number", Integer),
        Column("told", Text),
        Column("next_at", Instant),
    ]
    given = batch_of(dialect, columns)
    same = [_promises.c.incident == given.c.incident, _promises.c.number == given.c.number]
    return update(_promises).where(*same).values(told=given.c.told, next_at=given.c.next_at)
