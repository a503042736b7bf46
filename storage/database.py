"""The engine, and the two kinds of transaction: many readers at once, and writers.

SQLite: write-ahead log, so that readers and the writer do not wait for each other.
Writers of this process queue on one lock and begin with BEGIN IMMEDIATE, so that none fails halfway because
another was faster; a writer of another process is waited for.
``synchronous=FULL``: in WAL mode NORMAL already survives a killed process, but Slack is told that a payload
is stored, and that must also hold when the power fails. One fsync per commit is the price; the inbox commits
in groups.

PostgreSQL: READ COMMITTED and row locks for writers, REPEATABLE READ for readers, so that all the questions
of one read are answered from one state.
"""

from __future__ import annotations

import asyncio
import sqlite3
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, nullcontext
from functools import partial
from typing import Any

from sqlalchemy import URL, Connection, Select, event, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry

from storage.errors import DatabaseUnreachable, UnsupportedDatabase, reason_of
from storage.express import Express, Statement
from storage.outage import Outage

_DRIVERS = {"sqlite": "sqlite+aiosqlite", "postgresql": "postgresql+asyncpg"}

#: Seconds until a connection attempt, or the wait for another process's write, is given up: Slack waits three for
#: the acknowledgement of what is to be written.
_CONNECT_TIMEOUT = 10
_BUSY_TIMEOUT = 2

#: What is deleted is overwritten in the file, not only given back: removed texts are to be found nowhere.
_PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON")

#: Marks a connection's transaction as one that writes.
_WRITES = "chronik_writes"


class Transactions:
    """Transactions on one database, over a pool of connections.

    Args:
        engine: its pool is disposed of by whoever made it.
        name: how sentences call the database; without the password.
    """

    def __init__(self, engine: AsyncEngine, name: str) -> None:
        self.name = name
        self._engine = engine
        self._writer = asyncio.Lock() if engine.dialect.name == "sqlite" else None
        self._express = Express(engine)
        self._outage = Outage(name, time.monotonic)

    @property
    def single(self) -> bool:
        """Whether only one process works on this database: on SQLite."""
        return self._writer is not None

    @property
    def dialect(self) -> str:
        """The kind of database: ``sqlite`` or ``postgresql``."""
        return self._engine.dialect.name

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncConnection]:
        """One state of the database, as of the first question. Raises DatabaseUnreachable."""
        async with self._connected() as connection:
            if self._writer is None:
                await connection.execution_options(
                    isolation_level="REPEATABLE READ", postgresql_readonly=True
                )
            async with connection.begin():
                yield connection

    @asynccontextmanager
    async def asking(self) -> AsyncIterator[AsyncConnection]:
        """For a single question, which needs no transaction around it. Raises DatabaseUnreachable."""
        async with self._connected() as connection:
            if self._writer is None:
                await connection.execution_options(isolation_level="AUTOCOMMIT")
            yield connection

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[AsyncConnection]:
        """Commits when the block ends, rolls back when it raises; not to be nested.

        Raises DatabaseUnreachable.
        """
        async with AsyncExitStack() as stack:
            if self._writer is not None:
                await stack.enter_async_context(self._writer)
            connection = await stack.enter_async_context(self._connected(writes=True))
            await connection.execution_options(**{_WRITES: True})
            async with connection.begin():
                yield connection

    async def at_once(self, statements: Sequence[Statement], parameter: str) -> int:
        """Runs statements in a transaction of their own; how many rows the last one has stored or changed.

        Raises what the driver raises; the transaction may have been committed all the same.
        """
        async with self._writer or nullcontext():
            count = await self._express.run(statements, parameter)
        self._outage.worked(writes=True)
        return count

    async def count(self, query: Select[int], parameter: str) -> int:
        """The one number that a query answers with, asked in the same short way. Raises what the driver raises."""
        async with self._writer or nullcontext():
            return await self._express.count(query, parameter)

    async def empty_log(self) -> bool:
        """Lets the write-ahead log hold nothing any more; whether it is so, since a reader may stand in the way."""
        if self._writer is None:
            return True
        async with self._writer:
            try:
                return await self._express.empty_log()
            except (OSError, DBAPIError, sqlite3.Error):
                return False

    async def close(self) -> None:
        """Closes what is kept open between transactions."""
        await self._express.close()

    @asynccontextmanager
    async def _connected(self, *, writes: bool = False) -> AsyncIterator[AsyncConnection]:
        with self._outage.watch(writes=writes):
            connection = self._engine.connect()
            try:
                await connection.start()
            except (OSError, DBAPIError) as error:
                raise DatabaseUnreachable(self.name, _reason(error)) from error
            try:
                yield connection
            finally:
                await asyncio.shield(connection.close())


@asynccontextmanager
async def connected(url: str) -> AsyncIterator[Transactions]:
    """The database at ``sqlite:///FILE`` or ``postgresql://…``; the address may name its driver.

    The first transaction connects. Raises UnsupportedDatabase for any other address.
    """
    parsed = _parsed(url)
    name = _name(parsed)
    engine = _engine(parsed, name)
    transactions = Transactions(engine, name)
    try:
        yield transactions
    finally:
        await transactions.close()
        await engine.dispose()


def _parsed(url: str) -> URL:
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        # SQLAlchemy's own message quotes the address, which may hold a password.
        raise UnsupportedDatabase("DATABASE_URL is not the address of a database.") from error
    backend = "postgresql" if parsed.drivername == "postgres" else parsed.get_backend_name()
    if backend not in _DRIVERS:
        raise UnsupportedDatabase(f"Chronik stores in SQLite or PostgreSQL, not in {backend}.")
    if backend == "sqlite" and parsed.database in (None, "", ":memory:"):
        raise UnsupportedDatabase("A SQLite database needs a file: sqlite:///chronik.db.")
    return parsed.set(drivername=_DRIVERS[backend])


def _engine(url: URL, name: str) -> AsyncEngine:
    if url.get_backend_name() == "postgresql":
        return create_async_engine(
            url,
            pool_size=5,
            max_overflow=15,
            hide_parameters=True,  # what people wrote is not to be found in a log
            pool_pre_ping=True,  # the first request after the server's restart must not fail
            connect_args={"timeout": _CONNECT_TIMEOUT},
        )
    engine = create_async_engine(
        url,
        pool_size=5,
        max_overflow=15,
        hide_parameters=True,
        # The driver must not begin transactions by itself; _begin does.
        connect_args={"timeout": _BUSY_TIMEOUT, "isolation_level": None},
    )
    event.listen(engine.sync_engine, "connect", _prepare)
    event.listen(engine.sync_engine, "begin", partial(_begin, name))
    return engine


def _prepare(connection: Any, entry: ConnectionPoolEntry) -> None:
    cursor = connection.cursor()
    for pragma in _PRAGMAS:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin(name: str, connection: Connection) -> None:
    writes = connection.get_execution_options().get(_WRITES, False)
    try:
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
    except DBAPIError as error:
        # Another process holds the file, a backup say. Nothing has happened yet, and later all may be well.
        raise DatabaseUnreachable(name, _reason(error)) from error


def _name(url: URL) -> str:
    if url.get_backend_name() == "sqlite":
        return str(url.database)
    host = url.host or url.query.get("host") or "localhost"
    return f"{url.database or 'postgres'} on {host}{f':{url.port}' if url.port else ''}"


def _reason(error: OSError | DBAPIError) -> str:
    if isinstance(error, TimeoutError):
        return f"no answer within {_CONNECT_TIMEOUT} seconds"
    return reason_of(error)
