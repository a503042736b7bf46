"""Bringing events, commands and interactions to the app, again if need be, as Slack does."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Coroutine, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from bot.sandbox.faults import DeliveryTrouble, Faults
from bot.sandbox.journal import Attempt, Delivery
from bot.sandbox.records import Json
from bot.sandbox.workspace import Workspace

RETRY_DELAYS = (timedelta(0), timedelta(minutes=1), timedelta(minutes=5))
NO_RETRY = "no_retry"


class Transport(Protocol):
    """A way to the app."""

    name: str
    #: What the problem is called when a connection ends before the answer.
    lost: str

    @property
    def known(self) -> bool:
        """Whether the app was ever there."""

    async def send(
        self, delivery: Delivery, attempt: Attempt, reason: str | None, cut: float | None = None
    ) -> None:
        """Delivers once; notes the acknowledgement or the problem in ``attempt``.

        ``cut``: the real seconds after which the connection ends, unless the answer is there by then.
        """

    async def drop(self) -> None:
        """Breaks the connection, if there is one."""


@dataclass(frozen=True, kw_only=True)
class _Retry:
    due: datetime
    delivery: Delivery
    number: int


class Deliveries:
    """The journal of deliveries in ``log``, and the work of making them.

    Events are redelivered (at once, after a minute, after five, on the workspace's clock);
    commands and interactions are not: the person is told instead.
    """

    def __init__(
        self,
        workspace: Workspace,
        faults: Faults,
        transport: Transport,
        delays: Sequence[timedelta] = RETRY_DELAYS,
    ) -> None:
        self.log: list[Delivery] = []
        self.transport = transport
        self._workspace = workspace
        self._faults = faults
        self._delays = delays
        self._retries: list[_Retry] = []
        self._tasks: set[asyncio.Task[None]] = set()
        self._failures: list[BaseException] = []
        self._loop: asyncio.AbstractEventLoop | None = None

    def start(self) -> None:
        """Delivers on the running loop from here on."""
        self._loop = asyncio.get_running_loop()

    def event(self, name: str, payload: Json) -> None:
        """Sends an event; returns at once. An app that has never connected yet gets none."""
        if not self.transport.known:
            return
        self._spawn(self._first(self._record("events_api", name, payload)))

    async def ask(self, kind: str, name: str, payload: Json) -> Delivery:
        """Sends a command or an interaction and waits for its acknowledgement or its failure."""
        # What happened before sets out before.
        await asyncio.sleep(0)
        delivery = self._record(kind, name, payload)
        await self._first(delivery)
        return delivery

    def tick(self) -> None:
        """Starts the redeliveries that are due."""
        now = self._workspace.now()
        self._start([retry for retry in self._retries if retry.due <= now])

    def hasten(self) -> None:
        """Starts all redeliveries that are waiting, due or not."""
        self._start(list(self._retries))

    @property
    def busy(self) -> bool:
        """Whether a delivery is under way; redeliveries that wait for their time do not count."""
        return bool(self._tasks)

    async def close(self) -> None:
        """Ends all deliveries; raises what went wrong inside the workspace while delivering."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._failures:
            raise BaseExceptionGroup("deliveries failed", self._failures)

    def _record(self, kind: str, name: str, payload: Json) -> Delivery:
        delivery = Delivery(
            number=len(self.log) + 1, kind=kind, name=name, payload=payload, created_at=self._workspace.now()
        )
        self.log.append(delivery)
        return delivery

    def _start(self, retries: list[_Retry]) -> None:
        for retry in retries:
            self._retries.remove(retry)
            self._spawn(self._try(retry.delivery, retry.number))

    def _spawn(self, work: Coroutine[None, None, None]) -> None:
        # The loop of the workspace, so that people may also be moved from outside of it, as in a fixture.
        task = (self._loop or asyncio.get_running_loop()).create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (problem := task.exception()) is not None:
            self._failures.append(problem)
        self._workspace.touch()

    async def _first(self, delivery: Delivery) -> None:
        copies = 0
        for fault in self._faults.on_delivery(delivery.name):
            match fault.kind:
                case DeliveryTrouble.WITHHOLD:
                    delivery.withheld = delivery.lost = True
                    return
                case DeliveryTrouble.DELAY:
                    await asyncio.sleep(fault.seconds)
                case DeliveryTrouble.DROP_SOCKET:
                    await self.transport.drop()
                case DeliveryTrouble.DUPLICATE:
                    copies += fault.copies
        for _ in range(copies):
            self._spawn(self._try(delivery, 0, again=False))
        await self._try(delivery, 0)

    async def _try(self, delivery: Delivery, number: int, *, again: bool = True) -> None:
        attempt = Attempt(
            number=number,
            transport=self.transport.name,
            connection=None,
            sent=time.monotonic(),
            sent_at=self._workspace.now(),
        )
        before = next((a.problem for a in reversed(delivery.attempts) if a.problem), None)
        delivery.attempts.append(attempt)
        faults = {fault.kind: fault for fault in self._faults.on_attempt(delivery.name)}
        cut = faults.get(DeliveryTrouble.CUT)
        await self.transport.send(delivery, attempt, before, cut.seconds if cut else None)
        if DeliveryTrouble.LOST_ANSWER in faults and attempt.acknowledged is not None:
            attempt.answered, attempt.acknowledged, attempt.answer = attempt.acknowledged, None, {}
            attempt.problem = self.transport.lost
        if attempt.problem and again:
            self._plan(delivery, number + 1, attempt.problem)
        self._workspace.touch()

    def _plan(self, delivery: Delivery, number: int, problem: str) -> None:
        if delivery.kind != "events_api" or number > len(self._delays) or problem == NO_RETRY:
            delivery.lost = not delivery.acknowledged
            return
        delay = self._delays[number - 1]
        due = delivery.attempts[0].sent_at + delay
        if delay:
            self._retries.append(_Retry(due=due, delivery=delivery, number=number))
        else:
            self._spawn(self._try(delivery, number))
