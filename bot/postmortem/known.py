"""Which key moments the record knows of, and where they contradict each other.

A moment is known because somebody set it, because a status was reached, or because the bot itself was there.
Nothing is guessed: what none of these says is unknown.
Pure: no I/O, no clock.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from bot.model import Entry, EntryKind, Incident, KeyMoment, Moment, Status

#: What comes no later than what: whoever reads the two the other way round reads a contradiction.
_IN_ORDER = (
    (Moment.BEGAN, Moment.DETECTED),
    (Moment.BEGAN, Moment.DECLARED),
    (Moment.BEGAN, Moment.IDENTIFIED),
    (Moment.BEGAN, Moment.MITIGATED),
    (Moment.BEGAN, Moment.ENDED),
    (Moment.DETECTED, Moment.DECLARED),
    (Moment.DETECTED, Moment.IDENTIFIED),
    (Moment.DETECTED, Moment.MITIGATED),
    (Moment.MITIGATED, Moment.ENDED),
    (Moment.ENDED, Moment.RESOLVED),
)

#: The status that stands for a moment where nobody set the moment itself.
_BY_STATUS = {Moment.IDENTIFIED: Status.IDENTIFIED, Moment.MITIGATED: Status.MONITORING}


def key_moment(incident: Incident, entries: Iterable[Entry], moment: Moment) -> KeyMoment | None:
    """A key moment; ``None`` when nobody and nothing says when it was. ``entries``: in order."""
    if moment in incident.moments:
        return incident.moments[moment]
    if moment in _BY_STATUS:
        return _reached(entries, _BY_STATUS[moment])
    if moment is Moment.DECLARED and not incident.reconstructed:
        declared = [entry.id for entry in entries if entry.kind is EntryKind.DECLARED]
        return KeyMoment(at=incident.declared_at, entry=declared[0] if declared else "")
    if moment is Moment.RESOLVED and incident.resolved_at and incident.status is Status.RESOLVED:
        resolved = [entry.id for entry in entries if entry.kind is EntryKind.RESOLVED]
        return KeyMoment(at=incident.resolved_at, entry=resolved[-1] if resolved else "")
    return None


def key_moments(incident: Incident, entries: Sequence[Entry]) -> dict[Moment, KeyMoment]:
    """All key moments that are known, in their order."""
    found = {moment: key_moment(incident, entries, moment) for moment in Moment}
    return {moment: known for moment, known in found.items() if known}


def contradictions(incident: Incident, entries: Sequence[Entry]) -> Iterator[tuple[Moment, Moment]]:
    """Pairs of key moments of which the first is said to have been after the second."""
    known = key_moments(incident, entries)
    for first, second in _IN_ORDER:
        if first in known and second in known and known[first].at > known[second].at:
            yield first, second


def _reached(entries: Iterable[Entry], status: Status) -> KeyMoment | None:
    for entry in entries:
        if entry.kind is EntryKind.STATUS and entry.data.get("to") == status:
            return KeyMoment(at=entry.at, entry=entry.id)
    return None
