"""Marks: a reaction or a pin puts a message on the timeline, and taking it back takes it off."""

from __future__ import annotations

from bot.incidents.desk import Desk
from bot.model import Place
from bot.requests import PIN, Marked


async def marked(desk: Desk, request: Marked) -> None:
    """Stores or removes the mark, in the channels of incidents."""
    place = Place(channel=request.channel, ts=request.ts)
    async with desk.store.change() as change:
        if await change.incident_in(request.channel) is not None:
            # A pin is on a message or is not, whoever did it; a reaction is each person's own.
            user = "" if request.mark == PIN else request.user
            await change.mark(place, request.mark, user, request.at, present=request.added)
        await change.finish(request.key)
