"""Connecting, and what goes wrong with a database as a whole."""

from __future__ import annotations

import asyncio
import itertools
import os
import resource
import signal
import socket
import sqlite3
import sys
import threading
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, StatementError
from structlog.testing import capture_logs

from bot.requests import MessageSeen
from storage.errors import DatabaseUnreachable, UnsupportedDatabase
from storage.migrations import upgrade
from storage.outage import Outage
from storage.store import Database
from tests.storage.examples import NOW, a_command, a_message, an_incident, save

ROOT = Path(__file__).parents[2]


def free_port() -> int:
    """A port on which nobody answers."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


async def test_sqlite_survives_power_loss_and_never_blocks_readers(sqlite_url: str) -> None:
    """Every connection writes ahead, waits for the disk, checks foreign keys and waits for other processes."""
    found = {}
    async with Database.open(sqlite_url) as database, database.transactions.reading() as connection:
        for pragma in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout", "secure_delete"):
            found[pragma] = (await connection.execute(text(f"PRAGMA {pragma}"))).scalar_one()

    assert {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "busy_timeout": 2000,
        "secure_delete": 1,
    } == found


@pytest.mark.parametrize("scheme", ["sqlite", "sqlite+aiosqlite"])
async def test_an_address_may_name_its_driver(tmp_path: Path, scheme: str) -> None:
    """The driver is chosen when the address names none."""
    async with Database.open(f"{scheme}:///{tmp_path / 'new.db'}") as database:
        before = await database.reachable()
        await upgrade(database)

        assert (False, True) == (before, await database.reachable())


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("mysql://root:secret@localhost/chronik", "Chronik stores in SQLite or PostgreSQL, not in mysql."),
        ("chronik.db;password=secret", "DATABASE_URL is not the address of a database."),
        # Each connection would have a database of its own.
        ("sqlite://", "A SQLite database needs a file: sqlite:///chronik.db."),
        ("sqlite:///:memory:", "A SQLite database needs a file: sqlite:///chronik.db."),
    ],
)
async def test_an_unsupported_address_is_refused_in_words(url: str, sentence: str) -> None:
    """An address that Chronik cannot store at is refused without repeating it."""
    with pytest.raises(UnsupportedDatabase) as refused:
        async with Database.open(url):
            pass

    assert sentence == str(refused.value)


async def test_a_server_that_is_not_there_is_unreachable() -> None:
    """The sentence names the database and the reason, never the password; every method raises it."""
    port = free_port()
    async with Database.open(f"postgres://chronik:s3cret@127.0.0.1:{port}/chronik") as database:
        with pytest.raises(DatabaseUnreachable) as unreachable:
            await upgrade(database)
        with pytest.raises(DatabaseUnreachable):
            await database.due(NOW)

        assert not await database.reachable()
    assert str(unreachable.value).startswith(f"The database chronik on 127.0.0.1:{port} cannot be reached: ")
    assert "s3cret" not in str(unreachable.value)


async def test_a_server_that_refuses_is_unreachable(postgres_url: str) -> None:
    """A database that does not exist on a server that does is refused in the server's words."""
    async with Database.open(postgres_url.replace("/chronik?", "/nowhere?")) as database:
        with pytest.raises(DatabaseUnreachable, match=r'database "nowhere" does not exist\.$'):
            await upgrade(database)


async def test_a_file_that_cannot_be_opened_is_unreachable(tmp_path: Path) -> None:
    """A folder that does not exist is not made."""
    file = tmp_path / "missing" / "chronik.db"
    async with Database.open(f"sqlite:///{file}") as database:
        with pytest.raises(DatabaseUnreachable) as unreachable:
            await upgrade(database)
    # The driver's thread ends by itself, but must find the loop running when it does.
    for thread in threading.enumerate():
        if thread is not threading.main_thread() and "_connection_worker" in thread.name:
            await asyncio.to_thread(thread.join)

    assert f"The database {file} cannot be reached: unable to open database file." == str(unreachable.value)


async def test_a_locked_file_stores_nothing_and_recovers(sqlite_url: str, tmp_path: Path) -> None:
    """When another process holds the file too long, the change fails as a whole; the next one works."""
    holder = sqlite3.connect(tmp_path / "chronik.db", isolation_level=None)
    async with Database.open(sqlite_url) as database:
        async with database.transactions.reading() as connection:
            await connection.execute(text("PRAGMA busy_timeout = 1"))
        holder.execute("BEGIN IMMEDIATE")
        with pytest.raises(DatabaseUnreachable, match="database is locked"):
            await database.accept([a_command("a")], [], NOW)
        ready = await database.reachable()
        holder.execute("ROLLBACK")
        holder.close()

        assert (False, True) == (ready, await database.reachable())
        assert {"a"} == await database.accept([a_command("a")], [], NOW)


