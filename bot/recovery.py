"""Closing gaps: after a start, a reconnection, or Slack's word that it held events back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import structlog

from bot.ports import Store
from bot.tellings import CatchUp

log = structlog.get_logger()


class Recovery:
    """Has the channels of open incidents read back."""

    def __init__(self, store: Store, clock: Callable[[], datetime], wake: Callable[[], None]) -> None:
        """``wake`` is called when there is something to read."""
        self._store = store
        self._clock = clock
        self._wake = wake

    async def close_gap(self, reason: str) -> None:
        """Queues the reading of every open incident's channel; what is known already changes nothing."""
        async with self._store.change() as change:
            numbers = [incident.number for incident in await change.open_incidents() if incident.channel]
            await change.tell([CatchUp(incident=number) for number in numbers], self._clock())
        log.info("reading back", reason=reason, incidents=len(numbers))
        self._wake()
