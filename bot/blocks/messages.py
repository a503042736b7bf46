"""Messages that are made of phrases alone: echoes, answers, notices.

Pure: no I/O, no clock.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.blocks.inline import Writer
from bot.blocks.posting import Posting, posting
from bot.locales import Catalogue
from bot.phrases import Phrase


def lines(phrases: Sequence[Phrase], catalogue: Catalogue, names: Mapping[str, str]) -> Posting:
    """A message with one line per phrase; ``names``: user id to name, for people who must not be pinged."""
    writer = Writer(catalogue=catalogue, names=names)
    return posting(map(writer.spans, phrases), writer)
