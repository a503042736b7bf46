"""The timeline a page at a time: only what a page shows is read, however long the timeline is.

A page begins where another ended, at a position in the timeline's order (``bot.timeline.ordered``). Stored entries
have an index for it; marked messages are found by their marks, whose order by ``ts`` is that of the timeline.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, literal, not_, select, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.marks import Meanings
from bot.model import Entry
from bot.ports import Page
from bot.timeline import Position, ordered, position
from storage import corrections, entries, tables
from storage.columns import EPOCH

_entries, _messages, _marks = tables.entries, tables.messages, tables.marks


async def page(
    connection: AsyncConnection,
    number: int,
    known: Meanings,
    size: int,
    *,
    before: Position | None = None,
    after: Position | None = None,
) -> Page:
    """Up to ``size`` entries next to a position; the latest ones without one, and where fewer stand on that side."""
    if after is not None:
        found = await _next_to(connection, number, known, size + 1, after, earlier=False)
        if len(found) >= size:
            shown = ordered(found)[:size]
            return Page(
                entries=await _complete(connection, number, known, shown),
                earlier=True,
                later=len(found) > size,
            )
    start = None if after is not None else before
    found = await _next_to(connection, number, known, size + 1, start, earlier=True)
    if start is not None and not found:  # All that stood there has been moved or removed.
        return await page(connection, number, known, size)
    shown = ordered(found)[-size:]
    return Page(
        entries=await _complete(connection, number, known, shown),
        earlier=len(found) > size,
        later=start is not None,
    )


async def removed(connection: AsyncConnection, number: int, size: int | None) -> tuple[Entry, ...]:
    """The entries taken off the timeline, in order; with a size, the latest of them."""
    c = _entries.c
    query = (
        corrections.stored(c.incident == number, c.removed)
        .order_by(c.at.desc(), c.recorded_at.desc(), c.id.desc())
        .limit(size)
    )
    found = [corrections.to_entry(row) for row in await connection.execute(query)]
    return tuple(await corrections.completed(connection, ordered(found)))


async def _complete(
    connection: AsyncConnection, number: int, known: Meanings, shown: Collection[Entry]
) -> tuple[Entry, ...]:
    corrected = await corrections.completed(connection, shown)
    among = {entry.source.ts for entry in corrected if entry.source}
    return tuple(await entries.as_marked(connection, number, corrected, known, among))


async def _next_to(
    connection: AsyncConnection,
    number: int,
    known: Meanings,
    limit: int,
    start: Position | None,
    *,
    earlier: bool,
) -> list[Entry]:
    """The nearest ones on that side of the position, of either sort, without their corrections."""
    c = _entries.c
    query = corrections.stored(c.incident == number, not_(c.removed))
    if start is not None:
        query = query.where(
            c.at <= start.at if earlier else c.at >= start.at,
            _beyond((c.at, c.recorded_at, c.id), start, earlier=earlier),
        )
    order = [column.desc() if earlier else column for column in (c.at, c.recorded_at, c.id)]
    rows = await connection.execute(query.order_by(*order).limit(limit))
    found = [corrections.to_entry(row) for row in rows]
    marked = await _marked(connection, number, known, limit, start, earlier=earlier)
    nearest = sorted([*found, *marked], key=position, reverse=earlier)
    return nearest[:limit]


async def _marked(
    connection: AsyncConnection,
    number: int,
    known: Meanings,
    limit: int,
    start: Position | None,
    *,
    earlier: bool,
) -> list[Entry]:
    channel_of = select(tables.incidents.c.channel).where(tables.incidents.c.number == number)
    channel = (await connection.execute(channel_of)).scalar_one_or_none()
    if not channel:
        return []
    c, m = _marks.c, _messages.c
    query = (
        select(c.ts)
        .join(_messages, (m.channel == channel) & (m.ts == c.ts))
        .where(c.channel == channel, entries.on_timeline(known), c.present, m.deleted.is_(False))
        .where(not_(entries.is_told()))
    )
    if start is not None:
        own = (m.at, m.at, m.channel.concat(":").concat(m.ts))
        bound = _ts(start)
        query = query.where(c.ts <= bound if earlier else c.ts >= bound, _beyond(own, start, earlier=earlier))
    query = query.group_by(c.ts).order_by(c.ts.desc() if earlier else c.ts).limit(limit)
    nearest = list((await connection.execute(query)).scalars())
    messages = select(_messages).where(m.channel == channel, m.ts.in_(nearest))
    return [entries.from_message(row) for row in await connection.execute(messages)]


def _beyond(own: Sequence[ColumnElement[Any]], start: Position, *, earlier: bool) -> ColumnElement[bool]:
    c = _entries.c
    typed = zip((c.at, c.recorded_at, c.id), (start.at, start.recorded_at, start.id), strict=True)
    mine, other = tuple_(*own), tuple_(*(literal(value, column.type) for column, value in typed))
    return mine < other if earlier else mine > other


def _ts(start: Position) -> str:
    micros = (start.at - EPOCH) // timedelta(microseconds=1)
    return f"{micros // 1_000_000}.{micros % 1_000_000:06}"
