"""The command line: ``chronik run``, ``demo``, ``export``, ``draft``, ``manifest``, ``db upgrade``.

Documents go to standard output, everything else to standard error.
Exit status: 0 done, 1 failed, 2 cannot start because of what the operator can mend (settings, tokens, arguments).
"""

from __future__ import annotations

import asyncio
import contextlib
import gc
import re
import signal
from enum import StrEnum
from importlib.metadata import version
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy.engine import make_url

from bot import app as chronik_app
from bot.cli_draft import draft
from bot.demo.recording import RecordingError
from bot.demo.replay import play
from bot.drafts import Draft, compiled
from bot.erasing import erase_person
from bot.errors import StartRefused, UserError
from bot.locales import Catalogues
from bot.logs import configure
from bot.manifest import ManifestError, as_yaml, manifest
from bot.model import Audience
from bot.postmortem.names import visible
from bot.settings import Settings, missing_tokens
from bot.terminal import Format, fail, hand_over, language_of, refuse, settings_here
from storage.errors import StorageError
from storage.migrations import upgrade
from storage.store import Database

cli = typer.Typer(
    add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False, rich_markup_mode=None,
    help="Runs an incident from the first slash command to the post-mortem.",
)  # fmt: skip
database_cli = typer.Typer(add_completion=False, no_args_is_help=True, help="The database.")
cli.add_typer(database_cli, name="db")
cli.command()(draft)


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
    settings = settings_here()
    if sentences := missing_tokens(settings):
        refuse(*sentences)
    try:
        asyncio.run(_run(settings))
    except (StartRefused, StorageError) as refusal:
        refuse(str(refusal))


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
        calm_the_collector()
        ready.set()
        await stop.wait()


def calm_the_collector() -> None:
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
        refuse(*error.lines)


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
    matched = re.fullmatch(r"(?:#?inc-)?(\d{1,9})", incident.strip(), re.IGNORECASE)
    if matched is None:
        refuse(f"{incident} is not an incident. Expected something like INC-12.")
    settings = settings_here()
    _require_file(settings)
    language = language_of(lang)
    try:
        made = asyncio.run(_exported(settings, int(matched[1]), language, edition))
    except StorageError as error:
        fail(str(error))
    hand_over(made, settings, format, output)


def _require_file(settings: Settings) -> None:
    """A document is not looked for in a database that a slip of the working directory would make."""
    url = make_url(settings.database_url)
    if url.get_backend_name() == "sqlite" and url.database and not Path(url.database).exists():
        fail(f"There is no database at {url.database}. Set DATABASE_URL to the one that `chronik run` uses.")


async def _exported(settings: Settings, number: int, lang: str, edition: Audience) -> Draft:
    async with Database.open(settings.database_url, marks=settings.marks) as database:
        await upgrade(database)
        async with database.read() as reader:
            found = await reader.incident(number)
            if found is None:
                fail(f"There is no incident INC-{number} in this database.")
            catalogue = Catalogues(settings.languages.official).for_locale(lang or found.language)
            try:
                return await compiled(
                    reader, found, settings, catalogue, chronik_app.real_clock(), edition=edition
                )
            except UserError as refusal:
                fail(visible(catalogue.error(refusal), {}))


@cli.command()
def erase(
    person: Annotated[
        str, typer.Argument(help="Whose texts: a Slack user id such as U012AB3CD, or the name.")
    ],
    yes: Annotated[bool, typer.Option("--yes", help="Does not ask first.")] = False,
) -> None:
    """Erases one person's messages, entries and name from the whole record; it cannot be undone."""
    configure()
    settings = settings_here()
    _require_file(settings)
    try:
        asyncio.run(_erased(settings, person.lstrip("@"), sure=yes))
    except StorageError as error:
        fail(str(error))


async def _erased(settings: Settings, person: str, *, sure: bool) -> None:
    async with Database.open(settings.database_url) as database:
        await upgrade(database)
        async with database.read() as reader:
            found = await reader.care.named(person)
            if len(found) > 1:
                refuse(f"{person} is the name of several people: {', '.join(found)}. Name one by the id.")
            user = found[0] if found else person
            written = await reader.care.written(user)
        if not found and not written.messages:
            fail(f"The record knows nobody called {person}. Expected a Slack user id or a full name.")
        what = f"{written.messages} messages and {written.entries} entries of {person} ({user})"
        if not sure and not typer.confirm(f"Erase {what}? This cannot be undone.", err=True):
            fail("Nothing was erased.")
        await erase_person(database, user, chronik_app.real_clock)
    typer.echo(f"Erased {what}. The running bot edits what it has posted; messages in Slack stay.", err=True)


@cli.command(name="manifest")
def print_manifest(
    mode: Annotated[Mode, typer.Option(help="Socket Mode, or signed HTTP.")] = Mode.SOCKET,
    url: Annotated[str | None, typer.Option(help="The bot's https address; for HTTP.")] = None,
) -> None:
    """Prints the app manifest to create the Slack app from."""
    try:
        typer.echo(as_yaml(manifest(mode.value, url=url, command=settings_here().command)), nl=False)
    except ManifestError as error:
        refuse(str(error))


@database_cli.command(name="upgrade")
def upgrade_database() -> None:
    """Brings the database to this version; `chronik run` does so by itself."""
    configure()
    settings = settings_here()
    try:
        asyncio.run(_upgraded(settings))
    except StorageError as error:
        fail(str(error))
    typer.echo("The database is up to date.", err=True)


async def _upgraded(settings: Settings) -> None:
    async with Database.open(settings.database_url) as database:
        await upgrade(database)
