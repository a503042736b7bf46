"""Rewrites a row of spans so that nothing in it must stay inside, and says what it took out.

What is found is replaced by words that say as much as customers may know: ``our team``, ``an internal system``.
Styles do not hide anything: the characters are searched as a reader sees them.

Pure: no I/O, no clock.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from bot.model import Person
from bot.privacy.names import Names
from bot.privacy.places import Places
from bot.privacy.reasons import Found, Reason, Stretch
from bot.text import Anchor, Channel, Emoji, Instant, Mention, Span, Words, plain

#: Stands in the searched text for what is not words; nobody can type it.
_OBJECT = "\ufffc"
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\ufffc]")
_SENTENCE_START = re.compile(r"(?:\A|[.!?…。]\s|\n)[\s>•◦▪*-]*\Z")


@dataclass(frozen=True, kw_only=True)
class Cleaned:
    """What is left of a text, and what was taken out of it."""

    spans: tuple[Span, ...]
    found: tuple[Found, ...] = ()


@dataclass(frozen=True, kw_only=True)
class _Piece:
    """A stretch of one style, or something that is not words."""

    text: str
    span: Span


@dataclass(frozen=True, kw_only=True)
class Guard:
    """Knows what must stay inside, and what to say instead."""

    names: Names
    places: Places
    #: People by id, to say who was mentioned.
    people: Mapping[str, Person]
    #: What stands in the place of what is taken out, in the document's language.
    instead: Mapping[Reason, str]

    def clean(self, spans: Iterable[Span]) -> Cleaned:
        """The spans without anything that must stay inside."""
        found: list[Found] = []
        pieces: list[_Piece] = []
        for span in spans:
            pieces += self._pieces(span, found)
            if isinstance(span, Emoji) and pieces and pieces[-1].text[-1:].isalnum():
                # Without the emoji, the words on its two sides are still two.
                pieces.append(_Piece(text=" ", span=Words(text=" ")))
        text = "".join(piece.text for piece in pieces)
        written: list[Span] = []
        for piece, stretch in _cut(pieces, self._stretches(text)):
            span = piece.span
            if stretch is not None and piece.text:
                found.append(Found(reason=stretch.reason, what=text[stretch.start : stretch.end]))
                span = _restyled(span, self.instead.get(stretch.reason, ""))
            elif stretch is None and piece.text != _OBJECT:
                written.append(_restyled(span, piece.text))
                continue
            elif stretch is not None:
                continue
            written.append(_begun(span, written))
        kept = tuple(span for span in written if not isinstance(span, Words) or span.text)
        return Cleaned(spans=kept, found=tuple(dict.fromkeys(found)))

    def _stretches(self, text: str) -> list[Stretch]:
        """What must not leave, without overlaps: of two, the one that begins first takes both."""
        names = [Stretch(start=a, end=b, reason=Reason.NAME) for a, b in self.names.find(text)]
        joined: list[Stretch] = []
        for each in sorted([*self.places.find(text), *names], key=lambda each: (each.start, -each.end)):
            if joined and each.start < joined[-1].end:
                joined[-1] = replace(joined[-1], end=max(each.end, joined[-1].end))
            else:
                joined.append(each)
        return joined

    def _pieces(self, span: Span, found: list[Found]) -> Iterator[_Piece]:
        match span:
            case Words(text=text):
                yield _Piece(text=_searchable(text), span=span)
            case Mention(user=user):
                person = self.people.get(user)
                found.append(Found(reason=Reason.NAME, what=f"@{person.name if person else user}"))
                yield _object(Words(text=self.instead[Reason.NAME]))
            case Channel(id=id, name=name):
                found.append(Found(reason=Reason.CHANNEL, what=f"#{name or id}"))
                yield _object(Words(text=self.instead[Reason.CHANNEL]))
            case Anchor():
                yield self._link(span, found)
            case Emoji(name=name):
                found.append(Found(reason=Reason.EMOJI, what=f":{name}:"))
            case Instant():
                yield _object(span)

    def _link(self, link: Anchor, found: list[Found]) -> _Piece:
        label = _searchable(link.label)
        if self.places.is_open(link.url) and not self._stretches(f"{_OBJECT} {link.url}"):
            return _object(replace(link, label=self._label(label, found)))
        reason = Reason.ADDRESS if link.url.startswith("mailto:") else Reason.LINK
        found.append(Found(reason=reason, what=link.url))
        bare = link.url.partition("://")[2] or link.url
        if not label or "://" in label or label.strip("/") == bare.strip("/"):
            return _object(Words(text=self.instead[reason]))
        return _Piece(text=label, span=Words(text=label))

    def _label(self, label: str, found: list[Found]) -> str:
        cleaned = self.clean((Words(text=label),))
        found.extend(cleaned.found)
        return "".join(span.text for span in cleaned.spans if isinstance(span, Words))


def _cut(pieces: list[_Piece], stretches: list[Stretch]) -> Iterator[tuple[_Piece, Stretch | None]]:
    """The pieces cut where stretches begin and end; a stretch's first piece has its text, the others have none."""
    start = 0
    waiting = list(stretches)
    for piece in pieces:
        end, at = start + len(piece.text), start
        while waiting and waiting[0].start < end:
            stretch = waiting[0]
            if stretch.start > at:
                yield replace(piece, text=piece.text[at - start : stretch.start - start]), None
            begins = stretch.start >= start
            inside = piece.text[max(stretch.start, start) - start : min(stretch.end, end) - start]
            yield replace(piece, text=inside if begins else ""), stretch
            at = min(stretch.end, end)
            if stretch.end > end:
                break
            waiting.pop(0)
        if at < end:
            yield replace(piece, text=piece.text[at - start :]), None
        start = end


def _searchable(text: str) -> str:
    return _INVISIBLE.sub("", unicodedata.normalize("NFC", text))


def _object(span: Span) -> _Piece:
    return _Piece(text=_OBJECT, span=span)


def _restyled(span: Span, text: str) -> Words:
    return replace(span, text=text) if isinstance(span, Words) else Words(text=text)


def _begun(span: Span, before: list[Span]) -> Span:
    """What was put in, with a capital where it begins a sentence."""
    said = plain(tuple(before[-3:])) if before else ""
    if isinstance(span, Words) and _SENTENCE_START.search(said if len(before) <= 3 else f"x{said}"):
        return replace(span, text=span.text[:1].upper() + span.text[1:])
    return span
