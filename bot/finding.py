"""Searching all incidents: what was asked for, what was found, and which piece of a text shows it.

All words must be there. Words in quotes belong together, and the beginning of a word is enough. Signs mean nothing of
their own, so that no question is wrong.
Pure: no I/O, no clock.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.answers.short import ELLIPSIS, atoms, shorten
from bot.errors import UserError
from bot.model import Entry, Place, SectionName

#: What is longer is not searched for, and more words than these are not either.
LONGEST = 300
_TERMS = 12
#: Visible characters of a snippet, and how many of them may come before what was found.
_SNIPPET = 200
_BEFORE = 60

_TERM = re.compile(r'"([^"]*)"?|<[@#!]([^<>|]+)[^<>]*>|(\S+)')
_QUOTES = dict.fromkeys(map(ord, "“”„‟«»"), '"')
#: What may stand around a word without being part of it.
_AROUND = "".join(chr(sign) for sign in range(33, 127) if not chr(sign).isalnum() and chr(sign) not in "&;")


class Source(StrEnum):
    """Where was it found?"""

    TITLE = "title"
    SECTION = "section"
    ITEM = "item"
    ENTRY = "entry"
    #: A marked message.
    MESSAGE = "message"


@dataclass(frozen=True, kw_only=True)
class Found:
    """One text in which all terms are."""

    #: Its place among all texts; the later it was recorded, the higher.
    position: int
    incident: int
    title: str
    #: The incident's card; ``None`` until it is posted.
    card: Place | None
    source: Source
    text: str
    #: When that was, where no entry says so.
    at: datetime
    #: The entry whose text it is, or which tells of it.
    entry: Entry | None = None
    #: Of a section its name, of a remediation item its number.
    section: SectionName | None = None
    item: int = 0

    @property
    def id(self) -> str:
        """The incident as people call it."""
        return f"INC-{self.incident}"


@dataclass(frozen=True, kw_only=True)
class Findings:
    """A page of what was found, the latest first, and whether there is more."""

    found: tuple[Found, ...]
    more: bool = False


def terms(words: str) -> tuple[str, ...]:
    """What is to be found in a text, from words as they were typed, in Slack's escaped form; without repetition.

    Raises ``UserError("error.find_nothing")`` when nothing is left to look for.

    >>> terms('lock “disk full”, lock')
    ('lock', 'disk full')
    """
    # No database holds NUL, nor half a surrogate pair.
    asked = words[:LONGEST].encode(errors="replace").decode().replace("\0", " ").translate(_QUOTES)
    pieces = [quoted or mention or word.strip(_AROUND) for quoted, mention, word in _TERM.findall(asked)]
    # Signs are looked for only where there is nothing else.
    found = [" ".join(piece.split()) for piece in (pieces if any(pieces) else asked.split())]
    some = tuple(dict.fromkeys(term for term in found if term))[:_TERMS]
    if not some:
        raise UserError("error.find_nothing")
    return some


def snippet(text: str, wanted: Sequence[str]) -> str:
    """The piece of a text in Slack's escaped form around the first of the terms, on one line."""
    line = " ".join(text.split())
    places = [place for term in wanted if (place := line.lower().find(term.lower())) >= 0]
    begin = min(places, default=0) - _BEFORE
    passed, kept = 0, []
    for atom in atoms(line):
        passed += len(atom)
        if passed > begin:
            kept.append(atom)
    piece = "".join(kept)
    if begin > 0:
        # At a word, unless the text has no blanks.
        head, blank, rest = piece.partition(" ")
        piece = ELLIPSIS + (rest if blank and len(head) < _BEFORE else piece)
    return shorten(piece, _SNIPPET)
