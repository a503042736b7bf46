"""The modal that answers a careful reader's question.

Pure: no I/O, no clock.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import tzinfo

from bot.blocks.elements import TEXT, Block, field, person_picker, rich_text, text_input
from bot.blocks.forms import form
from bot.blocks.inline import NO_NAMES, Writer
from bot.blocks.message_forms import time_field
from bot.careful import Doubt, Question
from bot.locales import Catalogue


def answer_form(
    question: Question,
    time: str,
    zone: tzinfo,
    context: str,
    catalogue: Catalogue,
    *,
    text: str = "",
    asked: Sequence[Block] = (),
) -> Block:
    """The question, and fields for what answers it: ``owner``, or ``time`` as people type it and perhaps ``text``.

    ``asked``: what is asked about the time, if anything.
    """
    writer = Writer(catalogue=catalogue, names=NO_NAMES)
    head = rich_text(writer.paragraphs([writer.spans(question.ask)]))
    if question.doubt is Doubt.OWNER:
        fields = [field("owner", catalogue.text("form.owner"), person_picker())]
    else:
        fields = [time_field(time, zone, catalogue), *asked]
        if question.doubt.needs_text:
            fields.append(
                field("text", catalogue.text("form.entry_text"), text_input(text, TEXT, multiline=True))
            )
    return form("answer", context, [head, *fields], catalogue)
