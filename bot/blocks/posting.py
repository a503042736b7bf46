"""A message for Slack, put together from lines within Slack's limits.

Pure: no I/O, no clock.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.blocks.cut import cut, fitted
from bot.blocks.elements import Block, actions, header, rich_text
from bot.blocks.inline import Line, Writer
from bot.phrases import phrase

#: Characters of a message's blocks as JSON. Slack refuses somewhere above 11,000 (``msg_blocks_too_long``).
BLOCKS = 9_500
#: Of which one line may take so many.
LINE = 8_000
#: Characters of a message's text; ``chat.update`` refuses above 4,000 (``msg_too_long``).
TEXT = 3_900


@dataclass(frozen=True, kw_only=True)
class Posting:
    """A message: as escaped text, for notifications and screen readers, and the same as blocks."""

    text: str
    blocks: tuple[Block, ...]


def posting(
    lines: Iterable[Line], writer: Writer, *, title: str = "", buttons: Sequence[Block] = ()
) -> Posting:
    """A message of a headline (plain text, if any), lines and buttons; cut at a line, which is then said.

    There is always exactly one ``rich_text`` block, since Slack does not let an edit take it away.
    """
    before = (header(title),) if title else ()
    after = (actions(buttons),) if buttons else ()
    kept = _within(tuple(lines), BLOCKS - size((*before, *after)), writer)
    headline = ((*writer.spans(phrase("message.title", title=title)),),) if title else ()
    return Posting(
        text=_text((*headline, *kept), writer),
        blocks=(*before, rich_text(writer.paragraphs(kept)), *after),
    )


def size(blocks: Sequence[Block]) -> int:
    """Characters of the blocks as JSON, as Slack counts them."""
    return len(json.dumps(blocks, ensure_ascii=False))


def _within(lines: tuple[Line, ...], limit: int, writer: Writer) -> tuple[Line, ...]:
    shown = tuple(fitted(line, lambda spans: _size((spans,), writer) <= LINE) for line in lines)

    def first(count: int) -> tuple[Line, ...]:
        return (*shown[:count], writer.spans(phrase("message.more", count=len(shown) - count)))

    if _size(shown, writer) <= limit:
        return shown
    low, high = 0, len(shown)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if _size(first(middle), writer) <= limit else (low, middle)
    return first(low)


def _size(lines: tuple[Line, ...], writer: Writer) -> int:
    return size((rich_text(writer.paragraphs(lines)),))


def _text(lines: Sequence[Line], writer: Writer) -> str:
    texts: list[str] = []
    rest = TEXT
    for line in lines:
        text = writer.fallback(line)
        if len(text) + 1 > rest:
            return "\n".join([*texts, _shortened(line, rest - 1, writer)])[:TEXT]
        rest -= len(text) + 1
        texts.append(text)
    return "\n".join(texts) or " "


def _shortened(line: Line, limit: int, writer: Writer) -> str:
    return writer.fallback(fitted(cut(line, limit), lambda spans: len(writer.fallback(spans)) <= limit))
