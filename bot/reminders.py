"""The promise: when the next update is due, how it is renewed and ended, and who is reminded of it when.

A promise is a row of instants kept with the incident; nothing here runs. An overdue promise climbs a ladder: the
person who owes the update shortly before, the channel at the time, then commander and deputy, then the managers.
A rung that would lie before the promise was made is left out, and after a downtime only the highest rung that is
due is told. Outside working hours the ladder stands still: it begins with the next of them, and counts them alone.
Card and announcement say at the promised time itself that the update is overdue. Pure: no I/O, no clock.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from bot.decisions import Act, Decision
from bot.durations import short
from bot.errors import UserError
from bot.model import EntryKind, Incident, KeptPromise, Ladder, Place, Promise, Role, Rung, Severity, Status
from bot.phrases import Phrase, When, Who, phrase
from bot.tellings import ArmDeadMan, Remind, RemindPerson, ShowAnnouncement, ShowCard, Telling, TidyReminder

#: How long a reminder's button puts an update off, unless the severity allows less.
SNOOZE = timedelta(minutes=15)
SHORTEST = timedelta(seconds=1)


@dataclass(frozen=True, kw_only=True)
class Owed:
    """An open promise, with what of its incident the ladder needs to know."""

    incident: int
    severity: str
    opener: str
    roles: Mapping[Role, str]
    promise: Promise
    #: Whether there is a channel with a card, and an announcement, that say so once the update is overdue.
    has_card: bool = True
    is_announced: bool = False


@dataclass(frozen=True, kw_only=True)
class Climb:
    """What a tick does about a promise: the promise afterwards, and who is told."""

    incident: int
    promise: Promise
    tell: tuple[Telling, ...] = ()


@dataclass(frozen=True, kw_only=True)
class DirectReminder:
    """A reminder that a person or the managers got, which says how it ended once it is answered."""

    #: Empty for the managers' channel.
    user: str
    #: Of the promise that it was about.
    due_at: datetime
    place: Place


def promised(incident: Incident, now: datetime, due_in: timedelta, ladder: Ladder) -> Incident:
    """The incident with a new promise, ``due_in`` from now; a promise that was open ends now."""
    return ended(incident, now).but(promise=_climbing(Promise(made_at=now, due_at=now + due_in), ladder))


def ended(incident: Incident, now: datetime) -> Incident:
    """The incident without an open promise; the one there was is kept, with the time it ended."""
    if incident.promise is None:
        return incident
    kept = KeptPromise(made_at=incident.promise.made_at, due_at=incident.promise.due_at, ended_at=now)
    return incident.but(promise=None, kept=(*incident.kept, kept))


def withdrawn(incident: Incident) -> Incident:
    """The incident without an open promise, as if none had been made: a false alarm owes nothing."""
    return incident.but(promise=None)


def tightened(incident: Incident, now: datetime, severity: Severity) -> Incident:
    """The promise after a change of severity: sooner if the new cadence asks for it, never later."""
    promise = incident.promise
    if promise is None:
        return incident
    due_at = min(promise.due_at, now + severity.cadence)
    sooner = promise if due_at == promise.due_at else replace(promise, due_at=due_at, next_at=None)
    return incident.but(promise=_climbing(sooner, severity.ladder))


def tidied(before: Incident, ended: Phrase) -> tuple[Telling, ...]:
    """What ends with the promise that an incident had: the buttons of its reminders; ``ended`` says by what."""
    promise = before.promise
    if promise is None or promise.told is None:
        return ()
    return (TidyReminder(incident=before.number, ts=promise.reminder, due_at=promise.due_at, ended=ended),)


def snooze(incident: Incident, act: Act, length: timedelta, reason: str, severity: Severity) -> Decision:
    """A new promise with a reason, on the timeline; the cadence stays as it is.

    A promise that is put off in time is not counted; one that is overdue has been broken.

    Raises ``UserError`` when the incident owes nothing, beyond the severity's limits, and for what would bring the
    promise forward.
    """
    promise = snoozable(incident, severity)
    if length < SHORTEST:
        allowed = {"shortest": short(SHORTEST), "longest": short(severity.snooze_up_to)}
        raise UserError("error.duration_range", typed=short(length), **allowed)
    if length > severity.snooze_up_to:
        raise UserError("error.snooze_long", longest=short(severity.snooze_up_to), severity=severity.name)
    due_at = act.at + length
    if due_at <= promise.due_at:
        raise UserError("error.snooze_earlier", incident=incident.id, when=When(at=promise.due_at))
    before = ended(incident, act.at) if act.at > promise.due_at else incident
    later = Promise(made_at=act.at, due_at=due_at, snoozes=promise.snoozes + 1)
    return Decision(
        incident=before.but(promise=_climbing(later, severity.ladder)),
        entries=(act.entry(EntryKind.SNOOZE, reason, data={"next": due_at.isoformat()}),),
        tell=tidied(incident, phrase("reminder.ended_snooze", who=Who(user=act.by), until=When(at=due_at))),
    )


def snoozable(incident: Incident, severity: Severity) -> Promise:
    """The promise that may be put off. Raises ``UserError`` when none may be, or not once more."""
    if incident.promise is None:
        raise UserError("error.nothing_promised", incident=incident.id)
    if not severity.snoozes or not severity.snooze_up_to:
        raise UserError("error.snooze_never", severity=severity.name)
    if incident.promise.snoozes >= severity.snoozes:
        raise UserError("error.snooze_often", count=severity.snoozes, severity=severity.name)
    return incident.promise


def require_owed(incident: Incident, ts: str) -> None:
    """Raises ``UserError`` when the channel's reminder with that ``ts`` is of a promise that has ended."""
    promise = incident.promise
    if promise is None or promise.reminder == ts:
        return
    # One that is known to have come since then, or none at all, makes the older ones void.
    if promise.reminder or not promise.is_reminded:
        raise UserError("error.answered", incident=incident.id, when=When(at=promise.due_at))


