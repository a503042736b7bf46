"""Promises of which a rung is due: what the tick asks, and what it stores, for many incidents in few statements.

The incidents' rows and the promises are locked, and those that somebody else holds are passed over: whoever gives
an update at this moment goes first, and the next tick looks again. So no two replicas take the same rung, and no
rung is taken after the update that ended the ladder.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    CompoundSelect,
    Integer,
    Select,
    Text,
    Update,
    bindparam,
    exists,
    literal_column,
    null,
    select,
    union_all,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model import Promise, Role, Rung
from bot.ports import Due
from bot.reminders import Climb, Owed
from storage import outbox, tables
from storage.batches import BATCH, batch_of
from storage.columns import Instant, microseconds
from storage.incidents import OPEN
from storage.rows import AnyRow
from storage.statements import portions

_promises, _incidents = tables.promises, tables.incidents

#: The roles that the ladder asks for.
_ROLES = (Role.COMMANDER, Role.DEPUTY, Role.COMMUNICATIONS)


#: The parameters of the questions.
_NOW, _LIMIT = bindparam("now", type_=Instant), bindparam("limit", type_=Integer)
_IS_DUE = (_promises.c.ended_at.is_(None), _promises.c.next_at <= _NOW, OPEN)
#: So many promises are worked on before others in the event loop have their turn.
_AT_ONCE = 200


async def due(connection: AsyncConnection, now: datetime) -> Due:
    """What is due by now, in one question, since it is asked twice a second."""
    found = (await connection.execute(_anything(), {"now": now})).all()
    afterwards = sorted((row for row in found if row.number), key=lambda row: (row.at, row.number))
    return Due(
        updates=len(afterwards) < len(found),
        afterwards=tuple(dict.fromkeys(row.number for row in afterwards)),
    )


@cache
def _anything() -> CompoundSelect[Any]:
    items, own = tables.items.c, _incidents.c
    owed = select(_promises).join(_incidents, own.number == _promises.c.incident).where(*_IS_DUE)
    nobody: ColumnElement[int] = literal_column("0", Integer)
    updates = select(nobody.label("number"), null().cast(Instant).label("at")).where(exists(owed.subquery()))
    questions = select(own.number, own.ask_at).where(own.ask_at <= _NOW)
    reminders = select(items.incident, items.next_at).where(items.next_at <= _NOW)
    return union_all(updates, questions, reminders)


class StoredOverdue:
    """Implements :class:`bot.ports.Overdue` on one connection."""

    def __init__(self, connection: AsyncConnection) -> None:
        self.owed: list[Owed] = []
        self._connection = connection
        #: The promises' numbers by their incidents'.
        self._numbers: dict[int, int] = {}

    @classmethod
    async def taken(cls, connection: AsyncConnection, now: datetime, limit: int) -> StoredOverdue:
        """Holds promises within the connection's transaction."""
        taken = cls(connection)
        found = (await connection.execute(_held(), {"now": now, "limit": limit})).all()
        for some in portions(found, _AT_ONCE):
            taken.owed += [_owed(row) for row in some]
            taken._numbers |= {row[0]: row[1] for row in some}
            await asyncio.sleep(0)
        return taken

    async def climb(self, climbs: Sequence[Climb], now: datetime) -> None:
        """Stores how far the promises have been taken, and queues what is told because of it."""
        statement = _climbed(self._connection.dialect.name)
        for some in portions(climbs):
            given = [self._row(climb) for climb in some]
            await self._connection.execute(statement, {BATCH: json.dumps(given)})
        await outbox.tell_many(self._connection, [each for climb in climbs for each in climb.tell], now)

    def _row(self, climb: Climb) -> list[Any]:
        at = climb.promise.next_at
        return [
            climb.incident,
            self._numbers[climb.incident],
            climb.promise.told,
            None if at is None else microseconds(at),
        ]


@cache
def _held() -> Select[Any]:
    holder, roles, promise, own = tables.roles.c.holder, tables.roles.c, _promises.c, _incidents.c
    held = [
        select(holder).where(roles.incident == promise.incident, roles.role == role.value).scalar_subquery()
        for role in _ROLES
    ]
    of_promise = (promise.made_at, promise.due_at, promise.told, promise.next_at, promise.snoozes)
    of_incident = (own.severity, own.opener, own.channel, own.announcement_ts)
    return (
        select(promise.incident, promise.number, *of_promise, promise.reminder, *of_incident, *held)
        .join(_incidents, own.number == promise.incident)
        .where(*_IS_DUE)
        .order_by(promise.next_at, promise.incident)
        .limit(_LIMIT)
        .with_for_update(of=[_incidents, _promises], skip_locked=True)
    )


def _owed(row: AnyRow) -> Owed:
    # By place, not by name: there may be a thousand of them.
    incident, _, made_at, due_at, told, next_at, snoozes, reminder, severity, opener, channel, ts, *held = (
        tuple(row)
    )
    return Owed(
        incident=incident,
        severity=severity,
        opener=opener,
        roles={role: holder for role, holder in zip(_ROLES, held, strict=True) if holder},
        promise=Promise(
            made_at=made_at,
            due_at=due_at,
            told=None if told is None else Rung(told),
            next_at=next_at,
            snoozes=snoozes,
            reminder=reminder,
        ),
        has_card=bool(channel),
        is_announced=ts is not None,
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
