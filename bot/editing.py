"""People's own versions of a post-mortem's sections: appended, never overwritten, and told apart by their number.

A version belongs to one section of one edition in one language. It remembers what the bot had written when it was
made (its ``base``), so that whatever the record says beyond that can be shown beside it.

Pure: no I/O, no clock.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from bot.model import Audience


class State(StrEnum):
    """How far is a document on its way to its readers?"""

    DRAFT = "draft"
    IN_REVIEW = "in review"
    APPROVED = "approved"
    PUBLISHED = "published"


@dataclass(frozen=True, kw_only=True)
class Version:
    """What one person wrote into a section, as Markdown."""

    edition: Audience
    language: str
    #: The section's key, the same in every language.
    section: str
    #: Counts from 1 within the section of that edition and language.
    number: int
    #: Empty: the section is the bot's again.
    text: str
    #: A user id, or a name where somebody without one wrote it (on the command line).
    author: str = ""
    author_name: str = ""
    at: datetime
    #: What the bot had written there when this was made.
    base: str
    #: Whether somebody else's words came first, so that this is kept beside them and not shown in the document.
    beside: bool = False


@dataclass(frozen=True, kw_only=True)
class StateChange:
    """A document's new state, who put it there and when."""

    edition: Audience
    language: str
    state: State
    author: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class News:
    """What the bot would write now that it would not have written then, and the other way round, by line."""

    added: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        """Whether there is anything new."""
        return bool(self.added or self.gone)


@dataclass(frozen=True, kw_only=True)
class Shown:
    """A section as a person had it before them when they began to edit."""

    #: All that stood there, the bot's remarks about an edit (``tail``) included.
    body: str
    tail: str
    #: What the bot would have written.
    compiled: str
    #: The version that it showed; 0 for the bot's own words.
    number: int


@dataclass(frozen=True, kw_only=True)
class ShownDraft:
    """What was handed to somebody to edit: one section or all of them, by key."""

    #: Says all the rest in short, so that the same draft shown twice is one.
    id: str
    edition: Audience
    language: str
    sections: Mapping[str, Shown]


def of_document(versions: Iterable[Version], edition: Audience, language: str) -> tuple[Version, ...]:
    """The versions of one edition in one language."""
    return tuple(each for each in versions if (each.edition, each.language) == (edition, language))


def standing(versions: Iterable[Version]) -> dict[str, Version]:
    """Of one document's versions, by section, the one that counts: the latest that is beside no other."""
    found: dict[str, Version] = {}
    for each in sorted(versions, key=lambda each: each.number):
        if not each.beside:
            found[each.section] = each
    return found


def edited(versions: Iterable[Version]) -> dict[str, Version]:
    """By section, what people wrote in the bot's stead; a section given back to the bot is not among them."""
    return {key: each for key, each in standing(versions).items() if each.text}


def elsewhere(versions: Iterable[Version], edition: Audience, language: str) -> tuple[Version, ...]:
    """What counts in the other editions and languages and differs from what counts in this one."""
    everything = tuple(versions)
    here = edited(of_document(everything, edition, language))
    others = dict.fromkeys((each.edition, each.language) for each in everything)
    return tuple(
        version
        for other in others
        if other != (edition, language)
        for key, version in edited(of_document(everything, *other)).items()
        if key not in here or here[key].text != version.text
    )


def news(base: str, compiled: str) -> News:
    """What is new between two texts of the bot's."""
    before, after = _lines(base), _lines(compiled)
    added: list[str] = []
    gone: list[str] = []
    matcher = difflib.SequenceMatcher(a=before, b=after, autojunk=False)
    for operation, start, end, begin, stop in matcher.get_opcodes():
        if operation != "equal":
            gone += before[start:end]
            added += after[begin:stop]
    return News(added=tuple(added), gone=tuple(gone))


def next_version(
    versions: Iterable[Version], wanted: Version, *, seen: int, compiled: str = ""
) -> Version | None:
    """The version to append; ``None`` when its words are those that count already.

    ``versions`` are those of the same document, ``seen`` the number that the author had before them, ``compiled``
    what the bot would write without anybody's words. Of two people at once the first one's words count, and the
    second one's are kept beside them. ``wanted.number`` does not matter.
    """
    same = [each for each in versions if each.section == wanted.section]
    last = standing(same).get(wanted.section)
    if wanted.text == (last.text if last else "") or (not last and wanted.text == compiled):
        return None
    number = max((each.number for each in same), default=0) + 1
    beside = last is not None and last.number > seen
    return replace(wanted, number=number, beside=beside)


def compared(one: Version, other: Version) -> tuple[str, ...]:
    """The lines in which two versions differ, with a few around them, as in a patch."""
    return tuple(
        difflib.unified_diff(
            one.text.splitlines(),
            other.text.splitlines(),
            fromfile=f"version {one.number}",
            tofile=f"version {other.number}",
            lineterm="",
        )
    )


def _lines(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.strip()]
