"""``python -m tests.benchmarks.ticks``: how late reminders are queued when many fall due in the same second."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import gc
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median

from rich.console import Console
from rich.table import Table
from sqlalchemy import delete, func, select, text, update

from bot.model import Incident, Promise, Role, Status
from bot.scheduler import Scheduler
from bot.settings import Settings
from storage import tables
from storage.migrations import upgrade
from storage.store import Database
from tests.benchmarks import bare_ticks, databases

KINDS = ("sqlite", "postgresql")
DUE_AT = datetime(2030, 1, 1, tzinfo=UTC)
MADE_AT = DUE_AT - timedelta(minutes=30)
HOUR = timedelta(hours=1)
#: Seconds between two looks at whether the event loop is free.
PAUSE = 0.001


@dataclass(kw_only=True)
class Taken:
    """Milliseconds, one of each kind of observation after the other."""

    #: From the tick until a reminder was committed, each reminder.
    late: list[float] = field(default_factory=list)
    #: The longest time that the event loop was kept waiting, each round.
    blocked: list[float] = field(default_factory=list)
    #: A tick that finds nothing due.
    idle: list[float] = field(default_factory=list)

    def p99(self, values: Sequence[float]) -> float:
        """The 99th percentile."""
        return sorted(values)[len(values) * 99 // 100]


class Ticking:
    """A database with so many open incidents, and a tick on it."""

    def __init__(self, database: Database, incidents: int, due: int) -> None:
        """``due`` of the incidents fall due in the same second, the others an hour later."""
        self.database = database
        self.due = due
        self._incidents = incidents
        self._now = DUE_AT
        self._committed: list[float] = []
        settings = Settings.model_validate({"channels": {"managers": "#managers"}})
        self._scheduler = Scheduler(database, lambda: self._now, settings, self._wake)

    def _wake(self) -> None:
        self._committed.append(time.perf_counter())

    async def fill(self) -> None:
        """Stores the incidents, each with a channel, a commander and a promise."""
        async with self.database.change() as change:
            for number in range(1, self._incidents + 1):
                await change.save(_incident(number, DUE_AT if number <= self.due else DUE_AT + HOUR))
        async with self.database.transactions.writing() as connection:
            await connection.execute(text("ANALYZE"))

    async def reset(self) -> None:
        """As before the tick."""
        promises, own = tables.promises, tables.promises.c
        async with self.database.transactions.writing() as connection:
            again = update(promises).where(own.incident <= self.due)
            await connection.execute(again.values(told=None, next_at=DUE_AT))
            await connection.execute(delete(tables.deliveries))

    async def burst(self, taken: Taken) -> None:
        """One tick at the second at which all are due."""
        self._now, self._committed = DUE_AT, []
        async with watched(taken):
            began = time.perf_counter()
            await self._scheduler.tick()
        await self.check()
        share = self.due // len(self._committed)
        taken.late += [1000 * (at - began) for at in self._committed for _ in range(share)]

    async def idle(self, taken: Taken) -> None:
        """One tick a minute before that."""
        self._now = DUE_AT - timedelta(minutes=6)
        began = time.perf_counter()
        await self._scheduler.tick()
        taken.idle.append(1000 * (time.perf_counter() - began))

    async def check(self) -> None:
        """Raises AssertionError unless each reminder is queued exactly once."""
        rows = tables.deliveries.c
        query = select(func.count(), func.count(rows.incident.distinct())).where(rows.kind == "remind")
        async with self.database.transactions.reading() as connection:
            assert (self.due, self.due) == tuple((await connection.execute(query)).one())


@asynccontextmanager
async def watched(taken: Taken) -> AsyncIterator[None]:
    """Notes the longest time within the block that another task had to wait for its turn."""
    longest = 0.0

    async def watch() -> None:
        nonlocal longest
        while True:
            before = time.perf_counter()
            await asyncio.sleep(PAUSE)
            longest = max(longest, time.perf_counter() - before - PAUSE)

    watching = asyncio.create_task(watch())
    await asyncio.sleep(0.01)
    longest = 0.0
    yield
    watching.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await watching
    taken.blocked.append(1000 * longest)


def _incident(number: int, due_at: datetime) -> Incident:
    return Incident(
        number=number,
        title="Checkout is slow",
        severity=f"SEV{number % 4 + 1}",
        status=Status.INVESTIGATING,
        opener="U00000000",
        declared_at=MADE_AT,
        channel=f"C{number:08}",
        roles={Role.COMMANDER: f"U{number % 100:08}"},
        promise=Promise(made_at=MADE_AT, due_at=due_at, next_at=due_at),
    )


Round = Callable[[Taken], Awaitable[None]]


async def measure(kind: str, incidents: int, due: int, rounds: int) -> tuple[Taken, Taken]:
    """Chronik's ticks and the yardstick's, in turn; the first round, in which everything warms up, is left out."""
    ours, bare = Taken(), Taken()
    async with AsyncExitStack() as stack:
        url = await _url(stack, kind)
        database = await stack.enter_async_context(Database.open(url))
        await upgrade(database)
        ticking = Ticking(database, incidents, due)
        await ticking.fill()
        # What filling has left behind is no tick's to look through.
        gc.collect()
        gc.freeze()
        yardstick = await stack.enter_async_context(bare_ticks.opened(url))
        for number in range(rounds + 1):
            counts = (ours, bare) if number else (Taken(), Taken())
            await ticking.reset()
            await ticking.burst(counts[0])
            await ticking.reset()
            await _bare_burst(yardstick, counts[1])
            await ticking.check()
            for _ in range(20):
                await ticking.idle(counts[0])
                began = time.perf_counter()
                await yardstick.tick(DUE_AT - timedelta(minutes=6))
                counts[1].idle.append(1000 * (time.perf_counter() - began))
    return ours, bare


async def _bare_burst(yardstick: bare_ticks.Yardstick, taken: Taken) -> None:
    async with watched(taken):
        began = time.perf_counter()
        found = await yardstick.tick(DUE_AT)
        taken.late += [1000 * (time.perf_counter() - began)] * found


async def _url(stack: AsyncExitStack, kind: str) -> str:
    if kind == "postgresql":
        return await databases.postgres_url(stack.enter_context(databases.postgres_server()), "ticks")
    folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="chronik-benchmark-")))
    return f"sqlite:///{folder / 'ticks.db'}"


def table(taken: dict[str, tuple[Taken, Taken]]) -> Table:
    """Each quantity beside the yardstick's, and its target."""
    shown = Table("what", "database", "Chronik", "bare", "ratio", "target", "")
    for kind, (ours, bare) in taken.items():
        for name, target, value, beside in (
            ("queued after, median ms", 0, median(ours.late), median(bare.late)),
            ("queued after, p99 ms", 50, ours.p99(ours.late), bare.p99(bare.late)),
            ("loop blocked, longest ms", 20, max(ours.blocked), max(bare.blocked)),
            ("nothing due, median ms", 1, median(ours.idle), median(bare.idle)),
            ("nothing due, p99 ms", 0, ours.p99(ours.idle), bare.p99(bare.idle)),
        ):
            met = "" if not target else "met" if value < target else "[bold]missed[/bold]"
            goal = f"< {target} ms" if target else ""
            shown.add_row(name, kind, f"{value:.2f}", f"{beside:.2f}", f"{value / beside:.2f}", goal, met)
    return shown


async def _measured(kinds: Sequence[str], incidents: int, due: int, rounds: int) -> Table:
    return table({kind: await measure(kind, incidents, due, rounds) for kind in kinds})


def main(arguments: Sequence[str] | None = None) -> None:
    """Reads the options, measures and prints."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.benchmarks.ticks", description="How late a tick is."
    )
    parser.add_argument("--rounds", type=int, default=30, help="how often everything is measured")
    parser.add_argument("--incidents", type=int, default=10_000, help="open incidents")
    parser.add_argument("--due", type=int, default=1000, help="how many of them fall due in the same second")
    parser.add_argument("--database", choices=KINDS, action="append", help="only this kind of database")
    given = parser.parse_args(arguments)
    shown = asyncio.run(_measured(given.database or KINDS, given.incidents, given.due, given.rounds))
    Console(width=None if sys.stdout.isatty() else 120).print(shown)


if __name__ == "__main__":
    main()
