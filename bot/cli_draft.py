"""``chronik draft``: a post-mortem from a Slack export, offline, for a night without Chronik."""

from __future__ import annotations

import asyncio
import re
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from bot import app as chronik_app
from bot.drafts import Draft, compiled
from bot.errors import UserError
from bot.locales import Catalogue, Catalogues
from bot.model import Audience
from bot.postmortem.names import visible
from bot.settings import Settings
from bot.settings.translator import TranslatorSettings
from bot.slack_export import Archive, ExportError, Span, Wanted, opened, read_export
from bot.slack_export.archive import printable
from bot.slack_export.conversations import Conversation, choice, chosen, conversations
from bot.slack_export.evidence import Exported
from bot.terminal import Format, fail, hand_over, language_of, refuse, say, settings_here
from bot.times import parse_time

_WORKSPACE = re.compile(r"(?:https?://)?([a-z0-9][a-z0-9-]*)((?:\.[a-z0-9-]+)*)/?", re.IGNORECASE)
_DAY = timedelta(days=1)


def draft(
    export: Annotated[Path, typer.Argument(metavar="EXPORT", help="A Slack export: its zip file or folder.")],
    channel: Annotated[str, typer.Option(help="The incident's channel, where the export has several.")] = "",
    start: Annotated[
        str, typer.Option("--from", help="When it began, such as '9 Feb 21:40 UTC'; else the first mark.")
    ] = "",
    end: Annotated[str, typer.Option("--to", help="When it ended; else the last mark.")] = "",
    everything: Annotated[
        bool, typer.Option("--all", help="Every message on the timeline, not the marked ones alone.")
    ] = False,
    workspace: Annotated[
        str, typer.Option(help="The workspace, such as acme.slack.com, for the links to messages.")
    ] = "",
    edition: Annotated[
        Audience, typer.Option(help="For readers inside, or for customers: then the command hands it out.")
    ] = Audience.INTERNAL,
    lang: Annotated[str, typer.Option(help="The document's language; the official one by default.")] = "",
    format: Annotated[Format, typer.Option(help="The document's format.")] = Format.MARKDOWN,
    output: Annotated[Path | None, typer.Option("-o", help="A file instead of standard output.")] = None,
) -> None:
    """Prints a post-mortem from a Slack export; what could not be read goes to standard error."""
    settings = settings_here()
    catalogues = Catalogues(settings.languages.official)
    catalogue = catalogues.for_locale(language_of(lang) or settings.languages.official)
    wanted = _wanted(settings, start, end, workspace, everything=everything)
    try:
        with opened(export) as archive:
            exported = _exported(archive, channel, wanted, settings)
        made = asyncio.run(_compiled(exported, settings, catalogue, edition))
    except ExportError as error:
        fail(str(error))
    except UserError as refusal:
        refuse(visible(catalogues.official.error(refusal), {}))
    _tell(exported, made, everything=everything)
    hand_over(_without_commands(made), settings, made.written(format), output)


def _wanted(settings: Settings, start: str, end: str, workspace: str, *, everything: bool) -> Wanted:
    return Wanted(
        marks=settings.marks,
        everything=everything,
        host=_host(workspace),
        language=settings.languages.official,
        span=lambda last: _span(start, end, last, settings),
    )


async def _compiled(exported: Exported, settings: Settings, catalogue: Catalogue, edition: Audience) -> Draft:
    now = chronik_app.real_clock()
    # Offline: a translator is for the record.
    settings = settings.model_copy(update={"translator": TranslatorSettings()})
    return await compiled(exported, exported.incident, settings, catalogue, now, edition=edition)


def _host(typed: str) -> str:
    if not typed:
        return ""
    matched = _WORKSPACE.fullmatch(typed.strip())
    if matched is None:
        refuse(f"{typed} is no workspace. Expected something like acme.slack.com.")
    return (matched[1] + (matched[2] or ".slack.com")).lower()


def _exported(archive: Archive, channel: str, wanted: Wanted, settings: Settings) -> Exported:
    """The incident of the channel that is meant; says what could not be read on the way."""
    try:
        found = conversations(archive)
        if not found:
            fail("The export has no messages: there is no file like 2024-02-09.json in any channel's folder.")
        meant = chosen(found, channel)
        if meant is None:
            refuse(*choice(found, channel, settings.channels.prefix))
        return _read(archive, meant, wanted)
    finally:
        for problem in archive.problems:
            say(problem)


def _read(archive: Archive, meant: Conversation, wanted: Wanted) -> Exported:
    exported = read_export(archive, meant, wanted)
    if exported is None:
        fail(f"Nobody wrote anything that can be read in {printable(meant.name)}.")
    return exported


def _span(start: str, end: str, last: datetime, settings: Settings) -> Span:
    """The times that were typed, as seen from the last message: ``21:40`` is the latest 21:40 before it."""
    zone, locale = ZoneInfo(settings.zones.working), settings.languages.official

    def instant(typed: str, now: datetime) -> datetime:
        return parse_time(typed, now=now, zone=zone, locale=locale)

    def nearest(typed: str) -> datetime:
        try:
            return instant(typed, last)
        except UserError:
            # A day after the last message, or a mistake that will be told once more.
            return instant(typed, chronik_app.real_clock())

    began = nearest(start) if start else None
    ended = nearest(end) if end else None
    if began and ended and ended < began:
        # "--from '9 Feb 21:40' --to 04:00": the first such time after the beginning.
        ended = instant(end, began + _DAY)
        if ended < began:
            refuse(f"--to {end} is before --from {start}.")
    return Span(start=began, end=ended)


def _tell(exported: Exported, made: Draft, *, everything: bool) -> None:
    """What was found, and what the draft lacks because of that."""
    found, name = exported.timeline, printable(exported.incident.channel_name)
    say(f"{name}: {exported.messages} messages, {len(found)} of them on the timeline.")
    if not found and not everything:
        say("None is marked. Mark what matters (📌 or a pin) in Slack and export again, or use --all.")
    if found and not any(entry.permalink for entry in found):
        say("The links to messages are unknown. Name the workspace with --workspace acme.slack.com.")
    if not exported.incident.number:
        say("The channel's name has no number, so the incident is called INC-TBD.")
    if made.customer and made.customer.missing:
        say("Notices to customers, cause, resolution and remediation items are TBD: no export tells them.")


def _without_commands(made: Draft) -> Draft:
    """Without advice to type commands, which a team without Chronik does not have."""
    if made.customer is None:
        return made
    return replace(made, customer=replace(made.customer, missing=()))
