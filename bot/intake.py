"""Stored, then acknowledged: what Slack delivers waits here for its commit, and only then is it acknowledged.

Commits are made in groups: while one is under way, whatever arrives gathers for the next, so that a flood costs one
transaction per group and a single payload waits for nothing. What cannot be acknowledged in time any more is not
committed either: Slack has told the person that it failed, and they ask again. What a request asks for is worked on
after its commit, one request after the other per channel and per person, also when several processes take them.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from bot.masking import masked_arrival
from bot.metrics import Metrics
from bot.ports import Store
from bot.requests import Marked, MessageSeen, Request
from bot.store_errors import StoreUnreachable, TooLate

log = structlog.get_logger()

#: A request that has waited this long belongs to a process that has died.
LEFT_BEHIND = timedelta(seconds=15)
#: How many real seconds a request waits for earlier ones that another process has, before it does them itself.
PATIENCE = 2.0
#: Between two looks whether they are done.
LOOK_AGAIN = 0.05
#: Slack waits three seconds for an acknowledgement; a request must be committed so many after it came in.
IN_TIME = 2.5


@dataclass(frozen=True, kw_only=True, eq=False)
class _Waiting:
    arrived: Request | MessageSeen
    stored: asyncio.Future[None]
    #: By the event loop's time. Of an event it does not matter: Slack delivers it again.
    until: float | None

    @property
    def is_late(self) -> bool:
        return self.until is not None and self.stored.get_loop().time() > self.until

    def let_go(self) -> None:
        if not self.stored.done():
            self.stored.set_result(None)

    def refuse(self, error: Exception) -> None:
        if not self.stored.done():
            self.stored.set_exception(error)


class Intake:
    """Takes requests and messages in."""

    def __init__(
        self,
        store: Store,
        clock: Callable[[], datetime],
        work: Callable[[Request], Awaitable[None]],
        metrics: Metrics,
        *,
        patience: float = PATIENCE,
        in_time: float = IN_TIME,
    ) -> None:
        """``work`` does what a stored request asks for; ``patience`` and ``in_time`` in seconds."""
        self._store = store
        self._clock = clock
        self._work = work
        self._metrics = metrics
        #: On a database of one's own nobody else has anything in hand.
        self._patience = 0.0 if store.single else patience
        self._in_time = in_time
        self._waiting: list[_Waiting] = []
        self._committing: asyncio.Task[None] | None = None
        #: The last request of each channel and of each person.
        self._last: dict[str, asyncio.Task[None]] = {}
        self._taken: set[str] = set()

    async def take(self, arrived: Request | MessageSeen) -> None:
        """Returns when it is committed, with its secrets masked.

        Raises what the commit raised, so that Slack delivers again; ``TooLate`` when a person has been told by then
        that their request failed, and it is not done.
        """
        loop = asyncio.get_running_loop()
        stored = loop.create_future()
        until = None if isinstance(arrived, MessageSeen | Marked) else loop.time() + self._in_time
        self._waiting.append(_Waiting(arrived=masked_arrival(arrived), stored=stored, until=until))
        if self._committing is None:
            self._committing = asyncio.create_task(self._commit())
        await stored

    @property
    def busy(self) -> bool:
        """Whether something is being committed."""
        return self._committing is not None

    async def resume(self, before: datetime) -> None:
        """Works on requests that were stored before that instant and never finished."""
        for request in await self._store.waiting_requests(before):
            self._begin(request)

    async def idle(self) -> None:
        """Returns when nothing is being committed or worked on."""
        while tasks := [*self._last.values(), *([self._committing] if self._committing else [])]:
            await asyncio.wait(tasks)
            await asyncio.sleep(0)

    async def _commit(self) -> None:
        try:
            while self._waiting:
                group, self._waiting = self._waiting, []
                await self._commit_group(group)
        finally:
            self._committing = None

    async def _commit_group(self, group: Sequence[_Waiting]) -> None:
        group = self._still_in_time(group)
        requests = [each.arrived for each in group if not isinstance(each.arrived, MessageSeen)]
        messages = [each.arrived for each in group if isinstance(each.arrived, MessageSeen)]
        try:
            new = await self._store.accept(
                requests, messages, self._clock(), lambda: not any(each.is_late for each in group)
            )
        except TooLate:
            # The others of the group are another one.
            self._waiting = [*self._still_in_time(group), *self._waiting]
            return
        except Exception as error:  # Each waiting payload gets it, so none is acknowledged.
            _refuse(group, error)
            return
        for each in group:
            each.let_go()
        self._count(requests, messages)
        for request in requests:
            if request.key in new:
                new.discard(request.key)
                self._begin(request)

    def _still_in_time(self, group: Sequence[_Waiting]) -> list[_Waiting]:
        """Those that can still be acknowledged; the others are refused."""
        late = {each for each in group if each.is_late}
        if late:
            log.warning("too late to be acknowledged, so not stored", payloads=len(late))
        for each in late:
            each.refuse(TooLate())
        return [each for each in group if each not in late]

    def _count(self, requests: Sequence[Request], messages: Sequence[MessageSeen]) -> None:
        for kind, count in Counter(request.kind for request in requests).items():
            self._metrics.taken.labels(kind).inc(count)
        self._metrics.taken.labels("message").inc(len(messages))

    def _begin(self, request: Request) -> None:
        if request.key in self._taken:
            return
        self._taken.add(request.key)
        lanes = {lane for lane in (request.channel, request.user) if lane}
        earlier = {self._last[lane] for lane in lanes if lane in self._last}
        task = asyncio.create_task(self._after(earlier, request))
        self._last.update(dict.fromkeys(lanes, task))
        task.add_done_callback(lambda done: self._forget(lanes, done))

    async def _after(self, earlier: Collection[asyncio.Task[None]], request: Request) -> None:
        if earlier:
            await asyncio.wait(earlier)
        await self._work_or_leave(request, self._in_turn)
        self._taken.discard(request.key)

    async def _in_turn(self, request: Request) -> None:
        """Works on a request after earlier ones, also those that another process has in hand.

        Those that nobody gets done are done here, so the order holds, and a process that died or hangs holds
        nobody up for long. That two processes do the same request is harmless: only one of them can finish it.
        One that cannot be done is overtaken.
        """
        loop = asyncio.get_running_loop()
        until = loop.time() + self._patience
        # Nothing in this process tells when another is done.
        while (ahead := await self._store.requests_ahead(request)) and loop.time() < until:  # noqa: ASYNC110
            await asyncio.sleep(LOOK_AGAIN)
        for left in ahead:
            log.warning("request taken over", request=left.key, ahead_of=request.key)
            await self._work_or_leave(left, self._work)
        await self._work(request)

    async def _work_or_leave(self, request: Request, work: Callable[[Request], Awaitable[None]]) -> None:
        try:
            await work(request)
        except StoreUnreachable:
            return  # The request is stored and will be taken up again.
        except Exception:  # So will this one.
            log.exception("request left for later", request=request.key)

    def _forget(self, lanes: Collection[str], done: asyncio.Task[None]) -> None:
        for lane in lanes:
            if self._last.get(lane) is done:
                del self._last[lane]


def _refuse(group: Sequence[_Waiting], error: Exception) -> None:
    if not isinstance(error, StoreUnreachable):
        log.error("not stored, so not acknowledged", payloads=len(group), reason=str(error))
    for each in group:
        each.refuse(error)
