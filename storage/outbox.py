"""The outbox: tellings from the transaction that decided them until Slack has them, lane by lane.

A lane's rows are told in the order of their ids. Only the first unfinished row of a lane can be claimed, and
only while no row of the lane is: what comes behind waits, also when the first is postponed.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import (
    ColumnElement,
    Insert,
    Integer,
    and_,
    bindparam,
    case,
    exists,
    func,
    insert,
    literal_column,
    or_,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.ports import CLAIM, AlreadyDone, Attempt, Delivery
from bot.tellings import SHOWING, StoredTelling, Telling
from storage import tables
from storage.batches import BATCH, batch_of
from storage.columns import Instant
from storage.rows import AnyRow
from storage.statements import Values, insert_new, portions

_rows = tables.deliveries
_WAITING = _rows.c.done_at.is_(None)
#: People who wait for an answer come first, reading back comes last.
_URGENCY = case({"answer": 0, "catch_up": 2}, value=_rows.c.kind, else_=1)


@cache
def _json() -> TypeAdapter[Telling]:
    return TypeAdapter(StoredTelling)


async def tell(connection: AsyncConnection, tellings: Sequence[Telling], now: datetime) -> None:
    """Queues tellings; one that shows how things are is left out when such a one waits unclaimed.

    The waiting row is locked: a process about to claim it skips it until this transaction is committed.
    One that has just claimed it has not seen this transaction's state, so that another row is needed.
    """
    waiting = await _unclaimed(connection, {shown for telling in tellings if (shown := _shown(telling))})
    rows: list[Values] = []
    for telling in tellings:
        shown = _shown(telling)
        if shown is None or shown not in waiting:
            rows.append(_row(telling, shown, now))
        if shown is not None:
            waiting.add(shown)
    if rows:
        await connection.execute(insert(_rows), rows)


async def tell_many(connection: AsyncConnection, tellings: Sequence[Telling], now: datetime) -> None:
    """Queues tellings of many incidents in few statements; those that show how things are take the usual way."""
    statement = _insert(connection.dialect.name)
    for some in portions([telling for telling in tellings if not isinstance(telling, SHOWING)], _AT_ONCE):
        given = [[uuid.uuid4().hex, each.lane, _about(each), each.kind, _body(each)] for each in some]
        await connection.execute(statement, {BATCH: json.dumps(given), "now": now})
    await tell(connection, [telling for telling in tellings if isinstance(telling, SHOWING)], now)


#: So many rows are written before others in the event loop have their turn.
_AT_ONCE = 500
_GIVEN = ("key", "lane", "incident", "kind", "body")


@cache
def _insert(dialect: str) -> Insert:
    given = batch_of(dialect, [_rows.c[name] for name in _GIVEN])
    now, never = bindparam("now", type_=Instant), literal_column("0", Integer)
    names = (*_GIVEN, "created_at", "due_at", "attempts", "unknown")
    return insert(_rows).from_select(list(names), select(given, now, now, never, never))


def _shown(telling: Telling) -> str | None:
    return f"{telling.kind}:{telling.incident}" if isinstance(telling, SHOWING) else None


async def _unclaimed(connection: AsyncConnection, shown: set[str]) -> set[str]:
    if not shown:
        return set()
    query = (
        select(_rows.c.coalesce)
        .where(_rows.c.coalesce.in_(sorted(shown)), _WAITING, _rows.c.claimed_until.is_(None))
        .order_by(_rows.c.id)
        .with_for_update()
    )
    return set((await connection.execute(query)).scalars())


def _row(telling: Telling, shown: str | None, now: datetime) -> Values:
    return {
        "key": uuid.uuid4().hex,
        "lane": telling.lane,
        "incident": _about(telling),
        "kind": telling.kind,
        "body": _body(telling),
        "coalesce": shown,
        "created_at": now,
        "due_at": now,
        "attempts": 0,
        "unknown": 0,
    }


def _about(telling: Telling) -> int | None:
    return getattr(telling, "incident", None)


def _body(telling: Telling) -> Any:
    return _json().dump_python(telling, mode="json")


def _is_head(now: datetime | None = None) -> ColumnElement[bool]:
    """Nothing unfinished of its lane is before it; with ``now``, and nothing of its lane is on its way.

    Rows that two transactions added to one lane may become visible in the other order, so that the one on its
    way can be the later one.
    """
    other = _rows.alias("other")
    in_the_way = other.c.id < _rows.c.id
    if now is not None:
        in_the_way = or_(in_the_way, and_(other.c.id != _rows.c.id, other.c.claimed_until > now))
    return ~exists().where(other.c.lane == _rows.c.lane, other.c.done_at.is_(None), in_the_way)


async def claim(connection: AsyncConnection, process: str, now: datetime, limit: int) -> tuple[Delivery, ...]:
    """Takes the lanes' heads that are due and free, and passes over those another claims right now."""
    free = or_(_rows.c.claimed_until.is_(None), _rows.c.claimed_until <= now)
    query = (
        select(_rows)
        .where(_WAITING, _rows.c.due_at <= now, free, _is_head(now))
        .order_by(_URGENCY, _rows.c.due_at, _rows.c.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    found = (await connection.execute(query)).all()
    if found:
        statement = update(_rows).where(_rows.c.id.in_([row.id for row in found]))
        begun = {"attempts": _rows.c.attempts + 1, "unknown": _rows.c.unknown + 1}
        await connection.execute(statement.values(claimed_by=process, claimed_until=now + CLAIM, **begun))
    return tuple(_delivery(row) for row in found)


def _delivery(row: AnyRow) -> Delivery:
    return Delivery(
        id=row.id,
        key=row.key,
        telling=_json().validate_python(row.body),
        attempts=row.unknown,
        begun=row.attempts,
        created_at=row.created_at,
    )


#: Kinds of tellings that are messages in the incident's channel.
_POSTS = ("say", "remind", "post_draft", "upload_draft")


async def posts_since(connection: AsyncConnection, number: int, since: datetime) -> int:
    """How many messages were posted in an incident's channel since then."""
    told = [_rows.c.incident == number, _rows.c.kind.in_(_POSTS), _rows.c.done_at >= since]
    query = select(func.count()).select_from(_rows).where(*told, _rows.c.failed.is_(None))
    return int((await connection.execute(query)).scalar_one())


async def renew(connection: AsyncConnection, process: str, now: datetime) -> set[Attempt]:
    """Prolongs the claims of a process on what it has not finished, and returns these attempts."""
    statement = update(_rows).where(_WAITING, _rows.c.claimed_by == process, _rows.c.claimed_until > now)
    prolonged = statement.values(claimed_until=now + CLAIM).returning(_rows.c.id, _rows.c.attempts)
    return {(row.id, row.attempts - 1) for row in await connection.execute(prolonged)}


async def release(connection: AsyncConnection) -> None:
    """Gives back every claim."""
    statement = update(_rows).where(_WAITING, _rows.c.claimed_by.is_not(None))
    await connection.execute(statement.values(claimed_by=None, claimed_until=None))


async def pause(connection: AsyncConnection, key: str, until: datetime) -> None:
    """Keeps until when Slack asked to wait; the later of two instants counts."""
    pauses = tables.pauses
    known = update(pauses).where(pauses.c.key == key, pauses.c.until < until).values(until=until)
    await connection.execute(insert_new(connection, pauses), [{"key": key, "until": until}])
    await connection.execute(known)


async def pauses(connection: AsyncConnection, now: datetime) -> dict[str, datetime]:
    """What Slack asked to wait with, and until when; what is over is left out."""
    query = select(tables.pauses).where(tables.pauses.c.until > now)
    return {row.key: row.until for row in await connection.execute(query)}


async def settle(
    connection: AsyncConnection, process: str, delivery: Delivery, now: datetime, untold: str = ""
) -> None:
    """Marks the delivery as done, also when its claim has expired and nobody has taken it since.

    Raises AlreadyDone when somebody has: whatever is committed with it must happen once.
    """
    await _give_back(connection, process, delivery, {"done_at": now, "failed": untold or None})


async def postpone(
    connection: AsyncConnection, process: str, delivery: Delivery, until: datetime, unknown: bool
) -> None:
    """Gives a delivery back until later; an attempt that surely did not reach Slack is not unknown.

    Raises AlreadyDone when somebody else has taken it.
    """
    possibly_sent = _rows.c.unknown if unknown else _rows.c.unknown - 1
    await _give_back(connection, process, delivery, {"due_at": until, "unknown": possibly_sent})


async def _give_back(connection: AsyncConnection, process: str, delivery: Delivery, values: Values) -> None:
    # A claim that expired and was taken anew, even by this process, is not the caller's to give back.
    same = and_(_rows.c.claimed_by == process, _rows.c.attempts == delivery.begun + 1)
    statement = update(_rows).where(_rows.c.id == delivery.id, _WAITING, same)
    free: Values = {"claimed_by": None, "claimed_until": None}
    if not (await connection.execute(statement.values(**values, **free))).rowcount:
        raise AlreadyDone(delivery.key)


async def next_at(connection: AsyncConnection) -> datetime | None:
    """When the earliest head of a lane is due, or when its claim expires; ``None`` when nothing waits."""
    free_at = case((_rows.c.claimed_until.is_(None), _rows.c.due_at), else_=_rows.c.claimed_until)
    query = select(func.min(free_at)).where(_WAITING, _is_head())
    earliest: datetime | None = (await connection.execute(query)).scalar_one()
    return earliest
