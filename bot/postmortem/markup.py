r"""Markdown as people write it, read into spans, for renderers that do not speak Markdown and for the guard.

What is no markup here stays as it was typed: rather a mark too many than a word too few.

Pure: no I/O, no clock.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import replace

from bot.text import Anchor, Span, Words

_FENCE = re.compile(r"(?ms)^(?P<fence>`{3,}|~{3,})[^\n]*\n(?P<inside>.*?)(?:^(?P=fence)[`~]*[ \t]*$\n?|\Z)")
_HEADING = re.compile(r"(?m)^#{1,6}[ \t]+(.+?)[ \t]*#*$")
_INLINE = re.compile(
    r"(?P<escaped>\\[!-/:-@\[-`{-~])|(?P<broken>\\\n)|(?P<code>(?<!`)(?P<ticks>`+)(?!`)[^\n]+?(?<!`)(?P=ticks)(?!`))"
    r"|(?P<entity>&(?:lt|gt|amp|quot|#39|nbsp);)"
    r"|(?P<bare><(?P<address>https?://[^\s<>]+)>)"
    r"|\[(?P<label>[^\[\]\n]*)\]\((?P<url>(?:https?://|mailto:|tel:)[^\s()<>]*)\)"
    r"|\*\*(?P<bold>(?=\S)[^\n]+?(?<=\S))\*\*|(?<!\w)_(?P<italic>(?=\S)[^\n_]+?(?<=\S))_(?!\w)"
    r"|(?<![\w*])\*(?P<slanted>(?=\S)[^\n*]+?(?<=\S))\*(?![\w*])|~~(?P<strike>(?=\S)[^\n~]+?(?<=\S))~~"
)


def read(markdown: str) -> tuple[Span, ...]:
    """The text as spans; lists, quotes and tables stay the line beginnings that they are."""
    return tuple(_blocks(markdown))


def _blocks(text: str) -> Iterator[Span]:
    end = 0
    for match in _FENCE.finditer(text):
        yield from _spans(_HEADING.sub(r"**\1**", text[end : match.start()]), Words(text=""))
        end = match.end()
        inside = match["inside"].removesuffix("\n")
        if inside:
            yield Words(text=inside, code=True, pre=True)
    yield from _spans(_HEADING.sub(r"**\1**", text[end:]), Words(text=""))


def _spans(text: str, style: Words) -> Iterator[Span]:
    end = 0
    for match in _INLINE.finditer(text):
        if match.start() > end:
            yield replace(style, text=text[end : match.start()])
        end = match.end()
        yield from _marked(match, style)
    if end < len(text):
        yield replace(style, text=text[end:])


def _marked(match: re.Match[str], style: Words) -> Iterator[Span]:
    found = match[0]
    match match.lastgroup:
        case "escaped":
            yield replace(style, text=found[1:])
        case "broken":
            yield replace(style, text="\n")
        case "entity":
            yield replace(style, text=html.unescape(found))
        case "url":
            label = "".join(each.text for each in _spans(match["label"], style) if isinstance(each, Words))
            yield Anchor(url=html.unescape(match["url"]), label=label or match["url"])
        case "bold":
            yield from _spans(match["bold"], replace(style, bold=True))
        case "italic" | "slanted":
            yield from _spans(match["italic"] or match["slanted"], replace(style, italic=True))
        case "strike":
            yield from _spans(match["strike"], replace(style, strike=True))
        case _:
            yield from _verbatim(match, style)


def _verbatim(match: re.Match[str], style: Words) -> Iterator[Span]:
    if match["address"]:
        yield Anchor(url=match["address"], label=match["address"])
    else:
        ticks = len(match["ticks"])
        yield replace(style, text=match[0][ticks:-ticks], code=True)
