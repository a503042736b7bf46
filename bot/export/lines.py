"""People's prose as lines, each in its shape: what every renderer of documents makes its own markup of.

Pure: no I/O, no clock.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import groupby

from bot.export.inline import clean
from bot.text import Emoji, Span, Words

_BREAK = re.compile(r"\r\n?|[\n\x0b\x0c\x85\u2028\u2029]")
_BULLET = re.compile(r"(?P<indent>[ \t]*)[•◦▪](?:\ufe0e)?[ \t]+(?=\S|$)")
#: How a sentence ends that introduces prose, in one language or another.
_INTRODUCES = (": ", "\N{FULLWIDTH COLON}")
_QUOTE = re.compile(r"> |>$")
#: How people type a list without Slack's help.
_TYPED_ITEM = re.compile(r"(?P<indent>[ \t]*)(?:[-*]|(?P<number>[0-9]{1,9})\.)[ \t]+(?=\S|$)")
#: A tab's width.
_TAB = 4
#: How much deeper than the item above an item below it has to be.
DEEPER = 2


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


Spans = tuple[Span, ...]
#: Lines of one shape that stand together.
Group = tuple[Shape, list[Line]]


def grouped(spans: Spans, *, lists: bool = False) -> Iterator[Group]:
    """The prose as groups of lines of one shape, without the empty ones between them.

    With ``lists``, dashes, asterisks and numbers that begin one of several lines make a list, too.
    """
    rows = _with_lists(list(_lines(spans))) if lists else list(_lines(spans))
    for shape, group in groupby(rows, key=lambda row: row.shape):
        together = list(group)
        if shape is Shape.QUOTE and not any(map(has_text, _spans(together))):
            # Nothing is quoted: the characters themselves are meant.
            shape, together = Shape.TEXT, [Line(shape=Shape.TEXT, spans=(Words(text=">"),)) for _ in together]
        if shape is not Shape.EMPTY:
            yield shape, together


def without_last_breaks(rows: list[Line]) -> list[Line]:
    """The lines of a quote without the empty ones at its end."""
    while not any(map(has_text, rows[-1].spans)):
        rows = rows[:-1]
    return rows


def preformatted(text: str) -> list[str]:
    """The lines of a preformatted block, whose spans a reader sees as that text."""
    return [clean(line).rstrip() for line in _BREAK.split(text)]


def has_text(span: Span) -> bool:
    """Whether a reader sees anything of it."""
    return not isinstance(span, Words) or bool(span.text.strip())


def _spans(rows: list[Line]) -> Iterator[Span]:
    for row in rows:
        yield from row.spans


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
        yield from _finished(current) if any(has_text(span) for span in current) else _gap(current)
        current.append(replace(words, text=text))


def _introduced(current: list[Span]) -> bool:
    return bool(current) and isinstance(current[-1], Words) and current[-1].text.endswith(_INTRODUCES)


def _gap(current: list[Span]) -> Iterator[Line]:
    current.clear()
    yield Line(shape=Shape.EMPTY, spans=())


def _finished(current: list[Span]) -> Iterator[Line]:
    spans = tuple(current)
    current.clear()
    if any(has_text(span) for span in spans):
        yield _shaped(spans)


def _shaped(spans: tuple[Span, ...]) -> Line:
    text = _beginning(spans)
    bullet, quote = _BULLET.match(text), _QUOTE.match(text if text != ">" or len(spans) == 1 else "")
    match = bullet or quote
    if not match:
        return Line(shape=Shape.TEXT, spans=spans)
    inside = (_after(match, spans), *spans[1:])
    if bullet and not any(map(has_text, inside)):
        return Line(shape=Shape.TEXT, spans=spans)
    if bullet:
        return Line(shape=Shape.BULLET, spans=inside, indent=_columns(bullet))
    return Line(shape=Shape.QUOTE, spans=inside)


def _beginning(spans: tuple[Span, ...]) -> str:
    """The words without style that a line begins with."""
    first = spans[0]
    if not isinstance(first, Words) or replace(first, language="") != Words(text=first.text):
        return ""
    return first.text


def _after(beginning: re.Match[str], spans: tuple[Span, ...]) -> Span:
    rest = Words(text=beginning.string[beginning.end() :])
    return replace(rest, language=spans[0].language) if isinstance(spans[0], Words) else rest


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
    inside = (_after(match, row.spans), *row.spans[1:])
    indent, number = _columns(match), int(match["number"] or 0)
    # Markdown counts by itself, so that a number out of order would be shown as another one.
    if not any(map(has_text, inside)) or (match["number"] and number not in (1, numbers.get(indent, 0) + 1)):
        return row
    return Line(shape=Shape.BULLET, spans=inside, indent=indent, number=number)
