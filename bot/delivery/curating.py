"""Showing the timeline to be corrected, and asking one person back."""

from __future__ import annotations

from bot.blocks.elements import button
from bot.blocks.inline import Writer
from bot.blocks.posting import posting
from bot.blocks.timeline import ENTRIES, Shown, timeline_page
from bot.curating import Ask, ShowTimeline
from bot.delivery.context import Context
from bot.delivery.saying import answered
from bot.model import Entry, Incident
from bot.people import named, spoken_of
from bot.ports import Delivery, Page
from bot.timeline import position


async def ask(context: Context, delivery: Delivery, telling: Ask) -> None:
    """Asks one person, with buttons to answer."""
    catalogue = await context.catalogue_for(telling.user, context.catalogues.official)
    writer = Writer(catalogue=catalogue, names=await context.names(spoken_of(telling.lines)))
    buttons = [
        button(catalogue.text(f"button.{each.label}"), each.action, each.value, primary=each.primary)
        for each in telling.choices
    ]
    made = posting(map(writer.spans, telling.lines), writer, buttons=buttons)
    await answered(context, delivery, telling, made, replace=telling.replace)
    await context.settle(delivery)


async def show_timeline(context: Context, delivery: Delivery, telling: ShowTimeline) -> None:
    """Shows one person a page of the timeline; where it may be corrected, with what can be done."""
    incident = await context.incident(telling.incident)
    page = await _page(context, telling)
    catalogue = await context.catalogue_for(telling.user, context.catalogues.official)
    shown = Shown(
        incident=incident,
        entries=page.entries,
        cursor=telling.cursor,
        earlier=page.earlier,
        later=page.later,
        here=telling.channel == incident.channel,
        notice=telling.notice,
        undo=telling.undo,
    )
    names = await context.names(_people(incident, page.entries, telling))
    await answered(
        context, delivery, telling, timeline_page(shown, catalogue, names), replace=telling.replace
    )
    await context.settle(delivery)


async def _page(context: Context, telling: ShowTimeline) -> Page:
    cursor = telling.cursor
    async with context.store.read() as reader:
        if cursor.side == "removed":
            removed = await reader.removed(telling.incident)
            before = [each for each in removed if cursor.at is None or position(each) < cursor.at]
            return Page(
                entries=tuple(before[-ENTRIES:]),
                earlier=len(before) > ENTRIES,
                later=len(before) < len(removed),
            )
        return await reader.page(
            telling.incident,
            ENTRIES,
            before=cursor.at if cursor.side == "before" else None,
            after=cursor.at if cursor.side == "after" else None,
        )


def _people(incident: Incident, entries: tuple[Entry, ...], telling: ShowTimeline) -> set[str]:
    notice = spoken_of((telling.notice,)) if telling.notice else set()
    return named(incident, entries) | notice
