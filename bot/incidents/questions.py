"""Commands that only ask: each answer is seen by the asker alone."""

from __future__ import annotations

from datetime import UTC
from typing import Literal

from bot import answers, commands, wording
from bot.curating import Ask, Choice, ShowTimeline
from bot.drafts import compiled
from bot.errors import UserError
from bot.examining import idle
from bot.incidents.desk import Desk
from bot.incidents.opening import show_declare_form
from bot.manifest import SCOPES
from bot.model import Audience, Incident, Status
from bot.people import zone_of
from bot.phrases import Room, phrase
from bot.requests import ButtonPressed, CommandTyped
from bot.stats import PERIOD
from bot.tellings import PostDraft, ShowPreview, UploadDraft

Asked = CommandTyped | ButtonPressed


async def panel(desk: Desk, request: CommandTyped, command: commands.Panel) -> None:
    """Nothing typed: in an incident's channel how it stands and what can be done, elsewhere the declare form."""
    async with desk.store.read() as reader:
        incident = await reader.incident_in(request.channel)
    if incident is None:
        await show_declare_form(desk, request, {})
        return
    await show_summary(desk, request, commands.ShowSummary(incident=incident.number))


async def show_summary(desk: Desk, request: Asked, command: commands.ShowSummary) -> None:
    """``summary``: one screen for somebody who was asleep, which they may share with everybody there."""
    incident = await desk.incident(request, command.incident)
    async with desk.store.read() as reader:
        entries = await reader.entries(incident.number)
    now, origin = desk.clock(), request.origin if isinstance(request, CommandTyped) else None
    shown = Ask(
        user=request.user,
        channel=request.channel,
        response_url=request.response_url,
        lines=answers.summary(incident, entries, now, (desk.severity(incident.severity),)),
        choices=(Choice(label="share", action="share", value=str(incident.number)),),
        thread=(origin.place.thread or "") if origin else "",
    )
    async with desk.store.change() as change:
        await change.company.look(incident.number, request.user, now)
        await change.tell((shown,), now)
        await change.finish(request.key)
    desk.wake()


async def show_timeline(desk: Desk, request: Asked, command: commands.ShowTimeline) -> None:
    """``timeline``: its latest page; in the incident's channel with what can be done about each entry."""
    incident = await desk.incident(request, command.incident)
    origin = request.origin if isinstance(request, CommandTyped) else None
    page = ShowTimeline(
        user=request.user,
        channel=request.channel,
        response_url=request.response_url,
        incident=incident.number,
        thread=(origin.place.thread or "") if origin else "",
    )
    await desk.tell(request, page)


async def show_items(desk: Desk, request: Asked, command: commands.ShowItems) -> None:
    """``actions``: the remediation items."""
    incident = await desk.incident(request, command.incident)
    await desk.answer(request, *answers.items(incident, desk.settings.command))


async def list_incidents(desk: Desk, request: Asked, command: commands.ListIncidents) -> None:
    """``list``: the open incidents, or those of them that are asked for."""
    async with desk.store.read() as reader:
        incidents = await reader.open_incidents()
    wanted = answers.fitting(
        incidents, command.severity, command.status, request.user if command.mine else ""
    )
    all_of_them = command == commands.ListIncidents()
    lines = answers.listing(wanted, desk.clock(), desk.settings.command, all_of_them=all_of_them)
    await desk.answer(request, *lines)


async def show_stats(desk: Desk, request: Asked, command: commands.ShowStats) -> None:
    """``stats``: how incidents went in a period, by the asker's own calendar."""
    period, now = command.period or PERIOD, desk.clock()
    person = await desk.directory.known(request.user)
    zone = zone_of(person) if person else UTC
    async with desk.store.read() as reader:
        facts = await reader.stats(request.user, now - period, now, now.astimezone(zone).date())
    await desk.answer(request, *answers.stats(facts, period, list(desk.settings.severities), zone))


async def show_health(desk: Desk, request: Asked, command: commands.Doctor) -> None:
    """``doctor``: how Slack and the record do, for administrators."""
    if not await desk.directory.is_administrator(request.user, desk.settings.permissions.administrators):
        raise UserError("error.administrators_only", command=desk.settings.command)
    examination = await desk.examiner.examine()
    found = answers.findings(examination, list(SCOPES), idle(desk.settings))
    await desk.answer(request, *answers.report(found))


async def show_help(desk: Desk, request: Asked, command: commands.Help) -> None:
    """``help``."""
    name = desk.settings.command
    if command.verb is None:
        await desk.answer(request, *answers.help(commands.TABLE, name))
        return
    await desk.answer(request, *answers.help_for(commands.spec_for(command.verb), name))


async def show_postmortem(desk: Desk, request: Asked, command: commands.ShowPostmortem) -> None:
    """``postmortem``: the draft, into the incident's channel; the customer edition to the asker first."""
    form = _format(command)
    incident = await desk.incident(request, command.incident)
    if command.language is not None and command.language not in desk.catalogues.languages:
        raise UserError(
            "error.language_later", language=command.language, languages=", ".join(desk.catalogues.languages)
        )
    if not incident.channel:
        raise UserError("error.no_channel", incident=incident.id)
    if command.edition is Audience.CUSTOMER:
        await _show_preview(desk, request, incident, command, form)
        return
    number, language = incident.number, command.language or ""
    file = UploadDraft(incident=number, language=language, format=form)
    told = (PostDraft(incident=number, language=language), file) if form == "markdown" else (file,)
    channel = Room(channel=incident.channel, name=incident.channel_name)
    line = phrase("answer.draft", incident=incident.id, channel=channel)
    catalogue = desk.catalogues.for_locale(language or incident.language)
    async with desk.store.read() as reader:
        made = await compiled(reader, incident, desk.settings, catalogue, desk.clock())
    await desk.answer(request, line, *wording.lines(made.remarks), also=told)


def _format(command: commands.ShowPostmortem) -> Literal["markdown", "html", "json"]:
    match command.format:
        case commands.DocumentFormat.CANVAS:
            raise UserError("error.format_later", format=command.format)
        case commands.DocumentFormat.HTML:
            return "html"
        case commands.DocumentFormat.JSON:
            return "json"
        case _:
            return "markdown"


async def _show_preview(
    desk: Desk,
    request: Asked,
    incident: Incident,
    command: commands.ShowPostmortem,
    form: Literal["markdown", "html", "json"],
) -> None:
    """The customer edition is shown to the asker alone: handing it out is a step of its own."""
    if incident.status is Status.CANCELLED:
        raise UserError("error.false_alarm", incident=incident.id)
    preview = ShowPreview(
        incident=incident.number,
        user=request.user,
        channel=request.channel,
        language=command.language or incident.language,
        format=form,
        response_url=request.response_url,
    )
    await desk.tell(request, preview)
