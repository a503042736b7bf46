"""The short way: one statement that is its own transaction, on a connection kept for it.

An ordinary transaction costs several trips to the database (is it there? begin, store, commit, give back), and
every payload waits for them before it is acknowledged. This costs one.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from sqlalchemy import Dialect, Insert
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine


class Express:
    """Runs one statement at a time, with the engine's own driver."""

    def __init__(self, engine: AsyncEngine) -> None:
        """Connects with the first statement."""
        self._engine = engine
        self._connection: AsyncConnection | None = None
        self._driver: Any = None

    async def run(self, statement: Insert, parameter: str) -> int:
        """Runs and commits the statement, which has that one parameter; how many rows it has stored.

        Raises what the driver raises. Whether the statement was committed is unknown then, and the connection is
        given up.
        """
        try:
            if self._connection is None:
                self._connection = await self._engine.connect()
                self._driver = (await self._connection.get_raw_connection()).driver_connection
            sql = _sql(statement, self._engine.dialect)
            if self._engine.dialect.name == "sqlite":
                return int((await self._driver.execute(sql, (parameter,))).rowcount)
            return int((await self._driver.execute(sql, parameter)).rpartition(" ")[2])
        except BaseException:
            await self.close()
            raise

    async def close(self) -> None:
        """Gives the connection up; another statement would make a new one."""
        connection, self._connection = self._connection, None
        if connection is not None:
            await connection.invalidate()
            await connection.close()


@cache
def _sql(statement: Insert, dialect: Dialect) -> str:
    return str(statement.compile(dialect=dialect))
