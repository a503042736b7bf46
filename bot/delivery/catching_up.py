"""Reading back what was said while nobody listened: history page by page, then each thread.

Everything a page shows is stored as evidence marked recovered, unless an event has told it already; what the record
holds and the page does not show has been deleted meanwhile, up to a moment before Slack was asked.
Each page is a delivery of its own, so that a crash or Slack's "slow down" costs one page and not all of them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from bot.delivery.adopting import SHOW_EVERY
from bot.delivery.context import Context
from bot.marks import shows
from bot.masking import masked_message
from bot.messages import WRITTEN, read_marks, read_message, tombstone
from bot.model import Incident, Message, Place
from bot.ports import Change, Delivery, Window
from bot.slack_errors import SlackRefused
from bot.tellings import CatchUp, FetchMessage, ShowCard
from bot.upkeep import ShowReading
from bot.web_api import PAGE, next_cursor

Raw = Mapping[str, Any]

#: Slack may show a message a little later than it tells of it; one so young counts as deleted at the next reading.
SHOWN_WITHIN = timedelta(seconds=5)


async def catch_up(context: Context, delivery: Delivery, telling: CatchUp) -> None:
    """Reads one page, stores it, and queues the next page and the threads that the page shows."""
    incident = await context.incident(telling.incident)
    asked = context.clock()
    page = await _page(context, incident, telling) if incident.channel else {}
    shown: Sequence[Raw] = page.get("messages", ())
    cursor = next_cursor(page)
    newest = f"{(asked - SHOWN_WITHIN).timestamp():.6f}"
    window = _window(incident, telling, shown, until=newest, is_last=not cursor)
    async with context.store.change() as change:
        await change.recover(_written(context, incident, shown, asked), window)
        marked = await _mark(change, incident, shown, asked)
        on_card = incident.card and any(shows(name, context.settings.marks) for name in marked)
        card = (ShowCard(incident=incident.number),) if on_card else ()
        threads = await _threads(change, incident, shown, window, telling.until) if not telling.thread else ()
        edge = _edge(telling, shown)
        ends = cursor is None or (telling.until and edge < telling.until)
        following = () if ends else (replace(telling, cursor=cursor or "", edge=edge),)
        await change.tell((*card, *threads, *following), context.clock())
        await change.tell(
            await _progress(context, change, delivery, telling, last=not (threads or following)),
            context.clock(),
        )
        await change.settle(delivery)


async def _progress(
    context: Context, change: Change, delivery: Delivery, telling: CatchUp, *, last: bool
) -> tuple[ShowReading, ...]:
    """While an adopted channel is read: shows the progress now and then, and the end."""
    adoption = await change.care.adoption(telling.incident)
    if adoption is None or adoption.done_at is not None:
        return ()
    shown = (ShowReading(incident=telling.incident),)
    if last and await change.care.is_read(telling.incident, besides=delivery.id):
        return shown
    since = context.clock() - adoption.shown_at if adoption.shown_at else timedelta(0)
    return shown if since >= SHOW_EVERY else ()


async def fetch_message(context: Context, delivery: Delivery, telling: FetchMessage) -> None:
    """Reads one message, in the channel or in a thread.

    Slack answers with a neighbour when there is none of that ``ts``, so the ``ts`` is compared.
    """
    incident = await context.incident(telling.incident)
    around = {
        "channel": incident.channel,
        "oldest": telling.ts,
        "latest": telling.ts,
        "inclusive": True,
        "limit": 10,
    }
    found: list[Raw] = []
    asked = context.clock()
    for method, more in (("conversations.history", {}), ("conversations.replies", {"ts": telling.ts})):
        try:
            page = await context.gateway.call(method, **around, **more)
        except SlackRefused as refusal:
            if refusal.error != "thread_not_found":
                raise
            continue
        found = [raw for raw in page.get("messages", ()) if raw.get("ts") == telling.ts]
        if found:
            break
    async with context.store.change() as change:
        await change.recover(_written(context, incident, found, asked), None)
        await _mark(change, incident, found, asked)
        tried = [entry.source for entry in await change.entries(incident.number) if entry.tried]
        on_card = incident.card and any(source and source.ts == telling.ts for source in tried)
        await change.tell((ShowCard(incident=incident.number),) if on_card else (), context.clock())
        await change.settle(delivery)


async def _page(context: Context, incident: Incident, telling: CatchUp) -> Raw:
    more = {"channel": incident.channel, "limit": PAGE, "cursor": telling.cursor or None}
    if not telling.thread:
        return await context.gateway.call("conversations.history", **more)
    try:
        return await context.gateway.call("conversations.replies", ts=telling.thread, **more)
    except SlackRefused as refusal:
        if refusal.error != "thread_not_found":
            raise
        # Nothing is left of it.
        return {}


def _written(context: Context, incident: Incident, shown: Sequence[Raw], asked: datetime) -> list[Message]:
    read = []
    for raw in shown:
        if raw.get("subtype") == "tombstone":
            read.append(tombstone(incident.channel, raw["ts"]))
        elif raw.get("subtype") in WRITTEN and raw.get("user") != context.identity.user:
            message = read_message(incident.channel, raw, context.identity.permalink, read_back=asked)
            read.append(masked_message(message))
    return read


def _stamps(telling: CatchUp, shown: Sequence[Raw]) -> list[str]:
    # Each page of a thread begins with the parent again.
    return sorted(raw["ts"] for raw in shown if raw["ts"] != telling.thread)


def _edge(telling: CatchUp, shown: Sequence[Raw]) -> str:
    """Slack shows a channel from its newest message back, and a thread from its first reply on."""
    stamps = _stamps(telling, shown) or [telling.edge]
    return stamps[-1] if telling.thread else stamps[0]


def _window(
    incident: Incident, telling: CatchUp, shown: Sequence[Raw], *, until: str, is_last: bool
) -> Window | None:
    """The stretch that the page shows in full: from the page before it, or from an end where there is nothing more.

    Only a channel's old end is left open, since Slack may hide what is old.
    """
    stamps = _stamps(telling, shown)
    if telling.thread:
        oldest = telling.edge or telling.thread
        newest = max([*stamps, telling.edge, until] if is_last else [*stamps, oldest])
    elif stamps:
        oldest, newest = stamps[0], telling.edge or max(stamps[-1], until)
    else:
        return None
    return Window(
        channel=incident.channel,
        oldest=oldest,
        newest=newest,
        thread=telling.thread or None,
        edge=telling.edge,
    )


async def _mark(change: Change, incident: Incident, shown: Sequence[Raw], at: datetime) -> set[str]:
    """Brings the marks in line with what Slack shows, asked at that instant; the names of those that changed."""
    changed: set[str] = set()
    known = await change.marks_on(incident.channel, [raw["ts"] for raw in shown])
    for raw in shown:
        place, before = Place(channel=incident.channel, ts=raw["ts"]), known.get(raw["ts"], set())
        there, partly = _marks(raw, incident.channel)
        for name, user in there - before:
            await change.mark(place, name, user, at, present=True)
            changed.add(name)
        for name, user in before - there:
            if name not in partly:
                await change.mark(place, name, user, at, present=False)
                changed.add(name)
    return changed


def _marks(raw: Raw, channel: str) -> tuple[set[tuple[str, str]], set[str]]:
    """The marks on a message of history, name and person, and the names of which Slack shows only some people."""
    found = list(read_marks(raw, channel))
    there = {(name, user) for name, users, _ in found for user in users}
    return there, {name for name, _, complete in found if not complete}


async def _threads(
    change: Change, incident: Incident, shown: Sequence[Raw], window: Window | None, until: str
) -> tuple[CatchUp, ...]:
    """The threads that the page shows, and those of which not even the parent is left.

    Of threads older than ``until`` only those in which something was said since.
    """
    known = await change.threads(incident.channel)
    shown = [raw for raw in shown if max(raw["ts"], raw.get("latest_reply", "")) >= until]
    parents = {raw["ts"] for raw in shown if raw.get("reply_count") or raw["ts"] in known}
    if window is not None:
        # The message at the edge was on the page before, and its thread is read because of that.
        parents |= {ts for ts in known - {window.edge} if max(window.oldest, until) <= ts <= window.newest}
    return tuple(CatchUp(incident=incident.number, thread=ts) for ts in sorted(parents))
