"""Entering a channel that was there before its incident, and showing how far its history is read back.

The incident is declared in the transaction that knows the bot to be inside, so that a channel which cannot be entered
costs no number. Entering again changes nothing, and the pages that are to be read wait in the outbox like all else.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

from bot import lifecycle, record
from bot.answers import adopted
from bot.blocks.messages import lines
from bot.care import Adoption, Read
from bot.commands.words import LONGEST_TITLE
from bot.decisions import Act, Decision
from bot.delivery.context import Context
from bot.marks import Mark, chosen
from bot.model import Entry, Incident, Moment, Place, instant
from bot.phrases import Phrase, When, phrase
from bot.ports import Change, Delivery
from bot.slack_errors import SlackRefused
from bot.tellings import (
    Answer,
    ArmDeadMan,
    CatchUp,
    Invite,
    Say,
    ShowAnnouncement,
    ShowCard,
    ShowTopic,
    Telling,
)
from bot.text import escape
from bot.timeline import echo
from bot.upkeep import AdoptChannel, ShowReading

Raw = Mapping[str, Any]

#: How often the progress of a long reading is shown.
SHOW_EVERY = timedelta(seconds=10)

#: What Slack says of a channel that the bot has to be invited to.
_CLOSED = frozenset({"channel_not_found", "not_in_channel", "method_not_supported_for_channel_type"})


async def adopt_channel(context: Context, delivery: Delivery, telling: AdoptChannel) -> None:
    """Enters the channel and declares its incident, unless it has one; then the reading begins."""
    try:
        channel = await _entered(context, telling.channel)
    except SlackRefused as refusal:
        await _answer(context, delivery, refused(telling, refusal.error))
        return
    if channel.get("is_im") or channel.get("is_mpim"):
        await _answer(context, delivery, _reply(telling, phrase("error.adopt_direct")))
        return
    async with context.store.change() as change:
        found = await change.incident_in(telling.channel)
        if found is not None:
            said = phrase("error.adopted_already", incident=found.id)
            told: tuple[Telling, ...] = (_reply(telling, said),)
        else:
            told = await _adopted(context, change, telling, channel)
        await change.tell(told, context.clock())
        await change.settle(delivery)


async def _entered(context: Context, channel: str) -> Raw:
    """The channel, with the bot in it. Raises :class:`SlackRefused` when it cannot be."""
    try:
        joined: Raw = (await context.gateway.call("conversations.join", channel=channel))["channel"]
        if "topic" in joined:
            return joined
    except SlackRefused as refusal:
        # A private channel cannot be joined; the bot may have been invited.
        if refusal.error != "method_not_supported_for_channel_type":
            raise
    found: Raw = (await context.gateway.call("conversations.info", channel=channel))["channel"]
    return found


async def _answer(context: Context, delivery: Delivery, answer: Answer) -> None:
    async with context.store.change() as change:
        await change.tell((answer,), context.clock())
        await change.settle(delivery)


def refused(telling: AdoptChannel, reason: str) -> Answer:
    """To whoever asked: why the channel is not adopted, and what to do."""
    if reason == "is_archived":
        return _reply(telling, phrase("adopt.archived"))
    if reason in _CLOSED:
        return _reply(telling, phrase("adopt.invite_me"))
    return _reply(telling, phrase("adopt.refused", reason=reason))


def _reply(telling: AdoptChannel, *said: Phrase) -> Answer:
    return Answer(user=telling.by, channel=telling.channel, response_url=telling.response_url, lines=said)


async def _adopted(
    context: Context, change: Change, telling: AdoptChannel, channel: Raw
) -> tuple[Telling, ...]:
    """Stores the incident and its adoption; what is to be told of it."""
    name = str(channel.get("name", ""))
    decision = lifecycle.adopt(
        await change.next_number(),
        Act(by=telling.by, at=telling.at, id=uuid4().hex),
        title=telling.title or _title(name) or telling.channel,
        severity=context.settings.severity(telling.severity),
        language=context.settings.languages.official,
        channel=telling.channel,
        channel_name=name,
    )
    said = tuple(map(echo, decision.entries))
    if telling.began:
        decision = _begun(context, decision, _beginning(telling), telling.by)
    number = decision.incident.number
    topic = str((channel.get("topic") or {}).get("value", ""))
    adoption = Adoption(incident=number, began=telling.began, keeps_topic=bool(topic))
    await change.save(decision.incident)
    await change.add(decision.entries, number)
    await change.care.adopt(adoption)
    if telling.began:
        # It tells how it began; the entry of the moment alone does not.
        await change.mark(_beginning(telling), chosen(Mark.TIMELINE), "", telling.at, present=True)
    if adoption.keeps_topic:
        said += (phrase("adopt.topic_kept"),)
    is_private = bool(channel.get("is_private"))
    return (
        Say(incident=number, entry=decision.entries[0].id, lines=said),
        *_display(context, decision.incident, adoption, is_private=is_private),
        _reply(telling, *adopted(decision.incident, is_private=is_private)),
        CatchUp(incident=number),
        ShowReading(incident=number),
    )


def _display(
    context: Context, incident: Incident, adoption: Adoption, *, is_private: bool
) -> Iterator[Telling]:
    """What shows an adopted incident, and brings people in."""
    number = incident.number
    yield ShowCard(incident=number)
    if not adoption.keeps_topic:
        yield ShowTopic(incident=number)
    if context.settings.channels.announcements and not is_private:
        yield ShowAnnouncement(incident=number)
    yield ArmDeadMan(incident=number)
    if invited := context.severity(incident).invite:
        yield Invite(incident=number, names=invited)


def _beginning(telling: AdoptChannel) -> Place:
    return Place(channel=telling.channel, ts=telling.began)


def _title(name: str) -> str:
    words = escape(" ".join(name.replace("-", " ").replace("_", " ").split()))[:LONGEST_TITLE]
    return words[:1].upper() + words[1:]


def _begun(context: Context, decision: Decision, place: Place, by: str) -> Decision:
    """The incident with its beginning at that message."""
    act = Act(by=by, at=context.clock(), id=uuid4().hex)
    moved = record.set_moment(decision.incident, act, Moment.BEGAN, instant(place.ts))
    entries: list[Entry] = [
        replace(entry, source=place, permalink=context.identity.permalink(place)) for entry in moved.entries
    ]
    return Decision(incident=moved.incident, entries=(*decision.entries, *entries))


async def show_reading(context: Context, delivery: Delivery, telling: ShowReading) -> None:
    """Shows how far the reading is, in one message; with its end, the incident begins at the first message."""
    incident = await context.incident_with_channel(telling.incident)
    async with context.store.read() as reader:
        adoption = await reader.care.adoption(incident.number)
        done = await reader.care.is_read(incident.number)
        read = await reader.care.read_so_far(incident.channel)
    if adoption is None or adoption.done_at is not None:
        await context.settle(delivery)
        return
    progress = await _shown(context, delivery, incident, adoption, _progress(read, done=done))
    now = context.clock()
    async with context.store.change(incident.number) as change:
        await change.care.adopt(
            replace(adoption, progress=progress, shown_at=now, done_at=now if done else None)
        )
        current = await change.incident(incident.number) or incident
        if done and read.first is not None and Moment.BEGAN not in current.moments:
            decision = _begun(context, Decision(incident=current), read.first, current.opener)
            await change.save(decision.incident)
            await change.add(decision.entries, incident.number)
            await change.tell((ShowCard(incident=incident.number),), now)
        await change.settle(delivery)


async def _shown(
    context: Context, delivery: Delivery, incident: Incident, adoption: Adoption, said: Phrase
) -> str:
    posting = lines((said,), context.catalogue(incident), {})
    if not adoption.progress:
        return (await context.post_once(delivery, incident.channel, posting)).ts
    # Somebody may have deleted it; the reading goes on unseen.
    await context.edited(Place(channel=incident.channel, ts=adoption.progress), posting)
    return adoption.progress


def _progress(read: Read, *, done: bool) -> Phrase:
    if read.first is None:
        return phrase("adopt.nothing" if done else "adopt.reading")
    back_to = When(at=read.first.at)
    if done:
        return phrase("adopt.read", count=read.count, when=back_to)
    return phrase("adopt.progress", count=read.count, when=back_to)
