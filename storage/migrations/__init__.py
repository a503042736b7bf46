"""Makes the tables of an empty database and brings an older one up to date; a newer one is refused."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from bot.doctor import Level
from storage.errors import NewerDatabase
from storage.store import Database

#: Replicas that start together migrate one after the other.
_LOCK = 0x4368726F6E696B


async def upgrade(database: Database) -> None:
    """Brings the database to this version's tables, in one transaction; again changes nothing.

    Raises NewerDatabase when a newer version was here before, DatabaseUnreachable when nobody answers.
    """
    async with database.transactions.writing() as connection:
        await connection.run_sync(_upgrade, database.transactions.name)


def level(connection: Connection) -> Level:
    """Which tables the database has; nothing is changed."""
    heads = MigrationContext.configure(connection).get_current_heads()
    if not heads:
        return Level.EMPTY
    scripts = ScriptDirectory.from_config(_configuration(connection))
    if set(heads) == set(scripts.get_heads()):
        return Level.CURRENT
    known = {script.revision for script in scripts.walk_revisions()}
    return Level.OLDER if known.issuperset(heads) else Level.NEWER


def _configuration(connection: Connection) -> Config:
    configuration = Config(attributes={"connection": connection})
    configuration.set_main_option("script_location", str(Path(__file__).parent))
    return configuration


def _upgrade(connection: Connection, name: str) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
    configuration = _configuration(connection)
    scripts = ScriptDirectory.from_config(configuration)
    heads = MigrationContext.configure(connection).get_current_heads()
    if set(heads) == set(scripts.get_heads()):
        # Alembic would read every script once more to find that there is nothing to do.
        return
    known = {script.revision for script in scripts.walk_revisions()}
    for revision in heads:
        if revision not in known:
            raise NewerDatabase(name, revision)
    command.upgrade(configuration, "head")
