r"""Spans as one line of Markdown that GitHub and GitLab show alike.

Every character that Markdown or HTML would interpret is escaped exactly once: ``<``, ``>`` and ``&`` as
entities, the others with a backslash. Where Markdown could not show a style (``**`` in the middle of a word),
the words stand without it: what is read stays the same.

Pure: no I/O, no clock.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import quote

from bot.model import Person
from bot.postmortem.names import visible
from bot.postmortem.times import Clock
from bot.text import Anchor, Channel, Instant, Mention, Span, Words, joined, plain

_SPECIAL = re.compile(r"(?P<html>[<>&])|(?P<mark>[\\`*\[\]|~$]|!(?=\[|$)|_)")
_ENTITIES = {"<": "&lt;", ">": "&gt;", "&": "&amp;"}
#: What begins a heading, a list, a quote, an underline, a table or a directive, when it begins a line.
_START = re.compile(
    r"(?P<number>[0-9]{1,9}(?=[.)](?:[ \t]|$)))?"
    r"(?P<mark>(?(number)[.)]|(?:[#=]|[+-](?=[ \t|:-]|$)|:(?=[:-]))))"
)
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\x80-\x9f\ufeff]")
_BARE_ADDRESS = re.compile(r"https?://[^\s<>]*[^\s<>.,;:!?'\")\]}*_~`|]", re.IGNORECASE)
_SAFE_ADDRESS = re.compile(r"https?://[A-Za-z0-9/._~:?#@!$+,;=-]+", re.IGNORECASE)
_OPENABLE = re.compile(r"(?:https?://|mailto:|tel:)\S", re.IGNORECASE)
_ENTITY_LIKE = re.compile(r"&(?=#?[A-Za-z0-9]+;)")


@dataclass(frozen=True, kw_only=True)
class _Piece:
    """A rendered stretch; ``style`` when it is to be wrapped, with ``bare`` to fall back on."""

    text: str
    bare: str
    style: Words | None = None


@dataclass(frozen=True, kw_only=True)
class Inline:
    """Writes spans with people's names (by id), a document's clock and its language."""

    people: Mapping[str, Person]
    clock: Clock
    language: str = "en"

    def line(self, spans: Iterable[Span]) -> str:
        """A row of spans without newlines as Markdown, for anywhere but the beginning of a line."""
        pieces = [piece for span in joined(spans) for piece in self._pieces(span) if piece.text]
        written = ""
        styled = False
        for index, piece in enumerate(pieces):
            # Beside styled words, the next ones stand without style: their marks would run into one.
            after = pieces[index + 1].bare if index + 1 < len(pieces) else ""
            wrapped = _wrapped(piece, written, after) if piece.style and not styled else None
            written += wrapped or piece.bare
            styled = wrapped is not None
        return written

    def bare(self, spans: Iterable[Span]) -> str:
        """The spans as the characters that a reader sees, for where nothing is markup."""
        return "".join(
            self.clock.stamp(span.at) if isinstance(span, Instant) else visible((span,), self.people)
            for span in spans
        )

    def _pieces(self, span: Span) -> list[_Piece]:
        match span:
            case Words():
                return _words(span)
            case Mention() | Channel():
                return [_plain(visible((span,), self.people))]
            case Instant(at=at):
                return [_verbatim(self.clock.stamp(at))]
            case Anchor(url=url, label=label):
                return [_verbatim(link(url, label))]
            case _:
                return [_plain(plain((span,)))]


def escape(text: str) -> str:
    """Literal text as Markdown, for anywhere but the beginning of a line; control characters are dropped."""
    cleaned = clean(text)
    return _SPECIAL.sub(_escaped(cleaned), cleaned)


def clean(text: str) -> str:
    """The text without control characters, which no reader sees; tabs and newlines stay."""
    return _CONTROL.sub("", text)


def at_start(line: str) -> str:
    r"""A written line made safe to begin a line: ``1. x`` becomes ``1\. x``, ``# x`` becomes ``\# x``."""
    text = line.lstrip(" \t")
    match = _START.match(text)
    return f"{match['number'] or ''}\\{text[match.start('mark') :]}" if match else text


def link(url: str, label: str) -> str:
    """A link; its label alone when the address is none that a reader should open."""
    if not is_openable(url):
        return escape(label)
    if label == url and _SAFE_ADDRESS.fullmatch(url):
        return f"<{url}>"
    return f"[{escape(label)}]({address(url)})"


def address(url: str) -> str:
    """A web address as a link's destination: whatever could end it early is percent-encoded."""
    return _ENTITY_LIKE.sub("&amp;", destination(url)).replace("*", "%2A").replace("'", "%27")


def destination(url: str) -> str:
    """A web address with whatever is no part of one percent-encoded; markup's own characters may be in it."""
    return quote(url, safe="!#$%&'*+,/:;=?@~", encoding="utf-8", errors="replace")


def is_openable(url: str) -> bool:
    """Whether a reader should be able to open it: the web, mail and telephone, and nothing that runs."""
    return _OPENABLE.match(url) is not None


def in_pieces(text: str) -> Iterator[tuple[str, bool]]:
    """The text in pieces, each with whether it is a web address."""
    end = 0
    for match in _BARE_ADDRESS.finditer(text):
        yield text[end : match.start()], False
        yield match[0], True
        end = match.end()
    yield text[end:], False


def _escaped(text: str) -> Callable[[re.Match[str]], str]:
    def one(match: re.Match[str]) -> str:
        if match["html"]:
            return _ENTITIES[match[0]]
        start, end = match.span()
        inside_word = text[max(0, start - 1) : start].isalnum() and text[end : end + 1].isalnum()
        return match[0] if match[0] == "_" and inside_word else f"\\{match[0]}"

    return one


def _plain(text: str) -> _Piece:
    return _verbatim(escape(text))


def _verbatim(text: str) -> _Piece:
    return _Piece(text=text, bare=text)


def _words(words: Words) -> list[_Piece]:
    """White space at the edges stands outside the style; a web address in the text is a link."""
    text = clean(words.text)
    core = text.strip()
    if not core or not (words.bold or words.italic or words.strike or words.code):
        return [_with_addresses(text)]
    before, _, after = text.partition(core)
    inside = _code(core) if words.code else _with_addresses(core).text
    return [_plain(before), _Piece(text=inside, bare=_with_addresses(core).text, style=words), _plain(after)]


def _with_addresses(text: str) -> _Piece:
    pieces = in_pieces(text)
    return _verbatim("".join(link(piece, piece) if is_link else escape(piece) for piece, is_link in pieces))


def _code(text: str) -> str:
    longest = max((len(run) for run in re.findall("`+", text)), default=0)
    fence = "`" * (longest + 1)
    padding = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{fence}{padding}{text}{padding}{fence}"


def _wrapped(piece: _Piece, before: str, after: str) -> str | None:
    """The piece in its style; ``None`` where Markdown would not see the marks as such."""
    if not piece.style or not (_edge(before[-1:]) and _edge(after[:1])):
        return None
    style = piece.style
    marks = ("~~" if style.strike else "") + ("**" if style.bold else "") + ("_" if style.italic else "")
    return f"{marks}{piece.text}{marks[::-1]}"


def _edge(character: str) -> bool:
    """Whether marks may stand beside this character: nothing, white space or punctuation."""
    if not character or character in " \t":
        return True
    return (character.isascii() and not character.isalnum()) or unicodedata.category(character)[0] == "P"
