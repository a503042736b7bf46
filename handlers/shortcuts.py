"""Message shortcuts: each opens a form, at once."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.gateway import Identity
from bot.requests import FormWanted
from handlers import payloads

Offer = Callable[[FormWanted], Awaitable[None]]


class FormShortcuts:
    """The one listener for all message shortcuts; which form it is is the use cases' business."""

    def __init__(self, offer: Offer, clock: Callable[[], datetime], identity: Identity) -> None:
        """``offer`` opens the form; ``clock`` dates the choice, since Slack does not."""
        self._offer = offer
        self._clock = clock
        self._identity = identity

    async def chosen(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        """Somebody chose a shortcut. Nothing has changed yet, so that there is nothing to store first."""
        await self._offer(payloads.form_wanted(body, self._identity, self._clock()))
        await ack()


def register(app: AsyncApp, offer: Offer, clock: Callable[[], datetime], identity: Identity) -> None:
    """Registers the listener for every callback id, since one of an earlier manifest is answered too."""
    app.message_shortcut(re.compile(".*"))(FormShortcuts(offer, clock, identity).chosen)
