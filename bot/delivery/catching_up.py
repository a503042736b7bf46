"""Reading back what was said while nobody listened: history page by page, then each thread.

Everything a page shows is stored as evidence marked recovered, unless an event has told it already; what the record
holds and the page does not show has been deleted meanwhile. Each page is a delivery of its own, so that a crash or
Slack's "slow down" costs one page and not all of them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from bot.delivery.adopting import SHOW_EVERY
from bot.delivery.context import Context
from bot.gateway import PAGE, next_cursor
from bot.masking import masked_message
from bot.messages import WRITTEN, read_marks, read_message, tombstone
from bot.model import Incident, Message, Place
from bot.ports import Change, Delivery, Window
from bot.slack_errors import SlackRefused
from bot.tellings import CatchUp, FetchMessage
from bot.upkeep import ShowReading

Raw = Mapping[str, Any]


async def catch_up(context: Context, delivery: Delivery, telling: CatchUp) -> None:
    """Reads one page, stores it, and queues the next page and the threads that the page shows."""
    incident = await context.incident(telling.incident)
    asked = context.clock()
    page = await _page(context, incident, telling) if incident.channel else {}
    shown: Sequence[Raw] = page.get("messages", ())
    cursor = next_cursor(page)
    async with context.store.change() as change:
        await change.recover(_written(context, incident, shown, asked), _window(incident, telling, shown))
        await _mark(context, change, incident, shown, asked)
        threads = await _threads(change, incident, shown, telling.until) if not telling.thread else ()
        edge = _edge(telling, shown)
        ends = cursor is None or (telling.until and edge < telling.until)
        following = () if ends else (replace(telling, cursor=cursor or "", edge=edge),)
        await change.tell((*threads, *following), context.clock())
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
        await change.settle(delivery)


async def _page(context: Context, incident: Incident, telling: CatchUp) -> Raw:
    more = {"channel": incident.channel, "limit": PAGE, "cursor": telling.cursor or None}
    if telling.thread:
        return await context.gateway.call("conversations.replies", ts=telling.thread, **more)
    return await context.gateway.call("conversations.history", **more)


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


def _window(incident: Incident, telling: CatchUp, shown: Sequence[Raw]) -> Window | None:
    stamps = _stamps(telling, shown)
    if not stamps:
        return None
    ends = sorted(stamps[:1] + stamps[-1:] + ([telling.edge] if telling.edge else []))
    return Window(
        channel=incident.channel,
        oldest=ends[0],
        newest=ends[-1],
        thread=telling.thread or None,
        edge=telling.edge,
    )


async def _mark(
    context: Context, change: Change, incident: Incident, shown: Sequence[Raw], asked: datetime
) -> None:
    """Brings the marks that matter in line with what the page shows, unless an event later than it has told."""
    for raw in shown:
        place = Place(channel=incident.channel, ts=raw["ts"])
        found = {name: (users, all_) for name, users, all_ in read_marks(raw, incident.channel)}
        for name in context.settings.timeline_marks:
            users, complete = found.get(name, (set(), True))
            known = await change.marked_by(place, name)
            for user in users - known:
                await change.mark(place, name, user, asked, present=True)
            for user in known - users if complete else ():
                await change.mark(place, name, user, asked, present=False)


async def _threads(
    change: Change, incident: Incident, shown: Sequence[Raw], until: str
) -> tuple[CatchUp, ...]:
    """The threads of a page; of older ones than ``until`` those in which something was said since."""
    known = await change.threads(incident.channel)
    shown = [raw for raw in shown if max(raw["ts"], raw.get("latest_reply", "")) >= until]
    parents = {raw["ts"] for raw in shown if raw.get("reply_count") or raw["ts"] in known}
    return tuple(CatchUp(incident=incident.number, thread=ts) for ts in sorted(parents))
