"""Reminding: the channel, people directly, the managers, and, should the bot die, Slack itself in its stead.

Each looks once more whether the promise is still owed: an update that came since the decision ends the ladder.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from bot.blocks.posting import Posting
from bot.blocks.reminder import answered, direct_reminder, managers_reminder, missed, reminder
from bot.delivery.context import Context
from bot.model import Incident, Place, Rung, Subject
from bot.people import named, spoken_of
from bot.ports import Change, Delivery
from bot.reminders import (
    DirectReminder,
    is_due,
    responsible,
    shown_overdue,
    snooze_offered,
    spoken_at,
)
from bot.slack_errors import SlackRefused
from bot.tellings import ArmDeadMan, Remind, RemindPerson, TidyReminder

#: Slack does not take back a scheduled message in its last minute.
LAST_MINUTE = timedelta(minutes=1)


async def remind(context: Context, delivery: Delivery, telling: Remind) -> None:
    """Reminds the incident's channel, or the managers'; the channel only when Slack has not spoken already."""
    incident = await context.incident(telling.incident)
    place = None
    if is_due(incident, telling.due_at) and not (
        telling.rung is Rung.DUE and await _slack_speaks(context, incident)
    ):
        place = await _reminded(context, delivery, telling, incident)
    async with context.store.change(incident.number) as change:
        current = await change.incident(incident.number) or incident
        if telling.rung is Rung.DUE:
            await _follow(context, change, current, telling, place)
        elif place is not None:
            # Nobody's own: it is tidied in the incident's language.
            reminded = DirectReminder(user="", due_at=telling.due_at, place=place)
            await change.remind(incident.number, reminded)
            if not is_due(current, telling.due_at):
                late = TidyReminder(incident=incident.number, ts="", due_at=telling.due_at)
                await change.tell((late,), context.clock())
        await change.settle(delivery)


async def _reminded(context: Context, delivery: Delivery, telling: Remind, incident: Incident) -> Place:
    who, command = responsible(incident), context.settings.command
    known = await context.names(named(incident) | {who})
    about = (incident, who, telling.due_at, context.catalogue(incident), known, command)
    if telling.rung is Rung.MANAGERS:
        return await context.post_once(
            delivery, context.settings.channels.managers, managers_reminder(*about)
        )
    offered = snooze_offered(incident, context.severity(incident))
    return await context.post_once(delivery, incident.channel, reminder(*about, snooze=offered))


async def _follow(
    context: Context, change: Change, current: Incident, telling: Remind, place: Place | None
) -> None:
    """What follows once the channel is reminded: its message is known, and everything shows it."""
    if current.promise is None or not is_due(current, telling.due_at):
        if place is not None:
            # Answered while it was on its way: its buttons go at once.
            tidy = TidyReminder(incident=current.number, ts=place.ts, due_at=telling.due_at)
            await change.tell((tidy,), context.clock())
        return
    if place is not None:
        await change.save(current.but(promise=replace(current.promise, reminder=place.ts)))
    shown = shown_overdue(
        current.number, has_card=bool(current.channel), is_announced=current.announcement is not None
    )
    await change.tell(shown, context.clock())


async def _slack_speaks(context: Context, incident: Incident) -> bool:
    """Whether Slack has reminded the channel of this promise itself, or will before it can be stopped."""
    grace = context.settings.promise.grace
    if incident.promise is None or not grace:
        return False
    at = spoken_at(incident.promise, grace, context.severity(incident).ladder)
    if at - context.clock() > LAST_MINUTE:
        return False
    if incident.dead_man and incident.dead_man_at == at:
        return True
    # A process that died between arming and recording it has left this to Slack all the same.
    posting = await _missed(context, incident, responsible(incident))
    rows = await _scheduled(context, incident)
    if (int(at.timestamp()), posting.text) in {(int(row["post_at"]), row.get("text")) for row in rows}:
        return True
    return await context.gateway.said(incident.channel, posting.text, at)


async def _scheduled(context: Context, incident: Incident) -> Sequence[Mapping[str, Any]]:
    """What Slack is to post in the incident's channel by itself."""
    return await context.gateway.pages(
        "chat.scheduledMessages.list", "scheduled_messages", channel=incident.channel
    )


async def remind_person(context: Context, delivery: Delivery, telling: RemindPerson) -> None:
    """Reminds one person directly."""
    incident = await context.incident(telling.incident)
    if is_due(incident, telling.due_at) and not await context.is_muted(
        incident, telling.user, Subject.UPDATES
    ):
        catalogue = await context.catalogue_for(telling.user, context.catalogue(incident))
        known = await context.names(named(incident))
        posting = direct_reminder(
            incident, telling.due_at, catalogue, known, overdue=telling.rung is not Rung.BEFORE
        )
        place = await context.post_once(delivery, telling.user, posting)
        reminded = DirectReminder(user=telling.user, due_at=telling.due_at, place=place)
        async with context.store.change(incident.number) as change:
            await change.remind(incident.number, reminded)
            current = await change.incident(incident.number) or incident
            if not is_due(current, telling.due_at):
                # Answered while it was on its way.
                tidy = TidyReminder(incident=incident.number, ts="", due_at=telling.due_at)
                await change.tell((tidy,), context.clock())
            await change.settle(delivery)
        return
    await context.settle(delivery)


