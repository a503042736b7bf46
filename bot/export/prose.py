"""People's prose in Markdown: paragraphs, line breaks, quotes, bullets and preformatted blocks as typed.

Pure: no I/O, no clock.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import groupby

from bot.export.inline import Inline, at_start, clean
from bot.text import Span, Words

_BREAK = re.compile(r"\r\n?|[\n\x0b\x0c\x85\u2028\u2029]")
_BULLET = re.compile(r"(?P<indent>[ \t]*)[•◦▪](?:\ufe0e)?[ \t]+(?=\S|$)")
_QUOTE = re.compile(r"> |>$")
#: How far Slack indents each level of a list.
_LEVEL = 4


class Shape(StrEnum):
    """What does a line belong to?"""

    TEXT = "text"
    QUOTE = "quote"
    BULLET = "bullet"
    PRE = "pre"
    EMPTY = "empty"


@dataclass(frozen=True, kw_only=True)
class Line:
    """One line of prose; for a preformatted block, all of its lines as one."""

    shape: Shape
    spans: tuple[Span, ...]
    level: int = 0


@dataclass(frozen=True, kw_only=True)
class Chunk:
    """Lines of Markdown that belong together; chunks are set apart by an empty line."""

    shape: Shape
    lines: tuple[str, ...]


def chunks(spans: tuple[Span, ...], inline: Inline, *, begins_line: bool = True) -> list[Chunk]:
    """The prose as chunks; without ``begins_line`` something stands before it on its first line."""
    rows = list(_lines(spans))
    found: list[Chunk] = []
    for shape, group in groupby(rows, key=lambda row: row.shape):
        together = list(group)
        if shape is Shape.QUOTE and not any(_has_text(span) for row in together for span in row.spans):
            # Nothing is quoted: the characters themselves are meant.
            shape, together = Shape.TEXT, [Line(shape=Shape.TEXT, spans=(Words(text=">"),)) for _ in together]
        if shape is not Shape.EMPTY:
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


def _lines(spans: tuple[Span, ...]) -> Iterator[Line]:
    current: list[Span] = []
    for span in spans:
        if isinstance(span, Words) and span.pre:
            yield from _finished(current)
            yield Line(shape=Shape.PRE, spans=(span,))
        elif isinstance(span, Words):
            yield from _split(span, current)
        else:
            current.append(span)
    yield from _finished(current)


def _split(words: Words, current: list[Span]) -> Iterator[Line]:
    first, *rest = map(clean, _BREAK.split(words.text))
    # A sentence may introduce prose that begins with a quote or a list.
    if _introduced(current) and (_BULLET.match(first) or _QUOTE.match(first)):
        yield from _finished(current)
    current.append(replace(words, text=first))
    for text in rest:
        yield from _finished(current) if any(_has_text(span) for span in current) else _gap(current)
        current.append(replace(words, text=text))


def _introduced(current: list[Span]) -> bool:
    return bool(current) and isinstance(current[-1], Words) and current[-1].text.endswith(": ")


def _has_text(span: Span) -> bool:
    return not isinstance(span, Words) or bool(span.text.strip())


def _gap(current: list[Span]) -> Iterator[Line]:
    current.clear()
    yield Line(shape=Shape.EMPTY, spans=())


def _finished(current: list[Span]) -> Iterator[Line]:
    spans = tuple(current)
    current.clear()
    if any(_has_text(span) for span in spans):
        yield _shaped(spans)


def _shaped(spans: tuple[Span, ...]) -> Line:
    first = spans[0]
    text = first.text if isinstance(first, Words) and first == Words(text=first.text) else ""
    bullet, quote = _BULLET.match(text), _QUOTE.match(text if text != ">" or len(spans) == 1 else "")
    match = bullet or quote
    if not match or not isinstance(first, Words):
        return Line(shape=Shape.TEXT, spans=spans)
    inside = (replace(first, text=text[match.end() :]), *spans[1:])
    if bullet and not any(map(_has_text, inside)):
        return Line(shape=Shape.TEXT, spans=spans)
    level = len(bullet["indent"].expandtabs(_LEVEL)) // _LEVEL if bullet else 0
    return Line(shape=Shape.BULLET if bullet else Shape.QUOTE, spans=inside, level=level)


def _written(shape: Shape, rows: list[Line], inline: Inline, *, safe: bool) -> Iterator[str]:
    match shape:
        case Shape.PRE:
            for row in rows:
                yield from _fenced(row)
        case Shape.BULLET:
            level = -1
            for row in rows:
                level = min(row.level, level + 1)
                yield f"{'  ' * level}- {at_start(inline.line(row.spans).strip())}"
        case Shape.QUOTE:
            for row in rows:
                yield f"> {at_start(inline.line(row.spans).strip())}".rstrip() + _after(row, rows)
        case _:
            for index, row in enumerate(rows):
                line = inline.line(row.spans).strip()
                yield (at_start(line) if safe or index else line) + _after(row, rows)


def _after(row: Line, rows: list[Line]) -> str:
    return "" if row is rows[-1] else "\\"


def _fenced(row: Line) -> Iterator[str]:
    text = "".join(span.text for span in row.spans if isinstance(span, Words))
    lines = [clean(line).rstrip() for line in _BREAK.split(text)]
    longest = max((len(run) for run in re.findall("`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    yield from (fence, *lines, fence)
