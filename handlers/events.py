"""Events: messages are evidence, reactions and pins are marks. Stored, then acknowledged.

The app runs listeners before it acknowledges (``process_before_response``), so an exception here means that
Slack delivers again.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from slack_bolt.async_app import AsyncApp, AsyncBoltRequest
from slack_bolt.middleware.async_middleware import AsyncMiddleware
from slack_bolt.response import BoltResponse

from bot.gateway import Identity
from bot.intake import Intake
from handlers import payloads

#: What closes a gap, with the reason why there is one.
CloseGap = Callable[[str], Awaitable[None]]


class Messages(AsyncMiddleware):
    """Takes what is said in channels, as soon as Bolt has verified it: of everything, this comes most often."""

    def __init__(self, intake: Intake, identity: Identity) -> None:
        """``identity`` tells our own messages, and knows how permalinks are written."""
        self._intake = intake
        self._identity = identity

    async def async_process(
        self, *, req: AsyncBoltRequest, resp: BoltResponse, next: Callable[[], Awaitable[BoltResponse]]
    ) -> BoltResponse:
        """A message was posted, edited or deleted; anything else goes on to the listeners."""
        event = req.body.get("event")
        if event is None or event.get("type") != "message":
            return await next()
        if seen := payloads.message(event, self._identity):
            await self._intake.take(seen)
        return BoltResponse(status=200)


class Events:
    """The listeners for everything else that happens in channels."""

    def __init__(self, intake: Intake, close_gap: CloseGap, identity: Identity) -> None:
        """``close_gap`` reads back what Slack has held back."""
        self._intake = intake
        self._close_gap = close_gap
        self._identity = identity

    async def held_back(
        self, body: dict[str, Any], next_: Callable[[], Awaitable[Any]]
    ) -> BoltResponse | None:
        """Slack held events back; what is said in the meantime is read back. Not an event that Bolt routes."""
        if body.get("type") != "app_rate_limited":
            await next_()
            return None
        await self._close_gap("app_rate_limited")
        return BoltResponse(status=200)

    async def reaction(self, body: dict[str, Any]) -> None:
        """A reaction was added or taken back."""
        if marked := payloads.reaction(body):
            await self._intake.take(marked)

    async def pin(self, body: dict[str, Any]) -> None:
        """A message was pinned or unpinned."""
        if marked := payloads.pin(body):
            await self._intake.take(marked)

    async def joined(self, body: dict[str, Any]) -> None:
        """Somebody came into a channel."""
        if came := payloads.joined(body, self._identity):
            await self._intake.take(came)

    async def mention(self, body: dict[str, Any]) -> None:
        """Somebody wrote to the bot."""
        if command := payloads.mention(body, self._identity):
            await self._intake.take(command)


def register(app: AsyncApp, intake: Intake, close_gap: CloseGap, identity: Identity) -> None:
    """Registers the listeners; messages do not come here."""
    events = Events(intake, close_gap, identity)
    app.middleware(events.held_back)
    app.event("app_mention")(events.mention)
    app.event("reaction_added")(events.reaction)
    app.event("reaction_removed")(events.reaction)
    app.event("member_joined_channel")(events.joined)
    app.event("pin_added")(events.pin)
    app.event("pin_removed")(events.pin)
