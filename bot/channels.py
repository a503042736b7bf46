"""Names for an incident's channel: ``inc-12-checkout-is-down``.

Slack allows lower-case letters, digits, hyphens and underscores, 80 characters in all.
Pure: no I/O, no clock.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import count

from anyascii import anyascii

from bot.text import Mention, parse, plain

LONGEST = 80
#: Shorter than Slack's limit, so that a sidebar shows the name whole and a suffix fits.
WORDS_UP_TO = 50


def channel_names(prefix: str, number: int, title: str) -> Iterator[str]:
    """The channel's name, then ``…-2``, ``…-3`` for when it is taken; other scripts are put into Latin letters."""
    base = f"{prefix}{number}"[:LONGEST]
    words = _words(title)
    name = f"{base}-{words}"[:LONGEST].rstrip("-") if words else base
    yield name
    for n in count(2):
        suffix = f"-{n}"
        yield f"{name[: LONGEST - len(suffix)]}{suffix}"


def is_named_after(name: str, number: int, title: str) -> bool:
    """Whether a channel's name is one of those that an incident of that number gets for that title."""
    words = _words(title)
    return bool(words) and re.search(rf"(?<![0-9]){number}-{re.escape(words)}(?:-[0-9]+)?$", name) is not None


def renamed(name: str, number: int, title: str) -> str:
    """What a channel with a name of that incident's is to be called after another title, if that is free."""
    prefix = name.partition(f"{number}-")[0]
    return next(channel_names(prefix, number, title))


def _words(title: str) -> str:
    spoken = tuple(span for span in parse(title) if not isinstance(span, Mention))
    latin = anyascii(plain(spoken)).lower()
    words = [word for word in re.split(r"[^a-z0-9]+", re.sub(r"['’]", "", latin)) if word]
    name = ""
    for word in words:
        longer = f"{name}-{word}" if name else word[:WORDS_UP_TO]
        if len(longer) > WORDS_UP_TO:
            break
        name = longer
    return name
