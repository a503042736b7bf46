"""The course of an incident as a picture shows it: stretches and marks on one line of time, in lanes.

A picture for customers shows what customers may know: from when to when they were affected, and what they were told.
Pure: no I/O, no clock.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime

from bot.model import EntryKind, Moment, Status
from bot.phrases import phrase
from bot.postmortem.course_of_events import Course, Lane, Look, Mark, Stretch, Strip
from bot.postmortem.names import capitalised
from bot.postmortem.record import Record
from bot.timeline import moment_name

_ENDS = (EntryKind.RESOLVED, EntryKind.CANCELLED)
_BEGINNINGS = (EntryKind.DECLARED, EntryKind.REOPENED)


def internal_course(record: Record) -> Course | None:
    """Phases, severities, updates and key moments; ``None`` where nothing lasted."""
    end = record.incident.resolved_at or record.now
    moments = [(name, at, Look.MOMENT) for name, at in _moments(record)]
    updates = _updates(record, end)
    lanes = (
        Lane(name=record.words("course_status"), strips=_strips(_statuses(record, end))),
        Lane(name=record.words("course_severity"), strips=_strips(_severities(record, end))),
        Lane(name=record.words("updates"), strips=(updates,) if updates.marks or updates.stretches else ()),
        Lane(name=record.words("moments"), strips=tuple(_marked(*each) for each in moments)),
    )
    legend = ((Look.ON_TIME, record.words("course_on_time")), (Look.LATE, record.words("course_late")))
    shown = {mark.look for mark in updates.marks} | {stretch.look for stretch in updates.stretches}
    return _course(record, lanes, tuple(each for each in legend if each[0] in shown))


def customer_course(
    record: Record, start: datetime | None, end: datetime | None, notices: Iterable[datetime]
) -> Course | None:
    """The window in which customers were affected, and when they were told; ``None`` where nothing lasted."""
    told = tuple(Mark(at=at, look=Look.NOTICE) for at in notices)
    until = end or max((mark.at for mark in told), default=None)
    affected: tuple[Stretch, ...] = ()
    if start and until and start < until:
        affected = (Stretch(start=start, end=until, look=Look.WINDOW, goes_on=end is None),)
    lanes = (
        Lane(name=record.words("course_affected"), strips=(Strip(stretches=affected),) if affected else ()),
        Lane(name=record.words("course_notices"), strips=(Strip(marks=told),) if told else ()),
    )
    return _course(record, lanes, ())


def _course(record: Record, lanes: tuple[Lane, ...], legend: tuple[tuple[Look, str], ...]) -> Course | None:
    shown = tuple(lane for lane in lanes if lane.strips)
    instants = [at for lane in shown for strip in lane.strips for at in _instants(strip)]
    if not instants or min(instants) == max(instants):
        return None
    title = record.words("course")
    return Course(title=title, start=min(instants), end=max(instants), lanes=shown, legend=legend)


def _instants(strip: Strip) -> Iterator[datetime]:
    for stretch in strip.stretches:
        yield from (stretch.start, stretch.end)
    yield from (mark.at for mark in strip.marks)


def _marked(name: str, at: datetime, look: Look) -> Strip:
    return Strip(name=name, marks=(Mark(at=at, look=look),))


def _moments(record: Record) -> Iterator[tuple[str, datetime]]:
    found = [(moment_name(moment), record.moment(moment)) for moment in Moment]
    named = [(record.named(name), known.at) for name, known in found if known]
    if notice := record.first(EntryKind.NOTICE):
        named.append((record.words("first_notice"), notice.at))
    for name, at in sorted(named, key=lambda pair: pair[1]):
        yield capitalised(name), at


#: What was so from when on, and how it looks; an empty name: nothing.
_Step = tuple[datetime, str, Look]


def _strips(stretches: Iterable[tuple[str, Stretch]]) -> tuple[Strip, ...]:
    """A strip for each name, in the order in which they come up."""
    strips: dict[str, Strip] = {}
    for name, stretch in stretches:
        strip = strips.get(name, Strip(name=name))
        strips[name] = replace(strip, stretches=(*strip.stretches, stretch))
    return tuple(strips.values())


def _stretches(steps: list[_Step], end: datetime, *, is_open: bool) -> Iterator[tuple[str, Stretch]]:
    for index, (start, name, look) in enumerate(steps):
        is_last = index + 1 == len(steps)
        until = end if is_last else steps[index + 1][0]
        if name and start < until:
            yield name, Stretch(start=start, end=until, look=look, goes_on=is_last and is_open)


def _statuses(record: Record, end: datetime) -> Iterator[tuple[str, Stretch]]:
    steps = [(record.incident.declared_at, *_status(record, Status.INVESTIGATING))]
    for entry in record.entries:
        if entry.kind in _BEGINNINGS:
            steps.append((entry.at, *_status(record, Status.INVESTIGATING)))
        elif entry.kind is EntryKind.STATUS:
            steps.append((entry.at, *_status(record, Status(entry.data["to"]))))
        elif entry.kind in _ENDS:
            steps.append((entry.at, "", Look.INVESTIGATING))
    return _stretches(_merged(steps), end, is_open=record.incident.status.is_open)


def _status(record: Record, status: Status) -> tuple[str, Look]:
    return capitalised(record.named(phrase(f"status.{status}"))), Look(status)


def _severities(record: Record, end: datetime) -> Iterator[tuple[str, Stretch]]:
    changes = [entry for entry in record.entries if entry.kind is EntryKind.SEVERITY]
    first = changes[0].data["from"] if changes else record.incident.severity
    steps: list[_Step] = [(record.incident.declared_at, first, Look.SEVERITY)]
    now = first
    for entry in record.entries:
        if entry.kind is EntryKind.SEVERITY:
            now = entry.data["to"]
        if entry.kind in (EntryKind.SEVERITY, EntryKind.REOPENED):
            steps.append((entry.at, now, Look.SEVERITY))
        elif entry.kind in _ENDS:
            steps.append((entry.at, "", Look.SEVERITY))
    return _stretches(_merged(steps), end, is_open=record.incident.status.is_open)


def _merged(steps: list[_Step]) -> list[_Step]:
    """The steps without those that change nothing."""
    return [step for index, step in enumerate(steps) if not index or step[1] != steps[index - 1][1]]


def _updates(record: Record, end: datetime) -> Strip:
    """Each promise by its end: an update in time, or what was late and for how long."""
    marks, late = [], []
    for kept in sorted(record.incident.kept, key=lambda each: each.ended_at):
        marks.append(Mark(at=kept.ended_at, look=Look.ON_TIME if kept.on_time else Look.LATE))
        if not kept.on_time:
            late.append(Stretch(start=kept.due_at, end=kept.ended_at, look=Look.LATE))
    owed = record.incident.promise
    if owed and record.incident.status.is_open and owed.due_at < end:
        late.append(Stretch(start=owed.due_at, end=end, look=Look.LATE, goes_on=True))
    return Strip(stretches=tuple(late), marks=tuple(marks))
