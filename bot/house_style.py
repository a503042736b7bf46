"""What the settings say about documents, as the compiler of documents knows it.

Pure: no I/O, no clock.
"""

from __future__ import annotations

from zoneinfo import ZoneInfo

from bot.postmortem.customer import House
from bot.postmortem.times import Zones
from bot.settings import Settings


def zones_of(settings: Settings) -> Zones:
    """The zones that documents show, beside UTC."""
    second = ZoneInfo(settings.zones.second) if settings.zones.second else None
    return Zones(second=second, label=settings.zones.label)


def house_of(settings: Settings) -> House:
    """What the house says in customer editions, and what it never does."""
    customer = settings.customer
    return House(
        product=customer.product,
        status_page=customer.status_page,
        contact=customer.contact,
        links=customer.links,
        deny=settings.privacy.deny,
    )