def snooze_offered(incident: Incident, severity: Severity) -> timedelta:
    """For how long a reminder offers to put the update off; nothing where that would be refused."""
    try:
        snoozable(incident, severity)
    except UserError:
        return timedelta(0)
    return min(SNOOZE, severity.snooze_up_to)


def owed(incident: Incident) -> Owed | None:
    """What that incident owes; ``None`` when it is nothing."""
    if incident.promise is None or not incident.status.is_open:
        return None
    return Owed(
        incident=incident.number,
        severity=incident.severity,
        opener=incident.opener,
        roles=incident.roles,
        promise=incident.promise,
        has_card=bool(incident.channel),
        is_announced=incident.announcement is not None,
    )


def remind(owed: Owed, now: datetime, severity: Severity) -> Climb | None:
    """What to do when a tick finds a rung due; ``None`` when there is nothing to do (any more)."""
    promise, ladder = owed.promise, severity.ladder
    if promise.next_at is None or promise.next_at > now:
        return None
    due = [rung for rung, at in _rungs(promise, ladder) if at <= now and _is_above(rung, promise.told)]
    climbed = _climbing(replace(promise, told=due[-1] if due else promise.told), ladder, now)
    if due:
        tell = _told(owed, due[-1])
    else:
        tell = _shown(owed.incident, has_card=owed.has_card, is_announced=owed.is_announced)
    return Climb(incident=owed.incident, promise=climbed, tell=tell)


def shown_overdue(number: int, *, has_card: bool, is_announced: bool) -> tuple[Telling, ...]:
    """What follows once an update is overdue: card and announcement say so, and Slack need not remind any more."""
    return (*_shown(number, has_card=has_card, is_announced=is_announced), ArmDeadMan(incident=number))


def _shown(number: int, *, has_card: bool, is_announced: bool) -> tuple[Telling, ...]:
    card = (ShowCard(incident=number),) if has_card else ()
    announcement = (ShowAnnouncement(incident=number),) if is_announced else ()
    return (*card, *announcement)


def responsible(incident: Incident | Owed) -> str:
    """Who owes the update: communications, else the commander, else whoever opened the incident."""
    roles = incident.roles
    return roles.get(Role.COMMUNICATIONS) or roles.get(Role.COMMANDER) or incident.opener


def spoken_at(promise: Promise, grace: timedelta, ladder: Ladder) -> datetime:
    """When Slack itself shall speak if nobody has: so long after the channel's own reminder, to the second."""
    due_at = ladder.hours.next(promise.due_at) if ladder.hours else promise.due_at
    return datetime.fromtimestamp(int((due_at + grace).timestamp()), UTC)


def is_due(incident: Incident, due_at: datetime) -> bool:
    """Whether that promise is still the one that is owed."""
    owed = incident.promise
    return (
        incident.status not in (Status.RESOLVED, Status.CANCELLED)
        and owed is not None
        and owed.due_at == due_at
    )


def _told(owed: Owed, rung: Rung) -> tuple[Telling, ...]:
    number, due_at = owed.incident, owed.promise.due_at
    if rung is Rung.DUE:
        # What follows from it is queued once it is told: a thousand incidents may be due in the same second.
        return (Remind(incident=number, due_at=due_at, rung=rung),)
    if rung is Rung.BEFORE:
        return (RemindPerson(incident=number, due_at=due_at, rung=rung, user=responsible(owed)),)
    shown: tuple[Telling, ...] = ()
    if not owed.promise.is_reminded:
        shown = shown_overdue(number, has_card=owed.has_card, is_announced=owed.is_announced)
    if rung is Rung.MANAGERS:
        return (Remind(incident=number, due_at=due_at, rung=rung), *shown)
    leaders = {owed.roles.get(role, "") for role in (Role.COMMANDER, Role.DEPUTY)} - {""}
    people = sorted(leaders or {owed.opener})
    return (
        *(RemindPerson(incident=number, due_at=due_at, rung=rung, user=user) for user in people),
        *shown,
    )


def _rungs(promise: Promise, ladder: Ladder) -> list[tuple[Rung, datetime]]:
    hours = ladder.hours
    begins = hours.next(promise.due_at) if hours else promise.due_at
    rungs = [(Rung.DUE, begins)]
    warning = promise.due_at - ladder.before
    if ladder.before and promise.made_at < warning:
        # A quiet time or the night may put the warning off, but not past the reminder.
        warning = max(warning, promise.made_at + ladder.quiet)
        warning = hours.next(warning) if hours else warning
        rungs += [(Rung.BEFORE, warning)] if warning < min(promise.due_at, begins) else []
    for rung, offset in ((Rung.COMMANDER, ladder.commander), (Rung.MANAGERS, ladder.managers)):
        if offset:
            rungs.append((rung, hours.after(begins, offset) if hours else begins + offset))
    return sorted(rungs, key=lambda each: (each[1], each[0].height))


def _climbing(promise: Promise, ladder: Ladder, now: datetime | None = None) -> Promise:
    """The promise with the time of its next rung, or, unless that has passed by ``now``, the promised time."""
    ahead = [at for rung, at in _rungs(promise, ladder) if _is_above(rung, promise.told)]
    passed = promise.due_at <= now if now else promise.is_overdue
    return replace(promise, next_at=min(ahead if passed else [*ahead, promise.due_at], default=None))


def _is_above(rung: Rung, told: Rung | None) -> bool:
    return told is None or rung.height > told.height
