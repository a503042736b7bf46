"""Marks: a reaction or a pin says what a message is, and taking it back unsays it."""

from __future__ import annotations

from bot.incidents.desk import Desk
from bot.marks import PIN, shows
from bot.model import Place
from bot.requests import Marked
from bot.tellings import FetchMessage, ShowCard, Telling


async def marked(desk: Desk, request: Marked) -> None:
    """Stores or removes the mark, in the channels of incidents."""
    place = Place(channel=request.channel, ts=request.ts)
    async with desk.store.change() as change:
        incident = await change.incident_in(request.channel)
        if incident is not None:
            # A pin is on a message or is not, whoever did it; a reaction is each person's own.
            user = "" if request.mark == PIN else request.user
            await change.mark(place, request.mark, user, request.at, present=request.added)
            told: list[Telling] = []
            if request.added and await change.message(place) is None:
                # Its event is on its way, or the bot was away when it was posted.
                told.append(FetchMessage(incident=incident.number, ts=request.ts))
            if incident.card and shows(request.mark, desk.settings.marks):
                told.append(ShowCard(incident=incident.number))
            await change.tell(told, desk.clock())
        await change.finish(request.key)
    desk.wake()
