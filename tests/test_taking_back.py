"""An edited Markdown draft handed back."""

from __future__ import annotations

from datetime import UTC, datetime

from bot.editing import Shown, print_of, prints
from bot.export.markdown import bodies, to_markdown
from bot.taking_back import TakenBack, take_back
from tests.export.example import PEOPLE, draft

NOW = datetime(2024, 2, 12, 9, 0, tzinfo=UTC)
DOCUMENT = draft()
TEXT = to_markdown(DOCUMENT, PEOPLE)
SHOWN = {
    key: Shown(body=print_of("\n\n".join(texts)), tail=(), compiled=prints("\n\n".join(texts)), number=0)
    for key, texts in bodies(DOCUMENT, PEOPLE).items()
}


def taken(text: str) -> TakenBack:
    """What becomes of that text."""
    return take_back(text, DOCUMENT, SHOWN, (), by="", name="Ann", at=NOW)


def test_unchanged_it_changes_nothing() -> None:
    """The file as it was written, with whatever line ends, has no version in it."""
    nothing = TakenBack(versions=(), unknown=(), missing=())

    assert nothing == taken(TEXT)
    assert nothing == taken(TEXT.replace("\n", "\r\n"))


def test_only_what_differs_is_taken() -> None:
    """One changed section becomes a version with its author and what it was made from."""
    before = "\n\n".join(bodies(DOCUMENT, PEOPLE)["lessons"])
    (version,) = taken(
        TEXT.replace(before, "We were lucky\n\n### Not `##`\n\n```\n## no heading\n```")
    ).versions

    assert ("lessons", "Ann", prints(before)) == (version.section, version.author_name, version.base)
    assert "We were lucky\n\n### Not `##`\n\n```\n## no heading\n```" == version.text


def test_headings_are_listed() -> None:
    """A heading that is none of the edition's is named with its line, and so is a section that is not there."""
    result = taken(TEXT.replace("## Lessons", "## Learnt"))
    line = TEXT.splitlines().index("## Lessons") + 1

    assert ((f"## Learnt (line {line})",), ("Lessons",)) == (result.unknown, result.missing)
    assert () == result.versions
