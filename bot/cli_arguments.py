"""What the commands of the command line share: arguments, settings, and saying why something cannot be done.

Exit status 1 is for what failed, 2 for what the operator can mend.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import NoReturn

import typer
from sqlalchemy.engine import make_url

from bot.locales import languages, named
from bot.settings import Settings, SettingsError, load_settings


def number(incident: str) -> int:
    """The number of an incident as people name it."""
    matched = re.fullmatch(r"(?:#?inc-)?(\d{1,9})", incident.strip(), re.IGNORECASE)
    if matched is None:
        refuse(f"{incident} is not an incident. Expected something like INC-12.")
    return int(matched[1])


def language(lang: str) -> str:
    """A language as the catalogues name it; empty for none."""
    language = named(lang) or ""
    if lang and not language:
        refuse(f"There is no catalogue for {lang}. Expected one of {', '.join(languages())}.")
    return language


def require_file(settings: Settings) -> None:
    """A document is not looked for in a database that a slip of the working directory would make."""
    url = make_url(settings.database_url)
    if url.get_backend_name() == "sqlite" and url.database and not Path(url.database).exists():
        fail(f"There is no database at {url.database}. Set DATABASE_URL to the one that `chronik run` uses.")


def settings() -> Settings:
    """The settings of this directory and environment."""
    try:
        return load_settings(os.environ, Path.cwd())
    except SettingsError as error:
        refuse(*error.lines)


def refuse(*lines: str) -> NoReturn:
    """Says what the operator can mend, and ends with 2."""
    for line in lines:
        typer.echo(line, err=True)
    raise typer.Exit(2)


def fail(line: str) -> NoReturn:
    """Says what failed, and ends with 1."""
    typer.echo(line, err=True)
    raise typer.Exit(1)
