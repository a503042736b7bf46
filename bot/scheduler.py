"""The tick: it asks the database what is due, and decides it. It keeps nothing that the database does not know.

APScheduler calls it; a tick that comes late, twice, or on two replicas at once changes nothing, since what is due
is a column and each incident is decided under its lock.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from bot import aftercare, reminders
from bot.afterwards import PostDigest
from bot.model import Incident
from bot.people import zone_of
from bot.ports import Store
from bot.settings import Settings
from bot.tellings import ArmDeadMan, ShowAnnouncement, ShowCard, Telling

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
        for number in due.updates:
            await self._remind(number)
        for number in due.afterwards:
            await self._look_after(number)
        await self._digest()
        await self._erase()

    async def _remind(self, number: int) -> None:
        async with self._store.change(number) as change:
            incident = await change.incident(number)
            if incident is None:
                return
            severity = self._settings.severity(incident.severity)
            decision = reminders.remind(incident, self._clock(), severity)
            if decision is None:
                return
            await change.save(decision.incident)
            shown = _shown(incident, decision.incident)
            await change.tell((*decision.tell, *shown, ArmDeadMan(incident=number)), self._clock())
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
            erased = await change.care.erase_old(now - kept, self._settings.timeline_marks, PORTION)
        self._erase_at = now if erased == PORTION else now + ERASE_EVERY


def _shown(before: Incident, after: Incident) -> tuple[Telling, ...]:
    """Card and announcement say so from the moment that an update is overdue."""
    overdue = [incident.promise is not None and incident.promise.is_overdue for incident in (before, after)]
    if overdue != [False, True] or not after.channel:
        return ()
    announced = (ShowAnnouncement(incident=after.number),) if after.announcement else ()
    return (ShowCard(incident=after.number), *announced)
