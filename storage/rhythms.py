"""What comes again and again, whatever else happens: when it was told last."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import tables
from storage.statements import insert_new

_rows = tables.rhythms


async def told_at(connection: AsyncConnection, name: str) -> datetime:
    """When it was told last; others who ask wait until the transaction ends. It has to have begun."""
    query = select(_rows.c.told_at).where(_rows.c.name == name).with_for_update()
    told: datetime = (await connection.execute(query)).scalar_one()
    return told


async def begin(connection: AsyncConnection, name: str, now: datetime) -> None:
    """From now on it is counted; where it is counted already, nothing changes."""
    await connection.execute(insert_new(connection, _rows), [{"name": name, "told_at": now}])


async def tell(connection: AsyncConnection, name: str, now: datetime) -> None:
    """It has been told now."""
    await connection.execute(update(_rows).where(_rows.c.name == name).values(told_at=now))
