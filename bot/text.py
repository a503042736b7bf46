"""Text as a row of spans: one form between what people typed and every output.

Slack's text is parsed into spans here (:func:`parse`), the catalogue fills its sentences with spans, and each
renderer (Block Kit, Markdown, plain) knows how to write each kind of span, escaping it once.

The escaped form is Slack's own (docs.slack.dev, "Formatting message text"): ``&``, ``<`` and ``>`` of a text
are ``&amp;``, ``&lt;`` and ``&gt;``; what stands in ``<…>`` is a mention, a channel, a link or a date.

Formatting as people type it:

    *bold*  _italic_  ~struck~      within one line; nothing but a word's edge outside, no space inside
    `code`                          within one line; mentions and links inside it count, nothing else does
    ```preformatted```              likewise, over lines

Whatever does not fit these (``2 * 3 * 4``, ``snake_case_name``, a lone backtick) is literal.
Quoted lines (``&gt; said``) and bullets (``• one``) stay in the text as the line beginnings that they are.
Pure: no I/O, no clock.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime


@dataclass(frozen=True, kw_only=True)
class Words:
    """Literal text, perhaps styled; never markup."""

    text: str
    bold: bool = False
    italic: bool = False
    strike: bool = False
    code: bool = False
    #: A preformatted block, perhaps of several lines; ``code`` is set as well.
    pre: bool = False
    #: Which language it is in, where that is not the one around it.
    language: str = ""


@dataclass(frozen=True, kw_only=True)
class Mention:
    """A person, or a user group; a person is notified only with ``ping``."""

    user: str
    ping: bool = False
    #: Whether it stands in a preformatted block.
    pre: bool = False


@dataclass(frozen=True, kw_only=True)
class Channel:
    """A channel, by id; the name serves where Slack cannot resolve it."""

    id: str
    name: str = ""
    pre: bool = False


@dataclass(frozen=True, kw_only=True)
class Anchor:
    """A web link with its literal label."""

    url: str
    label: str
    pre: bool = False


@dataclass(frozen=True, kw_only=True)
class Instant:
    """A point in time, for the reader's own zone or the document's."""

    at: datetime
    pre: bool = False


@dataclass(frozen=True, kw_only=True)
class Emoji:
    """An emoji by its Slack name, without colons; a skin tone is part of it: ``wave::skin-tone-3``."""

    name: str


Span = Words | Mention | Channel | Anchor | Instant | Emoji

_ANGLE = r"<[^<>\n]*>"
_EMOJI = r":[a-z0-9_+'-]+(?:::skin-tone-[2-6])?:"
_CODE = r"(?<![\w`])`(?![^\S\n]*`)[^`\n]+`(?![\w`])"


def _pair(mark: str) -> str:
    # Each piece is atomic and none may hold the mark itself, so that a lone mark costs no more than its line.
    inside = rf"(?:(?>{_ANGLE}|{_CODE}|{_EMOJI}|[^\n{mark}]))+?"
    return rf"(?<![\w{mark}])[{mark}](?!\s){inside}(?<!\s)[{mark}](?![\w{mark}])"


_MARKUP = re.compile(
    rf"(?P<pre>```(?!\s*```)(?s:.+?)```)|(?P<code>{_CODE})|(?P<token>{_ANGLE})|(?P<emoji>{_EMOJI})"
    rf"|(?P<bold>{_pair('*')})|(?P<italic>{_pair('_')})|(?P<strike>{_pair('~')})"
)
_REFERENCE = re.compile(rf"(?P<token>{_ANGLE})")
_PLAIN_MARKUP = re.compile(rf"(?P<token>{_ANGLE})|(?P<emoji>{_EMOJI})")
#: Seconds since 1970, up to the year 5138.
_UNIX = re.compile(r"[0-9]{1,11}")
#: Characters that turn the direction of writing, and what turns it back.
_BACK = {
    **dict.fromkeys("\u202a\u202b\u202d\u202e", "\u202c"),
    **dict.fromkeys("\u2066\u2067\u2068", "\u2069"),
}
_TURNS = re.compile("[\u202a-\u202e\u2066-\u2069]")
_BROADCASTS = {"channel", "here", "everyone"}


def escape(text: str) -> str:
    """Plain text in Slack's escaped form. Escaping twice is harmless: it is undone first.

    >>> escape("a < b &amp; c")
    'a &lt; b &amp; c'
    """
    return html.escape(unescape(text), quote=False)


def unescape(text: str) -> str:
    """The characters that people typed, from Slack's escaped form."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def parse(text: str, *, formatting: bool = True) -> tuple[Span, ...]:
    """Slack's escaped text as spans. Broadcasts and user groups become plain words: nobody is pinged.

    Without ``formatting`` asterisks and the like are literal, as in a title.
    """
    return tuple(_spans(_closed(text), Words(text=""), _MARKUP if formatting else _PLAIN_MARKUP))


