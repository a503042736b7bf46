"""Modals: what was typed is checked in place, stored, then acknowledged."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.intake import Intake
from bot.requests import FormSubmitted
from handlers import payloads

Check = Callable[[FormSubmitted], dict[str, str]]


class Views:
    """The one listener for all modals."""

    def __init__(self, intake: Intake, clock: Callable[[], datetime], check: Check) -> None:
        """``check`` gives a sentence for each field that cannot be taken."""
        self._intake = intake
        self._clock = clock
        self._check = check

    async def submitted(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        """Somebody sent a modal."""
        form = payloads.form(body, self._clock())
        if errors := self._check(form):
            await ack(response_action="errors", errors=errors)
            return
        await self._intake.take(form)
        await ack()


def register(app: AsyncApp, intake: Intake, clock: Callable[[], datetime], check: Check) -> None:
    """Registers the listener for every callback id."""
    app.view(re.compile(".*"))(Views(intake, clock, check).submitted)
