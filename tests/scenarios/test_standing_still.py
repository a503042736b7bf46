"""A process that stands still: as a paused machine does, while its claims run out, and before a locked file."""

from __future__ import annotations

import asyncio
import sqlite3
from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy import make_url, select

from bot import app
from bot.sandbox import Fault, Trouble
from storage import database, tables
from tests.scenarios.conftest import Night

#: Longer than a claim lasts.
PAUSE = timedelta(seconds=20)


async def told(night: Night, incident: int) -> Counter[str]:
    """How often each thing was told of an incident, but for what only shows how it stands and for reading back."""
    async with night.bot.store.transactions.reading() as connection:
        query = select(tables.deliveries.c.kind).where(tables.deliveries.c.incident == incident)
        kinds = (await connection.execute(query)).scalars()
    return Counter(kind for kind in kinds if not kind.startswith(("show_", "catch_up")))


@pytest.mark.parametrize("when", ["before", "after"])
async def test_two_attempts_open_one_incident(night_anywhere: Night, when: str) -> None:
    """When the making of a channel is taken over while its first attempt goes on, it is made and furnished once."""
    night = night_anywhere
    await night.opens("SEV2 First")

    def pause() -> None:
        night.clock.now += PAUSE
        night.bot.courier.wake()

    method = "conversations.create"
    if when == "before":
        night.box.faults.add(Fault(kind=Trouble.CALLBACK, method=method, before=pause))
        night.box.faults.add(Fault(kind=Trouble.LATENCY, method=method, seconds=0.3))
    else:
        night.box.faults.add(Fault(kind=Trouble.CALLBACK, method=method, after=pause))
    await night.opens("SEV2 Second")
    await night.settles()

    assert 2 == len([channel for channel in night.box.channels if channel.name.startswith("inc-")])
    assert await told(night, 1) == await told(night, 2)
    assert 1 == len(night.box.pins(night.channel))


async def test_a_file_locked_at_the_start_is_waited_for(
    night: Night, sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While a backup holds the SQLite file the bot does not start, and does not end either."""
    await night.stops()
    monkeypatch.setattr(database, "_BUSY_TIMEOUT", 0.01)
    monkeypatch.setattr(app, "RETRY_SECONDS", 0.01)
    holder = sqlite3.connect(make_url(sqlite_url).database or "", isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    starting = asyncio.create_task(night.starts())
    started, _ = await asyncio.wait({starting}, timeout=0.2)
    holder.execute("ROLLBACK")
    holder.close()
    await starting
    await night.opens()

    assert set() == started
    assert "Checkout is down" in night.card.text
