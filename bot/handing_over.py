"""Handing the command over: offered to one person, and theirs only once they accept.

One offer is open at a time. It is withdrawn by a newer one, by whoever gets the command otherwise, and by the end
of the incident. Pure: no I/O, no clock.
"""

from __future__ import annotations

from dataclasses import replace

from bot.company import Offer, OfferState
from bot.decisions import Act, Decision
from bot.errors import UserError
from bot.handovers import OfferCommand, TidyOffer
from bot.lifecycle import require_open
from bot.model import EntryKind, Incident, Role
from bot.phrases import Who
from bot.tellings import Invite, Telling

#: What became of an offer, and what follows from it.
Settled = tuple[Offer, Decision]


def require_takable(incident: Incident, by: str, to: str) -> None:
    """Raises ``UserError`` when the command cannot be offered to that person, whoever they are."""
    require_open(incident)
    if incident.roles.get(Role.COMMANDER) == to:
        raise UserError("error.role_same", incident=incident.id, role=Role.COMMANDER)
    if by == to:
        raise UserError("error.handover_self")


def offer(incident: Incident, act: Act, to: str, pending: Offer | None) -> Settled:
    """A new offer; the ``pending`` one is withdrawn by it."""
    require_takable(incident, act.by, to)
    if pending and pending.to == to:
        raise UserError("error.handover_same", who=Who(user=to))
    made = Offer(id=act.id, incident=incident.number, by=act.by, to=to, at=act.at)
    data = {"step": "offered", "holder": to}
    tell: tuple[Telling, ...] = (OfferCommand(incident=incident.number, offer=made.id, user=to),)
    if pending:
        data["instead"] = pending.to
        tell = (*tidied(pending), *tell)
    return made, Decision(incident=incident, entries=(act.entry(EntryKind.HANDOVER, data=data),), tell=tell)


def accept(incident: Incident, act: Act, offer: Offer) -> Settled:
    """The command changes hands."""
    _require_answerable(incident, act, offer)
    data = {"role": Role.COMMANDER, "holder": act.by, "offered_by": offer.by}
    return replace(offer, state=OfferState.ACCEPTED), Decision(
        incident=incident.but(roles={**incident.roles, Role.COMMANDER: act.by}),
        entries=(act.entry(EntryKind.ROLE, data=data),),
        tell=(*tidied(offer), Invite(incident=incident.number, people=(act.by,))),
    )


def decline(incident: Incident, act: Act, offer: Offer) -> Settled:
    """The command stays where it is."""
    _require_answerable(incident, act, offer)
    entry = act.entry(EntryKind.HANDOVER, data={"step": "declined", "holder": offer.by})
    decision = Decision(incident=incident, entries=(entry,), tell=tidied(offer))
    return replace(offer, state=OfferState.DECLINED), decision


def withdraws(before: Incident, after: Incident) -> bool:
    """Whether a change leaves nothing to offer: the command went elsewhere, or the incident ended."""
    ended = before.status.is_open and not after.status.is_open
    return ended or before.roles.get(Role.COMMANDER) != after.roles.get(Role.COMMANDER)


def withdrawn(offer: Offer) -> Offer:
    """The offer that no longer holds."""
    return replace(offer, state=OfferState.WITHDRAWN)


def tidied(offer: Offer) -> tuple[Telling, ...]:
    """What ends with an offer: its buttons."""
    return (TidyOffer(incident=offer.incident, offer=offer.id),)


def _require_answerable(incident: Incident, act: Act, offer: Offer) -> None:
    if act.by != offer.to:
        raise UserError("error.handover_not_yours", who=Who(user=offer.to))
    require_open(incident)
    if offer.state is not OfferState.OFFERED:
        raise UserError(f"error.handover_{offer.state}", incident=incident.id)
