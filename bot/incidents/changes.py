"""Commands that change an incident: each finds its pure decision and hands it to the desk."""

from __future__ import annotations

from bot import commands, lifecycle, record, reminders
from bot.incidents.desk import Desk
from bot.people import zone_of
from bot.requests import CommandTyped
from bot.times import parse_date


async def set_status(desk: Desk, request: CommandTyped, command: commands.SetStatus) -> None:
    """``status``."""
    await desk.change(
        request,
        command.incident,
        lambda incident, act: lifecycle.change_status(incident, act, command.status),
    )


async def set_severity(desk: Desk, request: CommandTyped, command: commands.SetSeverity) -> None:
    """``severity``."""
    severity = desk.severity(command.severity)
    await desk.change(
        request, command.incident, lambda incident, act: lifecycle.change_severity(incident, act, severity)
    )


async def set_title(desk: Desk, request: CommandTyped, command: commands.SetTitle) -> None:
    """``title``."""
    await desk.change(
        request, command.incident, lambda incident, act: lifecycle.retitle(incident, act, command.title)
    )


async def write_section(desk: Desk, request: CommandTyped, command: commands.WriteSection) -> None:
    """``impact``, ``cause``, ``fix``."""
    await desk.change(
        request,
        command.incident,
        lambda incident, act: record.write_section(incident, act, command.section, command.text),
    )


async def add_item(desk: Desk, request: CommandTyped, command: commands.AddItem) -> None:
    """``action TEXT``: a new remediation item."""
    due = None
    if command.due is not None:
        person = await desk.directory.person(request.user)
        due = parse_date(command.due, now=request.at, zone=zone_of(person), locale=person.locale)
    await desk.change(
        request,
        command.incident,
        lambda incident, act: record.add_item(
            incident, act, command.text, owner=command.owner or "", due=due
        ),
    )


async def set_item_state(desk: Desk, request: CommandTyped, command: commands.SetItemState) -> None:
    """``action N STATE``."""
    await desk.change(
        request,
        command.incident,
        lambda incident, act: record.set_item_state(incident, act, command.number, command.state),
    )


async def resolve(desk: Desk, request: CommandTyped, command: commands.Resolve) -> None:
    """``resolve``."""
    await desk.change(
        request,
        command.incident,
        lambda incident, act: lifecycle.resolve(
            incident, act, text=command.text or "", post_mortem=desk.settings.after.postmortem
        ),
    )


async def reopen(desk: Desk, request: CommandTyped, command: commands.Reopen) -> None:
    """``reopen``."""
    await desk.change(
        request,
        command.incident,
        lambda incident, act: lifecycle.reopen(
            incident, act, desk.severity(incident.severity), reason=command.reason
        ),
    )


async def cancel(desk: Desk, request: CommandTyped, command: commands.Cancel) -> None:
    """``cancel``."""
    await desk.change(
        request,
        command.incident,
        lambda incident, act: lifecycle.cancel(incident, act, reason=command.reason),
    )


async def snooze(desk: Desk, request: CommandTyped, command: commands.Snooze) -> None:
    """``snooze``."""
    await desk.change(
        request,
        command.incident,
        lambda incident, act: reminders.snooze(
            incident, act, command.duration, command.reason, desk.severity(incident.severity)
        ),
    )
