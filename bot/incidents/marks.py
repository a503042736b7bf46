"""Marks: a reaction or a pin puts a message on the timeline, and taking it back takes it off."""

from __future__ import annotations

from bot.incidents.desk import Desk
from bot.model import Place
from bot.requests import Marked


async def marked(desk: Desk, request: Marked) -> None:
    """Stores or removes the mark, in the channels of incidents."""
    place = Place(channel=request.channel, ts=request.ts)
    async with desk.store.change() as change:
        if await change.incident_in(request.channel) is not None:
            if request.added:
                await change.mark(place, request.mark, request.user, request.at)
            else:
                await change.unmark(place, request.mark, request.user)
        await change.finish(request.key)
