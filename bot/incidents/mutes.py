"""Not to be reminded any more: each person's own choice, which silences nobody else."""

from __future__ import annotations

from bot.incidents.desk import Desk
from bot.phrases import phrase
from bot.requests import ButtonPressed


async def mute(desk: Desk, request: ButtonPressed, number: int | None) -> None:
    """*Stop reminding me*: of nothing that this incident still owes, during it and afterwards."""
    incident = await desk.incident(request, number)
    async with desk.store.change() as change:
        await change.mute(incident.number, request.user)
        await change.tell((desk.reply(request, phrase("answer.muted", incident=incident.id)),), desk.clock())
        await change.finish(request.key)
    desk.wake()