async def test_a_full_disk_stores_nothing(sqlite_url: str) -> None:
    """When the file cannot grow, the batch fails as a whole, and what was stored before is still there."""
    async with Database.open(sqlite_url) as database:
        await save(database, an_incident())
        async with database.transactions.reading() as connection:
            pages = (await connection.execute(text("PRAGMA page_count"))).scalar_one()
            await connection.execute(text(f"PRAGMA max_page_count = {pages}"))
        flood = [MessageSeen(message=a_message(f"{number}.000100", text="x" * 1000)) for number in range(200)]
        with pytest.raises(DatabaseUnreachable, match="full"):
            await database.accept([a_command("a")], flood, NOW)

        async with database.read() as reader:
            assert an_incident() == await reader.incident(1)
            assert None is await reader.message(a_message("0.000100").place)
        assert () == await database.waiting_requests(NOW.replace(year=2032))


async def test_a_disk_without_room_is_not_ready(sqlite_url: str, tmp_path: Path) -> None:
    """While nothing can be written any more the database is not ready, though it can be read; afterwards it is."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    async with Database.open(sqlite_url) as database:
        await save(database, an_incident())
        # No file of this process may grow beyond what the log of the database has now.
        log = tmp_path / "chronik.db-wal"
        resource.setrlimit(resource.RLIMIT_FSIZE, (log.stat().st_size, hard))
        try:
            ready = await database.reachable()
            with pytest.raises(DatabaseUnreachable):
                await database.accept([a_command("a")], [], NOW)
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))

        async with database.read() as reader:
            assert an_incident() == await reader.incident(1)
        assert (False, True) == (ready, await database.reachable())
        assert () == await database.waiting_requests(NOW.replace(year=2032))


def test_an_outage_is_told_in_few_lines() -> None:
    """One line when it begins, one a minute while it lasts, one when it ends; reading does not end it for writing."""
    seconds = itertools.chain([0.0, 1.0, 59.9, 60.0, 61.0, 125.0], itertools.repeat(130.0))
    outage, away = Outage("chronik.db", lambda: next(seconds)), DatabaseUnreachable("chronik.db", "locked")
    with capture_logs() as logs:
        for _ in range(6):
            outage.failed(away, writes=True)
            outage.worked(writes=False)
        outage.worked(writes=True)
        outage.worked(writes=True)

    told = [(line["event"], line.get("seconds"), line.get("failures")) for line in logs]
    assert [
        ("database unreachable", None, None),
        ("database still unreachable", 60, 4),
        ("database still unreachable", 125, 6),
        ("database reachable again", 130, 6),
    ] == told


async def test_a_lost_connection_is_replaced(postgres_url: str) -> None:
    """After the server has dropped its connections, the next transaction has a new one."""
    async with Database.open(postgres_url) as database, Database.open(postgres_url) as other:
        await save(database, an_incident())
        async with other.transactions.writing() as connection:
            await connection.execute(
                text(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                    "WHERE pid <> pg_backend_pid() AND datname = current_database()"
                )
            )

        assert await database.reachable()
        assert {"a"} == await database.accept([a_command("a")], [], NOW)


async def test_a_naive_datetime_is_never_stored(database: Database) -> None:
    """An instant without a zone fails the change before anything is stored."""
    with pytest.raises(StatementError, match="no time zone"):
        await save(database, an_incident(declared_at=NOW.replace(tzinfo=None)))
    async with database.read() as reader:
        assert None is await reader.incident(1)


async def test_a_reader_cannot_write(postgres_url: str) -> None:
    """The server itself refuses writes within a read."""
    async with Database.open(postgres_url) as database:
        with pytest.raises(DBAPIError, match="read-only"):
            async with database.transactions.reading() as connection:
                await connection.execute(text("DELETE FROM people"))


#: Accepts requests one by one and names each as soon as it is stored, until it is killed.
FLOOD = """
import asyncio, itertools, sys
from storage.store import Database
from tests.storage.examples import NOW, a_command

async def main():
    async with Database.open(sys.argv[1]) as database:
        for number in itertools.count():
            await database.accept([a_command(str(number))], [], NOW)
            print(number, flush=True)

asyncio.run(main())
"""


async def test_what_is_accepted_survives_a_kill(database_url: str) -> None:
    """Every request that was accepted before the process was killed is there afterwards."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", FLOOD, database_url, cwd=ROOT, stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    accepted = [int(await process.stdout.readline()) for _ in range(50)]
    os.kill(process.pid, signal.SIGKILL)
    accepted += [int(line) for line in (await process.stdout.read()).split(b"\n")[:-1]]
    await process.wait()

    async with Database.open(database_url) as database:
        stored = {int(request.key) for request in await database.waiting_requests(NOW.replace(year=2032))}
    assert set() == set(accepted) - stored
