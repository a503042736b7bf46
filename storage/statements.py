"""Inserts that know what to do when the row is there already, on either database."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, TypeVar

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

#: Values by column name.
Values = dict[str, Any]

Thing = TypeVar("Thing")

_Insert = postgresql.Insert | sqlite.Insert


def insert_for(dialect: str, table: Table) -> _Insert:
    """An insert that can still be told what to do about a row that is there."""
    return sqlite.insert(table) if dialect == "sqlite" else postgresql.insert(table)


def insert_into(connection: AsyncConnection, table: Table) -> _Insert:
    """The same, for the database of that connection."""
    return insert_for(connection.dialect.name, table)


def insert_new(connection: AsyncConnection, table: Table) -> _Insert:
    """Inserts the rows whose key is new and leaves the others as they are."""
    return insert_into(connection, table).on_conflict_do_nothing()


def upsert(connection: AsyncConnection, table: Table) -> _Insert:
    """Inserts the rows, or replaces all of a row whose primary key is there already."""
    statement = insert_into(connection, table)
    return statement.on_conflict_do_update(
        index_elements=list(table.primary_key.columns),
        set_={column.name: statement.excluded[column.name] for column in table.c if not column.primary_key},
    )


def portions(things: Sequence[Thing], size: int = 1000) -> Iterator[Sequence[Thing]]:
    """The things in order, so many at a time: a statement holds 32,766 parameters at most."""
    for start in range(0, len(things), size):
        yield things[start : start + size]
