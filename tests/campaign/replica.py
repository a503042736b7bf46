"""One process of the bot, in the test's own event loop, that can be killed as with ``kill -9``."""

from __future__ import annotations

import asyncio
import contextlib
import contextvars
import gc
import threading
import warnings
from collections.abc import AsyncIterator, Callable
from datetime import datetime, timedelta
from typing import Any

import aiosqlite
from sqlalchemy import event
from sqlalchemy.pool import Pool

from bot.app import Chronik, running
from bot.settings import Settings

#: Whose task is being created: tasks inherit the context of the one that creates them.
OWNER: contextvars.ContextVar[Replica | None] = contextvars.ContextVar("OWNER", default=None)

#: Real seconds for a start, and for what is left of a process to vanish.
PATIENCE = 20.0

#: Real seconds after which a killed process that still waits for something is cut off.
LINGERING = 2.0

#: How the thread of a SQLite connection is called.
WORKER = "_connection_worker_thread"


class Killed(asyncio.CancelledError):
    """What a dead process runs into when it tries to go on; nothing in it may take this for a mere error."""


class Replica:
    """A process: started, stopped in order, or killed at any moment."""

    def __init__(
        self,
        name: str,
        settings: Callable[[str], Settings],
        clock: Callable[[], datetime],
        counting: Callable[[], timedelta],
    ) -> None:
        """``settings`` of each life by its name. Needs to be made within the running loop."""
        self.name = name
        self.lives = 0
        self.tasks: set[asyncio.Task[Any]] = set()
        self._settings = settings
        self._clock = clock
        self._counting = counting
        self._bot: Chronik | None = None
        self._host: asyncio.Task[None] | None = None
        self._stopping = asyncio.Event()
        self._graves: list[asyncio.Task[None]] = []
        self.files: list[aiosqlite.Connection] = []
        self._killed = False
        asyncio.get_running_loop().set_task_factory(_owned)

    @property
    def bot(self) -> Chronik:
        """The bot; only while it is alive."""
        assert self._bot is not None
        return self._bot

    @property
    def alive(self) -> bool:
        """Whether it is started and neither stopped nor killed."""
        return self._bot is not None

    async def start(self) -> None:
        """Starts, and returns when the bot is ready, or was killed before that."""
        await self.buried()
        self._stopping = asyncio.Event()
        self._killed = False
        self.lives += 1
        ready = asyncio.Event()
        context = contextvars.copy_context()
        context.run(OWNER.set, self)
        self._host = asyncio.get_running_loop().create_task(self._live(ready), context=context)
        waiting = asyncio.create_task(ready.wait())
        await asyncio.wait({self._host, waiting}, timeout=PATIENCE, return_when=asyncio.FIRST_COMPLETED)
        waiting.cancel()
        if ready.is_set() or self._killed:
            return
        if self._host.done():
            self._host.result()
        self._host.cancel()
        raise AssertionError(f"{self.name} was not ready after {PATIENCE} s")

    async def stop(self) -> None:
        """SIGTERM: finishes what is in hand and goes."""
        self._stopping.set()
        if self._host is not None:
            await asyncio.wait({self._host}, timeout=PATIENCE)
        await self.buried()

    def kill(self) -> None:
        """``kill -9``: every task ends where it stands, no call and no commit leaves the process any more."""
        bot, self._bot = self._bot, None
        self._killed = True
        if bot is not None:
            transactions = bot.store.transactions
            transactions._express.run = _refuse_later  # type: ignore[method-assign,assignment]
            engine = transactions._engine.sync_engine
            event.listen(engine, "begin", _refuse)
            event.listen(engine, "commit", _refuse)
            # Made by whoever calls, who is none of the bot's tasks: what the bot is halfway through saying is cut off.
            self._graves.append(asyncio.get_running_loop().create_task(_closed(bot)))
        for task in tuple(self.tasks):
            if not _is_cleaning(task):
                task.cancel()

    @property
    def at_work(self) -> bool:
        """Whether something is on its way to Slack or the database; what only waits for its time is not."""
        return self._bot is not None and (bool(self._bot.courier._on_the_way) or _is_busy(self._bot))

    async def buried(self) -> None:
        """Returns when nothing is left of the last life."""
        if self._host is not None:
            await self._ended(self._host)
            # What they failed with holds on to cursors, and these to what they had locked.
            self._host = None
            self.tasks.clear()
            self._graves.clear()
            await self._unlocked()

    async def _ended(self, host: asyncio.Task[None]) -> None:
        left = {task for task in self.tasks if not _is_cleaning(task)}
        patience = LINGERING if self._killed else PATIENCE
        _, late = await asyncio.wait({host, *left, *self._graves}, timeout=patience)
        if late and self._killed:
            # Its server would wait for requests that nobody works on any more.
            for task in late:
                task.cancel()
            _, late = await asyncio.wait(late, timeout=PATIENCE)
        assert not late, late
        # A connection that was given up is sometimes waited for in vain.
        for task in tuple(self.tasks):
            task.cancel()

    async def _unlocked(self) -> None:
        """What a dead process held of a SQLite file is free: its connections are closed, whoever waits for them."""
        files, self.files = self.files, []
        for file in files:
            file.stop()
        for file in files:
            await asyncio.to_thread(file._thread.join, PATIENCE)
        # A closed connection lives on as long as there is a cursor of it.
        gc.collect()

    async def _live(self, ready: asyncio.Event) -> None:
        try:
            settings = self._settings(f"{self.name}-{self.lives}")
            process = running(settings, clock=self._clock, counting=self._counting, ticking=False)
            async with process as bot:
                self._bot = bot
                ready.set()
                await self._stopping.wait()
        except Exception:
            # What a dying process says is heard by nobody.
            if not self._killed:
                raise
        finally:
            self._bot = None


