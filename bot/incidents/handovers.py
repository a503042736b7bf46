"""`handover`: the command is offered to somebody, who accepts or declines it by button."""

from __future__ import annotations

from collections.abc import Callable

from bot import commands, handing_over
from bot.company import Offer
from bot.decisions import Act, Decision
from bot.errors import UserError
from bot.incidents.desk import Desk
from bot.model import Incident
from bot.phrases import Who
from bot.ports import Change
from bot.requests import ButtonPressed, CommandTyped

#: No incident has a number of more digits.
_DIGITS = 9


async def hand_over(desk: Desk, request: CommandTyped, command: commands.Handover) -> None:
    """``handover``: offers the command to somebody of the workspace."""
    incident = await desk.incident(request, command.incident)
    handing_over.require_takable(incident, request.user, command.user)
    if not await desk.directory.is_member(command.user):
        raise UserError("error.handover_person", who=Who(user=command.user))

    async def offered(change: Change, incident: Incident, act: Act) -> Decision:
        pending = await change.company.open_offer(incident.number)
        offer, decision = handing_over.offer(incident, act, command.user, pending)
        if pending:
            await change.company.keep_offer(handing_over.withdrawn(pending))
        await change.company.keep_offer(offer)
        return decision

    await desk.change_with(request, incident.number, offered)


async def accept(desk: Desk, request: ButtonPressed, number: int | None) -> None:
    """*Accept*: the command is theirs from now on."""
    await _answer(desk, request, handing_over.accept)


async def decline(desk: Desk, request: ButtonPressed, number: int | None) -> None:
    """*Decline*: nothing changes, and everybody is told."""
    await _answer(desk, request, handing_over.decline)


async def _answer(
    desk: Desk, request: ButtonPressed, decide: Callable[[Incident, Act, Offer], handing_over.Settled]
) -> None:
    number, _, id = request.value.partition("|")
    if not number.isdecimal() or len(number) > _DIGITS:
        raise UserError("error.unknown_button")

    async def answered(change: Change, incident: Incident, act: Act) -> Decision:
        offer = await change.company.offer(incident.number, id)
        if offer is None:
            raise UserError("error.unknown_button")
        settled, decision = decide(incident, act, offer)
        await change.company.keep_offer(settled)
        return decision

    await desk.change_with(request, int(number), answered)
