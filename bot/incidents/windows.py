"""Showing a modal in answer to a command or a button, and what it remembers until it is sent."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from bot.incidents.desk import Desk
from bot.requests import ButtonPressed, CommandTyped, ShortcutChosen

Asking = CommandTyped | ButtonPressed | ShortcutChosen


def context(request: Asking, incident: int = 0, ts: str = "") -> str:
    """What a form carries along (``private_metadata``): where it was asked for, for which incident and message."""
    return json.dumps(
        {
            "channel": request.channel,
            "response_url": request.response_url,
            "incident": incident,
            "ts": ts,
        }
    )


async def show(desk: Desk, request: Asking, view: Mapping[str, Any]) -> None:
    """Opens the modal. Slack takes the trigger once, within three seconds, so this comes before the bookkeeping."""
    await desk.windows.open(request.trigger_id, view)
    await desk.finish(request)
