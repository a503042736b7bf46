"""Hosts, links, channels, tickets and addresses in prose.

A text of the deny-list is found wherever it stands, in any case, with whatever host name it is part of:
``db-7.internal`` also as ``replica.db-7.internal``. A ``*`` in it stands for any letters, digits, dots and dashes:
``*.corp.example``, ``db-*``. A blank in it is any white space.
Links may lead only to hosts that customers are sent to.

Pure: no I/O, no clock.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from urllib.parse import urlsplit

from bot.privacy.reasons import Reason, Stretch

_URL = re.compile(
    r"[a-z][a-z0-9+.-]{0,20}://[^\s<>\ufffc]*[^\s<>\ufffc.,;:!?'\")\]}]|(?<![a-z0-9])www(?:\.[\w-]{1,63})+[^\s\ufffc]*",
    re.I,
)
_PATTERNS = (
    (Reason.ADDRESS, re.compile(r"[\w.+%-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+", re.I)),
    (
        Reason.HOST,
        re.compile(
            r"(?:[\w-]{1,63}\.){1,20}(?:internal|intranet|local|localdomain|lan|corp|svc|cluster)(?![a-z0-9])(?:[\w-]|\.(?=\w))*(?::\d+)?"
            r"|(?:[\w-]{1,63}\.){0,9}slack\.com(?![a-z0-9])[^\s\ufffc]*|(?<![a-z0-9])localhost(?![a-z0-9])(?::\d+)?"
            r"|(?<![\d.])(?:(?:10|127)(?:\.\d{1,3}){3}|(?:192\.168|172\.(?:1[6-9]|2\d|3[01]))(?:\.\d{1,3}){2})(?!\d)",
            re.I,
        ),
    ),
    (Reason.ADDRESS, re.compile(r"(?<![A-Za-z0-9])[UWBCGDT][A-Z0-9]{7,11}(?![A-Za-z0-9])")),
    # In code, or beside other letters, an emoji is written out.
    (Reason.EMOJI, re.compile(r"(?<![A-Za-z0-9:]):(?=[\w+'-]*[a-z])[\w+'-]{1,100}:(?![A-Za-z0-9:])", re.I)),
    (Reason.CHANNEL, re.compile(r"(?<![^\W_])(?<![&/])#(?=[\w-]*[^\W\d_])[\w-]+")),
    (
        Reason.TICKET,
        re.compile(
            r"(?<![A-Za-z0-9-])(?!(?:UTF|SHA|ISO|RFC|HTTP|TLS|SSL|AES|RSA|MD|CVE|COVID|UTC|GMT|IPV|HTML|EC|SEV)-)"
            r"[A-Z][A-Z0-9_]{1,11}-\d+|(?<![^\W_])#\d{2,}|[\w.-]{1,100}/[\w.-]{1,100}#\d+"
        ),
    ),
)
#: What may stand in the place of a ``*``, or before a denied text. Bounded, so that a long line costs no more.
_LONGEST = 200
_ANY = rf"[\w.-]{{0,{_LONGEST}}}"
_BEFORE = re.compile(_ANY)
#: An id has a digit; a word in capitals has none.
_DIGIT = re.compile(r"\d")


class Places:
    """Finds places."""

    def __init__(self, *, deny: Iterable[str], links: Iterable[str], literal: Iterable[str] = ()) -> None:
        """``deny`` as in the settings; ``links``: hosts that links may lead to; ``literal``: names of channels."""
        self._denied = tuple(re.compile(_denied(text), re.IGNORECASE) for text in deny)
        names = "|".join(re.escape(name) for name in sorted(literal, key=len, reverse=True) if name)
        self._literal = re.compile(names, re.IGNORECASE) if names else None
        self._links = frozenset(host.casefold() for host in links if host)

    def find(self, text: str) -> list[Stretch]:
        """All places in a text that must not leave; they may overlap."""
        found = [*self._patterns(text)]
        open_links = [match.span() for match in _URL.finditer(text) if self.is_open(match[0])]
        kept = [each for each in found if not _inside(each, open_links)]
        kept += [
            Stretch(start=match.start(), end=match.end(), reason=Reason.LINK)
            for match in _URL.finditer(text)
            if not self.is_open(match[0])
        ]
        return kept

    def is_open(self, url: str) -> bool:
        """Whether customers may follow the link: a host that they are sent to, and nothing denied in it."""
        try:
            address = urlsplit(url)
            host = address.hostname or ""
        except ValueError:
            return False
        denied = any(pattern.search(url) for pattern in self._denied)
        return (
            address.scheme.casefold() in ("http", "https")
            and host in self._links
            and not (denied or address.username or address.password)
        )

    def _patterns(self, text: str) -> Iterator[Stretch]:
        for pattern in self._denied:
            for match in pattern.finditer(text):
                yield Stretch(start=_begins(text, match.start()), end=match.end(), reason=Reason.HOST)
        if self._literal:
            for match in self._literal.finditer(text):
                yield Stretch(start=match.start(), end=match.end(), reason=Reason.CHANNEL)
        for reason, pattern in _PATTERNS:
            for match in pattern.finditer(text):
                if reason is not Reason.ADDRESS or "@" in match[0] or _DIGIT.search(match[0]):
                    yield Stretch(start=match.start(), end=match.end(), reason=reason)


def _denied(text: str) -> str:
    """A pattern for a text of the deny-list, to the end of the host name or word that it is part of."""
    # What stands before it is looked for from there: a pattern would try it at each character of a long line.
    text = text.strip()
    pieces = [
        r"\s+".join(re.escape(word) for word in re.split(r"\s+", piece))
        for piece in (text.lstrip("*") or text).split("*")
    ]
    return _ANY.join(pieces) + rf"(?:[\w-]|\.(?=\w)){{0,{_LONGEST}}}"


def _begins(text: str, at: int) -> int:
    """Where the host name or word begins that a denied text is part of."""
    before = _BEFORE.match(text[max(at - _LONGEST, 0) : at][::-1])
    return at - (before.end() if before else 0)


def _inside(stretch: Stretch, spans: Iterable[tuple[int, int]]) -> bool:
    return any(start <= stretch.start and stretch.end <= end for start, end in spans)
