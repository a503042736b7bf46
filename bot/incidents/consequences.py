"""What follows from a change by itself: echoes of new entries, and whatever shows the incident as it is.

Pure: no I/O, no clock.
"""

from __future__ import annotations

from bot.answers.standing import state
from bot.decisions import Decision
from bot.model import Entry, EntryKind, Incident, Role
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
    told: list[Telling] = [_echo(after.number, entry) for entry in decision.entries]
    if after != before:
        told.append(ShowCard(incident=after.number))
    if _topical(after) != _topical(before):
        told.append(ShowTopic(incident=after.number))
    told += showing
    if (after.promise, responsible(after)) != (before.promise, responsible(before)):
        told.append(ArmDeadMan(incident=after.number))
    return tuple(told)


#: What is beside a message in its thread when it comes of it; all else concerns everybody in the channel.
_ASIDE = frozenset({EntryKind.NOTE, EntryKind.NOTICE, EntryKind.MOMENT, EntryKind.SECTION, EntryKind.ITEM})


def _echo(number: int, entry: Entry) -> Say:
    """The echo is the entry's source, unless the entry comes from a message that can be seen already."""
    if entry.source is None:
        return Say(incident=number, entry=entry.id, lines=(echo(entry),), asker=entry.author)
    thread = (entry.source.thread or entry.source.ts) if entry.kind in _ASIDE else ""
    return Say(incident=number, lines=(echo(entry),), thread=thread, asker=entry.author)


def _topical(incident: Incident) -> tuple[object, ...]:
    return incident.title, incident.severity, incident.status, incident.roles.get(Role.COMMANDER)


def _announced(incident: Incident) -> tuple[object, ...]:
    # Key moments say how long it took.
    due_at = incident.promise and incident.promise.due_at
    return *_topical(incident), state(incident), incident.latest, due_at
