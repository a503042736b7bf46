"""The ladder of three replicas on one PostgreSQL, whose ticks race updates, snoozes, ends and restarts."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select

from bot import lifecycle, reminders
from bot.decisions import Act, Decision
from bot.errors import UserError
from bot.model import Incident, Promise, Rung, Severity
from bot.scheduler import Scheduler
from bot.settings import Settings
from bot.tellings import Say
from storage.store import Database
from storage.tables import METADATA, deliveries
from tests.storage.examples import NOW, an_incident, save

SETTINGS = Settings.model_validate({"channels": {"managers": "#managers"}})
SEVERITY = SETTINGS.severity("SEV1")
MINUTE, TICK = timedelta(minutes=1), timedelta(microseconds=1)
OFFSETS = {Rung.BEFORE: -5, Rung.DUE: 0, Rung.COMMANDER: 10, Rung.MANAGERS: 20}


@dataclass(frozen=True)
class Step:
    """Time passes, then everybody ticks while somebody does something, and a replica may die over it."""

    minutes: float
    deed: Literal["", "update", "snooze", "nothing", "resolve", "reopen", "severity"] = ""
    #: Turns of the event loop before the deed, and before the death of a replica.
    after: int = 0
    dies: int | None = None


@dataclass(frozen=True)
class Told:
    """A reminder in the outbox."""

    id: int
    incident: int
    due_at: datetime
    rung: Rung


STEPS = st.builds(
    Step,
    minutes=st.one_of(st.sampled_from([0, 1, 5, 10, 20, 25, 30, 31]), st.floats(0, 90)),
    deed=st.sampled_from(["", "", "update", "snooze", "nothing", "resolve", "reopen", "severity"]),
    after=st.integers(0, 60),
    dies=st.one_of(st.none(), st.integers(0, 2)),
)

DEEDS: dict[str, Callable[[Incident, Act], Decision]] = {
    "update": lambda incident, act: lifecycle.update(incident, act, _severity(incident), text="news"),
    "nothing": lambda incident, act: lifecycle.nothing_new(incident, act, _severity(incident)),
    "snooze": lambda incident, act: reminders.snooze(incident, act, 15 * MINUTE, "r", _severity(incident)),
    "resolve": lambda incident, act: lifecycle.resolve(incident, act, text=""),
    "reopen": lambda incident, act: lifecycle.reopen(incident, act, _severity(incident), reason="r"),
    "severity": lambda incident, act: lifecycle.change_severity(
        incident, act, SETTINGS.severity("SEV1" if incident.severity == "SEV2" else "SEV2")
    ),
}


def _severity(incident: Incident) -> Severity:
    return SETTINGS.severity(incident.severity)


class Replicas:
    """Three processes, and what they have queued."""

    def __init__(self, url: str) -> None:
        self.now = NOW
        self.told: list[Told] = []
        #: The outbox's row of the latest deed.
        self.deed = 0
        self._seen = 0
        self._url = url
        self._stacks: list[AsyncExitStack] = []
        self.stores: list[Database] = []
        self.schedulers: list[Scheduler] = []

    async def start(self) -> None:
        """All start, on an empty database with two incidents."""
        for number in range(3):
            await self._start(number)
        async with self.stores[0].transactions.writing() as connection:
            for table in reversed(METADATA.sorted_tables):
                await connection.execute(delete(table))
        promise = reminders.promised(an_incident(), NOW, SEVERITY.cadence, SEVERITY.ladder).promise
        both = [an_incident(number, severity="SEV1", promise=promise) for number in (1, 2)]
        await save(self.stores[0], *both)

    async def _start(self, number: int) -> None:
        stack = AsyncExitStack()
        store = await stack.enter_async_context(Database.open(self._url, clock=lambda: self.now))
        scheduler = Scheduler(store, lambda: self.now, SETTINGS, lambda: None)
        self._stacks[number:] = [stack, *self._stacks[number + 1 :]]
        self.stores[number:] = [store, *self.stores[number + 1 :]]
        self.schedulers[number:] = [scheduler, *self.schedulers[number + 1 :]]

    async def stop(self) -> None:
        """All end."""
        for stack in self._stacks:
            await stack.aclose()

    async def step(self, step: Step) -> list[Told]:
        """Does a step; the reminders that it has queued."""
        # Each instant, and so each promise, is one of a kind.
        self.now += timedelta(minutes=step.minutes) + TICK
        self.deed = 0
        ticks = [asyncio.create_task(scheduler.tick()) for scheduler in self.schedulers]
        deed = asyncio.create_task(self._do(step))
        if step.dies is not None:
            for _ in range(step.after):
                await asyncio.sleep(0)
            ticks[step.dies].cancel()
        for tick in ticks:
            with contextlib.suppress(asyncio.CancelledError):
                await tick
        await deed
        if step.dies is not None:
            await self._stacks[step.dies].aclose()
            await self._start(step.dies)
        return await self._queued()

    async def _do(self, step: Step) -> None:
        for _ in range(step.after):
            await asyncio.sleep(0)
        if not step.deed:
            return
        async with self.stores[0].change(1) as change:
            incident = await change.incident(1)
            assert incident is not None
            with contextlib.suppress(UserError):
                decision = DEEDS[step.deed](incident, Act(by="U1", at=self.now, id=f"e{self.now}"))
                await change.save(decision.incident)
                await change.tell((Say(incident=1, lines=(), entry=f"e{self.now}"),), self.now)

    async def _queued(self) -> list[Told]:
        query = select(deliveries).where(deliveries.c.id > self._seen)
        async with self.stores[1].transactions.reading() as connection:
            rows = (await connection.execute(query.order_by(deliveries.c.id))).all()
        self._seen = max([row.id for row in rows], default=self._seen)
        self.deed = max([row.id for row in rows if row.kind == "say"], default=0)
        new = [
            Told(row.id, row.incident, datetime.fromisoformat(row.body["due_at"]), Rung(row.body["rung"]))
            for row in rows
            if row.kind in ("remind", "remind_person")
        ]
        self.told += new
        return new

    async def promises(self) -> dict[int, Promise | None]:
        """What is owed."""
        async with self.stores[0].read() as reader:
            found = [await reader.incident(number) for number in (1, 2)]
        return {
            incident.number: incident.promise if incident.status.is_open else None
            for incident in found
            if incident is not None
        }


def _due(promise: Promise, now: datetime) -> list[Rung]:
    """The rungs of a promise that have come, and lie after it was made."""
    times = {rung: promise.due_at + minutes * MINUTE for rung, minutes in OFFSETS.items()}
    if times[Rung.BEFORE] <= promise.made_at:
        del times[Rung.BEFORE]
    return [rung for rung, at in times.items() if at <= now]


@settings(
    max_examples=8,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=st.lists(STEPS, min_size=1, max_size=6))
async def test_each_rung_once_and_none_early_nor_late(steps: list[Step], postgres_url: str) -> None:
    """Each rung at most once per promise, none early, none after the ladder ended, and the highest alone at once."""
    replicas = Replicas(postgres_url)
    try:
        await replicas.start()
        for step in steps:
            before = await replicas.promises()
            told = await replicas.step(step)
            _check(replicas, step, before, told)
            after = await replicas.promises()
            for number, promise in after.items():
                quiet = step.dies is None and (number == 2 or not step.deed)
                if quiet and promise is not None and (due := _due(promise, replicas.now)):
                    assert due[-1] is promise.told
    finally:
        await replicas.stop()
    rungs = [(each.incident, each.due_at, each.rung) for each in replicas.told]
    assert len(set(rungs)) == len(rungs)


def _check(replicas: Replicas, step: Step, before: dict[int, Promise | None], told: list[Told]) -> None:
    """What one step has queued."""
    assert len({each.incident for each in told}) == len(told)
    for each in told:
        promise = before[each.incident]
        assert promise is not None
        if step.deed == "severity" and each.due_at != promise.due_at:
            # Brought forward at this moment, and due at once.
            promise = Promise(made_at=promise.made_at, due_at=each.due_at)
        assert promise.due_at == each.due_at
        assert each.rung is _due(promise, replicas.now)[-1]
        ended = replicas.deed and each.incident == 1 and step.deed != "severity"
        assert not ended or each.id < replicas.deed
