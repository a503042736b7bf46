"""The command line: ``chronik run``, ``demo``, ``export``, ``manifest``, ``db upgrade``.

Documents go to standard output, everything else to standard error.
Exit status: 0 done, 1 failed, 2 cannot start because of what the operator can mend (settings, tokens, arguments).
"""

from __future__ import annotations

import asyncio
import contextlib
import gc
import signal
import sys
from collections.abc import Awaitable, Callable
from enum import StrEnum
from importlib.metadata import version
from pathlib import Path
from typing import Annotated

import typer

from bot import app as chronik_app
from bot import cli_arguments, cli_editing, wording
from bot.answers.leaving_out import what_to_know
from bot.demo.recording import RecordingError
from bot.demo.replay import play
from bot.drafts import Draft, compiled
from bot.errors import StartRefused, UserError
from bot.locales import Catalogue, Catalogues
from bot.logs import configure
from bot.manifest import ManifestError, as_yaml, manifest
from bot.model import Audience, Incident
from bot.postmortem.names import visible
from bot.settings import Settings, missing_tokens
from storage.errors import StorageError
from storage.migrations import upgrade
from storage.store import Database

cli = typer.Typer(
    add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False, rich_markup_mode=None,
    help="Runs an incident from the first slash command to the post-mortem.",
)  # fmt: skip
database_cli = typer.Typer(add_completion=False, no_args_is_help=True, help="The database.")
cli.add_typer(database_cli, name="db")


class Format(StrEnum):
    """The formats of an exported document."""

    MARKDOWN = "markdown"
    JSON = "json"


class Mode(StrEnum):
    """How Slack reaches the bot."""

    SOCKET = "socket"
    HTTP = "http"


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"chronik {version('chronik')}")
        raise typer.Exit


@cli.callback()
def options(
    shown: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Shows the version.")
    ] = False,
) -> None:
    """Runs an incident from the first slash command to the post-mortem."""


def main() -> None:
    """The console script."""
    cli()


@cli.command()
def run() -> None:
    """Runs the bot: in Socket Mode when SLACK_APP_TOKEN is set, else by signed HTTP on CHRONIK_PORT."""
    configure()
    settings = cli_arguments.settings()
    if sentences := missing_tokens(settings):
        cli_arguments.refuse(*sentences)
    try:
        asyncio.run(_run(settings))
    except (StartRefused, StorageError) as refusal:
        cli_arguments.refuse(str(refusal))


async def _run(settings: Settings) -> None:
    stop, ready = asyncio.Event(), asyncio.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(name, stop.set)
    serving = asyncio.create_task(_serve(settings, stop, ready))
    stopping = asyncio.create_task(stop.wait())
    await asyncio.wait({serving, stopping}, return_when=asyncio.FIRST_COMPLETED)
    stopping.cancel()
    if not ready.is_set():
        # Still waiting for its database or for Slack: there is nothing in hand to finish.
        serving.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await serving


async def _serve(settings: Settings, stop: asyncio.Event, ready: asyncio.Event) -> None:
    async with chronik_app.running(settings):
        _calm_the_collector()
        ready.set()
        await stop.wait()


def _calm_the_collector() -> None:
    """Lets a flood of payloads not make Python search the whole program for garbage, again and again.

    What is alive after the start stays alive, so it is left out of every later search; and what one payload
    leaves behind is too little to begin a search for.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000)


@cli.command()
def demo(
    recording: Annotated[
        Path | None,
        typer.Argument(help="A recording (TOML, see README); without it, the one that comes along."),
    ] = None,
) -> None:
    """Replays a recorded incident through the real bot, without Slack, and writes ./chronik-demo/."""
    configure(quiet=True)
    try:
        play(recording, Path.cwd() / "chronik-demo")
    except RecordingError as error:
        cli_arguments.refuse(*error.lines)


@cli.command()
def export(
    incident: Annotated[str, typer.Argument(help="Which incident, for example INC-12.")],
    edition: Annotated[
        Audience, typer.Option(help="For readers inside, or for customers: then the command hands it out.")
    ] = Audience.INTERNAL,
    lang: Annotated[str, typer.Option(help="The document's language; the official one by default.")] = "",
    format: Annotated[Format, typer.Option(help="The document's format.")] = Format.MARKDOWN,
    output: Annotated[Path | None, typer.Option("-o", help="A file instead of standard output.")] = None,
) -> None:
    """Prints an incident's post-mortem from the database; what to know about it goes to standard error."""
    configure()
    number = cli_arguments.number(incident)
    settings = cli_arguments.settings()
    cli_arguments.require_file(settings)
    language = cli_arguments.language(lang)
    try:
        draft = asyncio.run(_exported(settings, number, language, edition))
    except StorageError as error:
        cli_arguments.fail(str(error))
    for line in _to_know(draft, settings):
        typer.echo(line, err=True)
    text = draft.json() if format is Format.JSON else draft.editable()
    if output is None:
        sys.stdout.write(text)
        return
    try:
        output.write_text(text, encoding="utf-8")
    except OSError as error:
        cli_arguments.fail(f"{output} cannot be written: {error.strerror}.")


