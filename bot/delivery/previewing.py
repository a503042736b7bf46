"""Showing the customer edition to one person before anybody else gets it."""

from __future__ import annotations

from bot.blocks.preview import preview
from bot.delivery.context import Context
from bot.delivery.saying import answered
from bot.drafts import compiled
from bot.model import Audience
from bot.people import spoken_of
from bot.ports import Delivery
from bot.tellings import ShowPreview


async def show_preview(context: Context, delivery: Delivery, telling: ShowPreview) -> None:
    """Shows the edition as it is now, in the document's language, with notes in the reader's."""
    incident = await context.incident(telling.incident)
    document = context.catalogues.for_locale(telling.language)
    reader_catalogue = await context.catalogue_for(telling.user, context.catalogues.official)
    await context.translations.complete(incident, document, Audience.CUSTOMER)
    async with context.store.read() as reader:
        made = await compiled(
            reader, incident, context.settings, document, context.clock(), edition=Audience.CUSTOMER
        )
    if made.customer is None:
        raise TypeError("a customer edition was asked for")
    value = f"{incident.number} {telling.language} {telling.format} {made.digest} {delivery.key}"
    shown = preview(
        made.document,
        made.customer,
        made.remarks,
        reader_catalogue,
        await context.names(spoken_of(made.customer.missing)),
        incident=incident.id,
        value=value,
    )
    for posting in shown:
        await answered(context, delivery, telling, posting)
    await context.settle(delivery)
