"""The fault campaign.

``python -m tests.campaign --nightly`` plays 200 schedules on SQLite, and on PostgreSQL with one, two and three
processes, on all cores; a table ends it, and the exit status is 1 when a schedule failed. Over what Slack delivers
(Socket Mode or signed HTTP, behind a balancer where there are several processes), what people do and what goes wrong
meanwhile is drawn from the seed.

``--schedules 50 --database postgresql --replicas 2`` plays one of the settings alone. Below each failure stands the
command that plays it again: ``--seed N`` with its setting. What happens at the same time may happen in another order
each time: ``--times 10`` plays it until it fails. ``--verbose`` shows steps and log, ``--small`` leaves steps out as
long as the same thing goes wrong.

``--openings`` lets each call of an opening go wrong in each way, and counts what was there afterwards; ``--processes``
kills the real process before and after each call of an opening.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
import tempfile
import time
from pathlib import Path

from tests.campaign.databases import Databases
from tests.campaign.night import (
    LENGTH,
    NIGHTLY,
    Outcome,
    Setting,
    databases_of,
    play_all,
    silence,
    sort,
    table,
    tried,
)
from tests.campaign.openings import FAULTS, opened
from tests.campaign.processes import Kill, opening
from tests.campaign.schedule import CALLS_OF_AN_OPENING as CALLS
from tests.campaign.schedule import Schedule, Way
from tests.campaign.stage import set_up

#: So often a schedule is played before it counts as one that goes well.
ATTEMPTS = 3


def main() -> int:
    """Plays them; the exit status says whether all went well."""
    parser = _parser()
    given = parser.parse_args()
    if given.replicas > 1 and given.database == "sqlite":
        parser.error("several processes need --database postgresql")
    if not given.verbose:
        silence()
    if given.processes or given.openings:
        return asyncio.run(_processes() if given.processes else _openings())
    way = Way(given.way) if given.way else None
    setting = Setting(database=given.database, replicas=given.replicas, length=given.length, way=way)
    if given.seed is not None:
        return asyncio.run(_again(setting, given))
    settings = NIGHTLY if given.nightly else (setting,)
    outcomes = play_all(settings, range(given.first, given.first + given.schedules), given.workers, _say)
    _say(table(outcomes))
    return int(any(outcome.wrong for outcome in outcomes))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m tests.campaign",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--nightly", action="store_true", help="play every setting")
    parser.add_argument("--schedules", type=int, default=200, help="how many seeds are played")
    parser.add_argument("--first", type=int, default=1, help="the first of them")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1, help="how many at the same time")
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--replicas", type=int, default=1, help="processes of the bot")
    parser.add_argument(
        "--way", choices=list(Way), help="how Slack delivers; drawn from the seed if not given"
    )
    parser.add_argument("--length", type=int, default=LENGTH, help="steps of a schedule")
    parser.add_argument("--seed", type=int, help="play this one alone")
    parser.add_argument("--times", type=int, default=1, help="play it so often, until it fails")
    parser.add_argument("--small", action="store_true", help="make it small if it fails")
    parser.add_argument("--verbose", action="store_true", help="show its steps, and what the bot logs")
    parser.add_argument("--openings", action="store_true", help="count the effects of openings instead")
    parser.add_argument("--processes", action="store_true", help="kill the real process at each call instead")
    return parser


async def _again(setting: Setting, given: argparse.Namespace) -> int:
    """One schedule, once more."""
    schedule = setting.drawn(given.seed)
    async with databases_of(setting) as databases:
        for _ in range(given.times):
            began = time.monotonic()
            wrong = await tried(schedule, databases)
            seconds = time.monotonic() - began
            _say(str(Outcome(setting=setting, seed=given.seed, wrong=tuple(wrong), seconds=seconds)))
            if wrong:
                break
        if wrong and given.small:
            schedule = await _smaller(schedule, databases, sort(wrong[0]))
    if given.verbose or (wrong and given.small):
        _say(str(schedule))
    return int(bool(wrong))


async def _openings() -> int:
    """Each way in which each call of an opening can go wrong; the exit status says whether all went well."""
    failed = 0
    async with databases_of(Setting(database="sqlite", replicas=1)) as databases:
        for way in (Way.SOCKET, Way.HTTP):
            for fault in FAULTS:
                async with databases() as url, set_up(url, people=len(CALLS), way=way) as stage:
                    found = await opened(stage, fault)
                _say("\n".join([f"{way:<7} {found}", *(f"    {wrong}" for wrong in found.wrong)]))
                failed += bool(found.wrong or found.early)
    return min(failed, 1)


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


async def _smaller(schedule: Schedule, databases: Databases, kind: str) -> Schedule:
    """Leaves out as many steps as possible, ever fewer at a time, as long as the same sort of thing is wrong."""
    portion = len(schedule.steps) // 2
    while portion:
        start = 0
        while start < len(schedule.steps):
            less = schedule.without(start, start + portion)
            if await _fails(less, databases, kind):
                schedule = less
            else:
                start += portion
        portion //= 2
    return schedule


async def _fails(schedule: Schedule, databases: Databases, kind: str) -> bool:
    # What happens at the same time may happen in another order each time.
    for _ in range(ATTEMPTS):
        if kind in map(sort, await tried(schedule, databases)):
            return True
    return False


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
