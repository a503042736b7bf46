"""Many rows in one parameter: a JSON array that the database itself takes apart.

A row costs Python one list and its share of one ``json.dumps``; all else happens inside the database, where it
does not keep the event loop waiting.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    JSON,
    Column,
    ColumnElement,
    Select,
    Subquery,
    Text,
    bindparam,
    cast,
    column,
    func,
    literal_column,
    select,
)
from sqlalchemy.dialects.postgresql import JSONB

#: The parameter's name. It is a JSON array with an array for each row, the values in the order of the columns.
BATCH = "batch"


def batch_of(dialect: str, columns: Sequence[Column[Any]]) -> Subquery:
    """The rows in the parameter, as a table with these columns."""
    parameter = bindparam(BATCH, type_=Text)
    rows = _in_sqlite(parameter, columns) if dialect == "sqlite" else _in_postgresql(parameter, columns)
    return rows.subquery(BATCH)


def _in_sqlite(parameter: ColumnElement[str], columns: Sequence[Column[Any]]) -> Select[Any]:
    rows = func.json_each(parameter).table_valued("value", name="given")
    values = [
        func.json_extract(rows.c.value, literal_column(f"'$[{place}]'"), type_=each.type).label(each.name)
        for place, each in enumerate(columns)
    ]
    return select(*values)


def _in_postgresql(parameter: ColumnElement[str], columns: Sequence[Column[Any]]) -> Select[Any]:
    rows = func.jsonb_array_elements(cast(parameter, JSONB)).table_valued(
        column("value", JSONB), name="given"
    )
    values = []
    for place, each in enumerate(columns):
        operator = "->" if isinstance(each.type, JSON) else "->>"
        value = rows.c.value.op(operator)(literal_column(str(place)))
        values.append(cast(value, each.type).label(each.name))
    return select(*values)
