"""The customer edition for one reader inside, in as many messages as it needs, and what to know before handing it out.

Pure: no I/O, no clock.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from bot.answers.leaving_out import what_to_know
from bot.blocks.editing import buttons
from bot.blocks.elements import Block, button, confirmation, rich_text
from bot.blocks.inline import Line, Writer
from bot.blocks.posting import Posting, posting, size
from bot.locales import Catalogue
from bot.phrases import phrase
from bot.postmortem.customer import CustomerEdition
from bot.postmortem.document import (
    Document,
    DocumentSection,
    Items,
    OpenNotice,
    Paragraph,
    Timeline,
    remarked,
)
from bot.text import Span, Words, plain
from bot.wording import Remark

#: Characters of one message's blocks as JSON, and of one line's words.
_MESSAGE = 7_500
_LINE = 2_000
#: As much of a text as a line takes, up to a blank if there is one.
_PIECE = re.compile(rf"(?s).{{1,{_LINE}}}(?:\s|\Z)|.{{1,{_LINE}}}")


def preview(
    document: Document,
    edition: CustomerEdition,
    remarks: Sequence[Remark],
    catalogue: Catalogue,
    names: Mapping[str, str],
    *,
    incident: str,
    value: str,
) -> tuple[Posting, ...]:
    """The messages, in the order they are read; the last one has the button.

    ``document``: as it will be handed out. ``catalogue``: the reader's. ``value`` goes with the button.
    """
    writer = Writer(catalogue=catalogue, names=names)
    title = catalogue.text("preview.title", incident=incident, language=document.language)
    lines = [writer.spans(phrase("preview.intro")), (), *_document(document)]
    known = what_to_know(edition, remarks, incident)
    parts = _parts(lines, writer)
    notes = _parts([writer.spans(each) for each in known], writer)
    edit = buttons(document, catalogue, int(value.split()[0]))
    hand_out = _button(catalogue, incident, value)
    shown = [posting(part, writer, title="" if index else title) for index, part in enumerate(parts)]
    shown += [posting(part, writer) for part in notes[:-1]]
    return (*shown, posting(notes[-1], writer, buttons=(hand_out, *edit)))


def _button(catalogue: Catalogue, incident: str, value: str) -> Block:
    text = catalogue.text
    asked = confirmation(
        text("preview.confirm_title"),
        text("preview.confirm_text", incident=incident),
        text("button.hand_out"),
        text("preview.deny"),
    )
    return button(text("button.hand_out"), "hand_out", value, primary=True, confirm=asked)


def _document(document: Document) -> Iterator[Line]:
    yield tuple(replace(span, bold=True) if isinstance(span, Words) else span for span in document.title)
    for section in document.sections:
        yield ()
        yield (Words(text=section.heading, bold=True),)
        yield from _section(section)


def _section(section: DocumentSection) -> Iterator[Line]:
    for block in section.blocks:
        match block:
            case Paragraph():
                yield from _short((*block.spans, *remarked(block)))
            case OpenNotice():
                yield from _short(block.spans)
            case Timeline():
                for row in block.rows:
                    yield from _short((Words(text=f"{row.stamp} ", bold=True), *row.spans, *remarked(row)))
            case Items():
                for item in block.rows:
                    state = Words(text=f" [{item.state_name}]")
                    yield from _short((Words(text="• "), *item.spans, state, *remarked(item)))


def _short(spans: tuple[Span, ...]) -> Iterator[Line]:
    """A long text as several lines, so that none has to be cut."""
    line: list[Span] = []
    for span in spans:
        pieces = [span]
        if isinstance(span, Words):
            pieces = [replace(span, text=text) for text in _PIECE.findall(span.text)]
        for piece in pieces:
            if line and len(plain((*line, piece))) > _LINE:
                yield tuple(line)
                line = []
            line.append(piece)
    yield tuple(line)


def _parts(lines: Iterable[Line], writer: Writer) -> list[list[Line]]:
    """The lines in as few messages as hold them."""
    parts: list[list[Line]] = [[]]
    for line in lines:
        if parts[-1] and size((rich_text(writer.paragraphs([*parts[-1], line])),)) > _MESSAGE:
            parts.append([])
        parts[-1].append(line)
    return parts
