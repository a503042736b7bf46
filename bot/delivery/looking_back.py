"""Looking back at a resolved incident: what might belong on its timeline, and what its record does not say."""

from __future__ import annotations

import asyncio

from bot.afterwards import Inquire, Review, Suggest
from bot.blocks import looking_back as blocks
from bot.blocks.messages import lines
from bot.blocks.posting import Posting
from bot.careful import Question, questions
from bot.delivery.context import Context
from bot.model import Incident, Subject
from bot.people import mentioned, named, zone_of
from bot.phrases import phrase
from bot.ports import Delivery, Reader
from bot.slack_errors import SlackRefused
from bot.suggestions import Suggestion, suggest


async def show_suggestions(context: Context, delivery: Delivery, telling: Suggest) -> None:
    """Shows the resolver what looks like key moments; in the channel if they are in it, else directly."""
    incident = await context.incident_with_channel(telling.incident)
    found: tuple[Suggestion, ...] = ()
    if context.settings.after.suggestions or telling.asked:
        async with context.store.read() as reader:
            unmarked = await reader.unmarked(incident)
        # Thousands of messages are read; the loop goes on meanwhile.
        found = await asyncio.to_thread(suggest, unmarked.candidates, incident, unmarked.said_at)
    if found:
        ids = {each.message.author for each in found}
        ids |= {user for each in found for user in mentioned(each.message.text)}
        person = await context.directory.person(telling.user)
        catalogue = context.catalogues.for_locale(person.locale)
        names = await context.names(ids)
        title = "suggest.asked" if telling.asked else "suggest.title"
        posting = blocks.suggestions(incident, found, zone_of(person), catalogue, names, title=title)
        await _whispered(context, delivery, telling, incident, posting)
    elif telling.asked:
        catalogue = await context.catalogue_for(telling.user, context.catalogues.official)
        posting = lines((phrase("suggest.none", id=incident.id),), catalogue, {})
        await _whispered(context, delivery, telling, incident, posting)
    await context.settle(delivery)


async def _whispered(
    context: Context, delivery: Delivery, telling: Suggest, incident: Incident, posting: Posting
) -> None:
    """In the channel if they are in it, else directly."""
    try:
        await context.gateway.whisper(incident.channel, telling.user, posting)
    except SlackRefused:
        await context.post_once(delivery, telling.user, posting)


async def review(context: Context, delivery: Delivery, telling: Review) -> None:
    """Finds out what a careful reader would ask, and queues what was not asked before for whoever would know."""
    wanted = context.settings.after.questions
    async with context.store.change(telling.incident) as change:
        incident = await change.incident(telling.incident)
        open_ = await _open(context, change, incident) if incident and wanted else ()
        new = await change.ask(telling.incident, {each.key: each.who for each in open_}, context.clock())
        people = dict.fromkeys(each.who for each in open_ if each.key in new)
        told = [
            Inquire(
                incident=telling.incident,
                user=who,
                questions=tuple(each.key for each in open_ if each.who == who and each.key in new),
            )
            for who in people
        ]
        await change.tell(told, context.clock())
        await change.settle(delivery)


async def inquire(context: Context, delivery: Delivery, telling: Inquire) -> None:
    """Asks one person what is still open."""
    incident = await context.incident(telling.incident)
    async with context.store.read() as reader:
        open_ = await _open(context, reader, incident)
    asked = [each for each in open_ if each.key in telling.questions]
    if asked and not await context.is_muted(incident, telling.user, Subject.POST_MORTEM):
        catalogue = await context.catalogue_for(telling.user, context.catalogue(incident))
        names = await context.names(named(incident))
        await context.post_once(delivery, telling.user, blocks.asking(incident, asked, catalogue, names))
    await context.settle(delivery)


async def _open(context: Context, reader: Reader, incident: Incident) -> tuple[Question, ...]:
    entries = await reader.entries(incident.number)
    return questions(incident, entries, list(context.settings.severities))
