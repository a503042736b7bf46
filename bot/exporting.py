"""Images for a page that the command line writes: they are read from Slack if there is a token."""

from __future__ import annotations

from dataclasses import replace

import aiohttp

from bot import app
from bot.drafts import Draft
from bot.gateway import Gateway
from bot.model import Audience
from bot.pictures import images, pictures
from bot.settings import Settings
from bot.slack_clock import SlackClock, steady
from bot.throttle import Throttle
from bot.web_client import client


async def with_pictures(draft: Draft, settings: Settings) -> tuple[Draft, str]:
    """The internal edition with the images of its timeline, and what to know about those that stay links."""
    wanted = images(draft.entries) if draft.edition is Audience.INTERNAL else ()
    if not wanted:
        return draft, ""
    if settings.slack_bot_token is None:
        return draft, f"{_count(len(wanted))}: SLACK_BOT_TOKEN is not set."
    clock = SlackClock(app.real_clock, steady)
    async with aiohttp.ClientSession() as session:
        gateway = Gateway(client(settings, session), session, Throttle(clock), clock)
        read = await pictures(gateway, draft.entries)
    reason = f" ({read.reason})" if read.reason else ""
    told = (
        f"{_count(read.missing)}: Slack did not give them{reason}, or they are too large."
        if read.missing
        else ""
    )
    return replace(draft, pictures=read.found), told


def _count(number: int) -> str:
    return "One image stays a link" if number == 1 else f"{number} images stay links"
