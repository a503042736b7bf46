"""Messages that are made of phrases alone: echoes, answers, notices.

Pure: no I/O, no clock.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.blocks.elements import button
from bot.blocks.inline import Writer
from bot.blocks.posting import Posting, posting
from bot.locales import Catalogue
from bot.phrases import Phrase
from bot.tellings import Press


def lines(
    phrases: Sequence[Phrase], catalogue: Catalogue, names: Mapping[str, str], *, press: Press | None = None
) -> Posting:
    """A message with one line per phrase, and perhaps a button.

    ``names``: user id to name, for people who must not be pinged.
    """
    writer = Writer(catalogue=catalogue, names=names)
    label = writer.visible(writer.spans(press.label)) if press else ""
    buttons = (button(label, press.action, press.value),) if press else ()
    return posting(map(writer.spans, phrases), writer, buttons=buttons)
