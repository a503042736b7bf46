"""Looking something up in all incidents."""

from __future__ import annotations

from bot import commands
from bot.errors import UserError
from bot.finding import terms
from bot.incidents.desk import Desk
from bot.looking_up import ShowFound
from bot.requests import ButtonPressed, CommandTyped

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
