"""``python -m tests.benchmarks.adopting``: adopts a channel of 10,000 messages, and prints what that took.

The workspace runs in the same process, so that the longest pause of the loop is an upper bound for the bot's own.
"""

from __future__ import annotations

import argparse
import asyncio
import logging
import math
import sys
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import structlog
from rich.console import Console
from rich.table import Table

from bot.cli import calm_the_collector
from bot.sandbox import Channel
from bot.web_api import PAGE
from tests.scenarios.conftest import Night, started

#: The loop is asked that often whether it is free.
EVERY = 0.005
#: The loop counts as blocked when it is not free for longer.
BLOCKED_MS = 50.0


class Pauses:
    """Measures how long the loop is not free, in its thread's own time: other programs' work does not count."""

    def __init__(self) -> None:
        self.longest = 0.0

    async def watch(self) -> None:
        """Until cancelled."""
        while True:
            began = time.thread_time()
            await asyncio.sleep(EVERY)
            self.longest = max(self.longest, time.thread_time() - began)


@asynccontextmanager
async def watching() -> AsyncIterator[Pauses]:
    """Measures until the block ends."""
    pauses = Pauses()
    task = asyncio.create_task(pauses.watch())
    try:
        yield pauses
    finally:
        task.cancel()


async def _talk(night: Night, messages: int, threads: int) -> Channel:
    """A channel with so many messages, of which some are replies in so many threads."""
    room = night.box.add_channel("long", members=[night.ann, night.bob])
    parents: list[str] = []
    for number in range(messages):
        night.clock.now += timedelta(seconds=1)
        parent = parents[number // 5 % threads] if len(parents) == threads and number % 5 == 0 else None
        ts = await night.ann.says(room, f"line {number}", thread_ts=parent)
        if len(parents) < threads:
            parents.append(ts)
        if number % 100 == 0:
            await night.bob.reacts(room, ts, "pushpin")
    return room


async def measure(url: str, messages: int, threads: int) -> tuple[Table, bool]:
    """Adopts such a channel on that database; the table, and whether all targets are met."""
    async with started(url) as night:
        room = await _talk(night, messages, threads)
        top = sum(1 for message in room.messages.values() if message.in_channel)
        needed = {"conversations.history": math.ceil(top / PAGE), "conversations.replies": threads}
        calm_the_collector()
        before, began = len(night.box.calls), time.perf_counter()
        async with watching() as pauses:
            await night.types(night.ann, "adopt SEV2", room)
            while (due := await night.bot.store.next_delivery_at()) is not None:
                night.clock.now = max(due, night.clock.now)
                await night.bot.idle()
        took = time.perf_counter() - began
        made = Counter(call.method for call in night.box.calls[before:] if call.error is None)
        async with night.bot.store.read() as reader:
            count = (await reader.care.read_so_far(room.id)).count
    shown = Table("what", "measured", "target", "")
    rows: list[tuple[str, float, float, bool]] = [
        ("messages", count, messages, count == messages),
        *((name, made[name], most, made[name] <= most) for name, most in needed.items()),
        ("longest pause, ms", pauses.longest * 1000, BLOCKED_MS, pauses.longest * 1000 <= BLOCKED_MS),
        ("seconds", took, math.inf, True),
    ]
    for what, value, target, met in rows:
        shown.add_row(what, f"{value:,.1f}", f"{target:,.0f}", "met" if met else "missed")
    return shown, all(met for *_, met in rows)


def main(arguments: Sequence[str] | None = None) -> int:
    """Reads the options, measures and prints."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.adopting", description=__doc__)
    parser.add_argument("--messages", type=int, default=10_000)
    parser.add_argument("--threads", type=int, default=200)
    given = parser.parse_args(arguments)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    with tempfile.TemporaryDirectory(prefix="chronik-adopting-") as folder:
        url = f"sqlite:///{Path(folder) / 'chronik.db'}"
        shown, met = asyncio.run(measure(url, given.messages, given.threads))
    Console(width=None if sys.stdout.isatty() else 100).print(shown)
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main())
