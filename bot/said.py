"""What the bot has said as messages of its own that no part of the record renders anew, and how a text leaves them.

Direct messages, reminders and digests are kept as they were posted, so that a text that is removed from the record
can be taken out of them as well. Other messages (card, echoes, drafts) are rendered anew and not kept.
Pure: no I/O, no clock.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from html import escape
from itertools import groupby
from typing import Any, Protocol

from bot.answers.short import ELLIPSIS
from bot.blocks.elements import Block
from bot.blocks.posting import TEXT, Posting
from bot.care import REMOVED, TELLING
from bot.model import Place
from bot.text import Channel, Emoji, Mention, Span, parse, visible

_SECTIONS = frozenset({"rich_text_section", "rich_text_preformatted", "rich_text_quote"})


@dataclass(frozen=True, kw_only=True)
class Lost:
    """Texts as readers see them, that are to be seen no longer."""

    #: Removed wherever they stand, in full or shortened; texts that stand elsewhere by chance are not among them.
    texts: frozenset[str]
    #: Short names, such as titles, which are removed only from lines that are about the incident with that id.
    names: frozenset[str] = frozenset()
    id: str = ""


def lost(texts: Iterable[str], names: Iterable[str], id: str, people: Mapping[str, str]) -> Lost:
    """Texts in Slack's escaped form, as readers see them; ``people``: user id to name, of those mentioned."""
    long = {form for text in texts for form in _forms(text, people) if len(form) >= TELLING}
    short = {form for text in names for form in _forms(text, people) if form not in long}
    return Lost(texts=frozenset(long), names=frozenset(short), id=id)


def without_lost(said: Posting, gone: Lost, *, about_it: bool) -> Posting:
    """The message without these texts; the same when it has none of them.

    ``about_it``: whether all of it is about the incident.
    """
    remover = _Remover(gone=gone, about_it=about_it)
    blocks = tuple(remover.block(block) for block in said.blocks)
    if blocks == said.blocks:
        return said
    return Posting(text="\n".join(_texts(blocks))[:TEXT], blocks=blocks)


def without_button(said: Posting, action: str) -> Posting:
    """The message without the button of that action; without any left, it has no row for them."""
    blocks = []
    for block in said.blocks:
        if block["type"] != "actions":
            blocks.append(block)
        elif left := [each for each in block["elements"] if each.get("action_id") != action]:
            blocks.append({**block, "elements": left})
    return replace(said, blocks=tuple(blocks))


def _forms(text: str, people: Mapping[str, str]) -> Iterator[str]:
    for formatting in (True, False):
        spans = parse(text, formatting=formatting)
        yield from _lines("".join(_seen(span, people) for span in spans))
        for _, run in groupby(spans, key=lambda span: not isinstance(span, Emoji) and span.pre):
            # What is preformatted stands apart.
            yield from _lines("".join(_seen(span, people) for span in run))


def _lines(text: str) -> Iterator[str]:
    yield from (each.strip() for each in (text, *text.splitlines()) if each.strip())


def _seen(span: Span, people: Mapping[str, str]) -> str:
    match span:
        case Mention(user=user):
            return f"@{people.get(user) or user}"
        case Channel(id=id):
            return f"#{id}"
    return visible(span)


@dataclass(frozen=True, kw_only=True)
class _Remover:
    gone: Lost
    about_it: bool

    def block(self, value: Any) -> Any:
        match value:
            case {"type": kind, "elements": elements} if kind in _SECTIONS:
                return {**value, "elements": self._elements(elements)}
            case {"text": str(text)}:
                return {**value, "text": self._cut(text)}
            case dict():
                return {name: self.block(each) for name, each in value.items()}
            case list():
                return [self.block(each) for each in value]
        return value

    def _cut(self, text: str) -> str:
        kept, end = "", 0
        for first, last in self._found(text):
            kept, end = kept + text[end:first] + REMOVED, last
        return kept + text[end:]

    def _elements(self, elements: Sequence[Block]) -> list[Block]:
        """The elements of a section; what is removed may stand in several."""
        seen = [_words(element) for element in elements]
        found = self._found("".join(seen))
        found += self._addresses(elements, seen)
        if not found:
            return list(elements)
        left: list[Block] = []
        start = 0
        for element, words in zip(elements, seen, strict=True):
            end = start + len(words)
            inside = sorted((a, b) for a, b in found if a < end and b > start)
            left += _left(element, words, start, inside)
            start = end
        return left

    def _addresses(self, elements: Sequence[Block], seen: Sequence[str]) -> list[tuple[int, int]]:
        """Links whose address holds what is removed go as a whole."""
        found, start = [], 0
        for element, words in zip(elements, seen, strict=True):
            if element.get("type") == "link" and self._found(element["url"]):
                found.append((start, start + len(words)))
            start += len(words)
        return found

    def _found(self, text: str) -> list[tuple[int, int]]:
        """Where it stands: stretches that do not overlap, in order."""
        found: list[tuple[int, int]] = []
        for word in sorted(self.gone.texts, key=len, reverse=True):
            found += _stretches(text, word, TELLING)
        for word in self.gone.names:
            found += [each for each in _stretches(text, word, len(word)) if self._is_named(text, *each)]
        return _apart(found)

    def _is_named(self, text: str, first: int, last: int) -> bool:
        if text[first - 1 : first].isalnum() or text[last : last + 1].isalnum():
            return False
        line = text[text.rfind("\n", 0, first) + 1 :].partition("\n")[0]
        named = self.gone.id in line.replace("(", " ").replace(":", " ").split()
        return self.about_it or named


