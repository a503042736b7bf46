"""What one run of ``chronik`` says and how it ends, in the process of the test: starting one for each takes long."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
import structlog
from typer.testing import CliRunner, Result

from bot.cli import cli
from bot.model import Person
from storage.store import Database
from tests.storage.examples import an_entry, an_incident


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty working directory without settings; and logging as it was, since a run sets it up for its outlet."""
    for name in [name for name in os.environ if name.startswith(("CHRONIK_", "SLACK_", "DATABASE_"))]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    yield tmp_path
    structlog.reset_defaults()


def ran(*arguments: str, **environment: str) -> Result:
    """What one run of ``chronik`` says when nobody can answer it."""
    return CliRunner().invoke(cli, arguments, env=environment)


@pytest.mark.parametrize(
    ("environment", "sentence"),
    [
        ({}, "SLACK_BOT_TOKEN"),
        ({"SLACK_BOT_TOKEN": "xoxb-1"}, "SLACK_SIGNING_SECRET"),
        ({"SLACK_BOT_TOKEN": "xapp-1", "SLACK_APP_TOKEN": "xapp-1"}, "xoxb-"),
        ({"DATABASE_URL": "mysql://x"}, "DATABASE_URL"),
        ({"CHRONIK_PORT": "none"}, "CHRONIK_PORT"),
        ({"CHRONIK_CONFIG": "nowhere.toml"}, "nowhere.toml"),
    ],
)
def test_what_the_operator_can_mend_ends_with_2(environment: Mapping[str, str], sentence: str) -> None:
    """Missing or wrong tokens and settings are named in a sentence, and the exit status is 2."""
    said = ran("run", **environment)

    assert (2, "") == (said.exit_code, said.stdout)
    assert sentence in said.stderr
    assert isinstance(said.exception, SystemExit), "a sentence, no traceback"


def test_erase_asks_first(sqlite_url: str) -> None:
    """``erase`` names what would go and leaves it without a yes; with one, the person is gone from the record."""

    async def recorded() -> None:
        async with Database.open(sqlite_url) as database, database.change() as change:
            await change.save(an_incident(channel="C1"))
            await change.remember(Person(id="U2", name="Bob Marsh"))
            await change.add([an_entry("e1", author="U2", text="words of Bob")], 1)

    asyncio.run(recorded())
    asked, before = ran("erase", "Bob Marsh"), ran("export", "INC-1").stdout
    erased, after = ran("erase", "U2", "--yes"), ran("export", "INC-1").stdout
    missing = ran("erase", "Nobody", "--yes")

    assert (1, 0, 1) == (asked.exit_code, erased.exit_code, missing.exit_code)
    assert "Erase 0 messages and 1 entries of Bob Marsh (U2)? This cannot be undone." in asked.stderr
    assert "words of Bob" in before
    assert "Erased 0 messages and 1 entries of U2 (U2)." in erased.stderr
    assert ("words of Bob" in after, "Bob Marsh" in after) == (False, False)
    assert "The record knows nobody called Nobody." in missing.stderr


def test_export_says_what_it_cannot_find(folder: Path) -> None:
    """An incident that is not there, or no incident at all, is said on standard error alone."""
    said = ran("export", "INC-7")
    assert (1, "") == (said.exit_code, said.stdout)
    assert "no database at chronik.db" in said.stderr
    assert [] == list(folder.iterdir())
    assert 0 == ran("db", "upgrade").exit_code
    for argument, expected in (("INC-7", 1), ("seven", 2)):
        said = ran("export", argument)
        assert (expected, "") == (said.exit_code, said.stdout)
        assert argument in said.stderr
        assert isinstance(said.exception, SystemExit), "a sentence, no traceback"
