"""The promise: when the next update is due, how it is renewed and ended, and when the channel is reminded.

A promise is a pair of instants kept with the incident; nothing here runs. Pure: no I/O, no clock.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from bot.decisions import Decision
from bot.model import Incident, KeptPromise, Promise
from bot.tellings import Remind


def promised(incident: Incident, now: datetime, cadence: timedelta) -> Incident:
    """The incident with a new promise, ``cadence`` from now; a promise that was open ends now."""
    renewed = ended(incident, now)
    return renewed.but(promise=Promise(made_at=now, due_at=now + cadence))


def ended(incident: Incident, now: datetime) -> Incident:
    """The incident without an open promise; the one there was is kept, with the time it ended."""
    if incident.promise is None:
        return incident
    kept = KeptPromise(made_at=incident.promise.made_at, due_at=incident.promise.due_at, ended_at=now)
    return incident.but(promise=None, kept=(*incident.kept, kept))


def withdrawn(incident: Incident) -> Incident:
    """The incident without an open promise, as if none had been made: a false alarm owes nothing."""
    return incident.but(promise=None)


def tightened(incident: Incident, now: datetime, cadence: timedelta) -> Incident:
    """The promise after a change of severity: sooner if the new cadence asks for it, never later."""
    due_at = now + cadence
    if incident.promise is None or incident.promise.due_at <= due_at:
        return incident
    return incident.but(promise=replace(incident.promise, due_at=due_at))


def remind(incident: Incident, now: datetime) -> Decision | None:
    """What to do when a tick finds the promise due; ``None`` when there is nothing to do (any more)."""
    promise = incident.promise
    if promise is None or promise.reminded_at is not None or promise.due_at > now:
        return None
    return Decision(
        incident=incident.but(promise=replace(promise, reminded_at=now)),
        tell=(Remind(incident=incident.number, due_at=promise.due_at),),
    )
