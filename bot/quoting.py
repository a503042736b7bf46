"""Finding a text where somebody quotes it: as a reader sees it, however it is formatted, broken into lines or cased.

What is compared is what is visible: formatting marks and the marks of quotes and bullets do not count, of a link its
label does, blanks and line ends are one blank, and the case of letters is the same.
Pure: no I/O, no clock.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator

from bot.care import REMOVED, TELLING
from bot.text import unescape

_QUOTE = r"(?:(?:&gt;|[>•])\s*)"
_PIECE = re.compile(
    rf"(?P<blank>\A{_QUOTE}+|\s+{_QUOTE}*)|(?P<token><[@#!\w][^<>\n]*>)|(?P<mark>[*_~`])"
    r"|(?P<sign>&(?:lt|gt|amp);)|(?P<other>.)",
    re.DOTALL,
)
_WORD = re.compile("[a-z0-9]{3,}")
#: So many words of a text tell whether it may stand somewhere at all.
_WORDS = 3


def without(text: str, texts: Collection[str]) -> str:
    """The text with each of the others, and each of their lines, taken out of it.

    All are in Slack's escaped form, or as people typed them. What has fewer than :data:`bot.care.TELLING` visible
    characters may stand there by chance, and stays.
    """
    return taken_out(text, needles(texts))


def needles(texts: Iterable[str]) -> frozenset[str]:
    """What is looked for of texts: all of each, and each line, as they are compared, where that is long enough."""
    seen = (_seen(part)[0].strip() for text in texts for part in (text, *text.splitlines()))
    return frozenset(each for each in seen if len(each) >= TELLING)


def taken_out(text: str, needles: frozenset[str]) -> str:
    """The text without what :func:`needles` tells."""
    if not needles or len(text) < TELLING:
        return text
    seen, spans = _seen(text)
    found = [
        (spans[first][0], spans[first + len(needle) - 1][1])
        for needle in needles
        for first in _places(seen, needle)
    ]
    return _cut(text, found) if found else text


def telltale(text: str) -> Iterator[tuple[str, ...]]:
    """Small Latin words: where the text or one of its lines is quoted, all words of one of these stand.

    Without such words it may stand anywhere.
    """
    for part in {text, *text.splitlines()}:
        if needles((part,)):
            visible = "".join(match[0] if match["mark"] else _shown(match) for match in _PIECE.finditer(part))
            # What becomes Latin only by comparing it does not stand there so.
            words = sorted(set(_WORD.findall(visible)) & set(_WORD.findall(part.lower())))
            yield tuple(sorted(words, key=len, reverse=True)[:_WORDS])


def _places(seen: str, needle: str) -> Iterator[int]:
    first = seen.find(needle)
    while first >= 0:
        yield first
        first = seen.find(needle, first + len(needle))


def _seen(text: str) -> tuple[str, list[tuple[int, int]]]:
    """What is visible of a text, and where in it each character of that stands."""
    seen: list[str] = []
    spans: list[tuple[int, int]] = []
    for match in _PIECE.finditer(text):
        shown = _shown(match)
        seen.append(shown)
        spans += [match.span()] * len(shown)
    return "".join(seen), spans


def _shown(match: re.Match[str]) -> str:
    match match.lastgroup:
        case "blank":
            return " "
        case "mark":
            return ""
        case "token":
            return _labelled(match[0][1:-1]).casefold()
    return unescape(match[0]).casefold()


def _labelled(inside: str) -> str:
    body, _, label = inside.partition("|")
    words = body.removeprefix("mailto:") if body[0] in "@#" else label or body.removeprefix("mailto:")
    unmarked = re.sub("[*_~`]", "", unescape(words))
    return " ".join(unmarked.split())


def _cut(text: str, found: Iterable[tuple[int, int]]) -> str:
    kept, end = "", 0
    for first, last in sorted(_whole(text, *each) for each in found):
        if first >= end:
            kept += text[end:first] + REMOVED
        end = max(end, last)
    return kept + text[end:]


def _whole(text: str, first: int, last: int) -> tuple[int, int]:
    """The stretch with the marks around it that would be left without their other half."""
    while last < len(text) and text[last] in "*_~`" and text[first:last].count(text[last]) % 2:
        last += 1
    while first and text[first - 1] in "*_~`" and text[first:last].count(text[first - 1]) % 2:
        first -= 1
    return first, last