def undirected(text: str) -> str:
    """The text without the characters that turn the direction of writing; a line as short as a title needs none."""
    return _TURNS.sub("", text)


def _closed(text: str) -> str:
    """The text with what turns the direction of writing turned back in each line, so that nothing after it turns."""
    return "".join(map(_turned_back, text.splitlines(keepends=True))) if _TURNS.search(text) else text


def _turned_back(line: str) -> str:
    open_: list[str] = []
    for turn in _TURNS.findall(line):
        if turn in _BACK.values():
            if open_ and open_[-1] == turn:
                open_.pop()
        else:
            open_.append(_BACK[turn])
    said = line.rstrip("\r\n\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029")
    return f"{said}{''.join(reversed(open_))}{line[len(said) :]}"


def _spans(text: str, style: Words, markup: re.Pattern[str]) -> Iterator[Span]:
    end = 0
    for match in markup.finditer(text):
        if match.start() > end:
            yield replace(style, text=unescape(text[end : match.start()]))
        end = match.end()
        yield from _marked(match, style)
    if end < len(text):
        yield replace(style, text=unescape(text[end:]))


def _marked(match: re.Match[str], style: Words) -> Iterator[Span]:
    found = match[0]
    match match.lastgroup:
        case "token":
            span = _token(found[1:-1])
            if isinstance(span, Words):
                yield replace(style, text=span.text)
            else:
                yield replace(span, pre=True) if style.pre and not isinstance(span, Emoji) else span
        case "emoji":
            # "10:15:30" looks like an emoji named 15; names of digits alone do not exist.
            name = found[1:-1]
            yield replace(style, text=found) if name.isdigit() else Emoji(name=name)
        case "pre":
            inside = found[3:-3].removeprefix("\n").removesuffix("\n")
            yield from _spans(inside, replace(style, code=True, pre=True), _REFERENCE)
        case "code":
            yield from _spans(found[1:-1], replace(style, code=True), _REFERENCE)
        case "bold":
            yield from _spans(found[1:-1], replace(style, bold=True), _MARKUP)
        case "italic":
            yield from _spans(found[1:-1], replace(style, italic=True), _MARKUP)
        case _:
            yield from _spans(found[1:-1], replace(style, strike=True), _MARKUP)


def _token(inside: str) -> Span:
    body, _, label = inside.partition("|")
    label = unescape(label)
    if body.startswith("@"):
        return Mention(user=body[1:])
    if body.startswith("#"):
        return Channel(id=body[1:], name=label.removeprefix("#"))
    if body.startswith("!"):
        return _special(body[1:], label)
    address = unescape(body)
    return Anchor(url=address, label=label or address.removeprefix("mailto:"))


def _special(body: str, label: str) -> Span:
    name, *rest = body.split("^")
    if name == "date" and rest and _UNIX.fullmatch(rest[0]):
        return Instant(at=datetime.fromtimestamp(int(rest[0]), UTC))
    if name in _BROADCASTS:
        return Words(text=f"@{name}")
    if name == "subteam":
        if label or len(rest) != 1:
            return Words(text=label or "@group")
        return Mention(user=rest[0])
    return Words(text=label or name)


def joined(spans: Iterable[Span]) -> tuple[Span, ...]:
    """The spans with neighbouring words of one style made one."""
    found: list[Span] = []
    for span in spans:
        last = found[-1] if found else None
        if isinstance(span, Words) and isinstance(last, Words) and replace(last, text=span.text) == span:
            found[-1] = replace(last, text=last.text + span.text)
        else:
            found.append(span)
    return tuple(found)


def plain(spans: tuple[Span, ...]) -> str:
    """The spans as bare text, for searching and counting; mentions stay ids."""
    return "".join(span.label if isinstance(span, Anchor) else visible(span) for span in spans)


def visible(span: Span) -> str:
    """What a reader sees of a span, as bare characters; of a mention the id."""
    match span:
        case Words(text=text):
            return text
        case Mention(user=user):
            return f"@{user}"
        case Channel(id=id, name=name):
            return f"#{name or id}"
        case Anchor(url=url, label=label):
            return label or url
        case Instant(at=at):
            return f"{at:%Y-%m-%d %H:%M} UTC"
        case Emoji(name=name):
            return f":{name}:"
