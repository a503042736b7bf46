"""How a key moment is known: by which command, status or message, and of whom; and what contradicts what.

Pure: no I/O, no clock.
"""

from __future__ import annotations

from datetime import datetime

from bot.model import Entry, EntryKind, KeyMoment, Moment, Status
from bot.phrases import When
from bot.postmortem.document import Paragraph, Spans
from bot.postmortem.known import contradictions
from bot.postmortem.names import capitalised
from bot.postmortem.record import Record
from bot.timeline import author, moment_name, status_name

_SENTENCES = {
    EntryKind.MOMENT: "how_moment",
    EntryKind.DECLARED: "how_declared",
    EntryKind.RESOLVED: "how_resolved",
    EntryKind.NOTICE: "how_notice",
    EntryKind.MESSAGE: "how_message",
}


def how_known(
    record: Record, moment: Moment | None, found: KeyMoment | None
) -> tuple[Spans, tuple[str, ...]]:
    """How a moment is known, and the entries that say so; nothing where no entry does."""
    entry = record.by_id.get(found.entry) if found else None
    if found is None or entry is None:
        return (), ()
    if moment is Moment.DETECTED and (message := _said_at(record, found.at)):
        return record.spans("how_message", who=author(message)), (message.id, entry.id)
    if entry.kind is EntryKind.STATUS:
        status = status_name(Status(entry.data["to"]))
        return record.spans("how_status", status=status, who=author(entry)), (entry.id,)
    if entry.kind not in _SENTENCES:
        return (), (entry.id,)
    return record.spans(_SENTENCES[entry.kind], who=author(entry)), (entry.id,)


def contradicting(record: Record) -> tuple[Paragraph, ...]:
    """A sentence for each pair of key moments that cannot both be right."""
    return tuple(_contradiction(record, *pair) for pair in contradictions(record.incident, record.entries))


def _contradiction(record: Record, first: Moment, second: Moment) -> Paragraph:
    earlier, later = record.moment(first), record.moment(second)
    known = [found for found in (earlier, later) if found]
    params = {"first_at": When(at=known[0].at), "second_at": When(at=known[-1].at)}
    return Paragraph(
        spans=record.spans(
            "contradiction",
            first=capitalised(record.named(moment_name(first))),
            second=record.named(moment_name(second)),
            **params,
        ),
        sources=record.sources(*(found.entry for found in known)),
        inputs=(f"incident.moments.{first}", f"incident.moments.{second}"),
    )


def _said_at(record: Record, at: datetime) -> Entry | None:
    """The first message on the timeline that was posted in that minute: it is what somebody noticed it by."""
    minute = at.replace(second=0, microsecond=0)
    return next(
        (
            entry
            for entry in record.entries
            if entry.kind is EntryKind.MESSAGE and entry.at.replace(second=0, microsecond=0) == minute
        ),
        None,
    )
