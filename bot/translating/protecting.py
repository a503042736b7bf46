"""A sentence as a text for a translator, in which nothing but words can change, and back.

Numbers, times, names, links, code, mentions, channels and emoji stand in the text as ``<code id="3">15:55</code>``,
which translators leave alone. Numbers are shown to the translator, since grammar depends on them; whatever may tell
somebody outside who or where stands as ``X3`` alone. Styled words are ``<b id="4">…</b>``.

What comes back is checked: each of these exactly once and as it was, and no number, address or mark besides.
Pure: no I/O, no clock.
"""

from __future__ import annotations

import hashlib
import html
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from html.parser import HTMLParser
from itertools import groupby

from bot.text import Span, Words

#: Where in a text what begins and ends that no translator may see.
Finder = Callable[[str], Iterable[tuple[int, int]]]

#: What tells somebody outside where or who, or is no language at all.
_HIDDEN = re.compile(
    r"[a-z][a-z0-9+.-]{0,20}://[^\s<>]*[^\s<>.,;:!?'\")\]}]|www\.[^\s<>]*[^\s<>.,;:!?'\")\]}]"
    r"|[\w.+%-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+|(?<![\w])[@#][\w.-]*\w"
    r"|(?:[A-Za-z0-9_.-]*[/\\][A-Za-z0-9_.-]*[A-Za-z0-9_-])+"
    r"|(?<![\w])(?:[\w-]{2,63}\.){1,20}[a-z]{2,63}(?![\w])(?::[0-9]+)?|[A-Za-z0-9.-]*_[A-Za-z0-9_.-]*[A-Za-z0-9_]|\S*[<>&]\S*",
    re.IGNORECASE,
)
#: What XML cannot hold.
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]+")
_SHOWN = re.compile(
    r"(?:[$€£¥][ ]?)?[A-Za-z0-9#+.-]*[0-9](?:[A-Za-z0-9.,:+-]*[A-Za-z0-9])?(?:[ ]?[%‰°])?"
    r"(?:(?<=[0-9])[ ]?[ap]\.?m\b\.?)?(?:[ ](?:UTC|GMT|PT|ET|[A-Z]{1,3}[SD]T|CES?T|WES?T|EES?T)\b)?"
    r"|[0-9]+",
)
_ADDRESS = re.compile(r"://|www\.|@|[\u202a-\u202e\u2066-\u2069]", re.IGNORECASE)
#: Scripts that put no blanks between words.
_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")


@dataclass(frozen=True, kw_only=True)
class Kept:
    """What comes back as it is."""

    span: Span
    #: What the translator sees of it.
    shown: str
    #: Whether a blank stands before and after it.
    spaced: tuple[bool, bool] = (False, False)


@dataclass(frozen=True, kw_only=True)
class Protected:
    """A sentence for a translator."""

    text: str
    kept: tuple[Kept, ...]
    #: What styled words look like, by their place among the styled ones.
    styles: tuple[Words, ...]
    #: Whether there is anything to translate.
    has_words: bool


def digest(text: str) -> str:
    """Stands for a text that was sent, where the text itself must not be kept."""
    return hashlib.sha256(text.encode()).hexdigest()


def protect(spans: tuple[Span, ...], hidden: Finder, shown: Finder) -> Protected:
    """A sentence in which only words can change.

    ``hidden`` and ``shown`` find more that has to stay as it is: the one is not seen by the translator, the other is.
    """
    kept: list[Kept] = []
    styles: list[Words] = []
    text, has_words = "", False
    for span in spans:
        if not isinstance(span, Words) or span.code or span.pre:
            text += _keep(kept, span, "")
            continue
        inside = ""
        for piece, kind in _stretches(span.text, hidden, shown):
            if kind is None:
                inside += html.escape(piece, quote=False)
                has_words = has_words or any(character.isalpha() for character in piece)
            else:
                inside += _keep(kept, replace(span, text=piece), piece if kind else "")
        if replace(span, text="", language="") != Words(text=""):
            inside = f'<b id="{len(styles)}">{inside}</b>'
            styles.append(replace(span, text=""))
        text += inside
    return Protected(
        text=text, kept=tuple(_with_blanks(kept, text)), styles=tuple(styles), has_words=has_words
    )


def restore(translated: str, original: Protected) -> tuple[Span, ...] | None:
    """The translated sentence as spans; ``None`` when it is not the same sentence in other words."""
    reader = _Reader(original)
    try:
        reader.feed(translated)
        reader.close()
    except _Damaged:
        return None
    free = "".join(span.text for span, kept in reader.spans if isinstance(span, Words) and not kept)
    longest = 4 * len(original.text) + 100
    if not reader.is_whole or len(free) > longest or not any(map(str.isalpha, free)) or _says_more(free):
        return None
    return _trimmed(_blanks(reader.spans))


def _keep(kept: list[Kept], span: Span, shown: str) -> str:
    number = len(kept)
    kept.append(Kept(span=span, shown=shown or f"X{number}"))
    return f'<code id="{number}">{html.escape(kept[-1].shown, quote=False)}</code>'


def _with_blanks(kept: list[Kept], text: str) -> Iterator[Kept]:
    bare = re.sub(r"</?b[^>]*>", "", text)
    for number, each in enumerate(kept):
        before, _, rest = bare.partition(f'<code id="{number}">')
        after = rest.partition("</code>")[2]
        yield replace(each, spaced=(before[-1:].isspace(), after[:1].isspace()))


