"""The tick: it asks the database what is due, and decides it. It keeps nothing of its own.

APScheduler calls it; a tick that comes late, twice, or on two replicas at once changes nothing, since what is due
is a column and each incident is decided under its lock.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from bot import reminders
from bot.model import Severity
from bot.ports import Store
from bot.tellings import ArmDeadMan


class Scheduler:
    """What falls due by itself."""

    def __init__(
        self,
        store: Store,
        clock: Callable[[], datetime],
        severity: Callable[[str], Severity],
        wake: Callable[[], None],
    ) -> None:
        """``severity`` is as the settings define it; ``wake`` is called when something is to be told."""
        self._store = store
        self._clock = clock
        self._severity = severity
        self._wake = wake

    async def tick(self) -> None:
        """Decides all that is due now."""
        for number in await self._store.overdue(self._clock()):
            await self._remind(number)

    async def _remind(self, number: int) -> None:
        async with self._store.change(number) as change:
            incident = await change.incident(number)
            if incident is None:
                return
            decision = reminders.remind(incident, self._clock(), self._severity(incident.severity))
            if decision is None:
                return
            await change.save(decision.incident)
            await change.tell((*decision.tell, ArmDeadMan(incident=number)), self._clock())
        self._wake()
