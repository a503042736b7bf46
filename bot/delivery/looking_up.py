"""Showing one person what they looked up."""

from __future__ import annotations

from bot.answers import summary
from bot.answers.brief import brief, changed
from bot.answers.found import PAGE, found
from bot.answers.glance import glance
from bot.blocks.elements import button
from bot.blocks.inline import Writer
from bot.blocks.messages import lines
from bot.blocks.posting import posting
from bot.commands.words import shown
from bot.delivery.context import Context
from bot.delivery.saying import answered
from bot.finding import LONGEST, terms
from bot.looking_up import Share, ShowBrief, ShowFound
from bot.people import spoken_of
from bot.phrases import Who, phrase
from bot.ports import Delivery
from bot.slack_errors import SlackRefused
from bot.tellings import Answer

#: Slack's words for a conversation that the bot is no part of.
_OUTSIDE = ("not_in_channel", "channel_not_found")


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


async def show_brief(context: Context, delivery: Delivery, telling: ShowBrief) -> None:
    """Shows what changed, or how the incident stands; an app that was brought into the channel reads nothing."""
    incident = await context.incident(telling.incident)
    async with context.store.read() as reader:
        entries = await reader.entries(telling.incident)
        marked = (
            await reader.company.marked_since(telling.incident, telling.since) if telling.since else set()
        )
    now, severities, command = context.clock(), (context.severity(incident),), context.settings.command
    if telling.since:
        changes = changed(entries, telling.since, marked)
        said = brief(incident, changes, telling.since, now, severities, command)
    else:
        said = glance(incident, entries, now, severities)
    catalogue = await context.catalogue_for(telling.user, context.catalogues.official)
    person = await context.directory.known(telling.user)
    if person is None or not person.is_bot:
        posting = lines(said, catalogue, await context.names(spoken_of(said)))
        await answered(context, delivery, telling, posting)
    await context.settle(delivery)


async def share(context: Context, delivery: Delivery, telling: Share) -> None:
    """Posts the summary as it is now, where somebody asked for it; where the bot is not, says what to do."""
    incident = await context.incident(telling.incident)
    async with context.store.read() as reader:
        entries = await reader.entries(telling.incident)
    told = summary(incident, entries, context.clock(), (context.severity(incident),))
    said = (phrase("share.by", who=Who(user=telling.user)), *told)
    posting = lines(said, context.catalogue(incident), await context.names(spoken_of(said)))
    try:
        await context.post_once(delivery, telling.channel, posting, join=False)
    except SlackRefused as refusal:
        line = phrase("share.refused", reason=refusal.error)
        if refusal.error in _OUTSIDE:
            line = phrase("share.not_here", bot=Who(user=context.identity.user))
        answer = Answer(
            user=telling.user, channel=telling.channel, response_url=telling.response_url, lines=(line,)
        )
        async with context.store.change() as change:
            await change.tell((answer,), context.clock())
            await change.settle(delivery, untold=refusal.error)
        return
    await context.settle(delivery)
