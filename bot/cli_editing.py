"""``chronik import-draft`` and ``versions``: handing an edited draft back, and looking at what people wrote before."""

from __future__ import annotations

import getpass
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Annotated

import typer

from bot import app as chronik_app
from bot.cli_database import in_database
from bot.handing_back import HandedBack, Refused, Speaking, forget_version, imported, versions_of
from bot.locales import Catalogues
from bot.logs import configure
from bot.model import Audience
from bot.ports import Store
from bot.settings import Settings
from bot.terminal import fail, language_of, number_of, refuse, say, settings_here


def import_draft(
    incident: Annotated[str, typer.Argument(help="Which incident, for example INC-12.")],
    file: Annotated[Path, typer.Argument(help="The edited Markdown, as `chronik export` wrote it.")],
    edition: Annotated[Audience, typer.Option(help="Whose edition the file is.")] = Audience.INTERNAL,
    lang: Annotated[str, typer.Option(help="The document's language; the incident's by default.")] = "",
    by: Annotated[
        str, typer.Option(help="Who edited it: a user id or a name; this machine's user by default.")
    ] = "",
) -> None:
    """Takes an edited Markdown draft back: sections that somebody changed become their own versions."""
    number = number_of(incident)
    try:
        text = file.read_text(encoding="utf-8")
    except OSError as error:
        fail(f"{file} cannot be read: {error.strerror}.")
    except UnicodeDecodeError:
        fail(f"{file} cannot be read: it is not text in UTF-8.")
    handed = HandedBack(number=number, edition=edition, text=text, by=by or _user(), sure=bool(by))

    async def work(store: Store, settings: Settings, speaking: Speaking) -> tuple[str, ...]:
        return await imported(store, settings, speaking, handed, chronik_app.real_clock())

    for line in _done(lang, work):
        say(line)


def show_versions(
    incident: Annotated[str, typer.Argument(help="Which incident, for example INC-12.")],
    section: Annotated[str, typer.Argument(help="Which section, for example impact or lessons.")],
    numbers: Annotated[list[int] | None, typer.Argument(help="One to read, or two to compare.")] = None,
    edition: Annotated[Audience, typer.Option(help="Which edition.")] = Audience.INTERNAL,
    lang: Annotated[str, typer.Option(help="The document's language; the incident's by default.")] = "",
    forget: Annotated[
        bool, typer.Option("--forget", help="Empties the version that is named, for good.")
    ] = False,
) -> None:
    """Lists what people wrote into a section, shows one version, or compares two."""
    number, chosen = number_of(incident), tuple(numbers or ())
    if forget and len(chosen) != 1:
        refuse("Name the one version that is to be forgotten.")
    if len(chosen) > 2:
        refuse("Two versions can be compared, not more.")

    async def work(store: Store, _: Settings, speaking: Speaking) -> tuple[str, ...]:
        if forget:
            now = chronik_app.real_clock()
            return await forget_version(store, speaking, number, edition, section, chosen[0], now)
        return await versions_of(store, speaking, number, edition, section, chosen)

    for line in _done(lang, work):
        typer.echo(line)


def _done(
    lang: str, work: Callable[[Store, Settings, Speaking], Awaitable[tuple[str, ...]]]
) -> tuple[str, ...]:
    """What ``work`` has to say, done in the database of the settings."""
    configure()
    language, settings = language_of(lang), settings_here()
    catalogues = Catalogues(settings.languages.official)
    try:
        return in_database(
            settings,
            lambda store: work(
                store, settings, lambda found: catalogues.for_locale(language or found.language)
            ),
        )
    except Refused as error:
        fail(str(error))


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # Nobody has a name in some containers.
        return "?"