async def _exported(settings: Settings, number: int, lang: str, edition: Audience) -> Draft:
    async with Database.open(settings.database_url, timeline_marks=settings.timeline_marks) as database:
        await upgrade(database)
        async with database.change() as change:
            found = await change.incident(number)
            if found is None:
                cli_arguments.fail(f"There is no incident INC-{number} in this database.")
            catalogue = Catalogues(settings.languages.official).for_locale(lang or found.language)
            try:
                draft = await compiled(
                    change, found, settings, catalogue, chronik_app.real_clock(), edition=edition
                )
                await change.keep_shown(draft.shown(), number)
                return draft
            except UserError as refusal:
                cli_arguments.fail(visible(catalogue.error(refusal), {}))


def _to_know(draft: Draft, settings: Settings) -> list[str]:
    """What is missing and left out of a customer edition, and what the linter says, in the official language."""
    catalogue = Catalogues(settings.languages.official).official
    if draft.customer is None:
        told = wording.lines(draft.remarks)
    else:
        told = what_to_know(draft.customer, draft.remarks, draft.incident.id, listed=None)
    return [visible(catalogue.spans(line), draft.acquainted) for line in told]


@cli.command(name="import-draft")
def import_draft(
    incident: Annotated[str, typer.Argument(help="Which incident, for example INC-12.")],
    file: Annotated[Path, typer.Argument(help="The edited Markdown, as `chronik export` wrote it.")],
    edition: Annotated[Audience, typer.Option(help="Whose edition the file is.")] = Audience.INTERNAL,
    lang: Annotated[str, typer.Option(help="The document's language; the incident's by default.")] = "",
    by: Annotated[str, typer.Option(help="Who edited it.")] = "command line user",
) -> None:
    """Takes an edited Markdown draft back: sections that somebody changed become their own versions."""
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        cli_arguments.fail(f"{file} cannot be read: {error}.")

    async def work(database: Database, settings: Settings, language: Speaking) -> tuple[str, ...]:
        now = chronik_app.real_clock()
        number = cli_arguments.number(incident)
        return await cli_editing.imported(database, settings, language, number, edition, text, by, now)

    for line in _in_database(lang, work):
        typer.echo(line, err=True)


@cli.command(name="versions")
def show_versions(
    incident: Annotated[str, typer.Argument(help="Which incident, for example INC-12.")],
    section: Annotated[str, typer.Argument(help="Which section, for example impact or lessons.")],
    numbers: Annotated[list[int] | None, typer.Argument(help="One to read, or two to compare.")] = None,
    edition: Annotated[Audience, typer.Option(help="Which edition.")] = Audience.INTERNAL,
    lang: Annotated[str, typer.Option(help="The document's language; the incident's by default.")] = "",
) -> None:
    """Lists what people wrote into a section, shows one version, or compares two."""
    chosen = tuple(numbers or ())
    if len(chosen) > 2:
        cli_arguments.refuse("Two versions can be compared, not more.")

    async def work(database: Database, _: Settings, language: Speaking) -> tuple[str, ...]:
        return await cli_editing.versions_of(
            database, language, cli_arguments.number(incident), edition, section, chosen
        )

    for line in _in_database(lang, work):
        typer.echo(line)


Speaking = Callable[[Incident], Catalogue]


def _in_database(
    lang: str, work: Callable[[Database, Settings, Speaking], Awaitable[tuple[str, ...]]]
) -> tuple[str, ...]:
    """What ``work`` has to say, done in the database of the settings."""
    configure()
    settings = cli_arguments.settings()
    cli_arguments.require_file(settings)
    language = cli_arguments.language(lang)

    async def done() -> tuple[str, ...]:
        catalogues = Catalogues(settings.languages.official)
        async with Database.open(settings.database_url, timeline_marks=settings.timeline_marks) as database:
            await upgrade(database)
            return await work(
                database, settings, lambda found: catalogues.for_locale(language or found.language)
            )

    try:
        return asyncio.run(done())
    except (StorageError, cli_editing.Refused) as error:
        cli_arguments.fail(str(error))


@cli.command(name="manifest")
def print_manifest(
    mode: Annotated[Mode, typer.Option(help="Socket Mode, or signed HTTP.")] = Mode.SOCKET,
    url: Annotated[str | None, typer.Option(help="The bot's https address; for HTTP.")] = None,
) -> None:
    """Prints the app manifest to create the Slack app from."""
    try:
        typer.echo(as_yaml(manifest(mode.value, url=url, command=cli_arguments.settings().command)), nl=False)
    except ManifestError as error:
        cli_arguments.refuse(str(error))


@database_cli.command(name="upgrade")
def upgrade_database() -> None:
    """Brings the database to this version; `chronik run` does so by itself."""
    configure()
    settings = cli_arguments.settings()
    try:
        asyncio.run(_upgraded(settings))
    except StorageError as error:
        cli_arguments.fail(str(error))
    typer.echo("The database is up to date.", err=True)


async def _upgraded(settings: Settings) -> None:
    async with Database.open(settings.database_url) as database:
        await upgrade(database)
