"""What was found: one screen, each with its incident and the piece of the text around the words.

Pure: no I/O, no clock.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from bot.answers.short import shorten
from bot.finding import Findings, Found, Source, snippet
from bot.model import Place
from bot.phrases import Link, Param, Phrase, Prose, When, phrase
from bot.timeline import sentence

#: On one page, as much as a telephone shows at a glance.
PAGE = 8
#: Visible characters of a title.
_TITLE = 80

#: From a message to its web address.
Permalink = Callable[[Place], str]


def found(
    findings: Findings, words: str, wanted: Sequence[str], permalink: Permalink, *, first: bool = True
) -> tuple[Phrase, ...]:
    """A page; ``words`` as a person reads them, ``first``: whether nothing was shown before it."""
    if not findings.found:
        return (phrase("find.none" if first else "find.no_more", words=words),)
    title = (phrase("find.title", words=words),) if first else ()
    return (*title, *(_line(each, wanted, permalink) for each in findings.found))


def _line(found: Found, wanted: Sequence[str], permalink: Permalink) -> Phrase:
    about = {"id": _linked(found, permalink), "title": Prose(text=shorten(found.title, _TITLE))}
    when = When(at=found.entry.at if found.entry and found.source is not Source.TITLE else found.at)
    if found.source is Source.TITLE:
        return phrase("find.incident", **about, when=when)
    return phrase("find.line", **about, when=when, said=_said(found, wanted))


def _said(found: Found, wanted: Sequence[str]) -> Phrase:
    piece = snippet(found.text, wanted)
    if found.section:
        return phrase(f"summary.{found.section}", text=Prose(text=piece))
    if found.item or found.entry is None:
        return phrase("find.item", number=found.item, text=Prose(text=piece))
    return sentence(replace(found.entry, text=piece))


def _linked(found: Found, permalink: Permalink) -> Param:
    """The incident's name, behind it the way to what was found."""
    url = found.entry.permalink if found.entry else ""
    if not url and found.card:
        url = permalink(found.card)
    return Link(url=url, label=found.id) if url else found.id
