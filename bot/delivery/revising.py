"""Bringing what was posted and shared in line with the record, after something was removed from it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import islice
from typing import Literal

from bot.blocks.draft import draft
from bot.blocks.messages import lines
from bot.channels import channel_names
from bot.delivery.context import Context
from bot.delivery.opening import TRIES
from bot.delivery.saying import compiled_draft
from bot.model import Place
from bot.people import spoken_of
from bot.ports import Delivery
from bot.slack_errors import SlackRefused
from bot.tellings import UploadDraft
from bot.timeline import echo
from bot.upkeep import RemakeDraft, RenameChannel, ReviseEcho, ReviseSaid

#: Answers of Slack that mean there is nothing (of ours) left to replace.
_GONE = frozenset(
    {"message_not_found", "cant_update_message", "edit_window_closed", "file_not_found", "file_deleted"}
)

#: What files are shared as.
_FORMATS: Mapping[str, Literal["markdown", "html", "json"]] = {
    "markdown": "markdown",
    "html": "html",
    "json": "json",
}


async def revise_echo(context: Context, delivery: Delivery, telling: ReviseEcho) -> None:
    """Edits the echo of an entry, so that it says what the entry says now."""
    incident = await context.incident_with_channel(telling.incident)
    async with context.store.read() as reader:
        entries = await reader.care.stored_entries(incident.number)
    entry = next((each for each in entries if each.id == telling.entry), None)
    # The card shows what had no room of its own, and is shown anew by itself.
    if entry is not None and entry.source is not None and entry.source.ts != incident.card:
        said = (echo(entry),)
        posting = lines(said, context.catalogue(incident), await context.names(spoken_of(said)))
        await context.edited(entry.source, posting, _GONE)
    await context.settle(delivery)


async def revise_said(context: Context, delivery: Delivery, telling: ReviseSaid) -> None:
    """Edits a message that is kept, so that it reads as it is kept now."""
    async with context.store.read() as reader:
        found = await reader.posts.find(telling.key)
    if found is not None:
        place, posting = found
        await context.edited(place, posting, _GONE)
    await context.settle(delivery)


async def rename_channel(context: Context, delivery: Delivery, telling: RenameChannel) -> None:
    """Names the channel after the incident's title as it is now; the links to it stay good."""
    incident = await context.incident_with_channel(telling.incident)
    names = islice(channel_names(context.settings.channels.prefix, incident.number, incident.title), TRIES)
    renamed = await _renamed(context, incident.channel, tuple(names))
    async with context.store.change(incident.number) as change:
        current = await change.incident(incident.number) or incident
        await change.save(current.but(channel_name=renamed))
        await change.settle(delivery)


async def _renamed(context: Context, channel: str, names: Sequence[str]) -> str:
    """Gives a channel the first of the names that is free, unless an earlier attempt has given it one of them."""
    now = await context.gateway.call("conversations.info", channel=channel)
    if now["channel"]["name"] in names:
        return str(now["channel"]["name"])
    for name in names:
        try:
            answer = await context.gateway.call("conversations.rename", channel=channel, name=name)
        except SlackRefused as refusal:
            if refusal.error != "name_taken":
                raise
        else:
            return str(answer["channel"].get("name", name))
    raise SlackRefused("name_taken")


async def remake_draft(context: Context, delivery: Delivery, telling: RemakeDraft) -> None:
    """Edits a posted draft in place; deletes a shared one, and has a new one shared if it was the newest."""
    if telling.format == "blocks":
        incident, made = await compiled_draft(context, telling.incident, telling.language)
        posting = draft(made.document, made.catalogue, made.names, incident=incident.number, state=made.state)
        await context.edited(Place(channel=incident.channel, ts=telling.id), posting, _GONE)
        await context.settle(delivery)
        return
    try:
        await context.gateway.call("files.delete", file=telling.id)
    except SlackRefused as refusal:
        if refusal.error not in _GONE:
            raise
    number = telling.incident
    async with context.store.change(number) as change:
        await change.care.take_back(number, telling.id)
        if telling.again:
            form = _FORMATS[telling.format]
            again = UploadDraft(incident=number, format=form, language=telling.language)
            await change.tell((again,), context.clock())
        await change.settle(delivery)
