"""Key moments, the durations between them, and how the promise of updates was kept.

A moment that nobody recorded is unknown, and so is a duration that would be negative: nothing is guessed.
Pure: no I/O, no clock.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from bot.model import Entry, EntryKind, Incident, KeyMoment, Moment, Status
from bot.phrases import Lasting
from bot.postmortem.document import DocumentSection, Fact, Facts, KeyMoments, MomentRow
from bot.postmortem.how import contradicting, how_known
from bot.postmortem.names import capitalised
from bot.postmortem.record import Record
from bot.postmortem.times import Clock
from bot.timeline import moment_name, ordered

#: In the order of the table; ``ended`` is shown only when somebody recorded it.
_TABLE = (
    Moment.BEGAN,
    Moment.DETECTED,
    Moment.DECLARED,
    Moment.IDENTIFIED,
    Moment.MITIGATED,
    Moment.ENDED,
    Moment.RESOLVED,
)

#: When something was told or began or ended, as what, and the entry that says so.
_Point = tuple[datetime, EntryKind, tuple[str, ...]]

#: What each duration leads to; they all start when the incident began.
_DURATIONS = {
    "to_detect": Moment.DETECTED,
    "to_declare": Moment.DECLARED,
    "to_mitigate": Moment.MITIGATED,
    "to_resolve": Moment.RESOLVED,
}


@dataclass(frozen=True, kw_only=True)
class Window:
    """From when to when an incident was; the declaration and its end stand in for what is not recorded."""

    start: KeyMoment
    start_known: bool
    #: ``None`` while the incident goes on.
    end: KeyMoment | None
    end_known: bool

    @property
    def length(self) -> timedelta | None:
        """How long it lasted; ``None`` while it goes on, and when it would have ended before it began."""
        return _between(self.start, self.end)


@dataclass(frozen=True, kw_only=True)
class PromiseKeeping:
    """How the promises of updates were kept."""

    on_time: int
    total: int
    longest_silence: timedelta
    #: The entries around the longest silence, as far as they are on the timeline.
    around: tuple[str, ...] = ()


def moments_section(record: Record) -> DocumentSection:
    """The table of key moments, and under it the durations and the promise."""
    clock = record.clock
    return DocumentSection(
        key="moments",
        heading=record.words("moments"),
        blocks=(
            KeyMoments(
                columns=(
                    record.words("moment"),
                    "UTC",
                    clock.zones.label if clock.zones.second else "",
                    capitalised(record.words("source")),
                ),
                rows=_rows(record),
            ),
            Facts(rows=(*_durations(record), _total(record), _promise(record))),
            *contradicting(record),
        ),
    )


def window(record: Record) -> Window:
    """The window of the incident: began to ended, else declared to resolved or cancelled."""
    began, ended = record.moment(Moment.BEGAN), record.moment(Moment.ENDED)
    return Window(
        start=began or _declared(record),
        start_known=began is not None,
        end=ended or record.moment(Moment.RESOLVED) or _cancelled(record),
        end_known=ended is not None,
    )


def promise_keeping(incident: Incident, entries: tuple[Entry, ...], now: datetime | None) -> PromiseKeeping:
    """Counts the promises that have ended, or are overdue; the silences lie between declaration, updates and end.

    Time between an end and a reopening is no silence. ``now`` ends the last silence of an open incident;
    without it, that one does not count, and nothing is overdue.
    """
    owed = incident.promise if incident.status.is_open else None
    missed = owed is not None and now is not None and owed.due_at < now
    gap, around = max(_silences(incident, entries, now), key=lambda pair: pair[0], default=(timedelta(0), ()))
    return PromiseKeeping(
        on_time=sum(promise.on_time for promise in incident.kept),
        total=len(incident.kept) + missed,
        longest_silence=gap,
        around=around,
    )


def _silences(
    incident: Incident, entries: tuple[Entry, ...], now: datetime | None
) -> list[tuple[timedelta, tuple[str, ...]]]:
    starts, ends = {EntryKind.DECLARED, EntryKind.REOPENED}, {EntryKind.RESOLVED, EntryKind.CANCELLED}
    told = starts | ends | {EntryKind.UPDATE}
    points: list[_Point] = [
        (entry.recorded_at, entry.kind, (entry.id,)) for entry in ordered(entries) if entry.kind in told
    ]
    # A snooze ends an overdue promise, but not the silence.
    known = {entry.recorded_at for entry in entries if entry.kind in told | {EntryKind.SNOOZE}}
    points += [(kept.ended_at, EntryKind.UPDATE, ()) for kept in incident.kept if kept.ended_at not in known]
    if EntryKind.DECLARED not in {kind for _, kind, _ in points}:
        points.append((incident.declared_at, EntryKind.DECLARED, ()))
    if incident.status.is_open and now:
        points.append((now, EntryKind.RESOLVED, ()))
    if incident.resolved_at and incident.resolved_at not in known:
        points.append((incident.resolved_at, EntryKind.RESOLVED, ()))
    points.sort(key=lambda point: (point[0], point[2]))
    return [
        (later[0] - earlier[0], (*earlier[2], *later[2]))
        for earlier, later in pairwise(points)
        if earlier[1] not in ends
    ]


def _rows(record: Record) -> tuple[MomentRow, ...]:
    rows = []
    for moment in _TABLE:
        found = record.moment(moment)
        if found or moment is not Moment.ENDED:
            rows.append(_row(record, moment, record.named(moment_name(moment)), found))
        if moment is Moment.IDENTIFIED:
            notice = record.first(EntryKind.NOTICE)
            told = KeyMoment(at=notice.at, entry=notice.id) if notice else None
            rows.append(_row(record, None, record.words("first_notice"), told))
    return tuple(rows)


def _row(record: Record, moment: Moment | None, name: str, found: KeyMoment | None) -> MomentRow:
    dated = Clock(zones=record.clock.zones)
    pending = moment is Moment.RESOLVED and record.incident.status.is_open
    how, entries = how_known(record, moment, found)
    return MomentRow(
        moment=moment,
        name=capitalised(name),
        at=found.at if found else None,
        utc=dated.utc(found.at) if found else record.words("not_yet" if pending else "unknown"),
        second=dated.second(found.at) if found else "",
        how=how,
        sources=record.sources(*entries),
        inputs=(f"incident.moments.{moment}" if moment else "entries.notice",),
    )


def _durations(record: Record) -> list[Fact]:
    return [_duration(record, name, moment) for name, moment in _DURATIONS.items()]


def _duration(record: Record, name: str, moment: Moment) -> Fact:
    began, reached = record.moment(Moment.BEGAN), record.moment(moment)
    start, since = began, Moment.BEGAN
    if began is None and moment in (Moment.MITIGATED, Moment.RESOLVED):
        start, since = _declared(record), Moment.DECLARED
    length = _between(start, reached)
    if length is None:
        value = record.spans("unknown")
    else:
        # Counted from the beginning unless it says otherwise.
        key = "length" if since is Moment.BEGAN else "since"
        value = record.spans(key, length=Lasting(length=length), moment=moment_name(since))
    return Fact(
        name=record.words(name),
        value=value,
        sources=record.sources(start.entry, reached.entry)
        if length is not None and start and reached
        else (),
        inputs=(f"incident.moments.{since}", f"incident.moments.{moment}"),
    )


def _total(record: Record) -> Fact:
    found = window(record)
    if found.end is None or found.length is None:
        value, ends = record.spans("not_yet" if found.end is None else "unknown"), []
    else:
        value = record.spans("length", length=Lasting(length=found.length))
        ends = [found.start.entry, found.end.entry]
    return Fact(
        name=record.words("total"),
        value=value,
        sources=record.sources(*ends),
        inputs=window_inputs(record, found),
    )


def window_inputs(record: Record, found: Window) -> tuple[str, str]:
    """The fields of the record that the window was taken from."""
    end = "incident.moments.ended" if found.end_known else "incident.resolved_at"
    return ("incident.moments.began" if found.start_known else "incident.declared_at", end)


def _promise(record: Record) -> Fact:
    kept = promise_keeping(record.incident, record.entries, record.now)
    silence = Lasting(length=kept.longest_silence)
    if record.incident.reconstructed:
        value = record.spans("unknown")
    elif kept.total:
        value = record.spans("kept", on_time=kept.on_time, count=kept.total, silence=silence)
    else:
        value = record.spans("silence", silence=silence)
    return Fact(
        name=record.words("updates"),
        value=value,
        sources=record.sources(*kept.around),
        inputs=("incident.kept", "entries.update"),
    )


def _declared(record: Record) -> KeyMoment:
    return record.moment(Moment.DECLARED) or KeyMoment(at=record.incident.declared_at, entry="")


def _cancelled(record: Record) -> KeyMoment | None:
    incident, entry = record.incident, record.last(EntryKind.CANCELLED)
    if incident.status is not Status.CANCELLED or incident.resolved_at is None:
        return None
    return KeyMoment(at=incident.resolved_at, entry=entry.id if entry else "")


def _between(start: KeyMoment | None, end: KeyMoment | None) -> timedelta | None:
    if start is None or end is None or end.at < start.at:
        return None
    return end.at - start.at
