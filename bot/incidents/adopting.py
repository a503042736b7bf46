"""Adopting: a channel in which people have begun already becomes an incident's."""

from __future__ import annotations

from bot import commands
from bot.errors import UserError
from bot.incidents.desk import Desk
from bot.incidents.redacting import place_of
from bot.requests import CommandTyped, FormSubmitted
from bot.text import escape, undirected
from bot.upkeep import AdoptChannel


async def adopt(desk: Desk, request: CommandTyped, command: commands.Adopt) -> None:
    """``adopt``: the incident is declared as soon as the bot is in the channel."""
    began = ""
    if command.start is not None:
        place = place_of(command.start)
        if place.channel != request.channel:
            raise UserError("error.adopt_start")
        began = place.ts
    await _adopt(desk, request, command.severity or "", command.title or "", began)


async def submit_adopt_form(desk: Desk, request: FormSubmitted) -> None:
    """The form of *This is where it began* was sent."""
    began = request.origin.place.ts if request.origin else ""
    title = escape(" ".join(undirected(request.fields.get("title", "")).split()))
    await _adopt(desk, request, request.fields.get("severity", ""), title, began)


async def _adopt(
    desk: Desk, request: CommandTyped | FormSubmitted, severity: str, title: str, began: str
) -> None:
    await _require_free(desk, request.channel)
    told = AdoptChannel(
        channel=request.channel,
        by=request.user,
        at=request.at,
        severity=desk.severity(severity or desk.settings.default_severity).name,
        title=title,
        began=began,
        response_url=request.response_url,
    )
    await desk.tell(request, told)


async def _require_free(desk: Desk, channel: str) -> None:
    if channel.startswith("D"):
        raise UserError("error.adopt_direct")
    async with desk.store.read() as reader:
        found = await reader.incident_in(channel)
    if found is not None:
        raise UserError("error.adopted_already", incident=found.id)
