"""Reminding: the channel, people directly, the managers, and, should the bot die, Slack itself in its stead.

Each looks once more whether the promise is still owed: an update that came since the decision ends the ladder.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from bot.blocks.reminder import answered, direct_reminder, managers_reminder, missed, reminder
from bot.delivery.context import Context
from bot.model import Incident, Place, Rung
from bot.people import named
from bot.ports import Change, Delivery
from bot.reminders import is_due, responsible, shown_overdue, snooze_offered, spoken_at
from bot.slack_errors import SlackRefused
from bot.tellings import ArmDeadMan, Remind, RemindPerson, TidyReminder

#: Slack does not take back a scheduled message in its last minute.
LAST_MINUTE = timedelta(minutes=1)


async def remind(context: Context, delivery: Delivery, telling: Remind) -> None:
    """Reminds the incident's channel, or the managers'; the channel only when Slack has not spoken already."""
    incident = await context.incident(telling.incident)
    place = None
    if is_due(incident, telling.due_at) and not (
        telling.rung is Rung.DUE and _slack_speaks(context, incident)
    ):
        place = await _reminded(context, delivery, telling, incident)
    async with context.store.change(incident.number) as change:
        current = await change.incident(incident.number) or incident
        if telling.rung is Rung.DUE:
            await _follow(context, change, current, telling, place)
        await change.settle(delivery)


async def _reminded(context: Context, delivery: Delivery, telling: Remind, incident: Incident) -> Place:
    who, command = responsible(incident), context.settings.command
    about = (incident, who, telling.due_at, context.catalogue(incident), await context.names({who}), command)
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


def _slack_speaks(context: Context, incident: Incident) -> bool:
    """Whether Slack has reminded the channel of this promise itself, or will before it can be stopped."""
    at, grace = incident.dead_man_at, context.settings.promise.grace
    if not incident.dead_man or at is None or incident.promise is None:
        return False
    armed_for_this = at == spoken_at(incident.promise, grace, context.severity(incident).ladder)
    return armed_for_this and at - context.clock() <= LAST_MINUTE


async def remind_person(context: Context, delivery: Delivery, telling: RemindPerson) -> None:
    """Reminds one person directly."""
    incident = await context.incident(telling.incident)
    if is_due(incident, telling.due_at) and not await context.is_muted(incident, telling.user):
        catalogue = await context.catalogue_for(telling.user, context.catalogue(incident))
        known = await context.names(named(incident))
        posting = direct_reminder(
            incident, telling.due_at, catalogue, known, overdue=telling.rung is not Rung.BEFORE
        )
        await context.post_once(delivery, telling.user, posting)
    await context.settle(delivery)


async def tidy_reminder(context: Context, delivery: Delivery, telling: TidyReminder) -> None:
    """Leaves of an answered reminder the sentence, without its buttons."""
    incident = await context.incident(telling.incident)
    posting = answered(telling.due_at, context.catalogue(incident))
    try:
        await context.gateway.edit(Place(channel=incident.channel, ts=telling.ts), posting)
    except SlackRefused as refusal:
        if refusal.error != "message_not_found":
            raise
    await context.settle(delivery)


async def arm_dead_man(context: Context, delivery: Delivery, telling: ArmDeadMan) -> None:
    """Withdraws what no longer holds, and arms what does."""
    incident = await context.incident(telling.incident)
    wanted, who = _wanted(context, incident)
    armed = incident.dead_man
    if armed and (incident.dead_man_at, incident.dead_man_for) != (wanted, who):
        await _withdraw(context, incident)
        armed = ""
    if wanted is not None and not armed:
        armed = await _arm(context, delivery, incident, wanted)
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
    waits = not promise.is_overdue and at - context.clock() > timedelta(seconds=1)
    return at if waits else None, who


async def _withdraw(context: Context, incident: Incident) -> None:
    if incident.dead_man_at is not None and incident.dead_man_at - context.clock() <= LAST_MINUTE:
        return
    try:
        await context.gateway.call(
            "chat.deleteScheduledMessage", channel=incident.channel, scheduled_message_id=incident.dead_man
        )
    except SlackRefused as refusal:
        # It has been posted, or taken back by an attempt whose answer was lost.
        if refusal.error != "invalid_scheduled_message_id":
            raise


async def _arm(context: Context, delivery: Delivery, incident: Incident, at: datetime) -> str:
    post_at = int(at.timestamp())
    if delivery.attempts:
        rows = await context.gateway.pages(
            "chat.scheduledMessages.list", "scheduled_messages", channel=incident.channel
        )
        for row in rows:
            if int(row["post_at"]) == post_at:
                return str(row["id"])
    who = responsible(incident)
    known = await context.names({who})
    posting = missed(incident, who, context.catalogue(incident), known, command=context.settings.command)
    answer = await context.gateway.call(
        "chat.scheduleMessage",
        channel=incident.channel,
        post_at=post_at,
        text=posting.text,
        blocks=list(posting.blocks),
    )
    return str(answer["scheduled_message_id"])
