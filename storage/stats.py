"""Counting over many incidents, without loading them."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, case, func, select, true, type_coerce
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model import EntryKind, ItemState, Moment, Status
from bot.stats import Course, Facts
from storage import tables
from storage.columns import microseconds
from storage.incidents import OPEN

_incidents = tables.incidents.c

_ENDS = (EntryKind.RESOLVED.value, EntryKind.CANCELLED.value)
#: What ends a silence, and begins the next one unless the incident is over.
_TOLD = (EntryKind.DECLARED.value, EntryKind.REOPENED.value, EntryKind.UPDATE.value, *_ENDS)


def visible(asker: str) -> ColumnElement[bool]:
    """Which incidents that person may know of; every question about many incidents asks through this.

    All incidents are public.
    """
    return true()


async def facts(
    connection: AsyncConnection, asker: str, since: datetime, now: datetime, today: date
) -> Facts:
    """What there is to say of incidents declared after ``since``; ``today`` decides which items are overdue."""
    seen = (visible(asker), _incidents.declared_at > since, _incidents.declared_at <= now)
    kept, ended, broken = await _promises(connection, seen, now)
    _, _, overdue = await _promises(connection, (visible(asker),), now)
    items_open, items_overdue = await _items(connection, asker, today)
    return Facts(
        courses=await _courses(connection, seen),
        promised=ended + broken,
        kept=kept,
        overdue=overdue,
        silence=await _silence(connection, seen, now),
        items_open=items_open,
        items_overdue=items_overdue,
    )


Seen = tuple[ColumnElement[bool], ...]


async def _courses(connection: AsyncConnection, seen: Seen) -> list[Course]:
    moments = tables.moments.c
    began, mitigated = (
        select(moments.at)
        .where(moments.incident == _incidents.number, moments.moment == moment.value)
        .scalar_subquery()
        for moment in (Moment.BEGAN, Moment.MITIGATED)
    )
    own = (_incidents.severity, _incidents.status, _incidents.declared_at, _incidents.resolved_at)
    query = select(*own, began.label("began_at"), mitigated.label("mitigated_at")).where(*seen)
    return [_course(row) for row in (await connection.execute(query)).all()]


def _course(row: Any) -> Course:
    status = Status(row.status)
    return Course(
        severity=row.severity,
        status=status,
        declared_at=row.declared_at,
        began_at=row.began_at,
        mitigated_at=row.mitigated_at,
        resolved_at=row.resolved_at if status is Status.RESOLVED else None,
    )


async def _promises(connection: AsyncConnection, seen: Seen, now: datetime) -> tuple[int, int, int]:
    """How many have ended on time, have ended, and are overdue."""
    own = tables.promises.c
    on_time = func.count(case((own.ended_at <= own.due_at, 1)))
    overdue = func.count(case((own.ended_at.is_(None) & (own.due_at < now) & OPEN, 1)))
    query = (
        select(on_time, func.count(own.ended_at), overdue)
        .join_from(tables.promises, tables.incidents, own.incident == _incidents.number)
        .where(*seen)
    )
    kept, ended, late = (await connection.execute(query)).one()
    return kept, ended, late


async def _silence(connection: AsyncConnection, seen: Seen, now: datetime) -> timedelta:
    entries = tables.entries.c
    at = type_coerce(entries.recorded_at, BigInteger)
    after = func.lead(at).over(partition_by=entries.incident, order_by=(entries.recorded_at, entries.id))
    until = func.coalesce(after, case((OPEN, microseconds(now))))
    gaps = (
        select((until - at).label("gap"), entries.kind.label("kind"))
        .join_from(tables.entries, tables.incidents, entries.incident == _incidents.number)
        .where(entries.kind.in_(_TOLD), *seen)
        .subquery()
    )
    query = select(func.max(gaps.c.gap)).where(gaps.c.kind.not_in(_ENDS))
    longest = (await connection.execute(query)).scalar_one()
    return timedelta(microseconds=int(longest or 0))


async def _items(connection: AsyncConnection, asker: str, today: date) -> tuple[int, int]:
    own = tables.items.c
    done = [ItemState.COMPLETED.value, ItemState.WONT_DO.value]
    late = func.count(case(((own.due != "") & (own.due < today.isoformat()), 1)))
    query = (
        select(func.count(), late)
        .join_from(tables.items, tables.incidents, own.incident == _incidents.number)
        .where(own.state.not_in(done), visible(asker))
    )
    undone, overdue = (await connection.execute(query)).one()
    return undone, overdue
