"""Showing one person what they looked up."""

from __future__ import annotations

from bot.answers.found import PAGE, found
from bot.blocks.elements import button
from bot.blocks.inline import Writer
from bot.blocks.posting import posting
from bot.commands.words import shown
from bot.delivery.context import Context
from bot.delivery.saying import answered
from bot.finding import LONGEST, terms
from bot.looking_up import ShowFound
from bot.people import spoken_of
from bot.ports import Delivery


async def show_found(context: Context, delivery: Delivery, telling: ShowFound) -> None:
    """Searches, and shows a page of what is found, with a button for the next."""
    wanted = terms(telling.words)
    async with context.store.read() as reader:
        findings = await reader.find(telling.user, wanted, PAGE, telling.before)
    said = found(
        findings,
        shown(telling.words),
        wanted,
        context.identity.permalink,
        first=telling.before is None,
    )
    catalogue = await context.catalogue_for(telling.user, context.catalogues.official)
    writer = Writer(catalogue=catalogue, names=await context.names(spoken_of(said)))
    buttons = []
    if findings.more:
        value = f"{findings.found[-1].position}|{telling.words[:LONGEST]}"
        buttons.append(button(catalogue.text("button.find_more"), "find_more", value))
    await answered(context, delivery, telling, posting(map(writer.spans, said), writer, buttons=buttons))
    await context.settle(delivery)
