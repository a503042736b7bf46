"""Events: messages are evidence, reactions and pins are marks. Stored, then acknowledged.

The app runs listeners before it acknowledges (``process_before_response``), so an exception here means that
Slack delivers again.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from slack_bolt.async_app import AsyncApp

from bot.gateway import Identity
from bot.intake import Intake
from handlers import payloads


class Events:
    """The listeners for what happens in channels."""

    def __init__(self, intake: Intake, identity: Callable[[], Identity]) -> None:
        """``identity`` tells our own messages, and knows how permalinks are written."""
        self._intake = intake
        self._identity = identity

    async def message(self, body: dict[str, Any]) -> None:
        """A message was posted, edited or deleted."""
        identity = self._identity()
        seen = payloads.message(body["event"], identity.permalink)
        if seen is not None and seen.message.author != identity.user:
            await self._intake.take(seen)

    async def reaction(self, body: dict[str, Any]) -> None:
        """A reaction was added or taken back."""
        if marked := payloads.reaction(body):
            await self._intake.take(marked)

    async def pin(self, body: dict[str, Any]) -> None:
        """A message was pinned or unpinned."""
        if marked := payloads.pin(body):
            await self._intake.take(marked)


def register(app: AsyncApp, intake: Intake, identity: Callable[[], Identity]) -> None:
    """Registers the listeners, the most frequent event first, since Bolt asks them in order."""
    events = Events(intake, identity)
    app.event("message")(events.message)
    app.event("reaction_added")(events.reaction)
    app.event("reaction_removed")(events.reaction)
    app.event("pin_added")(events.pin)
    app.event("pin_removed")(events.pin)
