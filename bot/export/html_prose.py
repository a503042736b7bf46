"""Spans and people's prose as HTML: paragraphs, line breaks, quotes, bullets and preformatted blocks as typed.

Pure: no I/O, no clock.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby

from markupsafe import Markup

from bot.export.elements import element, joined, text
from bot.export.inline import Inline, destination, in_pieces, is_openable
from bot.export.lines import DEEPER, Line, Shape, grouped, preformatted, without_last_breaks
from bot.model import Person
from bot.postmortem.names import name_of
from bot.postmortem.times import Clock
from bot.text import Anchor, Instant, Mention, Span, Words, plain

_BREAK = element("br")
#: From the outside to the inside.
_STYLES = (("strike", "s"), ("bold", "strong"), ("italic", "em"), ("code", "code"))


@dataclass(frozen=True, kw_only=True)
class Prose:
    """Writes spans with people's names (by id), a document's clock and its language."""

    people: Mapping[str, Person]
    clock: Clock
    language: str

    def line(self, spans: Iterable[Span]) -> Markup:
        """A row of spans, for inside a paragraph."""
        return joined([self._span(span) for span in spans])

    def blocks(self, spans: tuple[Span, ...], *, lists: bool = False) -> Markup:
        """The prose as blocks, one below the other; ``lists`` as in :func:`bot.export.lines.grouped`."""
        return joined([self._group(shape, rows) for shape, rows in grouped(spans, lists=lists)])

    def _group(self, shape: Shape, rows: list[Line]) -> Markup:
        match shape:
            case Shape.PRE:
                return joined([element("pre", element("code", self._preformatted(row))) for row in rows])
            case Shape.BULLET:
                return self._list(rows)
            case Shape.QUOTE:
                return element("blockquote", element("p", self._broken(without_last_breaks(rows))))
            case _:
                return element("p", self._broken(rows))

    def _preformatted(self, row: Line) -> str:
        inline = Inline(people=self.people, clock=self.clock)
        return "\n".join(preformatted(inline.bare(row.spans)))

    def _broken(self, rows: list[Line]) -> Markup:
        return _BREAK.join([self.line(row.spans) for row in rows])

    def _list(self, rows: list[Line]) -> Markup:
        """Items with those below them that are indented further; numbers make a list of their own."""
        families: list[list[Line]] = []
        for row in rows:
            if families and row.indent >= families[-1][0].indent + DEEPER:
                families[-1].append(row)
            else:
                families.append([row])
        lists = groupby(families, key=lambda family: bool(family[0].number))
        return joined(
            [element("ol" if counted else "ul", *map(self._item, together)) for counted, together in lists]
        )

    def _item(self, family: list[Line]) -> Markup:
        first, *below = family
        value = str(first.number) if first.number else ""
        return element("li", self.line(first.spans), self._list(below), value=value)

    def _span(self, span: Span) -> Markup:
        match span:
            case Words():
                return _words(span)
            case Mention(user=user):
                return text(name_of(user, self.people))
            case Instant(at=at):
                return element("time", self.clock.stamp(at), datetime=at.isoformat())
            case Anchor(url=url, label=label):
                return link(url, label)
            case _:
                return text(plain((span,)))


def link(url: str, label: str) -> Markup:
    """A link; its label alone when the address is none that a reader should open."""
    return element("a", label, href=destination(url)) if is_openable(url) else text(label)


def _words(words: Words) -> Markup:
    if words.code:
        written = text(words.text)
    else:
        written = joined(
            [link(part, part) if is_link else text(part) for part, is_link in in_pieces(words.text)]
        )
    if not words.text.strip():
        return written
    for style, name in reversed(_STYLES):
        if getattr(words, style):
            written = element(name, written)
    return element("span", written, lang=words.language) if words.language else written
