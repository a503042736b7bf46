"""Offering somebody the command directly, and leaving of the offer what became of it."""

from __future__ import annotations

from dataclasses import replace

from bot.answers.glance import offered, state_card
from bot.blocks.handover import offer_card, settled_card
from bot.company import OfferState
from bot.delivery.context import Context, Undeliverable
from bot.handovers import OfferCommand, TidyOffer
from bot.people import spoken_of
from bot.ports import Delivery


async def offer_command(context: Context, delivery: Delivery, telling: OfferCommand) -> None:
    """Posts the card of the incident's state to one person, with *Accept* and *Decline*."""
    incident = await context.incident(telling.incident)
    async with context.store.read() as reader:
        offer = await reader.company.offer(telling.incident, telling.offer)
        entries = await reader.entries(telling.incident)
    if offer is None:
        raise Undeliverable("the offer is gone")
    if offer.state is not OfferState.OFFERED and not delivery.attempts:
        await context.settle(delivery)
        return
    said = state_card(offer, incident, entries, context.clock(), (context.severity(incident),))
    catalogue = await context.catalogue_for(telling.user, context.catalogue(incident))
    posting = offer_card(offer, said, catalogue, await context.names(spoken_of(said)))
    place = await context.post_once(delivery, telling.user, posting)
    async with context.store.change(telling.incident) as change:
        current = await change.company.offer(telling.incident, telling.offer) or offer
        await change.company.keep_offer(replace(current, card=place))
        if current.state is not OfferState.OFFERED:
            # Answered or withdrawn while it was on its way: its buttons go at once.
            await change.tell((TidyOffer(incident=offer.incident, offer=offer.id),), context.clock())
        await change.settle(delivery)


async def tidy_offer(context: Context, delivery: Delivery, telling: TidyOffer) -> None:
    """Takes the buttons off and says what became of the offer; one that was never posted needs nothing."""
    incident = await context.incident(telling.incident)
    async with context.store.read() as reader:
        offer = await reader.company.offer(telling.incident, telling.offer)
    if offer is not None and offer.card is not None:
        said = (offered(offer, incident),)
        catalogue = await context.catalogue_for(offer.to, context.catalogue(incident))
        posting = settled_card(offer, said, catalogue, await context.names(spoken_of(said)))
        await context.settled(offer.card, posting)
    await context.settle(delivery)
