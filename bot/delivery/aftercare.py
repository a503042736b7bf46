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
from bot.locales import Catalogue
from bot.model import Incident
from bot.people import named, spoken_of
from bot.ports import Delivery


async def ask_post_mortem(context: Context, delivery: Delivery, telling: AskPostMortem) -> None:
    """Asks one person for the sections that nobody has written."""
    incident = await context.incident(telling.incident)
    is_open = incident.resolved_at == telling.resolved_at and open_sections(incident)
    if is_open and not await _is_muted(context, incident, telling.user):
        posting = post_mortem_question(
            incident,
            await _catalogue(context, incident, telling.user),
            await context.names(named(incident)),
            command=context.settings.command,
        )
        await context.post_once(delivery, telling.user, posting)
    async with context.store.change() as change:
        await change.settle(delivery)


async def remind_of_item(context: Context, delivery: Delivery, telling: RemindOfItem) -> None:
    """Reminds the owner of a remediation item that is not done."""
    incident = await context.incident(telling.incident)
    item = next((each for each in incident.items if each.number == telling.number), None)
    is_owed = item is not None and is_undone(item) and item.owner == telling.user
    if item is not None and is_owed and not await _is_muted(context, incident, telling.user):
        posting = item_reminder(
            incident,
            item,
            telling.told,
            await _catalogue(context, incident, telling.user),
            await context.names(named(incident)),
            command=context.settings.command,
        )
        await context.post_once(delivery, telling.user, posting)
    async with context.store.change() as change:
        await change.settle(delivery)


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
    async with context.store.change() as change:
        await change.settle(delivery)


async def _is_muted(context: Context, incident: Incident, user: str) -> bool:
    async with context.store.read() as reader:
        return user in await reader.muted(incident.number)


async def _catalogue(context: Context, incident: Incident, user: str) -> Catalogue:
    async with context.store.read() as reader:
        person = (await reader.people({user})).get(user)
    return context.catalogues.for_locale(person.locale if person else incident.language)
