"""Message shortcuts: stored, then acknowledged."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.intake import Intake
from handlers import payloads


class Shortcuts:
    """The one listener for all message shortcuts; what each means is the use cases' business."""

    def __init__(self, intake: Intake, clock: Callable[[], datetime]) -> None:
        """``clock`` dates choices, since Slack does not."""
        self._intake = intake
        self._clock = clock

    async def chosen(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        """Somebody chose a shortcut from a message's menu."""
        await self._intake.take(payloads.shortcut(body, self._clock()))
        await ack()


def register(app: AsyncApp, intake: Intake, clock: Callable[[], datetime]) -> None:
    """Registers the listener for every callback id."""
    app.message_shortcut(re.compile(".*"))(Shortcuts(intake, clock).chosen)
