"""Incidents and their parts: roles, key moments, sections, remediation items, promises."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Table, and_, delete, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model import Incident, ItemState, Place, SectionName, Status, Subject
from bot.reminders import DirectReminder
from storage import rows, tables
from storage.rows import AnyRow, Parts
from storage.statements import Values, insert_into, insert_new, upsert

#: The statuses in which an incident carries a promise.
OPEN = tables.incidents.c.status.in_([status.value for status in Status if status.is_open])


async def with_number(connection: AsyncConnection, number: int) -> Incident | None:
    """The incident with that number."""
    return next(iter(await _load(connection, tables.incidents.c.number == number)), None)


async def in_channel(connection: AsyncConnection, channel: str) -> Incident | None:
    """The incident whose channel that is."""
    if not channel:
        return None
    return next(iter(await _load(connection, tables.incidents.c.channel == channel)), None)


async def still_open(connection: AsyncConnection) -> tuple[Incident, ...]:
    """Those that are neither resolved nor cancelled, newest first."""
    return await _load(connection, OPEN)


async def of_interest(connection: AsyncConnection, since: datetime) -> tuple[Incident, ...]:
    """Those of which a digest may have something to say, newest first.

    Open ones, those of which a promise has ended later than ``since``, those that are resolved with a section
    unwritten, and those with an item that has a date and is not done.
    """
    number, sections = tables.incidents.c.number, tables.sections
    written = select(func.count()).where(sections.c.incident == number).scalar_subquery()
    unwritten = and_(tables.incidents.c.status == Status.RESOLVED.value, written < len(SectionName))
    ended = select(tables.promises.c.incident).where(tables.promises.c.ended_at > since)
    done = [ItemState.COMPLETED.value, ItemState.WONT_DO.value]
    owed = select(tables.items.c.incident).where(tables.items.c.due != "", tables.items.c.state.not_in(done))
    return await _load(connection, or_(OPEN, unwritten, number.in_(ended), number.in_(owed)))


async def _load(connection: AsyncConnection, condition: ColumnElement[bool]) -> tuple[Incident, ...]:
    query = select(tables.incidents).where(condition).order_by(tables.incidents.c.number.desc())
    found = (await connection.execute(query)).all()
    if not found:
        return ()
    numbers = [row.number for row in found]
    roles = await _parts(connection, tables.roles, numbers)
    moments = await _parts(connection, tables.moments, numbers)
    sections = await _parts(connection, tables.sections, numbers)
    items = await _parts(connection, tables.items, numbers)
    promises = await _parts(connection, tables.promises, numbers)
    return tuple(
        rows.to_incident(
            row,
            Parts(
                roles=roles[row.number],
                moments=moments[row.number],
                sections=sections[row.number],
                items=items[row.number],
                promises=promises[row.number],
            ),
        )
        for row in found
    )


async def _parts(
    connection: AsyncConnection, table: Table, numbers: Sequence[int]
) -> dict[int, list[AnyRow]]:
    query = select(table).where(table.c.incident.in_(numbers)).order_by(*table.primary_key.columns)
    parts: dict[int, list[AnyRow]] = {number: [] for number in numbers}
    for row in await connection.execute(query):
        parts[row.incident].append(row)
    return parts


async def lock(connection: AsyncConnection, number: int) -> None:
    """Holds the incident's row until the transaction ends, where rows are locked at all."""
    query = select(tables.incidents.c.number).where(tables.incidents.c.number == number)
    await connection.execute(query.with_for_update())


async def count(connection: AsyncConnection, counter: str) -> int:
    """Counts on by one, from 1. The counter's row is held until the transaction ends; a rollback takes it back."""
    counters = tables.counters
    statement = (
        insert_into(connection, counters)
        .values(name=counter, value=1)
        .on_conflict_do_update(index_elements=[counters.c.name], set_={"value": counters.c.value + 1})
        .returning(counters.c.value)
    )
    number: int = (await connection.execute(statement)).scalar_one()
    return number


async def probe(connection: AsyncConnection) -> None:
    """Writes one row that nobody needs, to see whether, and how fast, the database stores something."""
    await count(connection, "readiness")


_PARTS: tuple[tuple[Table, Callable[[Incident], list[Values]]], ...] = (
    (tables.roles, rows.from_roles),
    (tables.moments, rows.from_moments),
    (tables.sections, rows.from_sections),
    (tables.items, rows.from_items),
)


