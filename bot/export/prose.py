"""People's prose in Markdown: paragraphs, line breaks, quotes, bullets and preformatted blocks as typed.

Pure: no I/O, no clock.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import groupby

from bot.export.inline import Inline, at_start, clean
from bot.text import Emoji, Span, Words

_BREAK = re.compile(r"\r\n?|[\n\x0b\x0c\x85\u2028\u2029]")
_BULLET = re.compile(r"(?P<indent>[ \t]*)[•◦▪](?:\ufe0e)?[ \t]+(?=\S|$)")
#: How a sentence ends that introduces prose, in one language or another.
_INTRODUCES = (": ", "\N{FULLWIDTH COLON}")
_QUOTE = re.compile(r"> |>$")
#: How people type a list without Slack's help.
_TYPED_ITEM = re.compile(r"(?P<indent>[ \t]*)(?:[-*]|(?P<number>[0-9]{1,9})\.)[ \t]+(?=\S|$)")
#: A tab's width, and how much deeper than the item above an item below it has to be.
_TAB, _DEEPER = 4, 2


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
    #: For an item of a list: how far it was indented, and its number, 0 without one.
    indent: int = 0
    number: int = 0


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
    rows = _with_lists(list(_lines(spans))) if lists else list(_lines(spans))
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
    for pre, run in groupby(spans, key=lambda span: not isinstance(span, Emoji) and span.pre):
        if pre:
            yield from _finished(current)
            yield Line(shape=Shape.PRE, spans=tuple(run))
            continue
        for span in run:
            if isinstance(span, Words):
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
    return bool(current) and isinstance(current[-1], Words) and current[-1].text.endswith(_INTRODUCES)


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
    text = _beginning(spans)
    bullet, quote = _BULLET.match(text), _QUOTE.match(text if text != ">" or len(spans) == 1 else "")
    match = bullet or quote
    if not match:
        return Line(shape=Shape.TEXT, spans=spans)
    inside = (Words(text=text[match.end() :]), *spans[1:])
    if bullet and not any(map(_has_text, inside)):
        return Line(shape=Shape.TEXT, spans=spans)
    if bullet:
        return Line(shape=Shape.BULLET, spans=inside, indent=_columns(bullet))
    return Line(shape=Shape.QUOTE, spans=inside)


def _beginning(spans: tuple[Span, ...]) -> str:
    """The words without style that a line begins with."""
    first = spans[0]
    return first.text if isinstance(first, Words) and first == Words(text=first.text) else ""


def _columns(item: re.Match[str]) -> int:
    return len(item["indent"].expandtabs(_TAB))


def _with_lists(rows: list[Line]) -> list[Line]:
    if sum(row.shape is not Shape.EMPTY for row in rows) < 2:
        return rows
    numbers: dict[int, int] = {}
    listed = []
    for row in rows:
        item = _listed(row, numbers) if row.shape is Shape.TEXT else row
        if item.shape is Shape.BULLET:
            # Below another item, counting begins anew.
            numbers = {indent: number for indent, number in numbers.items() if indent <= item.indent}
            if item.number:
                numbers[item.indent] = item.number
        listed.append(item)
    return listed


def _listed(row: Line, numbers: Mapping[int, int]) -> Line:
    """The line as an item if it begins like one; ``numbers`` holds the last one at each indentation."""
    match = _TYPED_ITEM.match(_beginning(row.spans))
    if not match:
        return row
    inside = (Words(text=match.string[match.end() :]), *row.spans[1:])
    indent, number = _columns(match), int(match["number"] or 0)
    # Markdown counts by itself, so that a number out of order would be shown as another one.
    if not any(map(_has_text, inside)) or (match["number"] and number not in (1, numbers.get(indent, 0) + 1)):
        return row
    return Line(shape=Shape.BULLET, spans=inside, indent=indent, number=number)


def _written(shape: Shape, rows: list[Line], inline: Inline, *, safe: bool) -> Iterator[str]:
    match shape:
        case Shape.PRE:
            for row in rows:
                yield from _fenced(inline.bare(row.spans))
        case Shape.BULLET:
            yield from _items(rows, inline)
        case Shape.QUOTE:
            while not any(map(_has_text, rows[-1].spans)):
                rows = rows[:-1]  # A line break at the end would be shown as a backslash.
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
        while above and row.indent < above[-1][0] + _DEEPER:
            above.pop()
        column = above[-1][1] if above else 0
        marker = f"{row.number}. " if row.number else "- "
        above.append((row.indent, column + len(marker)))
        yield f"{' ' * column}{marker}{at_start(inline.line(row.spans).strip())}"


def _after(row: Line, rows: list[Line]) -> str:
    return "" if row is rows[-1] else "\\"


def _fenced(text: str) -> Iterator[str]:
    lines = [clean(line).rstrip() for line in _BREAK.split(text)]
    longest = max((len(run) for run in re.findall("`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    yield from (fence, *lines, fence)
