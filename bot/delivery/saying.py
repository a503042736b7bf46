"""Saying what happened: echoes, drafts, and answers to one person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from bot.blocks.draft import draft
from bot.blocks.messages import lines
from bot.blocks.posting import Posting
from bot.care import Handed
from bot.curating import Curating
from bot.delivery.context import Context, Undeliverable
from bot.drafts import Draft, compiled
from bot.locales import Catalogue
from bot.looking_up import LookingUp
from bot.model import Audience, Incident, Place
from bot.people import spoken_of
from bot.phrases import Phrase, phrase
from bot.pictures import pictures
from bot.ports import Delivery
from bot.slack_errors import OutcomeUnknown, SlackRefused
from bot.tellings import Answer, PostDraft, Say, ShowPreview, UploadDraft
from bot.upkeep import RemakeDraft, ReviseEcho

#: Answers of Slack that mean a message cannot be replied to (any more).
_NO_THREAD = frozenset({"cannot_reply_to_message", "message_not_found", "thread_not_found"})
#: How often an answer whose outcome is not known is given the same way, before another way is taken.
_RESPONSES = 2

#: How the names of files end, by format.
_ENDINGS = {"markdown": "md", "html": "html", "json": "json"}


async def say(context: Context, delivery: Delivery, telling: Say) -> None:
    """Posts lines into the channel; the message becomes the source of the entry it echoes."""
    incident = await context.incident_with_channel(telling.incident)
    is_echo = telling.entry or telling.thread
    quiet = is_echo and incident.card and await _is_too_much(context, delivery, incident)
    if quiet:
        # The card shows it; the entry still has a message to point at.
        place = Place(channel=incident.channel, ts=incident.card)
    else:
        posting = await _posting(context, telling.lines, context.catalogue(incident))
        place = await _said(context, delivery, incident.channel, posting, telling.thread)
    async with context.store.change() as change:
        if telling.entry:
            await change.source(telling.entry, place, context.identity.permalink(place))
            if await change.care.redacted_since(incident.number, delivery.created_at):
                revise = ReviseEcho(incident=incident.number, entry=telling.entry)
                await change.tell((revise,), context.clock())
        if quiet and telling.asker:
            said = (phrase("answer.left_to_card"),)
            told = Answer(user=telling.asker, channel=incident.channel, lines=said, thread=telling.thread)
            await change.tell((told,), context.clock())
        await change.settle(delivery, untold="left to the card" if quiet else "")


async def _said(context: Context, delivery: Delivery, channel: str, posting: Posting, thread: str) -> Place:
    """Posts in a thread; in the channel itself when somebody has deleted the message that it began with."""
    try:
        return await context.post_once(delivery, channel, posting, thread or None)
    except SlackRefused as refusal:
        if not thread or refusal.error not in _NO_THREAD:
            raise
        return await context.post_once(delivery, channel, posting)


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
    began = context.clock()
    incident, made = await compiled_draft(context, telling.incident, telling.language)
    posting = draft(made.document, made.catalogue, made.names, incident=incident.number, state=made.state)
    place = await context.post_once(delivery, incident.channel, posting)
    await _hand(
        context,
        delivery,
        incident,
        Handed(id=place.ts, format="blocks", language=telling.language, made_at=began),
    )


async def upload_draft(context: Context, delivery: Delivery, telling: UploadDraft) -> None:
    """Shares the whole draft as a file."""
    began = context.clock()
    edition = Audience(telling.edition)
    # What somebody has seen and confirmed is handed out as it was.
    incident, made = await compiled_draft(
        context, telling.incident, telling.language, edition, complete=not telling.digest
    )
    if telling.digest not in ("", made.digest):
        raise Undeliverable("the record has changed since the preview")
    # The name tells two drafts apart, so that a lost answer to one is not taken for the other.
    stamp = f"{delivery.created_at:%Y%m%d-%H%M%S}-{delivery.id}"
    kind = f"post-mortem-customer-{made.catalogue.language}" if made.customer else "post-mortem"
    name = f"{incident.id.lower()}-{kind}-{stamp}.{_ENDINGS[telling.format]}"
    file = (
        await context.gateway.shared(incident.channel, name, delivery.created_at)
        if delivery.attempts
        else None
    )
    if file is None:
        key = "draft.file_title_customer" if made.customer else "draft.file_title"
        title = made.catalogue.text(key, incident=incident.id)
        if telling.format == "html" and made.edition is Audience.INTERNAL:
            made = replace(made, pictures=(await pictures(context.gateway, made.entries)).found)
        content = await _content(context, made, telling.format)
        file = await context.gateway.upload(
            incident.channel, name, title, content.encode(), lambda: context.claims.check(delivery)
        )
    # An earlier attempt may have compiled it long before this one found it.
    since = delivery.created_at if delivery.attempts else began
    handed = Handed(
        id=file, format=telling.format, language=telling.language, made_at=since, edition=telling.edition
    )
    await _hand(context, delivery, incident, handed)


async def _content(context: Context, made: Draft, format: str) -> str:
    """The document in that format. What is to be edited is remembered before anybody can have it."""
    if format != "markdown":
        return made.written(format)
    async with context.store.change() as change:
        await change.keep_shown(made.shown(), made.incident.number)
    return made.editable()


async def _hand(context: Context, delivery: Delivery, incident: Incident, handed: Handed) -> None:
    """Remembers a draft; one that a redaction has overtaken on its way is made again."""
    number = incident.number
    async with context.store.change(number) as change:
        await change.care.hand(number, handed)
        if await change.care.redacted_since(number, handed.made_at):
            again = RemakeDraft(
                incident=number,
                id=handed.id,
                format=handed.format,
                language=handed.language,
                # What customers get, somebody confirms; nothing takes the place of what goes.
                again=handed.edition == Audience.INTERNAL,
            )
            await change.tell((again,), context.clock())
        await change.settle(delivery)


async def answer(context: Context, delivery: Delivery, telling: Answer) -> None:
    """Answers one person: where they asked if that is possible, else directly."""
    catalogue = await context.catalogue_for(telling.user, context.catalogues.official)
    names = await context.names(spoken_of(telling.lines))
    posting = lines(telling.lines, catalogue, names, press=telling.button)
    await answered(context, delivery, telling, posting)
    await context.settle(delivery)


async def answered(
    context: Context,
    delivery: Delivery,
    telling: Answer | Curating | LookingUp | ShowPreview,
    posting: Posting,
    *,
    replace: bool = False,
) -> None:
    """Shows a message to one person; with ``replace`` in the place of the one whose button they pressed."""
    gateway = context.gateway
    thread = "" if isinstance(telling, ShowPreview) else telling.thread
    if telling.response_url:
        try:
            await gateway.respond(telling.response_url, posting, replace=replace)
            return
        except SlackRefused:
            pass  # Used up or expired: there is another way.
        except OutcomeUnknown:
            # The same way again: an answer that vanishes does no harm when it is seen twice, a direct message would.
            if delivery.attempts < _RESPONSES:
                raise
    if telling.channel:
        try:
            await gateway.whisper(telling.channel, telling.user, posting, thread or None)
            return
        except SlackRefused:
            pass
    await context.post_once(delivery, telling.user, posting)


async def compiled_draft(
    context: Context,
    number: int,
    language: str,
    edition: Audience = Audience.INTERNAL,
    *,
    complete: bool = True,
) -> tuple[Incident, Draft]:
    """An incident with a channel, and its draft as the record is now; without a language in the incident's.

    ``complete``: whether what is missing is translated first.
    """
    incident = await context.incident_with_channel(number)
    catalogue = context.catalogues.for_locale(language or incident.language)
    if complete:
        await context.translations.complete(incident, catalogue, edition)
    async with context.store.read() as reader:
        made = await compiled(reader, incident, context.settings, catalogue, context.clock(), edition=edition)
    return incident, made


async def _posting(context: Context, phrases: Sequence[Phrase], catalogue: Catalogue) -> Posting:
    return lines(phrases, catalogue, await context.names(spoken_of(phrases)))
