"""What the commands of the command line have in common: settings, refusals, and a document on its way out.

Documents go to standard output or a file, everything else to standard error.
"""

from __future__ import annotations

import os
import re
import sys
from enum import StrEnum
from pathlib import Path
from typing import NoReturn

import typer

from bot import wording
from bot.answers.leaving_out import what_to_know
from bot.drafts import Draft
from bot.locales import Catalogues, languages, named
from bot.postmortem.names import visible
from bot.settings import Settings, SettingsError, load_settings


class Format(StrEnum):
    """The formats of an exported document."""

    MARKDOWN = "markdown"
    HTML = "html"
    JSON = "json"


def settings_here() -> Settings:
    """The settings of the environment and the working directory."""
    try:
        return load_settings(os.environ, Path.cwd())
    except SettingsError as error:
        refuse(*error.lines)


def number_of(typed: str) -> int:
    """The number of the incident that was named, as people name it."""
    matched = re.fullmatch(r"(?:#?inc-)?(\d{1,9})", typed.strip(), re.IGNORECASE)
    if matched is None:
        refuse(f"{typed} is not an incident. Expected something like INC-12.")
    return int(matched[1])


def language_of(typed: str) -> str:
    """The language that was asked for, if one was."""
    language = named(typed) or ""
    if typed and not language:
        refuse(f"There is no catalogue for {typed}. Expected one of {', '.join(languages())}.")
    return language


def hand_over(draft: Draft, settings: Settings, text: str, output: Path | None) -> None:
    """Says what to know about the draft, then prints it as it was written, or writes it to the file."""
    for line in _to_know(draft, settings):
        say(line)
    if output is None:
        sys.stdout.write(text)
        return
    try:
        output.write_text(text, encoding="utf-8")
    except OSError as error:
        fail(f"{output} cannot be written: {error.strerror}.")


def _to_know(draft: Draft, settings: Settings) -> list[str]:
    """What is missing and left out of a customer edition, and what the linter says, in the official language."""
    catalogue = Catalogues(settings.languages.official).official
    if draft.customer is None:
        told = wording.lines(draft.remarks)
    else:
        told = what_to_know(draft.customer, draft.remarks, draft.incident.id, listed=None)
    return [visible(catalogue.spans(line), draft.acquainted) for line in told]


def say(line: str) -> None:
    """A line for the operator."""
    typer.echo(line, err=True)


def refuse(*lines: str) -> NoReturn:
    """Ends the program: the operator can mend this."""
    for line in lines:
        say(line)
    raise typer.Exit(2)


def fail(line: str) -> NoReturn:
    """Ends the program: it could not do what it was asked for."""
    say(line)
    raise typer.Exit(1)
