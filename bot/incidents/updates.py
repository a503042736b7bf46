"""Status updates, by command or by form."""

from __future__ import annotations

from datetime import timedelta

from bot import commands, lifecycle, reminders
from bot.blocks.forms import snooze_form, update_form
from bot.decisions import Act, Decision
from bot.durations import parse_duration, short
from bot.incidents import windows
from bot.incidents.desk import Desk
from bot.model import Incident, Status
from bot.requests import ButtonPressed, CommandTyped, FormSubmitted
from bot.text import escape


async def update(desk: Desk, request: CommandTyped, command: commands.Update) -> None:
    """``update``: tells, or shows the form when there is no text yet."""
    if command.text is None:
        await show_update_form(desk, request, command.incident)
        return
    text, following = command.text, command.next
    await desk.change(
        request, command.incident, lambda incident, act: _updated(desk, incident, act, text, following)
    )


async def show_update_form(desk: Desk, request: CommandTyped | ButtonPressed, number: int | None) -> None:
    """Shows the update form for an incident that is open."""
    incident = await desk.incident(request, number)
    lifecycle.require_open(incident)
    cadence = desk.severity(incident.severity).cadence
    form = update_form(
        incident,
        cadence,
        {},
        windows.context(request, incident.number, status=incident.status, next=short(cadence)),
        await desk.catalogue(request.user),
    )
    await windows.show(desk, request, form)


async def submit_update_form(desk: Desk, request: FormSubmitted) -> None:
    """The update form was sent. What was left as the form showed it was not chosen, and undoes nobody's change."""
    chosen = {name: value for name, value in request.fields.items() if value != request.context.get(name)}
    following = parse_duration(chosen["next"]) if "next" in chosen else None
    status = Status(chosen["status"]) if "status" in chosen else None

    def decide(incident: Incident, act: Act) -> Decision:
        told = _updated(desk, incident, act, escape(request.fields["text"]), following)
        if status is None or status is incident.status:
            return told
        changed = lifecycle.change_status(told.incident, desk.act(request), status)
        return Decision(incident=changed.incident, entries=(*told.entries, *changed.entries), tell=told.tell)

    await desk.change(request, request.incident, decide)


async def nothing_new(desk: Desk, request: ButtonPressed, number: int | None) -> None:
    """The button of a reminder: an update that says there is nothing new, unless one has come meanwhile."""

    def decide(incident: Incident, act: Act) -> Decision:
        lifecycle.require_open(incident)
        reminders.require_owed(incident, request.message)
        return lifecycle.nothing_new(incident, act, desk.severity(incident.severity))

    await desk.change(request, number, decide)


async def show_snooze_form(desk: Desk, request: ButtonPressed, number: int | None) -> None:
    """The button of a reminder: asks for the reason of a snooze, or says at once that there can be none."""
    incident = await desk.incident(request, number)
    lifecycle.require_open(incident)
    reminders.require_owed(incident, request.message)
    severity = desk.severity(incident.severity)
    reminders.snoozable(incident, severity)
    form = snooze_form(
        reminders.snooze_offered(incident, severity),
        severity.snooze_up_to,
        windows.context(request, incident.number),
        await desk.catalogue(request.user),
    )
    await windows.show(desk, request, form)


async def submit_snooze_form(desk: Desk, request: FormSubmitted) -> None:
    """The snooze form was sent."""
    length, reason = parse_duration(request.fields["length"]), escape(request.fields["reason"])
    await desk.change(
        request,
        request.incident,
        lambda incident, act: reminders.snooze(
            incident, act, length, reason, desk.severity(incident.severity)
        ),
    )


def _updated(desk: Desk, incident: Incident, act: Act, text: str, following: timedelta | None) -> Decision:
    return lifecycle.update(incident, act, desk.severity(incident.severity), text=text, due_in=following)
