"""Buttons under the bot's messages: stored, then acknowledged."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.intake import Intake
from handlers import payloads


class Actions:
    """The one listener for all buttons; what each means is the use cases' business."""

    def __init__(self, intake: Intake, clock: Callable[[], datetime]) -> None:
        """``clock`` dates presses, since Slack does not."""
        self._intake = intake
        self._clock = clock

    async def pressed(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        """Somebody pressed a button or chose in a menu; links only open a page and ask for nothing."""
        if body["actions"][0].get("type") in ("button", "overflow") and not body["actions"][0].get("url"):
            await self._intake.take(payloads.button(body, self._clock()))
        await ack()


def register(app: AsyncApp, intake: Intake, clock: Callable[[], datetime]) -> None:
    """Registers the listener for every action id."""
    app.action(re.compile(".*"))(Actions(intake, clock).pressed)
