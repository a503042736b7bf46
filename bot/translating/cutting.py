"""Prose cut into sentences, each of which is translated, or stays, by itself.

Pure: no I/O, no clock.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from bot.text import Span, Words

#: What ends a line, and how quotes, bullets and numbered items begin one.
_BREAK = re.compile(r"\s*(?:\r\n?|[\n\x0b\x0c\x85\u2028\u2029])(?:[ \t>•◦▪]|[-*][ \t]|[0-9]{1,9}\.[ \t])*")
_BEGINNING = re.compile(r"\s*(?:>[ \t]|[•◦▪][ \t]|[-*][ \t]|[0-9]{1,9}\.[ \t])*")
#: Between two sentences. A dot ends one only before a capital, so that "approx. 5 users" stays together.
_NEXT = re.compile(
    r"(?<=[。！？])[ \t]*(?=\S)|(?:(?<=[!?…])|(?<=[!?.…][\"”’)\]])|(?<=(?<![A-Z])\.))[ \t]+(?=[\"“‘(\[]?[^\W\d_a-z])"
)

Spans = tuple[Span, ...]


@dataclass(frozen=True, kw_only=True)
class Piece:
    """A sentence, or what stands between two: blanks, line breaks and what lines begin with."""

    spans: Spans
    is_sentence: bool


def pieces(spans: Spans) -> tuple[Piece, ...]:
    """The prose in its order, piece by piece; all pieces together are the prose."""
    found: list[Piece] = []
    current: list[Span] = []
    for span in spans:
        if not isinstance(span, Words) or span.code or span.pre:
            current.append(span)
            continue
        for text, is_between in _split(span.text, begins=not found and not current):
            if not is_between:
                current.append(replace(span, text=text))
                continue
            found += _sentence(current)
            if text:
                found.append(Piece(spans=(replace(span, text=text),), is_sentence=False))
            current = []
    return (*found, *_sentence(current))


def _sentence(current: list[Span]) -> list[Piece]:
    return [Piece(spans=tuple(current), is_sentence=True)] if current else []


def _split(text: str, *, begins: bool) -> Iterator[tuple[str, bool]]:
    """The text in pieces, each with whether it stands between sentences."""
    end = 0
    beginning = _BEGINNING.match(text) if begins else None
    if beginning and beginning[0]:
        yield beginning[0], True
        end = beginning.end()
    for match in sorted(
        (*_BREAK.finditer(text, end), *_NEXT.finditer(text, end)), key=lambda each: each.start()
    ):
        if match.start() < end:
            continue
        if match.start() > end:
            yield text[end : match.start()], False
        yield match[0], True
        end = match.end()
    if end < len(text):
        yield text[end:], False
