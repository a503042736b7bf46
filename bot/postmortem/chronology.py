"""The timeline of the document: what happened, each line with its time in both zones and its source.

Sections and remediation items that people wrote are left out: each has its own place, with its source.
Pure: no I/O, no clock.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta

from bot.model import Entry, EntryKind, File
from bot.phrases import phrase
from bot.postmortem.document import DocumentSection, Origin, Paragraph, Row, Spans, Timeline
from bot.postmortem.names import name_of
from bot.postmortem.record import Record
from bot.text import Anchor, Span, Words
from bot.timeline import sentence

_TITLED = frozenset({EntryKind.DECLARED, EntryKind.TITLE})
_ELSEWHERE = frozenset({EntryKind.SECTION, EntryKind.ITEM})

#: An entry recorded later than this after what it tells of says so.
_SOON = timedelta(minutes=5)


def shown(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """The entries that the document's timeline consists of, in the order given."""
    return tuple(entry for entry in entries if entry.kind not in _ELSEWHERE)


def timeline_section(record: Record) -> DocumentSection:
    """The timeline, oldest first."""
    rows = tuple(_row(record, entry) for entry in shown(record.entries))
    block: Timeline | Paragraph = Timeline(rows=rows)
    if not rows:
        block = Paragraph(spans=record.spans("no_entries"), inputs=("entries",))
    return DocumentSection(key="timeline", heading=record.words("timeline"), blocks=(block,))


def _row(record: Record, entry: Entry) -> Row:
    spans = said(record, entry)
    return Row(
        at=entry.at,
        stamp=record.clock.stamp(entry.at),
        spans=spans,
        remarks=(*_remarks(record, entry), *record.foreign(spans)),
        sources=record.sources(entry.id),
        origin=Origin.WRITTEN if entry.text else Origin.DATA,
    )


def said(record: Record, entry: Entry) -> Spans:
    """The sentence that an entry is, with its files as links."""
    told, may_leave = sentence(entry), not entry.locked
    if entry.kind in _TITLED:
        return record.titled(told, may_leave=may_leave)
    if entry.files and len(entry.text.splitlines()) > 1:
        # Below several lines, or a quote, the files need a line of their own.
        words, files = sentence(replace(entry, files=())), sentence(replace(entry, text=""))
        shared = _with_links(record.phrased(files), entry.files)
        return (*record.phrased(words, may_leave=may_leave), Words(text="\n\n"), *shared)
    return _with_links(record.phrased(told, may_leave=may_leave), entry.files)


def _remarks(record: Record, entry: Entry) -> Iterable[str]:
    if entry.tried:
        yield record.named(phrase(f"tried.{entry.tried.state}"))
    if entry.recovered:
        yield record.words("recovered")
    # A message is stamped with the time it was posted, whenever it was put on the timeline.
    if entry.kind is not EntryKind.MESSAGE and entry.recorded_at - entry.at > _SOON:
        yield record.words("recorded", time=record.clock.utc(entry.recorded_at))
    if entry.corrections:
        last = entry.corrections[-1]
        who = name_of(last.by, record.people)
        yield record.words("edited", who=who, time=record.clock.utc(last.at))


def _with_links(spans: Spans, files: tuple[File, ...]) -> Spans:
    """The sentence with the names of its files, each of which stands in it as a span of its own, made links."""
    linked: list[Span] = list(spans)
    end = len(linked)
    # The files end the sentence, so that looking for them from there finds no such word of people's own.
    for file in reversed(files):
        name = Words(text=file.name)
        if name in linked[:end]:
            end -= 1 + linked[:end][::-1].index(name)
            linked[end] = Anchor(url=file.permalink, label=file.name) if file.permalink else name
    return tuple(linked)
