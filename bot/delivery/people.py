"""Learning who people are, since documents, cards and announcements name them."""

from __future__ import annotations

from bot.delivery.context import Context
from bot.model import Person
from bot.people import named
from bot.ports import Change, Delivery
from bot.slack_errors import SlackRefused
from bot.tellings import LearnPerson, ShowAnnouncement, ShowCard, Telling


async def learn_person(context: Context, delivery: Delivery, telling: LearnPerson) -> None:
    """Stores what Slack knows of a person, and shows the name where the id stands until now."""
    person = await context.directory.known(telling.user)
    if person is not None:
        async with context.store.change() as change:
            await change.settle(delivery)
        return
    try:
        person = await context.gateway.person(telling.user)
    except SlackRefused:
        # Slack knows nobody of that id, and will not know them later.
        person = Person(id=telling.user, name=telling.user)
    async with context.store.change() as change:
        await change.remember(person)
        await change.tell(await _named_in(change, person), context.clock())
        await change.settle(delivery)


async def _named_in(change: Change, person: Person) -> tuple[Telling, ...]:
    shown: list[Telling] = []
    for incident in await change.open_incidents():
        if person.name != person.id and person.id in named(incident):
            shown += [ShowCard(incident=incident.number)] if incident.card else []
            shown += [ShowAnnouncement(incident=incident.number)] if incident.announcement else []
    return tuple(shown)
