"""Showing how things are: topic, card and announcement, rendered from the record at the moment they are told."""

from __future__ import annotations

from dataclasses import replace

from bot.blocks.announcement import announcement
from bot.blocks.card import card
from bot.blocks.posting import Posting
from bot.blocks.topic import topic
from bot.delivery.context import Context
from bot.model import Incident, Place
from bot.people import named
from bot.ports import Delivery
from bot.tellings import PinCard, ShowAnnouncement, ShowCard, ShowTopic


async def show_topic(context: Context, delivery: Delivery, telling: ShowTopic) -> None:
    """Sets the channel's topic."""
    incident = await context.incident_with_channel(telling.incident)
    async with context.store.read() as reader:
        adoption = await reader.care.adoption(incident.number)
    if adoption is not None and adoption.keeps_topic:
        await context.settle(delivery)
        return
    text = topic(incident, context.catalogue(incident), await context.names(named(incident)))
    await context.gateway.call("conversations.setTopic", channel=incident.channel, topic=text)
    await context.settle(delivery)


async def show_card(context: Context, delivery: Delivery, telling: ShowCard) -> None:
    """Edits the card in place; posts it and has it pinned when there is none, or somebody has deleted it."""
    incident = await context.incident_with_channel(telling.incident)
    posting = await _card(context, incident)
    card = Place(channel=incident.channel, ts=incident.card)
    if incident.card and await context.edited(card, posting):
        await context.settle(delivery)
        return
    place = await context.post_once(delivery, incident.channel, posting)
    async with context.store.change(incident.number) as change:
        current = await change.incident(incident.number) or incident
        await change.save(current.but(card=place.ts))
        # Whatever changed while the first card was on its way, or after an attempt that is found now, shows with the
        # second look.
        stale = current != incident or delivery.attempts
        again = (ShowCard(incident=incident.number),) if stale else ()
        await change.tell((PinCard(incident=incident.number), *again), context.clock())
        await change.settle(delivery)


async def show_announcement(context: Context, delivery: Delivery, telling: ShowAnnouncement) -> None:
    """Edits the announcement in place; posts it when there is none, or somebody has deleted it."""
    incident = await context.incident(telling.incident)
    posting = await _announcement(context, incident)
    if incident.announcement is not None and await context.edited(incident.announcement, posting):
        await context.settle(delivery)
        return
    place = await context.post_once(delivery, context.settings.channels.announcements, posting)
    async with context.store.change(incident.number) as change:
        current = await change.incident(incident.number) or incident
        await change.save(current.but(announcement=replace(place, thread=None)))
        stale = current != incident or delivery.attempts
        again = (ShowAnnouncement(incident=incident.number),) if stale else ()
        await change.tell(again, context.clock())
        await change.settle(delivery)


async def _card(context: Context, incident: Incident) -> Posting:
    async with context.store.read() as reader:
        tried = [entry for entry in await reader.entries(incident.number) if entry.tried]
    known = await context.names(named(incident, tried))
    means, command = context.severity(incident).means, context.settings.command
    return card(incident, context.catalogue(incident), known, command, means, tried)


async def _announcement(context: Context, incident: Incident) -> Posting:
    return announcement(incident, context.catalogue(incident), await context.names(named(incident)))
