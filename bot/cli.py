"""The command line: ``chronik run``, ``demo``, ``manifest``, ``db upgrade``, and the commands of its neighbours.

Documents go to standard output, everything else to standard error.
Exit status: 0 done, 1 failed, 2 cannot start because of what the operator can mend (settings, tokens, arguments).
"""

from __future__ import annotations

import asyncio
import contextlib
import gc
import signal
from enum import StrEnum
from importlib.metadata import version
from pathlib import Path
from typing import Annotated

import typer

from bot import app as chronik_app
from bot.cli_database import doctor, erase, export
from bot.cli_draft import draft
from bot.cli_editing import import_draft, show_versions
from bot.demo.recording import RecordingError
from bot.demo.replay import play
from bot.errors import StartRefused
from bot.logs import configure
from bot.manifest import ManifestError, as_yaml, manifest
from bot.settings import Settings, missing_tokens
from bot.sole import sole
from bot.terminal import fail, refuse, settings_here
from storage.errors import StorageError
from storage.migrations import upgrade
from storage.store import Database

cli = typer.Typer(
    add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False, rich_markup_mode=None,
    help="Runs an incident from the first slash command to the post-mortem.",
)  # fmt: skip
database_cli = typer.Typer(add_completion=False, no_args_is_help=True, help="The database.")
cli.add_typer(database_cli, name="db")
cli.command()(export)
cli.command()(draft)
cli.command(name="import-draft")(import_draft)
cli.command(name="versions")(show_versions)
cli.command()(doctor)
cli.command()(erase)


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
    async with sole(settings.database_url), chronik_app.running(settings):
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
