"""The short way: statements with one parameter, on a connection kept for them, with the engine's own driver.

An ordinary transaction makes a dozen trips to the database and its thread (is it there? begin, a cursor, store,
commit, give back), and each trip waits for its turn in the event loop, while payloads wait for their
acknowledgement. A single statement needs one trip, since it is a transaction of its own.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from functools import cache
from typing import Any

from sqlalchemy import Delete, Dialect, Insert, Select, Update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

Statement = Insert | Update | Delete

#: SQLite: a large record's index stays in memory, and the log is merged into the file seldom, but in a moment.
#: PostgreSQL: a plan is made once, perhaps while the tables are small, and must serve them when they are large.
_PREPARATION = {
    "sqlite": ["PRAGMA cache_size = -65536", "PRAGMA wal_autocheckpoint = 4000"],
    "postgresql": ["SET enable_seqscan = off", "SET enable_hashjoin = off", "SET enable_mergejoin = off"],
}


class Express:
    """Runs one transaction at a time."""

    def __init__(self, engine: AsyncEngine) -> None:
        """Connects with the first statement."""
        self._engine = engine
        self._sqlite = engine.dialect.name == "sqlite"
        self._connection: AsyncConnection | None = None
        self._driver: Any = None

    async def run(self, statements: Sequence[Statement], parameter: str) -> int:
        """Runs the statements in one transaction; how many rows the last one has stored or changed.

        Raises what the driver raises. Whether the transaction was committed is unknown then, and the connection is
        given up.
        """
        async with self._connected():
            if len(statements) == 1:
                return await self._execute(statements[0], parameter)
            await self._driver.execute("BEGIN IMMEDIATE" if self._sqlite else "BEGIN")
            counts = [await self._execute(statement, parameter) for statement in statements]
            await self._driver.execute("COMMIT")
        return counts[-1]

    async def count(self, query: Select[int], parameter: str) -> int:
        """The one number that a query answers with. Raises what the driver raises."""
        async with self._connected():
            sql = _sql(query, self._engine.dialect)
            if self._sqlite:
                ((number,),) = await self._driver.execute_fetchall(sql, (parameter,))
            else:
                number = await self._driver.fetchval(sql, parameter)
        return int(number)

    async def empty_log(self) -> bool:
        """Merges SQLite's write-ahead log into the file and truncates it; whether nobody stood in the way.

        Raises what the driver raises.
        """
        async with self._connected():
            ((patience,),) = await self._driver.execute_fetchall("PRAGMA busy_timeout")
            # Nobody is to wait long because of this: it can be done later.
            await self._driver.execute("PRAGMA busy_timeout = 50")
            ((busy, *_),) = await self._driver.execute_fetchall("PRAGMA wal_checkpoint(TRUNCATE)")
            await self._driver.execute(f"PRAGMA busy_timeout = {patience}")
        return not busy

    @asynccontextmanager
    async def _connected(self) -> AsyncIterator[None]:
        """The connection is there; after an error, of which nothing is known, it is given up."""
        try:
            if self._connection is None:
                await self._connect()
            yield
        except BaseException:
            await self.close()
            raise

    async def _connect(self) -> None:
        self._connection = await self._engine.connect()
        self._driver = (await self._connection.get_raw_connection()).driver_connection
        for command in _PREPARATION[self._engine.dialect.name]:
            await self._driver.execute(command)

    async def _execute(self, statement: Statement, parameter: str) -> int:
        sql = _sql(statement, self._engine.dialect)
        if self._sqlite:
            return int((await self._driver.execute(sql, (parameter,))).rowcount)
        # PostgreSQL says what it did in words: INSERT 0 12, UPDATE 12.
        return int((await self._driver.execute(sql, parameter)).rpartition(" ")[2])

    async def close(self) -> None:
        """Gives the connection up; another statement would make a new one."""
        connection, self._connection = self._connection, None
        if connection is not None:
            await connection.invalidate()
            await connection.close()


@cache
def _sql(statement: Statement | Select[int], dialect: Dialect) -> str:
    return str(statement.compile(dialect=dialect))