def _stretches(text: str, hidden: Finder, shown: Finder) -> Iterator[tuple[str, bool | None]]:
    """The text in pieces: words (``None``), what is kept and shown (``True``), what is kept and hidden."""
    found = [(start, end, False) for start, end in hidden(text)]
    found += [(*match.span(), False) for kind in (_HIDDEN, _UNWRITABLE) for match in kind.finditer(text)]
    found += [(start, end, True) for start, end in shown(text)]
    found += [(*match.span(), True) for match in _SHOWN.finditer(text)]
    found += [(start, end, True) for start, end in _numbers(text)]
    found = [each for each in found if each[0] < each[1]]
    end = 0
    for start, stop, seen in _apart(found):
        if start > end:
            yield text[end:start], None
        yield text[start:stop], seen
        end = stop
    if end < len(text):
        yield text[end:], None


def _numbers(text: str) -> Iterator[tuple[int, int]]:
    """Runs of digits, fractions and the like, in any script."""
    for is_number, run in groupby(enumerate(text), key=lambda each: _is_number(each[1])):
        if is_number:
            places = [index for index, _ in run]
            yield places[0], places[-1] + 1


def _apart(found: list[tuple[int, int, bool]]) -> Iterator[tuple[int, int, bool]]:
    """The stretches without overlaps: those that overlap are one, which is hidden if any of them is."""
    current: tuple[int, int, bool] | None = None
    for start, end, seen in sorted(found):
        if current and start < current[1]:
            current = (current[0], max(end, current[1]), seen and current[2])
            continue
        if current:
            yield current
        current = (start, end, seen)
    if current:
        yield current


class _Damaged(Exception):
    """What came back is not what was sent, in other words."""


class _Reader(HTMLParser):
    """Reads what came back."""

    def __init__(self, original: Protected) -> None:
        super().__init__(convert_charrefs=True)
        self._original = original
        self._style: int | None = None
        self._code: int | None = None
        self._inside = ""
        self._styled: set[int] = set()
        self._kept: set[int] = set()
        #: In order, each with what was kept, if it is that.
        self.spans: list[tuple[Span, Kept | None]] = []

    @property
    def is_whole(self) -> bool:
        """Whether everything has come back and is closed."""
        known = self._original
        return (
            self._style is None
            and self._code is None
            and len(self._kept) == len(known.kept)
            and len(self._styled) == len(known.styles)
        )

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A mark begins."""
        value = dict(attrs).get("id") or ""
        number = int(value) if value.isascii() and value.isdigit() and len(value) < 7 else -1
        known = {"code": len(self._original.kept), "b": len(self._original.styles)}.get(tag, 0)
        seen = self._kept if tag == "code" else self._styled
        if not 0 <= number < known or number in seen or self._code is not None:
            raise _Damaged
        seen.add(number)
        if tag == "code":
            self._code, self._inside = number, ""
        elif self._style is None:
            self._style = number
        else:
            raise _Damaged

    def handle_endtag(self, tag: str) -> None:
        """A mark ends."""
        if tag == "code" and self._code is not None:
            each = self._original.kept[self._code]
            if self._inside.strip() != each.shown.strip():
                raise _Damaged
            self.spans.append((each.span, each))
            self._code = None
        elif tag == "b" and self._style is not None and self._code is None:
            self._style = None
        else:
            raise _Damaged

    def handle_data(self, data: str) -> None:
        """Words."""
        if self._code is not None:
            self._inside += data
            return
        style = Words(text="") if self._style is None else self._original.styles[self._style]
        self.spans.append((replace(style, text=re.sub(r"\s+", " ", data)), None))

    def handle_comment(self, data: str) -> None:
        """No translator has anything to remark."""
        raise _Damaged

    def handle_decl(self, decl: str) -> None:
        """Nor to declare."""
        raise _Damaged

    def handle_pi(self, data: str) -> None:
        """Nor to instruct."""
        raise _Damaged

    def unknown_decl(self, data: str) -> None:
        """Nor to declare in a way of its own."""
        raise _Damaged


def _says_more(free: str) -> bool:
    """Whether there is a number, an address or an unseen character that was not sent."""
    unseen = {"Cc", "Co", "Cs", "Cn"} & {unicodedata.category(character) for character in free}
    return bool(unseen) or any(map(_is_number, free)) or _ADDRESS.search(free) is not None


def _is_number(character: str) -> bool:
    return unicodedata.category(character).startswith("N")


def _blanks(spans: list[tuple[Span, Kept | None]]) -> list[Span]:
    """The spans with the blanks beside what was kept, where the translator has lost them."""
    written: list[Span] = []
    for index, (span, kept) in enumerate(spans):
        before, after = kept.spaced if kept else (False, False)
        if before and written and _touches(written[-1], -1):
            written.append(Words(text=" "))
        written.append(span)
        if after and index + 1 < len(spans) and _touches(spans[index + 1][0], 0):
            written.append(Words(text=" "))
    return written


def _touches(span: Span, edge: int) -> bool:
    character = span.text[edge:][:1] if isinstance(span, Words) else ""
    return character.isalnum() and not _UNSPACED.match(character)


def _trimmed(spans: list[Span]) -> tuple[Span, ...]:
    """Without blanks at both ends: what stands between sentences is not the translator's."""
    found = [span for span in spans if not isinstance(span, Words) or span.text]
    while found and isinstance(found[0], Words) and not found[0].text.strip():
        found.pop(0)
    while found and isinstance(found[-1], Words) and not found[-1].text.strip():
        found.pop()
    if found and isinstance(found[0], Words) and not found[0].code:
        found[0] = replace(found[0], text=found[0].text.lstrip())
    if found and isinstance(found[-1], Words) and not found[-1].code:
        found[-1] = replace(found[-1], text=found[-1].text.rstrip())
    return tuple(found)
