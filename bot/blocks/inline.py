"""Spans as ``rich_text`` elements, and as the escaped text that notifications and screen readers get.

Pure: no I/O, no clock.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from html import escape
from itertools import groupby, pairwise
from operator import itemgetter
from types import MappingProxyType

from bot.blocks.elements import TEXT, Block
from bot.locales import Catalogue
from bot.phrases import Phrase
from bot.text import Anchor, Channel, Emoji, Instant, Mention, Span, Words, visible

#: A row of spans that stands on a line of its own; it may hold line breaks that people typed.
Line = tuple[Span, ...]

#: For texts in which nobody is mentioned.
NO_NAMES: Mapping[str, str] = MappingProxyType({})

_ADDRESS = re.compile(r"(?:https?://|mailto:|tel:)[^\s<>|]{1,2900}", re.IGNORECASE)
_CHANNEL_ID = re.compile(r"[CGD][A-Z0-9]{2,}")
_USER_ID = re.compile(r"[UWB][A-Z0-9]+")
_STYLES = ("bold", "italic", "strike", "code")


@dataclass(frozen=True, kw_only=True)
class Writer:
    """Writes spans in one language, with the names of people (by id) for mentions that must not ping."""

    catalogue: Catalogue
    names: Mapping[str, str]

    def spans(self, phrase: Phrase) -> Line:
        """A phrase's words, ready to be written."""
        return self.catalogue.spans(phrase)

    def paragraphs(self, lines: Sequence[Line]) -> list[Block]:
        """Lines below each other, as what a ``rich_text`` block consists of.

        They stand in one section, since each client leaves a gap of its own liking between sections; only
        preformatted words stand apart.
        """
        text = [span for line in lines for span in (Words(text="\n"), *line)][1:]
        runs = [
            (pre, [span for _, span in run])
            for pre, run in groupby(_told_apart(tuple(self._shown(tuple(text)))), key=itemgetter(0))
        ]
        shown = []
        for index, (pre, run) in enumerate(runs):
            if not pre:
                run = _without_break(run, first=index > 0, last=index < len(runs) - 1)
            elements = [element for span in run for element in self._elements(span)]
            if elements:
                kind = "rich_text_preformatted" if pre else "rich_text_section"
                shown.append({"type": kind, "elements": elements})
        return shown

    def fallback(self, line: Line) -> str:
        """A line as Slack's escaped text; only a mention with ``ping`` and dates are more than text."""
        return "".join(self._fallback(span) for span in self._shown(line))

    def visible(self, line: Line) -> str:
        """A line as the bare characters that a reader sees, for texts that know no markup."""
        return "".join(visible(span) for span in self._shown(line))

    def _shown(self, line: Line) -> Iterator[Span]:
        """The spans, with what Slack could not resolve as words, and neighbours of one style joined."""
        waiting: Words | None = None
        for span in map(self._resolved, line):
            if isinstance(span, Words) and waiting and replace(waiting, text=span.text) == span:
                waiting = replace(waiting, text=waiting.text + span.text)
                continue
            if waiting:
                yield waiting
            waiting = span if isinstance(span, Words) else None
            if waiting is None:
                yield span
        if waiting:
            yield waiting

    def _resolved(self, span: Span) -> Span:
        match span:
            case Mention(user=user, ping=ping) if not ping or not _USER_ID.fullmatch(user):
                return Words(text=f"@{self.names.get(user) or user}", code=span.pre, pre=span.pre)
            case Channel(id=id, name=name) if not _CHANNEL_ID.fullmatch(id):
                return Words(text=f"#{name or id}")
            case Channel(id=id, name="") if id in self.names:
                return replace(span, name=self.names[id])
            case Anchor(url=url, label=label) if not _ADDRESS.fullmatch(url):
                return Words(text=label or url)
        return span

    def _elements(self, span: Span) -> Iterator[Block]:
        match span:
            case Words():
                yield from _texts(span)
            case Mention(user=user):
                yield {"type": "user", "user_id": user}
            case Channel(id=id):
                yield {"type": "channel", "channel_id": id}
            case Anchor(url=url, label=label):
                yield {"type": "link", "url": url, "text": (label or url)[:TEXT]}
            case Instant(at=at):
                yield {
                    "type": "date",
                    "timestamp": int(at.timestamp()),
                    "format": self._date_format,
                    "fallback": visible(span),
                }
            case Emoji(name=name):
                plain, _, tone = name.partition("::skin-tone-")
                yield {"type": "emoji", "name": plain, **({"skin_tone": int(tone)} if tone else {})}

    def _fallback(self, span: Span) -> str:
        match span:
            case Mention(user=user):
                return f"<@{user}>"
            case Channel(id=id):
                return f"<#{id}>"
            case Anchor(url=url, label=label):
                return f"<{escape(url, quote=False)}|{escape(label or url, quote=False).replace('|', '¦')}>"
            case Instant(at=at):
                return f"<!date^{int(at.timestamp())}^{self._date_format}|{visible(span)}>"
        return escape(visible(span), quote=False)

    @property
    def _date_format(self) -> str:
        return self.catalogue.text("date.format")


def _told_apart(spans: Line) -> Iterator[tuple[bool, Span]]:
    """Each span with whether it is preformatted; what such a block cannot hold is written out in it."""
    for span in spans:
        pre = not isinstance(span, Emoji) and span.pre
        if pre and not isinstance(span, Words | Anchor):
            yield True, Words(text=visible(span), code=True, pre=True)
        else:
            yield pre, span


def _without_break(run: list[Span], *, first: bool, last: bool) -> list[Span]:
    """A run without the line break at its edge, where a preformatted block breaks the line anyway."""
    if first and isinstance(run[0], Words):
        run[0] = replace(run[0], text=run[0].text.removeprefix("\n"))
    if last and isinstance(run[-1], Words):
        run[-1] = replace(run[-1], text=run[-1].text.removesuffix("\n"))
    return run


def _texts(words: Words) -> Iterator[Block]:
    style = {name: True for name in _STYLES if getattr(words, name) and not words.pre}
    # Slack does not read this as a broadcast anyway; two elements keep it so wherever the text is copied to.
    breaks = [match.start() + 1 for match in re.finditer("<!", words.text)]
    for start, end in pairwise([0, *breaks, len(words.text)]):
        for first in range(start, end, TEXT):
            text = words.text[first : min(first + TEXT, end)]
            yield {"type": "text", "text": text, **({"style": style} if style else {})}
