"""Slash commands: stored, then acknowledged."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.intake import Intake
from handlers import payloads


class Commands:
    """The listener for the bot's one slash command."""

    def __init__(self, intake: Intake, clock: Callable[[], datetime]) -> None:
        """``clock`` dates commands, since Slack does not."""
        self._intake = intake
        self._clock = clock

    async def typed(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        """Somebody typed the command."""
        await self._intake.take(payloads.command(body, self._clock()))
        await ack()


def register(app: AsyncApp, intake: Intake, clock: Callable[[], datetime], command: str) -> None:
    """Registers the listener for ``command``, for example ``/incident``."""
    app.command(command)(Commands(intake, clock).typed)
