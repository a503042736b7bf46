"""Learning who people are, since documents name them."""

from __future__ import annotations

from bot.delivery.context import Context
from bot.model import Person
from bot.ports import Delivery
from bot.slack_errors import SlackRefused
from bot.tellings import LearnPerson


async def learn_person(context: Context, delivery: Delivery, telling: LearnPerson) -> None:
    """Stores what Slack knows of a person; of one it does not know, the id alone."""
    try:
        person = await context.gateway.person(telling.user)
    except SlackRefused:
        person = Person(id=telling.user, name=telling.user)
    async with context.store.change() as change:
        await change.remember(person)
        await change.settle(delivery)
