"""The summary: the window, the title, severity, status and duration, from data alone.

Pure: no I/O, no clock.
"""

from __future__ import annotations

from datetime import UTC

from bot.model import EntryKind, Status
from bot.phrases import Lasting, Param, Prose, Room, When, Who, phrase
from bot.postmortem.document import DocumentSection, Paragraph, Spans
from bot.postmortem.moments import Window, window, window_inputs
from bot.postmortem.record import Record
from bot.postmortem.times import long_date
from bot.text import Words
from bot.timeline import status_name

_SPACE: Spans = (Words(text=" "),)


def summary_section(record: Record) -> DocumentSection:
    """One paragraph from data, what stands in where a moment is missing, and the latest update while open."""
    found = window(record)
    return DocumentSection(
        key="summary",
        heading=record.words("summary"),
        blocks=(_opening(record, found), *_stand_ins(record, found), *_latest(record)),
    )


def _opening(record: Record, found: Window) -> Paragraph:
    cancelled = record.last(EntryKind.CANCELLED) if record.incident.status is Status.CANCELLED else None
    ends = [moment.entry for moment in (found.start, found.end) if moment]
    standing = _standing(record, found, cancelled.text if cancelled else "")
    spans = (*_when(record, found), *_SPACE, *standing)
    return Paragraph(
        spans=spans,
        remarks=record.foreign(spans),
        sources=record.sources(*ends, *([cancelled.id] if cancelled else [])),
        inputs=("incident.title", "incident.severity", "incident.status", *window_inputs(record, found)),
    )


def _severities(record: Record) -> str:
    """Every severity the incident has had, in their order: ``SEV2 → SEV3``."""
    had = [entry.data["severity"] for entry in record.entries if entry.kind is EntryKind.DECLARED]
    had += [entry.data["to"] for entry in record.entries if entry.kind is EntryKind.SEVERITY]
    return " → ".join(had or [record.incident.severity])


def _when(record: Record, found: Window) -> Spans:
    start = found.start.at.astimezone(UTC)
    params: dict[str, Param] = {
        "date": long_date(start, record.catalogue.language),
        "start": f"{start:%H:%M} UTC",
        "title": Prose(text=record.incident.title),
    }
    key = "window_open"
    if found.end is not None:
        end = found.end.at.astimezone(UTC)
        params["end"] = f"{end:%H:%M} UTC"
        params["end_date"] = long_date(end, record.catalogue.language)
        same = end.date() == start.date()
        key = "window_contradicts" if end < start else "window_day" if same else "window_days"
    return record.titled(phrase(f"postmortem.{key}", **params), may_leave=record.title_may_leave)


def _standing(record: Record, found: Window, reason: str) -> Spans:
    incident = record.incident
    params: dict[str, Param] = {"incident": incident.id, "severity": _severities(record)}
    if incident.status is Status.CANCELLED:
        if reason:
            return record.spans("false_alarm", reason=Prose(text=reason), **params)
        return record.spans("false_alarm_bare", **params)
    if incident.status.is_open:
        status = status_name(incident.status)
        return record.spans("unresolved", status=status, now=When(at=record.now), **params)
    if found.length is None:
        return record.spans("resolved_unknown", **params)
    return record.spans("resolved", length=Lasting(length=found.length), **params)


def _stand_ins(record: Record, found: Window) -> list[Paragraph]:
    if record.incident.reconstructed:
        return _reconstructed(record, found)
    paragraphs = []
    if not found.start_known:
        paragraphs.append(
            _stand_in(record, "window_from_declared", "incident.declared_at", found.start.entry)
        )
    if found.end and not found.end_known:
        key = f"window_to_{record.incident.status}"
        paragraphs.append(_stand_in(record, key, "incident.resolved_at", found.end.entry))
    return paragraphs


def _reconstructed(record: Record, found: Window) -> list[Paragraph]:
    """That it comes from an export, and which ends of the window are no more than those of its messages."""
    room = Room(channel=record.incident.channel, name=record.incident.channel_name)
    paragraphs = [Paragraph(spans=record.spans("reconstructed", room=room), inputs=("incident.channel",))]
    if found.start.entry:
        paragraphs.append(
            _stand_in(record, "window_from_message", "incident.moments.began", found.start.entry)
        )
    if found.end and found.end.entry:
        paragraphs.append(_stand_in(record, "window_to_message", "incident.moments.ended", found.end.entry))
    return paragraphs


def _stand_in(record: Record, key: str, field: str, entry: str) -> Paragraph:
    return Paragraph(spans=record.spans(key), sources=record.sources(entry), inputs=(field,))


def _latest(record: Record) -> list[Paragraph]:
    update = record.last(EntryKind.UPDATE)
    if not record.incident.status.is_open or update is None:
        return []
    params: dict[str, Param] = {
        "who": Who(user=update.author),
        "when": When(at=update.at),
        "text": Prose(text=update.text),
    }
    spans = record.phrased(phrase("postmortem.latest", **params), may_leave=not update.locked)
    return [Paragraph(spans=spans, sources=record.sources(update.id), remarks=record.foreign(spans))]
