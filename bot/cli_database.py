"""What the command line does with the database that the bot keeps: ``chronik export``, ``doctor``, ``erase``."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Annotated, TypeVar

import aiohttp
import typer
from sqlalchemy.engine import make_url

from bot import answers
from bot import app as chronik_app
from bot.doctor import Finding, State
from bot.drafts import Draft, compiled
from bot.erasing import erase_person
from bot.errors import UserError
from bot.examining import idle
from bot.exporting import with_pictures
from bot.locales import Catalogue, Catalogues
from bot.logs import configure
from bot.manifest import SCOPES
from bot.model import Audience, Incident
from bot.postmortem.names import visible
from bot.settings import Settings
from bot.terminal import Format, fail, hand_over, language_of, number_of, refuse, say, settings_here
from bot.translating.collecting import Translations, translator_of
from storage.errors import StorageError
from storage.migrations import upgrade
from storage.store import Database

Result = TypeVar("Result")


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
    number, language = number_of(incident), language_of(lang)
    settings = settings_here()
    made = in_database(settings, lambda database: _exported(database, settings, number, language, edition))
    if format is Format.HTML:
        made, about_images = asyncio.run(with_pictures(made, settings))
        if about_images:
            say(about_images)
    hand_over(made, settings, made.editable() if format is Format.MARKDOWN else made.written(format), output)


def in_database(settings: Settings, work: Callable[[Database], Awaitable[Result]]) -> Result:
    """What ``work`` answers, done in the database that the settings name; ends the program if there is none."""
    _require_file(settings)

    async def done() -> Result:
        async with Database.open(settings.database_url, marks=settings.marks) as database:
            await upgrade(database)
            return await work(database)

    try:
        return asyncio.run(done())
    except StorageError as error:
        fail(str(error))


def _require_file(settings: Settings) -> None:
    """Nothing is looked for in a database that a slip of the working directory would make."""
    url = make_url(settings.database_url)
    if url.get_backend_name() == "sqlite" and url.database and not Path(url.database).exists():
        fail(f"There is no database at {url.database}. Set DATABASE_URL to the one that `chronik run` uses.")


async def _exported(
    database: Database, settings: Settings, number: int, lang: str, edition: Audience
) -> Draft:
    async with database.read() as reader:
        found = await reader.incident(number)
    if found is None:
        fail(f"There is no incident INC-{number} in this database.")
    catalogue = Catalogues(settings.languages.official).for_locale(lang or found.language)
    await _translated(database, settings, found, catalogue, edition)
    async with database.change() as change:
        found = await change.incident(number) or found
        now = chronik_app.real_clock()
        try:
            made = await compiled(change, found, settings, catalogue, now, edition=edition)
        except UserError as refusal:
            fail(visible(catalogue.error(refusal), {}))
        await change.keep_shown(made.shown(), number)
    return made


async def _translated(
    database: Database, settings: Settings, incident: Incident, catalogue: Catalogue, edition: Audience
) -> None:
    if settings.translator.kind and incident.language != catalogue.language:
        async with aiohttp.ClientSession() as session:
            translator = translator_of(settings, session)
            translations = Translations(database, translator, settings, chronik_app.real_clock)
            await translations.complete(incident, catalogue, edition)


def doctor() -> None:
    """Examines tokens, scopes, database and clock; exit status 1 when something does not work."""
    configure(quiet=True)
    settings = settings_here()
    _require_file(settings)
    found = asyncio.run(_examined(settings))
    catalogue = Catalogues(settings.languages.official).official
    for finding in found:
        typer.echo(visible(catalogue.spans(answers.marked(finding)), {}))
    raise typer.Exit(answers.worst(found) is State.PROBLEM)


async def _examined(settings: Settings) -> tuple[Finding, ...]:
    async with chronik_app.examining(settings) as surgery:
        return answers.findings(await surgery.examine(), list(SCOPES), idle(settings))


def erase(
    person: Annotated[
        str, typer.Argument(help="Whose texts: a Slack user id such as U012AB3CD, or the name.")
    ],
    yes: Annotated[bool, typer.Option("--yes", help="Does not ask first.")] = False,
) -> None:
    """Erases one person's messages, entries and name from the whole record; it cannot be undone."""
    configure()
    settings = settings_here()
    what = in_database(settings, lambda database: _erased(database, person.lstrip("@"), sure=yes))
    say(f"Erased {what}. The running bot edits what it has posted; messages in Slack stay.")


async def _erased(database: Database, person: str, *, sure: bool) -> str:
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
    return what
