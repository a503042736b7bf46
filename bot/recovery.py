"""Closing gaps: after a start, a reconnection, or Slack's word that it held events back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import structlog

from bot.model import Incident, Moment
from bot.ports import Change, Store
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
            found = [incident for incident in await change.open_incidents() if incident.channel]
            for incident in found:
                await change.tell(await _pages(change, incident), self._clock())
        log.info("reading back", reason=reason, incidents=len(found))
        self._wake()


async def _pages(change: Change, incident: Incident) -> tuple[CatchUp, ...]:
    """The channel; of an adopted one only what belongs to the incident, since years may lie before it.

    While its history is still being read, that goes on by itself, and only what is newer can have been missed.
    """
    number = incident.number
    adoption = await change.care.adoption(number)
    if adoption is None:
        return (CatchUp(incident=number),)
    began = incident.moments.get(Moment.BEGAN)
    is_known = adoption.done_at is not None and began is not None
    since = began.at if is_known and began is not None else incident.declared_at
    until = f"{since.timestamp():.6f}"
    threads = await change.care.active_threads(incident.channel, until)
    return (
        CatchUp(incident=number, until=until),
        *(CatchUp(incident=number, thread=thread) for thread in threads if thread < until),
    )
