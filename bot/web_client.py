"""Slack's own client, as the settings want it."""

from __future__ import annotations

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

from bot.settings import Settings

#: How long a call to Slack may take before its outcome counts as unknown.
CALL_SECONDS = 10


def client(settings: Settings, session: aiohttp.ClientSession) -> AsyncWebClient:
    """The client, with the token of the settings.

    It has no retry handlers, because a blind retry is how messages come to be posted twice: delivery knows which
    calls may be repeated, and how.
    """
    token = settings.slack_bot_token
    return AsyncWebClient(
        token=token.get_secret_value() if token else None,
        base_url=settings.slack_api_url,
        session=session,
        timeout=CALL_SECONDS,
        retry_handlers=[],
    )
