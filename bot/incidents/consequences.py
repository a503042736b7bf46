"""What follows from a change by itself: echoes of new entries, and whatever shows the incident as it is.

Pure: no I/O, no clock.
"""

from __future__ import annotations

from bot.answers.standing import state
from bot.decisions import Decision
from bot.model import Incident, Role
from bot.reminders import responsible
from bot.tellings import ArmDeadMan, Say, ShowAnnouncement, ShowCard, ShowTopic, Telling
from bot.timeline import echo


def consequences(before: Incident, decision: Decision) -> tuple[Telling, ...]:
    """The tellings that a decision entails, besides its own. Without a channel there is nowhere to tell them."""
    after = decision.incident
    announced = after.announcement is not None and _announced(after) != _announced(before)
    showing = (ShowAnnouncement(incident=after.number),) if announced else ()
    if not after.channel:
        return showing
    told: list[Telling] = [
        Say(incident=after.number, entry=entry.id, lines=(echo(entry),)) for entry in decision.entries
    ]
    if after != before:
        told.append(ShowCard(incident=after.number))
    if _topical(after) != _topical(before):
        told.append(ShowTopic(incident=after.number))
    told += showing
    if (after.promise, responsible(after)) != (before.promise, responsible(before)):
        told.append(ArmDeadMan(incident=after.number))
    return tuple(told)


def _topical(incident: Incident) -> tuple[object, ...]:
    return incident.title, incident.severity, incident.status, incident.roles.get(Role.COMMANDER)


def _announced(incident: Incident) -> tuple[object, ...]:
    # Key moments say how long it took.
    due_at = incident.promise and incident.promise.due_at
    return *_topical(incident), state(incident), incident.latest, due_at