async def save(connection: AsyncConnection, incident: Incident) -> None:
    """Makes the stored incident equal to the value, part by part."""
    await connection.execute(upsert(connection, tables.incidents), rows.from_incident(incident))
    for table, wanted in _PARTS:
        stored = await _stored(connection, table, incident.number)
        await _replace(connection, table, stored, wanted(incident))
    stored = await _stored(connection, tables.promises, incident.number)
    await _replace(connection, tables.promises, stored, _promises(incident, stored))


#: What only the row of an ended promise still knows.
_ONCE_TOLD = ("told", "snoozes", "reminder")


def _promises(incident: Incident, stored: list[Values]) -> list[Values]:
    """The wanted rows; an ended promise keeps who was reminded of it, which its value does not carry."""
    known = {(row["number"], row["made_at"], row["due_at"]): row for row in stored}
    wanted = []
    for row in rows.from_promises(incident):
        before = known.get((row["number"], row["made_at"], row["due_at"]))
        if row["ended_at"] and before:
            row |= {name: before[name] for name in _ONCE_TOLD}
        wanted.append(row)
    return wanted


async def _stored(connection: AsyncConnection, table: Table, number: int) -> list[Values]:
    query = select(table).where(table.c.incident == number)
    return [dict(row) for row in (await connection.execute(query)).mappings()]


async def _replace(
    connection: AsyncConnection, table: Table, stored: list[Values], wanted: list[Values]
) -> None:
    keys = list(table.primary_key.columns)

    def key(row: Values) -> tuple[Any, ...]:
        return tuple(row[column.name] for column in keys)

    kept = {key(row) for row in wanted}
    gone = [and_(*(c == row[c.name] for c in keys)) for row in stored if key(row) not in kept]
    if gone:
        await connection.execute(delete(table).where(or_(*gone)))
    changed = [row for row in wanted if row not in stored]
    if changed:
        await connection.execute(upsert(connection, table), changed)


async def mute(connection: AsyncConnection, number: int, user: str, about: Subject) -> None:
    """Records that a person does not want to be reminded of that of an incident; again changes nothing."""
    row = {"incident": number, "user": user}
    if about is Subject.UPDATES:
        await connection.execute(insert_new(connection, tables.mutes), [row])
    else:
        await connection.execute(insert_new(connection, tables.other_mutes), [row | {"about": about}])


async def muted(connection: AsyncConnection, number: int, about: Subject) -> set[str]:
    """Who does not want to be reminded of that of an incident."""
    mutes, others = tables.mutes.c, tables.other_mutes.c
    if about is Subject.UPDATES:
        query = select(mutes.user).where(mutes.incident == number)
    else:
        query = select(others.user).where(others.incident == number, others.about == about)
    return set((await connection.execute(query)).scalars())


async def unmute(connection: AsyncConnection, number: int, users: Collection[str] | None) -> None:
    """Records that these people, or all, may be reminded of everything of an incident again."""
    for table in (tables.mutes, tables.other_mutes):
        own = table.c.incident == number
        theirs = own if users is None else and_(own, table.c.user.in_(users))
        await connection.execute(delete(table).where(theirs))


async def remind(connection: AsyncConnection, number: int, reminded: DirectReminder) -> None:
    """Records that a person was reminded of an incident directly; again changes nothing."""
    row = {
        "incident": number,
        "user": reminded.user,
        "due_at": reminded.due_at,
        "channel": reminded.place.channel,
        "ts": reminded.place.ts,
    }
    await connection.execute(insert_new(connection, tables.direct_reminders), [row])


async def reminders(connection: AsyncConnection, number: int) -> tuple[DirectReminder, ...]:
    """The direct reminders about an incident that still have their buttons, in the order they were posted."""
    own = tables.direct_reminders.c
    query = select(own.user, own.due_at, own.channel, own.ts).where(own.incident == number).order_by(own.ts)
    return tuple(
        DirectReminder(user=row.user, due_at=row.due_at, place=Place(channel=row.channel, ts=row.ts))
        for row in await connection.execute(query)
    )


async def forget_reminder(connection: AsyncConnection, number: int, reminded: DirectReminder) -> None:
    """Records that a direct reminder has no buttons any more."""
    own, place = tables.direct_reminders.c, reminded.place
    there = (own.incident == number, own.channel == place.channel, own.ts == place.ts)
    await connection.execute(delete(tables.direct_reminders).where(*there))
