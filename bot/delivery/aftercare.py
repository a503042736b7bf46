"""After the incident: asking for the post-mortem and reminding of items, each directly, and the managers' digest.

What is said directly is looked at once more: is it still open, and does the person want to be reminded at all?
"""

from __future__ import annotations

from zoneinfo import ZoneInfo

from bot.aftercare import is_undone, open_sections
from bot.afterwards import AskPostMortem, PostDigest, RemindOfItem
from bot.answers import digest
from bot.blocks.aftercare import item_reminder, post_mortem_question
from bot.blocks.messages import lines
from bot.delivery.context import Context
from bot.model import Subject
from bot.people import named, spoken_of
from bot.ports import Delivery


async def ask_post_mortem(context: Context, delivery: Delivery, telling: AskPostMortem) -> None:
    """Asks one person for the sections that nobody has written."""
    incident = await context.incident(telling.incident)
    is_open = incident.resolved_at == telling.resolved_at and open_sections(incident)
    if is_open and not await context.is_muted(incident, telling.user, Subject.POST_MORTEM):
        posting = post_mortem_question(
            incident,
            await context.catalogue_for(telling.user, context.catalogue(incident)),
            await context.names(named(incident)),
            command=context.settings.command,
        )
        await context.post_once(delivery, telling.user, posting)
    await context.settle(delivery)


async def remind_of_item(context: Context, delivery: Delivery, telling: RemindOfItem) -> None:
    """Reminds the owner of a remediation item that is not done."""
    incident = await context.incident(telling.incident)
    item = next((each for each in incident.items if each.number == telling.number), None)
    is_owed = item is not None and is_undone(item) and item.owner == telling.user
    if item is not None and is_owed and not await context.is_muted(incident, telling.user, Subject.ITEMS):
        posting = item_reminder(
            incident,
            item,
            telling.told,
            await context.catalogue_for(telling.user, context.catalogue(incident)),
            await context.names(named(incident)),
            command=context.settings.command,
        )
        await context.post_once(delivery, telling.user, posting)
    await context.settle(delivery)


async def post_digest(context: Context, delivery: Delivery, telling: PostDigest) -> None:
    """Tells the managers' channel what there is to say, if anything."""
    settings = context.settings
    async with context.store.read() as reader:
        found = await reader.incidents_of_interest(telling.since)
    today = telling.until.astimezone(ZoneInfo(settings.zones.working)).date()
    said = digest(found, telling.since, telling.until, today, settings.command)
    if said and settings.channels.managers:
        posting = lines(said, context.catalogues.official, await context.names(spoken_of(said)))
        await context.post_once(delivery, settings.channels.managers, posting)
    await context.settle(delivery)
