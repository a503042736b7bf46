"""Many schedules at once, in several processes: on each database with each number of replicas; a table ends them."""

from __future__ import annotations

import asyncio
import logging
import multiprocessing
import re
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import structlog

from tests.campaign.databases import Databases, on_postgresql, on_sqlite
from tests.campaign.play import played
from tests.campaign.schedule import Schedule, Way, drawn

#: Real seconds of one schedule.
PATIENCE = 120.0
#: So many schedules share the start of a process and of a database.
PORTION = 10
#: Steps of a schedule, unless it is said otherwise.
LENGTH = 60


@dataclass(frozen=True, kw_only=True)
class Setting:
    """On what schedules are played; without a ``way``, each draws its own."""

    database: str
    replicas: int
    length: int = LENGTH
    way: Way | None = None

    def __str__(self) -> str:
        return f"{self.database}, {self.replicas} {'process' if self.replicas == 1 else 'processes'}"

    def drawn(self, seed: int) -> Schedule:
        """The schedule of a seed, as it is played here."""
        return drawn(seed, replicas=self.replicas, length=self.length, way=self.way)

    def command(self, seed: int) -> str:
        """What plays the schedule of a seed again."""
        options = f"--seed {seed} --database {self.database} --replicas {self.replicas}"
        options += f" --length {self.length}" * (self.length != LENGTH)
        options += f" --way {self.way}" if self.way else ""
        return f"python -m tests.campaign {options}"


#: The database that comes with Python for one process, the other for one and several.
NIGHTLY = (
    Setting(database="sqlite", replicas=1),
    *(Setting(database="postgresql", replicas=replicas) for replicas in (1, 2, 3)),
)


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """How a schedule went: what was wrong, nothing if all is well, and the real seconds that it took."""

    setting: Setting
    seed: int
    wrong: tuple[str, ...]
    seconds: float

    def __str__(self) -> str:
        way = self.setting.drawn(self.seed).way
        how = "FAILED" if self.wrong else "ok"
        first = f"{self.setting}, {way}, seed {self.seed}: {how} in {self.seconds:.1f} s"
        again = [f"    again: {self.setting.command(self.seed)}"] if self.wrong else []
        return "\n".join([first, *(f"    {complaint}" for complaint in self.wrong), *again])


def play_all(
    settings: Sequence[Setting], seeds: Sequence[int], workers: int, say: Callable[[str], None]
) -> list[Outcome]:
    """Plays each seed in each setting, in so many processes; says how each went as soon as it is known."""
    outcomes = []
    # A copy of this process would share its open files and its random numbers.
    with ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context("spawn")) as pool:
        waiting = [
            pool.submit(_portion, setting, seeds[start : start + PORTION])
            for setting in settings
            for start in range(0, len(seeds), PORTION)
        ]
        for done in as_completed(waiting):
            for outcome in done.result():
                outcomes.append(outcome)
                say(str(outcome))
    return outcomes


def table(outcomes: Sequence[Outcome]) -> str:
    """Each setting with its schedules, failures, failing seeds and minutes (of all its processes together)."""
    lines = [f"{'setting':<26} schedules  failures  minutes  seeds that failed"]
    for setting in dict.fromkeys(outcome.setting for outcome in outcomes):
        here = [outcome for outcome in outcomes if outcome.setting == setting]
        failed = sorted(outcome.seed for outcome in here if outcome.wrong)
        minutes = sum(outcome.seconds for outcome in here) / 60
        seeds = ", ".join(map(str, failed)) or "none"
        lines.append(f"{setting!s:<26} {len(here):>9}  {len(failed):>8}  {minutes:>7.1f}  {seeds}")
    return "\n".join(lines)


async def tried(schedule: Schedule, databases: Databases) -> list[str]:
    """What is wrong after the schedule was played on a database of its own, or why it broke off."""
    try:
        async with databases() as url, asyncio.timeout(PATIENCE):
            return await played(schedule, url)
    except Exception as defect:
        structlog.get_logger().exception("schedule broke off")
        return [f"broke off: {type(defect).__name__}: {str(defect)[:600]}"]


@asynccontextmanager
async def databases_of(setting: Setting) -> AsyncIterator[Databases]:
    """Where schedules of that setting are played."""
    with tempfile.TemporaryDirectory(prefix="chronik-campaign-") as folder:
        opened = on_sqlite(Path(folder)) if setting.database == "sqlite" else on_postgresql(Path(folder))
        async with opened as databases:
            yield databases


def silence() -> None:
    """Nothing is logged any more."""
    logging.disable(logging.CRITICAL)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))


def sort(complaint: str) -> str:
    """A complaint without what is different each time."""
    return re.sub(r"'[^']*'|\d+|\w*\d\w*", "", complaint)[:60]


def _portion(setting: Setting, seeds: Sequence[int]) -> list[Outcome]:
    silence()
    return asyncio.run(_played(setting, seeds))


async def _played(setting: Setting, seeds: Sequence[int]) -> list[Outcome]:
    outcomes = []
    async with databases_of(setting) as databases:
        for seed in seeds:
            began = time.monotonic()
            wrong = await tried(setting.drawn(seed), databases)
            seconds = time.monotonic() - began
            outcomes.append(Outcome(setting=setting, seed=seed, wrong=tuple(wrong), seconds=seconds))
    return outcomes
