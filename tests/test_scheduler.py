"""The tick of several replicas on one database."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from bot.afterwards import AskPostMortem, PostDigest
from bot.model import Status
from bot.scheduler import Scheduler
from bot.settings import Settings
from storage.store import Database
from tests.storage.examples import NOW, an_incident, save, settle, told

DAY = timedelta(days=1)
SETTINGS = {"channels": {"managers": "#managers"}, "digest": {"every": "day"}, "zones": {"working": "UTC"}}


class Replicas:
    """Three processes that tick at the same time."""

    def __init__(self, database: Database) -> None:
        self.now = NOW
        self.database = database
        settings = Settings.model_validate(SETTINGS)
        self.schedulers = [Scheduler(database, lambda: self.now, settings, lambda: None) for _ in range(3)]

    async def tick(self, after: timedelta) -> list[object]:
        """What is queued when all of them tick so long after NOW."""
        self.now = NOW + after
        await asyncio.gather(*(scheduler.tick() for scheduler in self.schedulers))
        return list(told(await self.database.claim(self.now, 100)))


async def test_a_digest_is_decided_once(database_url: str) -> None:
    """Counted from the first tick, it is due at nine, once for all replicas, and once after a downtime."""
    async with Database.open(database_url, clock=lambda: NOW) as database:
        replicas = Replicas(database)
        nine = timedelta(hours=6, minutes=30)

        assert [] == await replicas.tick(timedelta(0))
        assert [] == await replicas.tick(nine - timedelta(seconds=1))
        assert [PostDigest(since=NOW, until=NOW + nine)] == await replicas.tick(nine)
        for delivery in await database.claim(NOW + DAY, 100):
            await settle(database, delivery)
        late = nine + 3 * DAY + timedelta(hours=1)
        assert [PostDigest(since=NOW + nine, until=NOW + late)] == await replicas.tick(late)


async def test_a_post_mortem_is_asked_for_once(database_url: str) -> None:
    """However many replicas find the question due, it is queued once."""
    resolved = an_incident(status=Status.RESOLVED, resolved_at=NOW, ask_at=NOW + DAY)
    async with Database.open(database_url, clock=lambda: NOW) as database:
        await save(database, resolved)
        replicas = Replicas(database)
        asked = AskPostMortem(incident=1, resolved_at=NOW, user="U1")

        assert [asked] == [each for each in await replicas.tick(DAY) if isinstance(each, AskPostMortem)]
        assert [] == [each for each in await replicas.tick(DAY) if isinstance(each, AskPostMortem)]
