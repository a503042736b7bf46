"""Showing a modal in answer to a command or a button, and what it remembers until it is sent."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from bot.incidents.desk import Desk
from bot.requests import ButtonPressed, CommandTyped


def context(request: CommandTyped | ButtonPressed, incident: int = 0, value: str = "") -> str:
    """What a form carries along (as ``private_metadata``): where it was asked for, and for what."""
    about = {"channel": request.channel, "response_url": request.response_url, "incident": incident}
    return json.dumps(about | ({"value": value} if value else {}))


async def show(desk: Desk, request: CommandTyped | ButtonPressed, view: Mapping[str, Any]) -> None:
    """Opens the modal. Slack takes the trigger once, within three seconds, so this comes before the bookkeeping."""
    await desk.windows.open(request.trigger_id, view)
    await desk.finish(request)
