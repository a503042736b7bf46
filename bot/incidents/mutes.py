"""Not to be reminded any more: each person's own choice, which silences nobody else.

It is about one thing of one incident, and ends when the person takes a role or the incident is reopened.
"""

from __future__ import annotations

from bot import commands, lifecycle
from bot.decisions import Act, Decision
from bot.errors import UserError
from bot.incidents.desk import Desk
from bot.model import Incident, Place, Role, Subject
from bot.phrases import phrase
from bot.ports import Change
from bot.requests import ButtonPressed, CommandTyped
from bot.upkeep import ReviseSaid

_ANSWERS = {
    Subject.UPDATES: "answer.muted",
    Subject.POST_MORTEM: "answer.muted_postmortem",
    Subject.ITEMS: "answer.muted_items",
}


async def mute(desk: Desk, request: ButtonPressed, number: int | None) -> None:
    """*Stop reminding me* of what the message was about; the button goes."""
    incident = await desk.incident(request, number)
    about = Subject(request.action.partition(":")[2] or Subject.UPDATES)
    said = phrase(_ANSWERS[about], incident=incident.id, command=desk.settings.command)
    async with desk.store.change() as change:
        await change.mute(incident.number, request.user, about)
        key = await change.posts.press(Place(channel=request.channel, ts=request.message), request.action)
        pressed = (ReviseSaid(incident=incident.number, key=key),) if key else ()
        await change.tell((desk.reply(request, said), *pressed), desk.clock())
        await change.finish(request.key)
    desk.wake()


async def assign_role(desk: Desk, request: CommandTyped, command: commands.AssignRole) -> None:
    """``role``: without a name, the asker takes it; who has stopped reminders takes them up again with it."""
    holder, role = command.user or request.user, Role(command.role)

    async def decide(change: Change, incident: Incident, act: Act) -> Decision:
        try:
            return lifecycle.assign(incident, act, role, holder)
        except UserError:
            silent = [user for about in Subject for user in await change.muted(incident.number, about)]
            if holder != request.user or holder not in silent:
                raise
        await change.unmute(incident.number, {holder})
        reply = desk.reply(request, phrase("answer.unmuted", incident=incident.id))
        return Decision(incident=incident, tell=(reply,))

    await desk.change_with(request, command.incident, decide)
