"""Saying what happened: echoes, drafts, and answers to one person."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from bot.blocks.draft import draft
from bot.blocks.messages import lines
from bot.blocks.posting import Posting
from bot.delivery.context import Context, Undeliverable
from bot.drafts import Draft, compiled
from bot.locales import Catalogue
from bot.model import Audience, Incident, Place
from bot.people import spoken_of
from bot.phrases import Phrase
from bot.ports import Delivery
from bot.slack_errors import OutcomeUnknown, SlackRefused
from bot.tellings import Answer, PostDraft, Say, ShowPreview, UploadDraft


async def say(context: Context, delivery: Delivery, telling: Say) -> None:
    """Posts lines into the channel; the message becomes the source of the entry it echoes."""
    incident = await context.incident_with_channel(telling.incident)
    quiet = telling.entry and incident.card and await _is_too_much(context, delivery, incident)
    if quiet:
        # The card shows it; the entry still has a message to point at.
        place = Place(channel=incident.channel, ts=incident.card)
    else:
        posting = await _posting(context, telling.lines, context.catalogue(incident))
        place = await context.post_once(delivery, incident.channel, posting)
    async with context.store.change() as change:
        if telling.entry:
            await change.source(telling.entry, place, context.identity.permalink(place))
        await change.settle(delivery, untold="left to the card" if quiet else "")


async def _is_too_much(context: Context, delivery: Delivery, incident: Incident) -> bool:
    """Whether the bot has used up what it may say in this channel within an hour."""
    budget = context.settings.channels.posts_per_hour
    if not budget or delivery.attempts:
        return False
    async with context.store.read() as reader:
        said = await reader.posts_since(incident.number, context.clock() - timedelta(hours=1))
    return said >= budget


async def post_draft(context: Context, delivery: Delivery, telling: PostDraft) -> None:
    """Posts the overview of the draft."""
    incident, made = await _draft(context, telling)
    posting = draft(made.document, made.catalogue, made.names, incident=incident.number, state=made.state)
    await context.post_once(delivery, incident.channel, posting)
    await context.settle(delivery)


async def upload_draft(context: Context, delivery: Delivery, telling: UploadDraft) -> None:
    """Shares the whole draft as a file."""
    incident, made = await _draft(context, telling)
    if telling.digest not in ("", made.digest):
        raise Undeliverable("the record has changed since the preview")
    # The name tells two drafts apart, so that a lost answer to one is not taken for the other.
    stamp = f"{delivery.created_at:%Y%m%d-%H%M%S}-{delivery.id}"
    ending, content = ("json", made.json()) if telling.format == "json" else ("md", made.editable())
    kind = f"post-mortem-customer-{made.catalogue.language}" if made.customer else "post-mortem"
    name = f"{incident.id.lower()}-{kind}-{stamp}.{ending}"
    if not delivery.attempts or not await context.gateway.shared(incident.channel, name, delivery.created_at):
        key = "draft.file_title_customer" if made.customer else "draft.file_title"
        title = made.catalogue.text(key, incident=incident.id)
        await context.gateway.upload(incident.channel, name, title, content.encode())
    async with context.store.change() as change:
        await change.keep_shown(made.shown(), incident.number)
        await change.settle(delivery)


async def answer(context: Context, delivery: Delivery, telling: Answer) -> None:
    """Answers one person: where they asked if that is possible, else directly."""
    catalogue = await context.catalogue_for(telling.user, context.catalogues.official)
    names = await context.names(spoken_of(telling.lines))
    posting = lines(telling.lines, catalogue, names, press=telling.button)
    await answered(context, delivery, telling, posting)
    await context.settle(delivery)


async def answered(
    context: Context, delivery: Delivery, telling: Answer | ShowPreview, posting: Posting
) -> None:
    """Shows something to one person alone: where they asked if that is possible, else directly."""
    gateway = context.gateway
    if telling.response_url:
        try:
            await gateway.respond(telling.response_url, posting)
            return
        except (SlackRefused, OutcomeUnknown):
            # Used up, expired or lost: the next way is better than silence, and an ephemeral answer seen twice
            # does no harm.
            pass
    if telling.channel:
        try:
            await gateway.whisper(telling.channel, telling.user, posting)
            return
        except SlackRefused:
            pass
    await context.post_once(delivery, telling.user, posting)


async def _draft(context: Context, telling: PostDraft | UploadDraft) -> tuple[Incident, Draft]:
    incident = await context.incident_with_channel(telling.incident)
    catalogue = context.catalogues.for_locale(telling.language or incident.language)
    edition = Audience(telling.edition) if isinstance(telling, UploadDraft) else Audience.INTERNAL
    async with context.store.read() as reader:
        made = await compiled(reader, incident, context.settings, catalogue, context.clock(), edition=edition)
    return incident, made


async def _posting(context: Context, phrases: Sequence[Phrase], catalogue: Catalogue) -> Posting:
    return lines(phrases, catalogue, await context.names(spoken_of(phrases)))
