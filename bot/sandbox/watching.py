"""What can be seen of a workspace from outside, and waiting until it shows something."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TypeVar

from bot.sandbox.api import WebApi
from bot.sandbox.deliveries import Deliveries
from bot.sandbox.journal import ApiCall, Delivery, Violation
from bot.sandbox.people import Place, place
from bot.sandbox.records import Canvas, Channel, Message, Pin, ScheduledMessage, StoredFile
from bot.sandbox.waiting import until
from bot.sandbox.workspace import Workspace

Result = TypeVar("Result")


class Watched:
    """The reading side of a workspace."""

    def __init__(self, workspace: Workspace, api: WebApi, deliveries: Deliveries) -> None:
        self.workspace = workspace
        self._api = api
        self._deliveries = deliveries

    @property
    def calls(self) -> list[ApiCall]:
        """Every Web API call so far, in the order of their beginning."""
        return self._api.calls

    @property
    def deliveries(self) -> list[Delivery]:
        """Everything that was to be delivered to the app so far."""
        return self._deliveries.log

    @property
    def violations(self) -> list[Violation]:
        """What a well-behaved app would not have done."""
        return self.workspace.violations

    @property
    def channels(self) -> list[Channel]:
        """All conversations, direct ones included."""
        return list(self.workspace.channels.values())

    @property
    def files(self) -> list[StoredFile]:
        """All files."""
        return list(self.workspace.files.values())

    @property
    def canvases(self) -> list[Canvas]:
        """All canvases."""
        return list(self.workspace.canvases.values())

    @property
    def scheduled(self) -> list[ScheduledMessage]:
        """The messages that wait to be posted, the next first."""
        return sorted(self.workspace.scheduled.values(), key=lambda waiting: (waiting.post_at, waiting.id))

    def channel(self, name: Place) -> Channel:
        """A conversation by name or id."""
        return place(self.workspace, name)

    def messages(self, channel: Place) -> list[Message]:
        """A channel's messages, threads included, oldest first."""
        return sorted(self.channel(channel).messages.values(), key=lambda found: float(found.ts))

    def pins(self, channel: Place) -> list[Pin]:
        """A channel's pins, the newest first."""
        return self.channel(channel).pins

    async def until(
        self, predicate: Callable[[], Result | Awaitable[Result]], seconds: float = 5.0
    ) -> Result:
        """Waits until the predicate holds and returns its value; looks again at every change."""
        return await until(predicate, self.workspace.changed, self._summary, seconds)

    async def settled(self, seconds: float = 5.0) -> None:
        """Waits until no delivery and no Web API call is under way."""
        await self.until(
            lambda: not self._deliveries.busy and all(c.ended is not None for c in self.calls), seconds
        )

    def _summary(self) -> str:
        lines = []
        for channel in self.channels:
            name = channel.name or channel.id
            lines += [f"#{name} {m.ts} {m.user}: {m.text[:100]!r}" for m in self.messages(channel)[-5:]]
        lines += [f"call {c.method} -> {c.error or 'ok'}" for c in self.calls[-10:]]
        for delivery in self.deliveries[-10:]:
            problems = [attempt.problem for attempt in delivery.attempts]
            lines.append(f"delivery {delivery.name} acknowledged={delivery.acknowledged} {problems}")
        return "\n".join(lines) or "nothing has happened"
