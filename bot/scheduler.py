"""The tick: it asks the database what is due, and decides it. It keeps nothing that the database does not know.

APScheduler calls it; a tick that comes late, twice, or on two replicas at once changes nothing, since what is due
is a column and each incident is decided under its lock.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import cache

from bot import aftercare, reminders
from bot.afterwards import PostDigest
from bot.people import zone_of
from bot.ports import Store
from bot.reminders import Climb
from bot.settings import Settings

#: Promises that are decided in one transaction.
BATCH = 1000
#: So many are decided before others in the event loop have their turn.
AT_ONCE = 200

#: So many messages are erased in one tick; when there are no more, it is looked again so much later.
PORTION = 500
ERASE_EVERY = timedelta(minutes=10)


class Scheduler:
    """What falls due by itself."""

    def __init__(
        self, store: Store, clock: Callable[[], datetime], settings: Settings, wake: Callable[[], None]
    ) -> None:
        """``wake`` is called when something is to be told."""
        self._store = store
        self._clock = clock
        self._settings = settings
        self._wake = wake
        #: Before this no digest is due, whatever other replicas do; ``None``: not asked yet.
        self._digest_at: datetime | None = None
        #: When it is looked next whether something is old enough to be erased; ``None``: now.
        self._erase_at: datetime | None = None

    async def tick(self) -> None:
        """Decides all that is due now."""
        due = await self._store.due(self._clock())
        if due.updates:
            await self._remind()
        for number in due.afterwards:
            await self._look_after(number)
        await self._digest()
        await self._erase()

    async def _remind(self) -> None:
        """So many promises in one transaction; what another transaction holds is the next tick's."""
        severities = cache(self._settings.severity)
        found = BATCH
        while found == BATCH:
            now = self._clock()
            async with self._store.overdue(now, BATCH) as overdue:
                found = len(overdue.owed)
                climbs: list[Climb] = []
                for number, owed in enumerate(overdue.owed, 1):
                    if climb := reminders.remind(owed, now, severities(owed.severity)):
                        climbs.append(climb)
                    if number % AT_ONCE == 0:
                        await asyncio.sleep(0)
                await overdue.climb(climbs, now)
            self._wake()

    async def _look_after(self, number: int) -> None:
        async with self._store.change(number) as change:
            incident = await change.incident(number)
            if incident is None:
                return
            owners = await change.people({item.owner for item in incident.items if item.owner})
            zones = {user: zone_of(person) for user, person in owners.items()}
            rules = self._settings.after.rules(self._settings.zones.working)
            decision = aftercare.look(incident, self._clock(), rules, zones)
            if decision is None:
                return
            await change.save(decision.incident)
            await change.tell(decision.tell, self._clock())
        self._wake()

    async def _digest(self) -> None:
        """Has the managers' digest posted when it is time, whatever has been slept through; once by all replicas."""
        rhythm, now = self._settings.digest.rhythm(self._settings.zones.working), self._clock()
        if rhythm is None or (self._digest_at is not None and self._digest_at > now):
            return
        async with self._store.change() as change:
            last = await change.turn_of_digest(now)
            due = rhythm.next(last) <= now
            if due:
                await change.tell((PostDigest(since=last, until=now),), now)
                await change.digested(now)
        self._digest_at = rhythm.next(now if due else last)
        if due:
            self._wake()

    async def _erase(self) -> None:
        """Erases what the settings keep no longer, a portion at a time, so that nothing waits for it."""
        kept, now = self._settings.retention.messages, self._clock()
        if not kept or (self._erase_at is not None and self._erase_at > now):
            return
        async with self._store.change() as change:
            erased = await change.care.erase_old(now - kept, self._settings.marks, PORTION)
        self._erase_at = now if erased == PORTION else now + ERASE_EVERY
