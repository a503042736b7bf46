"""Taking an edited Markdown draft back: what differs from what was handed out becomes people's own versions.

The file names in a line that no reader sees (:func:`marker`) what it was made from. Sections are known by their
headings. Pure: no I/O, no clock.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot import editing
from bot.editing import Shown, ShownDraft, Version
from bot.export.markdown import heading_line
from bot.masking import mask
from bot.postmortem.document import Document

_MARKER = re.compile(r"(?m)^\[//\]: # \(chronik ([0-9a-f]{16})\)[ \t]*$\n?")
_FENCE = re.compile(r"[ ]{0,3}(`{3,}|~{3,})(.*)")
_HEADING = re.compile(r"(#{1,6})[ \t]+\S")


@dataclass(frozen=True, kw_only=True)
class TakenBack:
    """What became of a file."""

    #: In the order of the document; those with ``beside`` do not count, since somebody's words came first.
    versions: tuple[Version, ...]
    #: Lines that are headings of no section here, and headings of sections that the file does not have.
    unknown: tuple[str, ...]
    missing: tuple[str, ...]


def marker(draft: ShownDraft) -> str:
    """The line that tells later from which draft a file was made; GitHub and GitLab do not show it."""
    return f"[//]: # (chronik {draft.id})\n"


def marked(text: str) -> str:
    """The id of the draft that a file was made from; empty when the line is gone."""
    found = _MARKER.search(text)
    return found[1] if found else ""


def take_back(
    text: str,
    document: Document,
    shown: Mapping[str, Shown],
    versions: Iterable[Version],
    *,
    by: str,
    name: str = "",
    at: datetime,
) -> TakenBack:
    """Compares a file with what it was made from (``shown``), and says what is to be kept.

    ``versions`` are all those of the document, ``by`` is the user id of whoever edited the file, or they have a
    ``name`` alone. Secrets are masked. Text below a heading that no section has is not taken, and listed.
    """
    found, unknown = _sections(_MARKER.sub("", text), document)
    known = tuple(versions)
    new: list[Version] = []
    for key, before in shown.items():
        if key not in found or editing.print_of(found[key]) == before.body:
            continue
        wanted = Version(
            edition=document.edition,
            language=document.language,
            section=key,
            number=0,
            text=mask(_without_tail(found[key], before.tail)),
            author=by,
            author_name=name,
            at=at,
            base=before.compiled,
        )
        version = editing.next_version(known, wanted, seen=before.number)
        if version:
            new.append(version)
    missing = tuple(each.heading for each in document.sections if each.key not in found)
    return TakenBack(versions=tuple(new), unknown=tuple(unknown), missing=missing)


def _sections(text: str, document: Document) -> tuple[dict[str, str], list[str]]:
    """The texts below the document's headings, by key, and the headings that are none of them."""
    by_line = {heading_line(section): section for section in document.sections}
    found: dict[str, list[str]] = {}
    unknown: list[str] = []
    current: list[str] = []
    level, fence = 0, ""
    for number, line in enumerate(_lines(text), 1):
        fence = _fenced(line, fence)
        heading = None if fence else _HEADING.match(line)
        section = by_line.get(line.rstrip()) if heading else None
        if section and section.key not in found:
            current, level = found.setdefault(section.key, []), section.level
        elif heading and len(heading[1]) <= level:
            unknown.append(f"{line.strip()} (line {number})")
            current, level = [], len(heading[1])
        else:
            current.append(line)
    return {key: "\n".join(lines).strip("\n") for key, lines in found.items()}, unknown


def _lines(text: str) -> list[str]:
    return text.removeprefix("\ufeff").replace("\r\n", "\n").split("\n")


def _fenced(line: str, fence: str) -> str:
    """The fence that is open after this line."""
    match = _FENCE.fullmatch(line)
    if not match:
        return fence
    if not fence:
        return match[1]
    return "" if match[1].startswith(fence) and not match[2].strip() else fence


def _without_tail(text: str, tail: Sequence[str]) -> str:
    """The text without the bot's own remarks below it; where somebody changed those, they are theirs."""
    lines = text.rstrip().splitlines()
    written = [index for index, line in enumerate(lines) if line.strip()]
    if not tail or len(written) < len(tail):
        return "\n".join(lines)
    begins = written[-len(tail)]
    rest = "\n".join(lines[begins:])
    return "\n".join(lines[:begins] if editing.prints(rest) == tuple(tail) else lines).rstrip()