def _stretches(text: str, word: str, telling: int) -> Iterator[tuple[int, int]]:
    """Where a word stands in a text, whole, or from so many characters on cut short with ``…``."""
    text, word = _small(text), _small(word)
    beginning = word.split()[0][:telling]
    first = text.find(beginning)
    while first >= 0:
        last = _end(text, first, word, telling)
        if last:
            yield first, last
        first = text.find(beginning, (last or first + 1))


def _small(text: str) -> str:
    """The text in small letters, each where its capital stood."""
    small = text.lower()
    return small if len(small) == len(text) else "".join(c if len(c.lower()) > 1 else c.lower() for c in text)


def _end(text: str, first: int, word: str, telling: int) -> int:
    """Where the word that begins there ends; 0 when it is another. Blanks and line ends count as one."""
    at, index = first, 0
    while index < len(word):
        if text[at : at + 1] == ELLIPSIS and index >= telling:
            return at + 1
        if text[at : at + 1].isspace() and word[index].isspace():
            at, index = _after_blanks(text, at), _after_blanks(word, index)
        elif text[at : at + 1] == word[index]:
            at, index = at + 1, index + 1
        else:
            return 0
    return at


def _after_blanks(text: str, at: int) -> int:
    while text[at : at + 1].isspace():
        at += 1
    return at


def _apart(found: Collection[tuple[int, int]]) -> list[tuple[int, int]]:
    joined: list[tuple[int, int]] = []
    for first, last in sorted(found):
        if joined and first < joined[-1][1]:
            joined[-1] = (joined[-1][0], max(last, joined[-1][1]))
        else:
            joined.append((first, last))
    return joined


def _left(element: Block, words: str, start: int, gone: Sequence[tuple[int, int]]) -> Iterator[Block]:
    """What is left of an element; what is removed is said where it began."""
    if not gone:
        yield element
        return
    style = {"style": element["style"]} if "style" in element else {}
    if element.get("type") != "text":
        if gone[0][0] >= start:
            yield {"type": "text", "text": REMOVED, **style}
        return
    left, at = "", start
    for first, last in gone:
        left += words[at - start : max(first, at) - start] + (REMOVED if first >= start else "")
        at = max(at, last)
    left += words[at - start :]
    if left:
        yield {**element, "text": left}


def _words(element: Block) -> str:
    """What a reader sees of an element, as :func:`_seen` says it of a span."""
    match element:
        case {"type": "user", "user_id": user}:
            return f"@{user}"
        case {"type": "channel", "channel_id": channel}:
            return f"#{channel}"
        case {"type": "emoji", "name": name}:
            tone = element.get("skin_tone")
            return f":{name}::skin-tone-{tone}:" if tone else f":{name}:"
    return str(element.get("text") or element.get("fallback") or "")


def _texts(value: Any) -> Iterator[str]:
    """Blocks as Slack's escaped text, for notifications and screen readers."""
    match value:
        case {"type": kind, "elements": elements} if kind in _SECTIONS:
            yield "".join(_escaped(element) for element in elements)
        case {"type": "actions"}:
            return
        case {"text": str(text)}:
            yield escape(text, quote=False)
        case dict():
            for each in value.values():
                yield from _texts(each)
        case list() | tuple():
            for each in value:
                yield from _texts(each)


def _escaped(element: Block) -> str:
    match element:
        case {"type": "user", "user_id": user}:
            return f"<@{user}>"
        case {"type": "channel", "channel_id": channel}:
            return f"<#{channel}>"
    return escape(_words(element), quote=False)


@dataclass(frozen=True, kw_only=True)
class Said:
    """A message of the bot's that is kept."""

    #: Of the delivery that says it.
    key: str
    #: The incident it is about; ``None`` for none, or several.
    incident: int | None
    posting: Posting

    def without(self, gone: Lost) -> Said:
        """The message without these texts."""
        about_it = gone.id == f"INC-{self.incident}"
        return replace(self, posting=without_lost(self.posting, gone, about_it=about_it))


class Posts(Protocol):
    """Part of :class:`bot.ports.Change`: what the bot has said and keeps."""

    async def keep(self, said: Said) -> None:
        """Stores what is about to be posted; another attempt's version takes its place."""

    async def posted(self, key: str, place: Place) -> Posting | None:
        """Records where it is, and returns how it should read by now; ``None`` when it is not kept."""

    async def find(self, key: str) -> tuple[Place, Posting] | None:
        """Where it is and how it should read; ``None`` when it is not kept, or not posted yet."""

    async def press(self, place: Place, action: str) -> str | None:
        """Takes the button of that action off the message there; its key, or ``None`` when it is not kept."""

    async def edited(self, place: Place, posting: Posting) -> str:
        """A message is about to read so; its key, empty when it is not kept."""

    async def reword(self, number: int, lost: Lost) -> tuple[str, ...]:
        """Takes texts out of what was said about an incident, or about several; the keys of what has changed."""
