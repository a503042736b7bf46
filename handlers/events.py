"""Events: messages are evidence, reactions and pins are marks. Stored, then acknowledged.

The app runs listeners before it acknowledges (``process_before_response``), so an exception here means that
Slack delivers again.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from slack_bolt.async_app import AsyncApp
from slack_bolt.response import BoltResponse

from bot.gateway import Identity
from bot.intake import Intake
from handlers import payloads

#: What closes a gap, with the reason why there is one.
CloseGap = Callable[[str], Awaitable[None]]


class Events:
    """The listeners for what happens in channels."""

    def __init__(self, intake: Intake, identity: Callable[[], Identity], close_gap: CloseGap) -> None:
        """``identity`` tells our own messages, and knows how permalinks are written."""
        self._intake = intake
        self._identity = identity
        self._close_gap = close_gap

    async def held_back(
        self, body: dict[str, Any], next_: Callable[[], Awaitable[Any]]
    ) -> BoltResponse | None:
        """Slack held events back; what is said in the meantime is read back. Not an event that Bolt routes."""
        if body.get("type") != "app_rate_limited":
            await next_()
            return None
        await self._close_gap("app_rate_limited")
        return BoltResponse(status=200)

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


def register(app: AsyncApp, intake: Intake, identity: Callable[[], Identity], close_gap: CloseGap) -> None:
    """Registers the listeners, the most frequent event first, since Bolt asks them in order."""
    events = Events(intake, identity, close_gap)
    app.middleware(events.held_back)
    app.event("message")(events.message)
    app.event("reaction_added")(events.reaction)
    app.event("reaction_removed")(events.reaction)
    app.event("pin_added")(events.pin)
    app.event("pin_removed")(events.pin)
