"""Taking texts that are gone from the record out of what people wrote into documents, which may quote them.

The texts are in Slack's form and the documents in Markdown, so they are looked for as a reader sees them.
Pure: no I/O, no clock.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from bot import editing
from bot.care import REMOVED, TELLING
from bot.editing import Version
from bot.model import Person
from bot.postmortem.names import visible
from bot.quoting import without
from bot.text import parse

_MARKUP = frozenset("\\*_~`[]")
#: What may stand between two letters of a text in Markdown: marks, and where a link leads.
_BETWEEN = r"(?:[\\*_~`\[]|\](?:\([^()\s]*\))?)*"
_WRITTEN = {"&": "(?:&amp;|&)", "<": "(?:&lt;|<)", ">": "(?:&gt;|>)"}


@dataclass(frozen=True, kw_only=True)
class TakenOut:
    """The versions that changed, as they are now, and all that was taken out of them, as it stood there."""

    versions: tuple[Version, ...] = ()
    texts: frozenset[str] = frozenset()


def texts_taken_out(
    versions: Iterable[Version], texts: Iterable[str], people: Mapping[str, Person]
) -> TakenOut:
    """The versions without these texts of messages and entries; ``people`` have their names there.

    A line of fewer than :data:`bot.care.TELLING` characters may stand there by chance, and stays.
    """
    said = {visible(parse(text), people) for text in texts}
    lines = {line.strip() for text in said for line in (text, *text.splitlines())}
    patterns = [_pattern(line) for line in sorted(lines, key=len, reverse=True) if len(line) >= TELLING]
    found: set[str] = set()
    changed = []
    for version in versions:
        text = version.text
        for pattern in patterns:
            found.update(match[0] for match in pattern.finditer(text))
            text = pattern.sub(REMOVED, text)
        if text != version.text:
            changed.append(replace(version, text=text))
    return TakenOut(versions=tuple(changed), texts=frozenset(found))


def person_taken_out(versions: Iterable[Version], user: str, name: str) -> TakenOut:
    """The versions without what one person wrote, also where others kept it in later ones.

    Their own become empty, so that a section with them as its text is the bot's again. ``name``: what they are
    called where a version knows no more of its author.
    """
    changed: list[Version] = []
    lost: set[str] = set()
    for _, group in groupby(versions, key=lambda each: (each.edition, each.language, each.section)):
        others: set[str] = set()
        own: set[str] = set()
        for version in sorted(group, key=lambda each: each.number):
            lines = set(version.text.splitlines())
            if _is_by(version, user, name):
                own |= {line for line in lines - others if editing.print_of(line) not in version.base}
                after = replace(version, text="", author_name="" if version.author else REMOVED)
            else:
                others |= lines - own
                after = replace(version, text=without(version.text, own))
            if after != version:
                changed.append(after)
        lost |= own
    return TakenOut(versions=tuple(changed), texts=frozenset(lost))


def _is_by(version: Version, user: str, name: str) -> bool:
    if version.author:
        return version.author == user
    return bool(name) and version.author_name.casefold() == name.casefold()


def _pattern(line: str) -> re.Pattern[str]:
    return re.compile(_BETWEEN.join(_letters(line)), re.IGNORECASE)


def _letters(line: str) -> Sequence[str]:
    words = " ".join(line.split())
    return [
        r"[\s>]+" if letter == " " else _WRITTEN.get(letter, re.escape(letter))
        for letter in words
        if letter not in _MARKUP
    ]
