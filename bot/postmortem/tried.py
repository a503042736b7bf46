"""What was tried: the messages that people marked 🧪 ❌ ✅ ⚖️, each with its newest state and its source.

Pure: no I/O, no clock.
"""

from __future__ import annotations

from bot.marks import Mark
from bot.model import Entry
from bot.phrases import phrase
from bot.postmortem.chronology import said, shown
from bot.postmortem.document import DocumentSection, OpenNotice, Row, Timeline
from bot.postmortem.record import Record
from bot.text import Words
from bot.timeline import on_board


def tried_section(record: Record) -> DocumentSection:
    """What was tried, ruled out, what worked and what was decided, in the order in which it was said."""
    tried = on_board(shown(record.entries))
    rows = tuple(_row(record, entry, entry.tried.state) for entry in tried if entry.tried)
    block: Timeline | OpenNotice = Timeline(rows=rows)
    if not rows:
        key = "open_reconstructed" if record.incident.reconstructed else "open_tried"
        block = OpenNotice(spans=record.spans(key, who=record.can_fill()))
    return DocumentSection(key="tried", heading=record.words("tried"), blocks=(block,))


def _row(record: Record, entry: Entry, state: Mark) -> Row:
    words = said(record, entry)
    return Row(
        at=entry.at,
        stamp=record.clock.stamp(entry.at),
        spans=(*record.spans("tried_as", state=phrase(f"tried.{state}")), Words(text=" "), *words),
        remarks=record.foreign(words),
        sources=record.sources(entry.id),
    )
