"""How an incident stands, in the words that card, announcement and answers share.

Pure: no I/O, no clock.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from types import MappingProxyType

from bot.model import Incident, Moment, Role, Status
from bot.phrases import Lasting, Phrase, Prose, When, Who, phrase
from bot.timeline import status_name

_MARKS: Mapping[Status, str] = MappingProxyType(
    {
        Status.INVESTIGATING: ":red_circle:",
        Status.IDENTIFIED: ":large_orange_circle:",
        Status.MONITORING: ":large_yellow_circle:",
        Status.RESOLVED: ":large_green_circle:",
        Status.CANCELLED: ":white_circle:",
    }
)


def mark(incident: Incident) -> Prose:
    """The status as a colour, to be found at a glance."""
    return Prose(text=_MARKS[incident.status])


def began_at(incident: Incident) -> datetime:
    """When it began, as far as anybody said, else when it was declared."""
    began = incident.moments.get(Moment.BEGAN)
    return began.at if began else incident.declared_at


def ended_at(incident: Incident) -> datetime | None:
    """When it ended, as far as anybody said, else when it was resolved; ``None`` while it is open."""
    if incident.status.is_open:
        return None
    ended = incident.moments.get(Moment.ENDED)
    return ended.at if ended else incident.resolved_at


def lasted(incident: Incident, now: datetime) -> timedelta:
    """From its beginning to its end, or to now."""
    return max(timedelta(0), (ended_at(incident) or now) - began_at(incident))


def state(incident: Incident) -> Phrase:
    """The status, with how long it took once it is resolved: ``resolved after 1 hr 48 min``."""
    name = status_name(incident.status)
    end = ended_at(incident)
    if incident.status is Status.RESOLVED and end is not None:
        return phrase("state.after", status=name, lasting=Lasting(length=lasted(incident, end)))
    return phrase("state.now", status=name)


def led(incident: Incident) -> Phrase | None:
    """Who commands it: ``led by Ann``, or words for nobody; ``None`` when it has ended without anybody."""
    if commander := incident.roles.get(Role.COMMANDER):
        return phrase("lead.by", who=Who(user=commander))
    return phrase("lead.none") if incident.status.is_open else None


def next_update(incident: Incident, now: datetime | None = None) -> Phrase | None:
    """The promise; ``None`` when there is none, as after the end.

    It is overdue from the reminder on, and for a reader who asks at ``now`` from the very moment it was promised for.
    """
    if incident.promise is None or not incident.status.is_open:
        return None
    overdue = incident.promise.is_overdue or (now is not None and incident.promise.due_at < now)
    key = "promise.overdue" if overdue else "promise.next"
    return phrase(key, when=When(at=incident.promise.due_at))
