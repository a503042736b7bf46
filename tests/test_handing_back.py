"""``chronik import-draft`` and ``versions``: a draft that was edited in a file comes back."""

from __future__ import annotations

import asyncio
import os
import re
import shutil
from collections.abc import Awaitable, Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import structlog
from typer.testing import CliRunner, Result

from bot.care import Redaction
from bot.cli import cli
from bot.editing import State, StateChange, Version
from bot.model import Audience, Person, Place
from storage.change import StoredChange
from storage.migrations import upgrade
from storage.store import Database
from tests.storage.examples import NOW, an_incident

FAR = datetime(2099, 1, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database that knows INC-1 and Ann."""
    path = tmp_path_factory.mktemp("record") / "chronik.db"

    async def known(change: StoredChange) -> None:
        await change.next_number()
        await change.save(an_incident(1))
        await change.remember(Person(id="U1", name="Ann Lee"))

    changed(known, path)
    return path


@pytest.fixture(autouse=True)
def _with_database(database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A directory with a copy of it; and logging as it was, since a run sets it up for its own outlet."""
    for name in [name for name in os.environ if name.startswith(("CHRONIK_", "SLACK_", "DATABASE_"))]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    shutil.copy(database, tmp_path / "chronik.db")
    yield
    structlog.reset_defaults()


def changed(work: Callable[[StoredChange], Awaitable[None]], path: Path = Path("chronik.db")) -> None:
    """Changes the database."""

    async def done() -> None:
        async with Database.open(f"sqlite+aiosqlite:///{path}") as database:
            await upgrade(database)
            async with database.change() as change:
                await work(change)

    asyncio.run(done())


def ran(*arguments: str) -> Result:
    """What one run of ``chronik`` says."""
    return CliRunner().invoke(cli, list(arguments))


def exported(*options: str) -> str:
    """The draft as it is handed out to be edited."""
    return ran("export", "INC-1", *options).stdout


def edited(words: str, *options: str) -> str:
    """The draft with those words as its lessons."""
    heading = "Erkenntnisse" if "de" in options else "Lessons"
    return re.sub(rf"(?ms)(?<=^## {heading}\n\n).*?(?=\n\n## )", words, exported(*options))


def handed_back(text: str, *options: str) -> Result:
    """The file comes back."""
    Path("draft.md").write_text(text, encoding="utf-8")
    return ran("import-draft", "INC-1", "draft.md", *options)


def test_what_was_edited_is_in_the_document() -> None:
    """A changed section becomes its author's, secrets masked; the same file again changes nothing."""
    text = edited("We were *lucky*.\n\npassword=hunter2!")
    first, again = handed_back(text, "--by", "Ann Lee"), handed_back(text, "--by", "Ann Lee")
    document = exported()

    assert (0, "") == (first.exit_code, first.stdout)
    assert ["Lessons: taken as version 1.", "What looks like a secret in it is masked: Password."] == (
        first.stderr.splitlines()
    )
    assert "We were *lucky*.\n\npassword=[masked: Password]\n\nEdited by Ann Lee, " in document
    assert ["No section was changed."] == handed_back(document).stderr.splitlines()
    assert ["No section was changed."] == again.stderr.splitlines()


def test_somebody_unknown_has_their_name() -> None:
    """Who is not in the record is named as typed."""
    handed_back(edited("Lucky."), "--by", "Kim")

    assert "Lucky.\n\nEdited by Kim, " in exported()


def test_only_that_edition_and_language_change() -> None:
    """An edited German edition leaves the English ones as the bot wrote them, which say that it differs."""
    german = edited("Glück gehabt.", "--lang", "de")
    wrong, right = (
        handed_back(german, "--by", "Ann Lee"),
        handed_back(german, "--lang", "de", "--by", "Ann Lee"),
    )

    assert (1, "This file is the internal edition in de. Say so: --edition internal --lang de\n") == (
        wrong.exit_code,
        wrong.stderr,
    )
    assert 0 == right.exit_code
    assert "Glück gehabt." in exported("--lang", "de")
    assert "Lessons: Ann Lee edited the internal edition (de), " in exported()
    assert "Glück gehabt." not in exported()
    assert "Glück" not in exported("--edition", "customer")


def test_an_approval_is_not_taken_back_without_a_name() -> None:
    """A file for an approved edition needs --by; then it is a draft again, and the timeline says who made it one."""

    async def approved(change: StoredChange) -> None:
        state = StateChange(
            edition=Audience.INTERNAL, language="en", state=State.APPROVED, author="U1", at=NOW
        )
        await change.add_state(state, 1)

    text = edited("Lucky.")
    changed(approved)
    nobody = handed_back(text)
    unchanged = exported()
    somebody = handed_back(text, "--by", "Kim")

    assert 1 == nobody.exit_code
    assert "This edition is approved (Ann Lee, " in nobody.stderr
    assert "Lucky." not in unchanged
    assert "it is a draft again." in somebody.stderr
    assert "Kim moved the internal edition (en) to: **draft**" in exported()


def test_a_file_from_before_a_removal_is_refused() -> None:
    """What was redacted meanwhile does not come back with an old file."""
    text = edited("Lucky.")

    async def redacted(change: StoredChange) -> None:
        later = Redaction(
            place=Place(channel="C1", ts="1.000001"), incident=1, by="U1", at=FAR, reason="name"
        )
        await change.care.redact(later)

    changed(redacted)
    result = handed_back(text, "--by", "Ann Lee")

    assert 1 == result.exit_code
    assert result.stderr.startswith("Something was removed from the record since this file was made")


@pytest.mark.parametrize(
    ("arguments", "status", "problem"),
    [
        (("import-draft", "INC-1", "nowhere.md"), 1, "nowhere.md cannot be read: No such file or directory."),
        (("import-draft", "INC-1", "binary.md"), 1, "binary.md cannot be read: it is not text in UTF-8."),
        (
            ("import-draft", "INC-1", "other.md"),
            1,
            "No heading in this file is one of INC-1's internal edition.",
        ),
        (("import-draft", "INC-9", "other.md"), 1, "There is no incident INC-9 in this database."),
        (
            ("import-draft", "twelve", "other.md"),
            2,
            "twelve is not an incident. Expected something like INC-12.",
        ),
        (
            ("versions", "INC-1", "fix"),
            1,
            "Nobody has edited fix there. Sections that somebody has: lessons.",
        ),
        (("versions", "INC-1", "lessons", "3"), 1, "lessons has no version 3. It has 1 to 2."),
        (
            ("versions", "INC-1", "lessons", "3", "--forget"),
            1,
            "lessons has no version 3 in this edition and language.",
        ),
        (("versions", "INC-1", "lessons", "--forget"), 2, "Name the one version that is to be forgotten."),
        (("versions", "INC-1", "lessons", "1", "2", "3"), 2, "Two versions can be compared, not more."),
    ],
)
def test_refused(arguments: tuple[str, ...], status: int, problem: str) -> None:
    """What cannot be done is told in a sentence, and nothing changes."""
    Path("binary.md").write_bytes(b"\xff\xfe")
    Path("other.md").write_text("# Shopping\n\n- Milk\n", encoding="utf-8")
    changed(two_versions)
    result = ran(*arguments)

    assert (status, "", [problem]) == (result.exit_code, result.stdout, result.stderr.splitlines())


async def two_versions(change: StoredChange) -> None:
    """Ann wrote lessons, and wrote them again."""
    for number, text in enumerate(("Lucky\nSame", "Skilled\nSame"), 1):
        version = Version(
            edition=Audience.INTERNAL, language="en", section="lessons", number=number, text=text,
            author="U1", at=NOW, base=(),
        )  # fmt: skip
        await change.add_version(version, 1)


def test_versions_are_listed_shown_and_compared() -> None:
    """All versions with their authors, one in full, or the lines in which two differ."""
    changed(two_versions)
    listed = ran("versions", "INC-1", "lessons").stdout.splitlines()

    assert ["Ann Lee  2 words", "Ann Lee  2 words, stands in the document"] == [
        line.split("UTC  ")[1] for line in listed
    ]
    assert "Lucky\nSame\n" == ran("versions", "INC-1", "lessons", "1").stdout
    assert ["-Lucky", "+Skilled", " Same"] == (
        ran("versions", "INC-1", "lessons", "1", "2").stdout.splitlines()[3:]
    )


def test_a_version_is_forgotten() -> None:
    """Its words are nowhere any more; with them gone, the section is the bot's again."""
    changed(two_versions)
    result = ran("versions", "INC-1", "lessons", "2", "--forget")
    document = exported()

    assert result.stdout.startswith("The section is the bot's again. Version 2 is empty;")
    assert "Skilled" not in document
    assert ["2 words", "empty, stands in the document"] == [
        line.split("Ann Lee  ")[1] for line in ran("versions", "INC-1", "lessons").stdout.splitlines()
    ]
    assert b"Skilled" not in Path("chronik.db").read_bytes()
