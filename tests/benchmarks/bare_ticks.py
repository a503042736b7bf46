"""The yardstick of ticks: three statements by the driver itself, without Chronik, on Chronik's tables."""

from __future__ import annotations

import json
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from storage.columns import microseconds

_DUE = "SELECT incident, due_at FROM promises WHERE ended_at IS NULL AND next_at <= {0} LIMIT 1000"
_TOLD = "UPDATE promises SET told = 'due', next_at = NULL WHERE ended_at IS NULL AND next_at <= {0}"
_QUEUED = (
    "INSERT INTO deliveries (key, lane, incident, kind, body, created_at, due_at, attempts, unknown) "
    "VALUES ({0}, {1}, {2}, 'remind', {3}, {4}, {4}, 0, 0)"
)


class Yardstick(Protocol):
    """A bare tick."""

    async def tick(self, now: datetime) -> int:
        """Queues what is due in one transaction; how many that were."""


class _Sqlite:
    def __init__(self, driver: Any) -> None:
        self._driver = driver

    async def tick(self, now: datetime) -> int:
        """As the protocol says."""
        at = microseconds(now)
        found = await self._driver.execute_fetchall(_DUE.format("?"), (at,))
        if found:
            await self._driver.execute("BEGIN IMMEDIATE")
            await self._driver.execute(_TOLD.format("?"), (at,))
            statement = _QUEUED.format("?1", "?2", "?3", "?4", "?5")
            await self._driver.executemany(statement, [_row(incident, at) for incident, _ in found])
            await self._driver.execute("COMMIT")
        return len(found)


class _Postgresql:
    def __init__(self, driver: Any) -> None:
        self._driver = driver

    async def tick(self, now: datetime) -> int:
        """As the protocol says."""
        at = microseconds(now)
        found = await self._driver.fetch(_DUE.format("$1"), at)
        if found:
            async with self._driver.transaction():
                await self._driver.execute(_TOLD.format("$1"), at)
                statement = _QUEUED.format("$1", "$2", "$3", "$4", "$5")
                await self._driver.executemany(statement, [_row(row["incident"], at) for row in found])
        return len(found)


def _row(incident: int, at: int) -> tuple[str, str, int, str, int]:
    body = json.dumps({"kind": "remind", "incident": incident, "rung": "due"})
    return uuid.uuid4().hex, f"incident:{incident}:says", incident, body, at


@asynccontextmanager
async def opened(url: str) -> AsyncIterator[Yardstick]:
    """A bare tick on that database."""
    sqlite = url.startswith("sqlite")
    address = (
        url.replace("sqlite", "sqlite+aiosqlite", 1)
        if sqlite
        else url.replace("postgresql", "postgresql+asyncpg", 1)
    )
    engine = create_async_engine(address, poolclass=NullPool)
    async with engine.connect() as connection:
        driver: Any = (await connection.get_raw_connection()).driver_connection
        if sqlite:
            await driver.execute("PRAGMA synchronous=FULL")
            driver.isolation_level = None
        yield _Sqlite(driver) if sqlite else _Postgresql(driver)
        await connection.invalidate()
    await engine.dispose()
