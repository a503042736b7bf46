"""Modals: what was typed is checked in place, stored, then acknowledged."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.intake import Intake
from bot.requests import FormSubmitted, Verdict
from handlers import payloads

Check = Callable[[FormSubmitted], Awaitable[Verdict]]


class Views:
    """The one listener for all modals."""

    def __init__(self, intake: Intake, clock: Callable[[], datetime], check: Check) -> None:
        """``check`` says whether a form can be taken, and what its acknowledgement shows."""
        self._intake = intake
        self._clock = clock
        self._check = check

    async def submitted(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        """Somebody sent a modal."""
        form = payloads.form(body, self._clock())
        verdict = await self._check(form)
        if verdict.taken:
            await self._intake.take(form)
        await ack(**verdict.answer)


def register(app: AsyncApp, intake: Intake, clock: Callable[[], datetime], check: Check) -> None:
    """Registers the listener for every callback id."""
    app.view(re.compile(".*"))(Views(intake, clock, check).submitted)
