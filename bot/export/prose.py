"""People's prose in Markdown: paragraphs, line breaks, quotes, bullets and preformatted blocks as typed.

Pure: no I/O, no clock.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.export.inline import Inline, at_start
from bot.export.lines import DEEPER, Line, Shape, grouped, preformatted, without_last_breaks
from bot.text import Span


@dataclass(frozen=True, kw_only=True)
class Chunk:
    """Lines of Markdown that belong together; chunks are set apart by an empty line."""

    shape: Shape
    lines: tuple[str, ...]


def chunks(
    spans: tuple[Span, ...], inline: Inline, *, begins_line: bool = True, lists: bool = False
) -> list[Chunk]:
    """The prose as chunks; without ``begins_line`` something stands before it on its first line.

    With ``lists``, dashes, asterisks and numbers that begin one of several lines make a list, too.
    """
    found: list[Chunk] = []
    for shape, together in grouped(spans, lists=lists):
        safe = begins_line or bool(found)
        found.append(Chunk(shape=shape, lines=tuple(_written(shape, together, inline, safe=safe))))
    return [chunk for chunk in found if any(chunk.lines)]


def laid_out(found: list[Chunk], *, lead: str = "", tail: str = "", indent: str = "") -> str:
    """The chunks one below the other, after ``lead`` on the first line and before ``tail`` on the last.

    Every line but the first is indented, so that all of it belongs to one list item.
    """
    blocks = [list(chunk.lines) for chunk in found]
    if lead:
        if found and found[0].shape is Shape.TEXT:
            blocks[0][0] = f"{lead} {blocks[0][0]}"
        else:
            blocks.insert(0, [lead])
    if tail:
        if blocks and (not found or found[-1].shape is Shape.TEXT):
            blocks[-1][-1] = f"{blocks[-1][-1]} {tail}"
        else:
            blocks.append([tail.removeprefix("· ")])
    lines = [line for block in blocks for line in ("", *block)][1:]
    return "\n".join([lines[0], *(f"{indent}{line}".rstrip() for line in lines[1:])]) if lines else ""


def _written(shape: Shape, rows: list[Line], inline: Inline, *, safe: bool) -> Iterator[str]:
    match shape:
        case Shape.PRE:
            for row in rows:
                yield from _fenced(inline.bare(row.spans))
        case Shape.BULLET:
            yield from _items(rows, inline)
        case Shape.QUOTE:
            rows = without_last_breaks(rows)  # One at the end would be shown as a backslash.
            for row in rows:
                yield f"> {at_start(inline.line(row.spans).strip())}".rstrip() + _after(row, rows)
        case _:
            for index, row in enumerate(rows):
                line = inline.line(row.spans).strip()
                yield (at_start(line) if safe or index else line) + _after(row, rows)


def _items(rows: list[Line], inline: Inline) -> Iterator[str]:
    # Of the items that this one may belong to: how far each was indented, and where its text begins.
    above: list[tuple[int, int]] = []
    for row in rows:
        while above and row.indent < above[-1][0] + DEEPER:
            above.pop()
        column = above[-1][1] if above else 0
        marker = f"{row.number}. " if row.number else "- "
        above.append((row.indent, column + len(marker)))
        yield f"{' ' * column}{marker}{at_start(inline.line(row.spans).strip())}"


def _after(row: Line, rows: list[Line]) -> str:
    return "" if row is rows[-1] else "\\"


def _fenced(text: str) -> Iterator[str]:
    lines = preformatted(text)
    longest = max((len(run) for line in lines for run in re.findall("`+", line)), default=0)
    fence = "`" * max(3, longest + 1)
    yield from (fence, *lines, fence)
