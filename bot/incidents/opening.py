"""Declaring an incident, by command or by form."""

from __future__ import annotations

from dataclasses import replace

from bot import lifecycle, record
from bot.blocks.forms import declare_form
from bot.commands import Open
from bot.errors import UserError
from bot.incidents import windows
from bot.incidents.desk import Desk
from bot.requests import ButtonPressed, CommandTyped, FormSubmitted
from bot.tellings import CreateChannel
from bot.text import escape, undirected


async def open_incident(desk: Desk, request: CommandTyped, command: Open) -> None:
    """``open``: declares, or shows the form when there is no title yet."""
    if command.private:
        raise UserError("error.private_later")
    if command.title is None:
        await show_declare_form(desk, request, {"severity": command.severity or ""})
        return
    await _declare(desk, request, title=command.title, severity=command.severity or "")


async def show_declare_form(desk: Desk, request: CommandTyped | ButtonPressed, typed: dict[str, str]) -> None:
    """Shows the declare form, filled with what is known already."""
    form = declare_form(
        [desk.severity(name) for name in desk.settings.severities],
        desk.settings.default_severity,
        {field: text for field, text in typed.items() if text},
        windows.context(request),
        await desk.catalogue(request.user),
    )
    await windows.show(desk, request, form)


async def submit_declare_form(desk: Desk, request: FormSubmitted) -> None:
    """The declare form was sent; what is known already becomes the first note."""
    fields = request.fields
    title = escape(" ".join(undirected(fields["title"]).split()))
    await _declare(
        desk, request, title=title, severity=fields.get("severity", ""), known=escape(fields.get("known", ""))
    )


async def _declare(
    desk: Desk, request: CommandTyped | FormSubmitted, *, title: str, severity: str, known: str = ""
) -> None:
    act = desk.act(request)
    async with desk.store.change() as change:
        create = CreateChannel(
            incident=await change.next_number(),
            asked_in=request.channel,
            response_url=request.response_url,
        )
        decision = lifecycle.declare(
            create,
            act,
            title=title,
            severity=desk.severity(severity or desk.settings.default_severity),
            language=desk.settings.languages.official,
        )
        if known:
            noted = record.note(decision.incident, desk.act(request), known, act.at)
            decision = replace(decision, entries=(*decision.entries, *noted.entries))
        await change.save(decision.incident)
        await change.add(decision.entries, create.incident)
        await change.tell(decision.tell, desk.clock())
        await change.finish(request.key)
    desk.wake()
