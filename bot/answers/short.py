"""Shortening people's words for a list: at a word, with ``…``, and never inside a mention or an escape.

Pure: no I/O, no clock.
"""

from __future__ import annotations

import re

_ATOM = re.compile(r"<[^<>\n]*>|&(?:amp|lt|gt);|:[a-z0-9_+'-]+:|.", re.DOTALL)
_LINK = re.compile(r"<([^<>|\n]*)\|?([^<>\n]*)>")
#: A preformatted block, which on one line is mere code.
_BLOCK = re.compile(r"\s*```\s*(\S(?:.*?\S)?)\s*```\s*", re.DOTALL)
#: How far back the end of a word is looked for; a text without blanks is cut where the limit is.
_BACK = 40

ELLIPSIS = "…"


def shorten(prose: str, limit: int) -> str:
    """Prose in Slack's escaped form, on one line, cut to ``limit`` visible characters and the ``…``.

    >>> shorten("Card payments fail &amp; nobody knows why", 20)
    'Card payments fail &amp;…'
    """
    found = atoms(" ".join(_BLOCK.sub(r" `\1` ", prose).split()))
    shown = 0
    for index, atom in enumerate(found):
        shown += _width(atom)
        if shown > limit:
            whole = found[:index] if atom == " " else whole_words(found[:index])
            return "".join(whole).rstrip(" ,") + ELLIPSIS
    return "".join(found)


def atoms(prose: str) -> list[str]:
    """The pieces of prose that must not be cut: a character, a mention or link, an escape, an emoji."""
    return _ATOM.findall(prose)


def whole_words(atoms: list[str]) -> list[str]:
    """The characters up to the end of the last whole word; all of them when no word ends near the end."""
    for back in range(1, min(_BACK, len(atoms))):
        if atoms[-back].isspace():
            return atoms[:-back]
    return atoms


def _width(atom: str) -> int:
    link = _LINK.fullmatch(atom)
    if link:
        return len(link[2] or link[1])
    return 1 if atom.startswith("&") else len(atom)
