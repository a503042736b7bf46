"""Spans made shorter, for what Slack limits.

Pure: no I/O, no clock.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from bot.answers.short import ELLIPSIS, whole_words
from bot.text import Anchor, Span, Words, plain

_BLANKS = re.compile(r"\s+")


def cut(spans: tuple[Span, ...], limit: int) -> tuple[Span, ...]:
    """Spans cut to ``limit`` visible characters, at a word, and ``…``."""
    kept: list[Span] = []
    rest = limit
    for span in spans:
        width = len(plain((span,)))
        if width > rest:
            return (*kept, *_piece(span, rest), Words(text=ELLIPSIS))
        rest -= width
        kept.append(span)
    return tuple(kept)


def compact(spans: tuple[Span, ...], limit: int) -> tuple[Span, ...]:
    """Spans cut to ``limit`` visible characters and set on one line, preformatted words as well."""
    return cut(tuple(_flat(span) for span in spans), limit)


def fitted(spans: tuple[Span, ...], fits: Callable[[tuple[Span, ...]], bool]) -> tuple[Span, ...]:
    """As much of the spans as ``fits`` agrees to, found by halving; the spans themselves if they fit."""
    if fits(spans):
        return spans
    low, high = 0, len(plain(spans))
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if fits(cut(spans, middle)) else (low, middle)
    return cut(spans, low)


def _flat(span: Span) -> Span:
    return replace(span, text=_BLANKS.sub(" ", span.text), pre=False) if isinstance(span, Words) else span


def _piece(span: Span, limit: int) -> tuple[Span, ...]:
    match span:
        case Words(text=text) if limit > 0:
            return (replace(span, text="".join(whole_words(list(text[:limit])))),)
        case Anchor(label=label) if limit > 0:
            return (replace(span, label=label[:limit]),)
        case _:
            return ()
