"""The notice at the end of a document that a machine has translated people's words in it.

Pure: no I/O, no clock.
"""

from __future__ import annotations

from bot.locales.wording import language_name
from bot.postmortem.document import DocumentSection, Paragraph
from bot.postmortem.record import Record


def translation_section(record: Record) -> tuple[DocumentSection, ...]:
    """Says so, names the edition that counts, and what could not be translated; nothing where nothing was tried.

    To be made last: it speaks of what all other sections have asked for.
    """
    interpreter, language = record.interpreter, record.catalogue.language
    if interpreter is None or not (interpreter.has_translated or interpreter.has_left):
        return ()
    said = []
    if interpreter.has_translated:
        said.append(record.spans("translated", source=interpreter.mark))
        official = interpreter.official
        if official == language:
            said.append(record.spans("original_counts", source=interpreter.mark))
        else:
            said.append(record.spans("official_counts", official=language_name(official, language)))
    if interpreter.has_left:
        said.append(record.spans("left", source=interpreter.mark))
    blocks = tuple(
        Paragraph(spans=spans, inputs=("incident.language", "settings.translator")) for spans in said
    )
    return (DocumentSection(key="translation", heading=record.words("translation"), blocks=blocks),)
