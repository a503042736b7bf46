"""What a careful reader would ask about an incident: each question with whom to ask, and what answers it.

A question is known by its key, so that it is asked once; it is gone when the record answers it.
Pure: no I/O, no clock.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import pairwise

from bot.aftercare import author, is_undone
from bot.model import Entry, EntryKind, Incident, Moment
from bot.phrases import Lasting, Phrase, Prose, When, phrase
from bot.reminders import responsible
from bot.timeline import moment_name

#: An update that came so much later than promised was a silence.
LATE = timedelta(minutes=5)
#: A severity raised so long after the incident was first known was raised late.
LONG_AFTER = timedelta(minutes=30)
#: So many silences are asked about, the longest.
SILENCES = 3

#: The moments that people set, in the order in which they should be.
_IN_ORDER = (Moment.BEGAN, Moment.DETECTED, Moment.IDENTIFIED, Moment.MITIGATED, Moment.ENDED)
#: Those of which a post-mortem cannot do without.
_NEEDED = (Moment.BEGAN, Moment.DETECTED, Moment.IDENTIFIED, Moment.MITIGATED)


class Doubt(StrEnum):
    """What is it that a careful reader stumbles over? The first word of a question's key."""

    MOMENT = "moment"
    ORDER = "order"
    SILENCE = "silence"
    SEVERITY = "severity"
    OWNER = "owner"

    @property
    def needs_text(self) -> bool:
        """Whether the answer is told in words, beside its time."""
        return self in (Doubt.SILENCE, Doubt.SEVERITY)


@dataclass(frozen=True, kw_only=True)
class Question:
    """One question to one person."""

    #: The doubt and what it is about: ``moment:began``, ``owner:3``.
    key: str
    #: The user id of whoever would know.
    who: str
    ask: Phrase
    #: Where the answer is likely to lie; ``None`` where it is no time.
    near: datetime | None = None

    @property
    def doubt(self) -> Doubt:
        """What sort of question it is."""
        return doubt(self.key)


def doubt(key: str) -> Doubt:
    """What sort of question a key stands for; raises ``ValueError`` for none."""
    return Doubt(key.partition(":")[0])


def about(key: str) -> str:
    """What a question is about: the moment that is to be set, or the number of an item."""
    return key.rpartition(":")[2]


def questions(
    incident: Incident, entries: Sequence[Entry], severities: Sequence[str]
) -> tuple[Question, ...]:
    """All that a careful reader would ask now. ``severities``: their names, the highest first."""
    return (
        *_moments(incident),
        *_order(incident, {entry.id: entry for entry in entries}),
        *_silences(incident),
        *_raised(incident, entries, severities),
        *_owners(incident),
    )


def _moments(incident: Incident) -> Iterator[Question]:
    for moment in _NEEDED:
        if moment not in incident.moments:
            yield Question(
                key=f"{Doubt.MOMENT}:{moment}",
                who=author(incident),
                ask=phrase("question.moment", moment=moment_name(moment)),
                near=incident.declared_at,
            )


def _order(incident: Incident, entries: Mapping[str, Entry]) -> Iterator[Question]:
    known = [moment for moment in _IN_ORDER if moment in incident.moments]
    for earlier, later in pairwise(known):
        before, after = incident.moments[earlier], incident.moments[later]
        if after.at < before.at:
            entry = entries.get(after.entry)
            yield Question(
                key=f"{Doubt.ORDER}:{earlier}:{later}",
                who=(entry.author if entry else "") or author(incident),
                ask=phrase(
                    "question.order",
                    later=moment_name(later),
                    after=When(at=after.at),
                    earlier=moment_name(earlier),
                    before=When(at=before.at),
                ),
                near=before.at,
            )


def _silences(incident: Incident) -> Iterator[Question]:
    late = [kept for kept in incident.kept if kept.ended_at - kept.due_at > LATE]
    for kept in sorted(late, key=lambda kept: kept.due_at - kept.ended_at)[:SILENCES]:
        yield Question(
            key=f"{Doubt.SILENCE}:{int(kept.due_at.timestamp())}",
            who=responsible(incident),
            ask=phrase("question.silence", due=When(at=kept.due_at), ended=When(at=kept.ended_at)),
            near=kept.due_at,
        )


def _raised(incident: Incident, entries: Iterable[Entry], severities: Sequence[str]) -> Iterator[Question]:
    ranks = {name: rank for rank, name in enumerate(severities)}
    detected = incident.moments.get(Moment.DETECTED)
    known_at = min(incident.declared_at, detected.at) if detected else incident.declared_at
    for entry in entries:
        if entry.kind is not EntryKind.SEVERITY or entry.at - known_at < LONG_AFTER:
            continue
        if ranks.get(entry.data["to"], 0) < ranks.get(entry.data["from"], 0):
            yield Question(
                key=f"{Doubt.SEVERITY}:{entry.id}",
                who=entry.author,
                ask=phrase(
                    "question.severity",
                    severity=entry.data["to"],
                    lasting=Lasting(length=entry.at - known_at),
                ),
                near=known_at,
            )


def _owners(incident: Incident) -> Iterator[Question]:
    for item in incident.items:
        if is_undone(item) and not item.owner:
            yield Question(
                key=f"{Doubt.OWNER}:{item.number}",
                who=item.author,
                ask=phrase("question.owner", number=item.number, text=Prose(text=item.text)),
            )
