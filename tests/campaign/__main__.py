"""The campaign at night: ``python -m tests.campaign --schedules 200 --replicas 3 --database postgresql``.

A failing seed is printed with what is wrong; ``--seed N`` plays one again, ``--small`` leaves steps out of it as long
as it fails. ``--processes`` kills the real process at each call of an opening.
"""

from __future__ import annotations

import argparse
import asyncio
import logging
import re
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

import structlog

from tests.campaign.databases import on_postgresql, on_sqlite
from tests.campaign.play import played
from tests.campaign.processes import Kill, opening
from tests.campaign.schedule import CALLS_OF_AN_OPENING as CALLS
from tests.campaign.schedule import Schedule, drawn

#: So often a schedule is played before it counts as one that goes well.
ATTEMPTS = 3
#: Real seconds of one schedule.
PATIENCE = 120.0

#: Each call is the address of a migrated and empty database, for one schedule.
Databases = Callable[[], AbstractAsyncContextManager[str]]


def main() -> int:
    """Plays them; the exit status says whether all went well."""
    parser = argparse.ArgumentParser(prog="python -m tests.campaign", description="The fault campaign.")
    parser.add_argument("--schedules", type=int, default=200, help="how many seeds are played")
    parser.add_argument("--first", type=int, default=1, help="the first of them")
    parser.add_argument("--seed", type=int, help="play this one alone")
    parser.add_argument("--length", type=int, default=60, help="steps of a schedule")
    parser.add_argument("--replicas", type=int, default=1, help="processes of the bot")
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--processes", action="store_true", help="kill the real process at each call instead")
    parser.add_argument("--small", action="store_true", help="make what fails small")
    parser.add_argument("--verbose", action="store_true", help="show the steps, and what the bot logs")
    given = parser.parse_args()
    if given.replicas > 1 and given.database == "sqlite":
        parser.error("several processes need --database postgresql")
    if not given.verbose:
        logging.disable(logging.CRITICAL)
        structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    return asyncio.run(_processes() if given.processes else _campaign(given))


async def _campaign(given: argparse.Namespace) -> int:
    seeds = [given.seed] if given.seed is not None else range(given.first, given.first + given.schedules)
    failed = []
    async with _databases(given.database) as databases:
        for seed in seeds:
            schedule = drawn(seed, replicas=given.replicas, length=given.length)
            began = time.monotonic()
            wrong = await _tried(schedule, databases)
            _say(f"seed {seed}: {'FAILED' if wrong else 'ok'} in {time.monotonic() - began:.1f} s")
            if wrong:
                failed.append(seed)
                _say("\n".join(f"    {complaint}" for complaint in wrong))
                small = await _smaller(schedule, databases, _sort(wrong[0])) if given.small else schedule
                if given.small or given.verbose:
                    _say(str(small))
    _say(f"{len(seeds) - len(failed)} of {len(seeds)} schedules went well; failed: {failed}")
    return 1 if failed else 0


async def _processes() -> int:
    """Each call of an opening, before and after; the exit status says whether all went well."""
    failed = 0
    for method, nth in CALLS:
        for after in (False, True):
            kill = Kill(method=method, nth=nth, after=after)
            with tempfile.TemporaryDirectory(prefix="chronik-campaign-") as folder:
                wrong = await opening(Path(folder), [kill])
            _say(f"{'after' if after else 'before'} {method} {nth}: {wrong or 'ok'}")
            failed += bool(wrong)
    return min(failed, 1)


async def _tried(schedule: Schedule, databases: Databases) -> list[str]:
    try:
        async with databases() as url, asyncio.timeout(PATIENCE):
            return await played(schedule, url)
    except Exception as defect:
        structlog.get_logger().exception("schedule broke off")
        return [f"broke off: {type(defect).__name__}: {str(defect)[:600]}"]


async def _smaller(schedule: Schedule, databases: Databases, sort: str) -> Schedule:
    """Leaves out as many steps as possible, ever fewer at a time, as long as the same sort of thing is wrong."""
    portion = len(schedule.steps) // 2
    while portion:
        start = 0
        while start < len(schedule.steps):
            less = schedule.without(start, start + portion)
            if await _fails(less, databases, sort):
                schedule = less
            else:
                start += portion
        portion //= 2
    return schedule


async def _fails(schedule: Schedule, databases: Databases, sort: str) -> bool:
    # What happens at the same time may happen in another order each time.
    for _ in range(ATTEMPTS):
        if sort in map(_sort, await _tried(schedule, databases)):
            return True
    return False


def _sort(complaint: str) -> str:
    """A complaint without what is different each time."""
    return re.sub(r"'[^']*'|\d+|\w*\d\w*", "", complaint)[:60]


@asynccontextmanager
async def _databases(kind: str) -> AsyncIterator[Databases]:
    with tempfile.TemporaryDirectory(prefix="chronik-campaign-") as folder:
        opened = on_sqlite(Path(folder)) if kind == "sqlite" else on_postgresql(Path(folder))
        async with opened as databases:
            yield databases


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
