"""The forms in which entries of the timeline are corrected.

Pure: no I/O, no clock.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.blocks.elements import Block, field, option, radio, text_input
from bot.blocks.forms import form
from bot.blocks.inline import NO_NAMES, Writer
from bot.blocks.long_text import text_fields
from bot.blocks.posting import posting
from bot.locales import Catalogue
from bot.phrases import Phrase

#: Characters of a time as typed.
_TIME = 100


def edit_form(typed: str, said: Sequence[Phrase], context: str, catalogue: Catalogue) -> Block:
    """Asks for an entry's ``text``; ``said`` stands above it, if there is something to say.

    ``context`` knows the text's joints, as ``bot.blocks.long_text`` has them.
    """
    fields = text_fields(catalogue.text("form.edit_text"), typed, focus=True)
    return form("edit", context, [*_lines(said, catalogue), *fields], catalogue)


def move_form(typed: str, zone: str, said: Sequence[Phrase], context: str, catalogue: Catalogue) -> Block:
    """Asks for an entry's ``time``, as people type it; ``zone`` is the one they live in."""
    block = field(
        "time",
        catalogue.text("form.move_time"),
        text_input(typed, _TIME, focus=True),
        hint=catalogue.text("form.move_hint", zone=zone),
    )
    return form("move", context, [*_lines(said, catalogue), block], catalogue)


def reading_form(
    said: Sequence[Phrase], readings: Sequence[tuple[str, str]], context: str, catalogue: Catalogue
) -> Block:
    """Shows a doubtful time in full; of several readings (value and words) one is to be chosen: ``reading``."""
    return form("reading", context, doubt_fields(said, readings, catalogue), catalogue)


def doubt_fields(
    said: Sequence[Phrase], readings: Sequence[tuple[str, str]], catalogue: Catalogue, name: str = "reading"
) -> list[Block]:
    """Why a time is in doubt, and what it may mean (value and words), to be chosen in the field ``name``."""
    chosen = radio([option(words, value) for value, words in readings], readings[0][0])
    return [*_lines(said, catalogue), field(name, catalogue.text("form.reading_label"), chosen)]


def _lines(said: Sequence[Phrase], catalogue: Catalogue) -> list[Block]:
    writer = Writer(catalogue=catalogue, names=NO_NAMES)
    return list(posting(map(writer.spans, said), writer).blocks) if said else []
