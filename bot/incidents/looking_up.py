"""Looking something up: in all incidents, or what changed in one; and how it stands for whoever joins."""

from __future__ import annotations

from bot import commands
from bot.errors import UserError
from bot.finding import terms
from bot.incidents.desk import Desk
from bot.looking_up import Share, ShowBrief, ShowFound
from bot.ports import Change
from bot.requests import ButtonPressed, CommandTyped, Joined

#: No position has more digits.
_DIGITS = 15


async def find(desk: Desk, request: CommandTyped, command: commands.Find) -> None:
    """``find``: the latest texts with these words."""
    terms(command.words)
    thread = (request.origin.place.thread or "") if request.origin else ""
    await desk.tell(request, _page(request, command.words, None, thread))


async def find_more(desk: Desk, request: ButtonPressed, number: int | None) -> None:
    """*Older results*: the next page, below the one before."""
    before, _, words = request.value.partition("|")
    if not before.isdecimal() or len(before) > _DIGITS:
        raise UserError("error.unknown_button")
    terms(words)
    await desk.tell(request, _page(request, words, int(before), ""))


def _page(request: CommandTyped | ButtonPressed, words: str, before: int | None, thread: str) -> ShowFound:
    return ShowFound(
        user=request.user,
        channel=request.channel,
        response_url=request.response_url,
        words=words,
        before=before,
        thread=thread,
    )


async def brief(desk: Desk, request: CommandTyped, command: commands.ShowBrief) -> None:
    """``brief``: what changed since the asker last looked."""
    incident = await desk.incident(request, command.incident)
    thread = (request.origin.place.thread or "") if request.origin else ""
    async with desk.store.change() as change:
        since = await change.company.looked_at(incident.number, request.user, request.at)
        shown = ShowBrief(
            user=request.user,
            channel=request.channel,
            response_url=request.response_url,
            incident=incident.number,
            since=since,
            thread=thread,
        )
        await _shown(desk, change, request, shown)
    desk.wake()


async def joined(desk: Desk, request: Joined) -> None:
    """Somebody came into an incident's channel: they are shown how it stands, once for each time they come."""
    async with desk.store.change() as change:
        incident = await change.incident_in(request.channel)
        if incident is None:
            await change.finish(request.key)
            return
        shown = ShowBrief(
            user=request.user, channel=request.channel, response_url="", incident=incident.number
        )
        await _shown(desk, change, request, shown)
    desk.wake()


async def share(desk: Desk, request: ButtonPressed, number: int | None) -> None:
    """*Share here*: the summary, for everybody in the channel of the button."""
    incident = await desk.incident(request, number)
    shared = Share(
        incident=incident.number,
        user=request.user,
        channel=request.channel,
        response_url=request.response_url,
    )
    await desk.tell(request, shared)


async def _shown(desk: Desk, change: Change, request: CommandTyped | Joined, shown: ShowBrief) -> None:
    now = desk.clock()
    await change.company.look(shown.incident, shown.user, now)
    await change.tell((shown,), now)
    await change.finish(request.key)
