"""Making the tables and keeping them up to date."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, inspect, text

from storage.errors import NewerDatabase
from storage.migrations import upgrade
from storage.store import Database
from storage.tables import METADATA
from tests.storage.examples import an_incident, save


@pytest.fixture
async def database(new_database_url: str) -> AsyncIterator[Database]:
    """A database without any table, once of each kind."""
    async with Database.open(new_database_url) as opened:
        yield opened


def is_declared(name: str | None, kind: str, parents: Any) -> bool:
    """Whether it is among the tables: what is searched is made by triggers, and no table declares it."""
    return not (kind == "table" and str(name).startswith("findable"))


def differences(connection: Connection) -> list[Any]:
    """What Alembic would still have to change."""
    options = {"compare_type": True, "include_name": is_declared}
    return list(compare_metadata(MigrationContext.configure(connection, opts=options), METADATA))


def indexes(connection: Connection) -> dict[str, list[tuple[str | None, bool, str]]]:
    """The indexes that are there, by table, with their conditions (which Alembic does not compare)."""
    dialect = connection.dialect.name
    return {
        table: sorted(
            (index["name"], bool(index["unique"]), str(index["dialect_options"].get(f"{dialect}_where", "")))
            for index in inspect(connection).get_indexes(table)
        )
        for table in METADATA.tables
    }


async def test_migrations_and_tables_agree(database: Database) -> None:
    """The migrations make the very tables that the queries speak of."""
    await upgrade(database)
    async with database.transactions.writing() as connection:
        found = await connection.run_sync(differences)
        migrated = await connection.run_sync(indexes)
        await connection.run_sync(METADATA.drop_all)
        await connection.run_sync(METADATA.create_all)
        declared = await connection.run_sync(indexes)

    assert [] == found
    assert declared == migrated


async def test_an_upgrade_again_changes_nothing(database: Database) -> None:
    """A start on a database that is up to date keeps what is stored."""
    await upgrade(database)
    await save(database, an_incident())
    await upgrade(database)

    async with database.read() as reader:
        assert an_incident() == await reader.incident(1)


async def test_replicas_may_start_together(database: Database, new_database_url: str) -> None:
    """Of two processes that start on an empty database, one makes the tables and the other waits."""
    async with Database.open(new_database_url) as other:
        await asyncio.gather(upgrade(database), upgrade(other))

        assert await other.reachable()


async def test_a_newer_database_is_refused_in_words(database: Database) -> None:
    """A database that a newer version has migrated is left alone."""
    await upgrade(database)
    async with database.transactions.writing() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    with pytest.raises(NewerDatabase, match=r"belongs to a newer version of Chronik \(revision 9999\)"):
        await upgrade(database)
