"""People's own versions of a post-mortem's sections: appended, never overwritten, and told apart by their number.

A version belongs to one section of one edition in one language. It remembers what the bot had written when it was
made (its ``base``), so that whatever the record says beyond that can be shown beside it. Of that, no text is kept
but a digest of each line: what is removed from the record shall not live on here.

Pure: no I/O, no clock.
"""

from __future__ import annotations

import difflib
import hashlib
from collections.abc import Iterable, Mapping, Sequence
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
    #: What the bot had written there when this was made: its :func:`prints`.
    base: tuple[str, ...]
    #: Whether somebody else's words came first, so that this is kept beside them and not shown in the document.
    beside: bool = False


@dataclass(frozen=True, kw_only=True)
class StateChange:
    """A document's new state, who put it there and when."""

    edition: Audience
    language: str
    state: State
    #: As of a version.
    author: str = ""
    author_name: str = ""
    at: datetime


@dataclass(frozen=True, kw_only=True)
class News:
    """The lines that the bot would write now and not then, and how many it would have written then and not now."""

    added: tuple[str, ...] = ()
    gone: int = 0

    def __bool__(self) -> bool:
        """Whether there is anything new."""
        return bool(self.added or self.gone)


@dataclass(frozen=True, kw_only=True)
class Shown:
    """A section as a person had it before them when they began to edit; of texts, digests."""

    #: The :func:`print_of` all that stood there, the bot's remarks about an edit (``tail``) included.
    body: str
    tail: tuple[str, ...]
    #: The :func:`prints` of what the bot would have written.
    compiled: tuple[str, ...]
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
    #: As of when it shows the record; of the same draft shown twice, the later time.
    at: datetime


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


def print_of(text: str) -> str:
    """A digest of a text; blanks at the ends of lines and empty lines around it do not count."""
    lines = "\n".join(line.rstrip() for line in text.strip().splitlines())
    return hashlib.sha256(lines.encode(errors="surrogatepass")).hexdigest()[:16]


def prints(text: str) -> tuple[str, ...]:
    """A digest of each line of a text, without empty ones."""
    return tuple(map(print_of, _lines(text)))


def news(base: Sequence[str], compiled: str) -> News:
    """What is new in a text of the bot's beyond an earlier one, of which the :func:`prints` are known."""
    lines = _lines(compiled)
    added: list[str] = []
    gone = 0
    matcher = difflib.SequenceMatcher(a=base, b=prints(compiled), autojunk=False)
    for operation, start, end, begin, stop in matcher.get_opcodes():
        if operation != "equal":
            gone += end - start
            added += lines[begin:stop]
    return News(added=tuple(added), gone=gone)


def next_version(
    versions: Iterable[Version], wanted: Version, *, seen: int, outdated: bool = False
) -> Version | None:
    """The version to append; ``None`` when its words are those that count already.

    ``versions`` are those of the same document, ``seen`` the number that the author had before them. Of two people
    at once the first one's words count, and the second one's are kept beside them; so are ``outdated`` ones, whose
    author had something before them that has been removed from the record since. ``wanted.number`` does not matter.
    """
    same = [each for each in versions if each.section == wanted.section]
    last = standing(same).get(wanted.section)
    if wanted.text == (last.text if last else "") or (not last and prints(wanted.text) == wanted.base):
        return None
    number = max((each.number for each in same), default=0) + 1
    beside = outdated or (last is not None and last.number > seen)
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