def _note(connection: Any, record: object) -> None:
    owner = OWNER.get()
    if owner is not None and isinstance(connection.driver_connection, aiosqlite.Connection):
        owner.files.append(connection.driver_connection)


def _owned(loop: asyncio.AbstractEventLoop, coroutine: Any, **more: Any) -> asyncio.Task[Any]:
    task: asyncio.Task[Any] = asyncio.Task(coroutine, loop=loop, **more)
    context = more.get("context")
    owner = context.get(OWNER) if context is not None else OWNER.get()
    if owner is not None:
        owner.tasks.add(task)
        task.add_done_callback(owner.tasks.discard)
    return task


async def _closed(bot: Chronik) -> None:
    """What the operating system would close."""
    await bot._session.close()
    with contextlib.suppress(Exception):
        await bot.store.transactions._express.close()


def _is_busy(bot: Chronik) -> bool:
    """Whether there is a transaction under way, besides the connection that is kept for short ones."""
    transactions = bot.store.transactions
    kept = int(transactions._express._connection is not None)
    return bool(transactions._engine.pool.checkedout() > kept)  # type: ignore[attr-defined]


def _is_cleaning(task: asyncio.Task[Any]) -> bool:
    """Giving back a connection would be done by the operating system."""
    code = getattr(task.get_coro(), "cr_code", None)
    return code is not None and "sqlalchemy" in code.co_filename


@contextlib.asynccontextmanager
async def swept() -> AsyncIterator[None]:
    """Within the block, nobody complains of what killed processes did not close; at its end it is collected."""
    # What is there already need not be looked through again.
    gc.freeze()
    event.listen(Pool, "connect", _note)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        try:
            yield
        finally:
            event.remove(Pool, "connect", _note)
            gc.collect()
            gc.unfreeze()
            await _threads_ended()


async def _threads_ended() -> None:
    """A SQLite connection that is collected ends its thread, which still reports to the event loop."""
    for _ in range(100):
        if not any(WORKER in thread.name for thread in threading.enumerate()):
            return
        await asyncio.sleep(0.01)


def _refuse(*_: object) -> None:
    raise Killed


async def _refuse_later(*_: object) -> int:
    raise Killed