async def tidy_reminder(context: Context, delivery: Delivery, telling: TidyReminder) -> None:
    """Leaves of answered reminders a sentence that says what ended the promise, without their buttons."""
    incident, ended = await context.incident(telling.incident), telling.ended
    known = await context.names(named(incident) | spoken_of([ended] if ended else []))
    catalogue = context.catalogue(incident)
    if telling.ts:
        posting = answered(telling.due_at, ended, catalogue, known)
        await context.edited(Place(channel=incident.channel, ts=telling.ts), posting)
    async with context.store.read() as reader:
        current = await reader.incident(incident.number) or incident
        over = [one for one in await reader.reminders(incident.number) if not is_due(current, one.due_at)]
    for reminded in over:
        own = await context.catalogue_for(reminded.user, catalogue) if reminded.user else catalogue
        posting = answered(reminded.due_at, ended, own, known, directly_about=incident)
        await context.settled(reminded.place, posting)
    async with context.store.change() as change:
        for reminded in over:
            await change.forget_reminder(incident.number, reminded)
        await change.settle(delivery)


async def arm_dead_man(context: Context, delivery: Delivery, telling: ArmDeadMan) -> None:
    """Withdraws what no longer holds, and arms what does."""
    incident = await context.incident(telling.incident)
    wanted, who = _wanted(context, incident)
    posting = await _missed(context, incident, who) if wanted else None
    armed = incident.dead_man
    if delivery.attempts and incident.channel:
        # What an attempt whose answer was lost has withdrawn or scheduled, Slack alone knows.
        armed = await _left_armed(context, incident, wanted, posting)
    elif armed and (incident.dead_man_at, incident.dead_man_for) != (wanted, who):
        await _withdraw(context, incident)
        armed = ""
    if wanted and posting and not armed:
        context.claims.check(delivery)
        armed = await _arm(context, incident, wanted, posting)
    async with context.store.change(incident.number) as change:
        current = await change.incident(incident.number) or incident
        after = current.but(dead_man=armed, dead_man_for=who, dead_man_at=wanted)
        await change.save(after)
        if _wanted(context, after) != (wanted, who):
            await change.tell((telling,), context.clock())
        await change.settle(delivery)


def _wanted(context: Context, incident: Incident) -> tuple[datetime | None, str]:
    """When Slack shall speak, to the second as Slack takes it, and whom it names; ``None``: it shall not."""
    promise, grace, who = incident.promise, context.settings.promise.grace, responsible(incident)
    if not incident.channel or promise is None or not grace or promise.reminder:
        return None, who
    if promise.told is Rung.DUE:
        # The channel's reminder is on its way. What is armed stays until that is told, lest nobody speaks.
        return incident.dead_man_at if incident.dead_man else None, incident.dead_man_for
    at = spoken_at(promise, grace, context.severity(incident).ladder)
    waits = not promise.is_reminded and at - context.clock() > timedelta(seconds=1)
    return at if waits else None, who


async def _withdraw(context: Context, incident: Incident) -> None:
    if incident.dead_man_at is not None and incident.dead_man_at - context.clock() <= LAST_MINUTE:
        return
    await _take_back(context, incident.channel, incident.dead_man)


async def _take_back(context: Context, channel: str, id_: str) -> None:
    try:
        await context.gateway.call("chat.deleteScheduledMessage", channel=channel, scheduled_message_id=id_)
    except SlackRefused as refusal:
        # It has been posted, or taken back by an attempt whose answer was lost.
        if refusal.error != "invalid_scheduled_message_id":
            raise


async def _missed(context: Context, incident: Incident, who: str) -> Posting:
    known = await context.names({who})
    return missed(incident, who, context.catalogue(incident), known, command=context.settings.command)


async def _arm(context: Context, incident: Incident, at: datetime, posting: Posting) -> str:
    answer = await context.gateway.call(
        "chat.scheduleMessage",
        channel=incident.channel,
        post_at=int(at.timestamp()),
        text=posting.text,
        blocks=list(posting.blocks),
    )
    return str(answer["scheduled_message_id"])


async def _left_armed(
    context: Context, incident: Incident, at: datetime | None, posting: Posting | None
) -> str:
    """The id of what is wanted, if Slack has it; whatever else is scheduled is taken back while that can be done."""
    found, wanted = "", (int(at.timestamp()), posting.text) if at and posting else None
    for row in await _scheduled(context, incident):
        post_at = int(row["post_at"])
        if not found and (post_at, row.get("text")) == wanted:
            found = str(row["id"])
        elif post_at - context.clock().timestamp() > LAST_MINUTE.total_seconds():
            await _take_back(context, incident.channel, str(row["id"]))
    return found
