"""Stored, then acknowledged: groups, failures, redeliveries, what a dead process left behind, and order."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from datetime import datetime

import pytest

from bot.intake import IN_TIME, Intake
from bot.metrics import Metrics
from bot.requests import MessageSeen, Request
from bot.store_errors import TooLate
from storage.store import Database
from tests.storage.examples import NOW, a_command, a_message, an_incident, minutes, save


class Gate(Database):
    """A database whose commits can be held up, or fail."""

    held: asyncio.Event
    failure: Exception | None = None

    async def accept(
        self,
        requests: Sequence[Request],
        messages_: Sequence[MessageSeen],
        now: datetime,
        still: Callable[[], bool] | None = None,
    ) -> set[str]:
        """Waits until the gate is open; notes the size of each group."""
        self.groups.append(len(requests) + len(messages_))
        await self.held.wait()
        if self.failure is not None:
            raise self.failure
        return await super().accept(requests, messages_, now, still)

    groups: list[int]


@pytest.fixture
async def gate(sqlite_url: str) -> AsyncIterator[Gate]:
    """A database with one incident; the gate is open."""
    async with Gate.open(sqlite_url) as opened:
        assert isinstance(opened, Gate)
        opened.held, opened.groups = asyncio.Event(), []
        opened.held.set()
        await save(opened, an_incident())
        yield opened


class Worker:
    """Notes what it works on, and finishes it; a key that is blocked waits until it is let go."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.begun: list[str] = []
        self.done: list[str] = []
        self.blocked: dict[str, asyncio.Event] = {}
        self.reached: dict[str, asyncio.Event] = {}

    async def __call__(self, request: Request) -> None:
        """Works on one request."""
        self.begun.append(request.key)
        if request.key in self.blocked:
            await self.blocked[request.key].wait()
        async with self._database.change() as change:
            await change.finish(request.key)
        self.done.append(request.key)
        if request.key in self.reached:
            self.reached[request.key].set()


def intake(database: Database, worker: Worker, *, in_time: float = IN_TIME) -> Intake:
    """An intake whose clock stands at NOW."""
    return Intake(database, lambda: NOW, worker, Metrics(), in_time=in_time)


async def rounds(count: int = 20) -> None:
    """Lets everything that can go on go on."""
    for _ in range(count):
        await asyncio.sleep(0)


async def test_what_arrives_during_a_commit_shares_the_next(gate: Gate) -> None:
    """A flood costs one transaction per group, and the first payload waits for no others."""
    taking = intake(gate, Worker(gate))
    gate.held.clear()
    first = asyncio.create_task(taking.take(MessageSeen(message=a_message("1.000100"))))
    await rounds()
    others = [
        asyncio.create_task(taking.take(MessageSeen(message=a_message(f"{number}.000100"))))
        for number in range(2, 7)
    ]
    await rounds()
    assert not first.done()
    gate.held.set()
    await asyncio.gather(first, *others)

    assert [1, 5] == gate.groups


async def test_nobody_is_acknowledged_when_the_commit_fails(gate: Gate) -> None:
    """The error reaches every payload of the group, nothing is worked on, and the next group is a new attempt."""
    worker = Worker(gate)
    taking = intake(gate, worker)
    gate.failure = OSError("disk")
    payloads: list[Request | MessageSeen] = [a_command("a"), a_command("b"), MessageSeen(message=a_message())]
    outcomes = await asyncio.gather(*map(taking.take, payloads), return_exceptions=True)
    assert [gate.failure] * 3 == outcomes
    gate.failure = None
    await taking.take(a_command("a"))
    await taking.idle()

    assert ["a"] == worker.done
    async with gate.read() as reader:
        assert None is await reader.message(a_message().place)


async def test_what_slack_has_given_up_is_not_stored(gate: Gate) -> None:
    """A command that cannot be acknowledged in time is never carried out; a message beside it is kept all the same."""
    worker = Worker(gate)
    taking = intake(gate, worker, in_time=0.0)
    outcomes = await asyncio.gather(
        taking.take(a_command("a")), taking.take(MessageSeen(message=a_message())), return_exceptions=True
    )
    await taking.idle()

    assert [TooLate, type(None)] == [type(outcome) for outcome in outcomes]
    assert [1] == gate.groups
    assert [] == worker.begun
    assert () == await gate.waiting_requests(minutes(60))
    async with gate.read() as reader:
        assert None is not await reader.message(a_message().place)


async def test_a_commit_that_takes_too_long_is_given_up(gate: Gate) -> None:
    """Time that passes within the transaction counts too, and what else is in the group is stored by the next."""
    worker = Worker(gate)
    taking = intake(gate, worker, in_time=0.05)
    gate.held.clear()
    taken = asyncio.gather(
        taking.take(a_command("a")), taking.take(MessageSeen(message=a_message())), return_exceptions=True
    )
    asyncio.get_running_loop().call_later(0.06, gate.held.set)
    outcomes = await taken
    await taking.idle()

    assert [TooLate, type(None)] == [type(outcome) for outcome in outcomes]
    assert [2, 1] == gate.groups
    assert ([], ()) == (worker.begun, await gate.waiting_requests(minutes(60)))


async def test_a_redelivery_is_acknowledged_and_changes_nothing(gate: Gate) -> None:
    """The same request again, in the same group or later, is worked on once."""
    worker = Worker(gate)
    taking = intake(gate, worker)
    await asyncio.gather(taking.take(a_command("a")), taking.take(a_command("a")))
    await taking.idle()
    await taking.take(a_command("a"))
    await taking.idle()

    assert ["a"] == worker.done


async def test_what_a_dead_process_left_behind_is_taken_up(gate: Gate) -> None:
    """Requests that were stored long ago and not finished are worked on, younger ones are somebody else's."""
    await gate.accept([a_command("left behind")], [], NOW)
    await gate.accept([a_command("fresh")], [], minutes(2))
    worker = Worker(gate)
    taking = intake(gate, worker)
    await taking.resume(minutes(1))
    await taking.idle()

    assert ["left behind"] == worker.done


async def test_what_is_at_work_is_not_taken_up_again(gate: Gate) -> None:
    """A request that takes long is not begun a second time by the search for those left behind."""
    worker = Worker(gate)
    worker.blocked["a"] = asyncio.Event()
    taking = intake(gate, worker)
    await taking.take(a_command("a"))
    await taking.resume(minutes(1))
    worker.blocked["a"].set()
    await taking.idle()

    assert ["a"] == worker.begun


async def test_one_channel_after_the_other_all_channels_at_once(gate: Gate) -> None:
    """Requests of a channel are worked on in their order; others' elsewhere do not wait for them."""
    worker = Worker(gate)
    worker.blocked["1"] = asyncio.Event()
    taking = intake(gate, worker)
    worker.reached["3"] = asyncio.Event()
    for key, user, channel in (("1", "U1", "C1"), ("2", "U2", "C1"), ("3", "U3", "C2")):
        await taking.take(a_command(key, user=user, channel=channel))
    await worker.reached["3"].wait()
    assert ["1", "3"] == worker.begun
    worker.blocked["1"].set()
    await taking.idle()

    assert ["3", "1", "2"] == worker.done


async def test_one_person_after_the_other_place(gate: Gate) -> None:
    """What a person asks for elsewhere does not overtake what they have asked for before."""
    worker = Worker(gate)
    worker.blocked["1"] = asyncio.Event()
    taking = intake(gate, worker)
    for key, channel in (("1", "C1"), ("2", "C2")):
        await taking.take(a_command(key, channel=channel))
    await rounds()
    worker.blocked["1"].set()
    await taking.idle()

    assert ["1", "2"] == worker.done


async def test_the_order_holds_across_processes(postgres_url: str) -> None:
    """A request waits for an earlier one of its channel that another process has in hand."""
    async with Database.open(postgres_url) as one, Database.open(postgres_url) as other:
        slow, quick = Worker(one), Worker(other)
        slow.blocked["1"] = asyncio.Event()
        first, second = intake(one, slow), intake(other, quick)
        await first.take(a_command("1"))
        await second.take(a_command("2", user="U2"))
        await other.requests_ahead(a_command("2", user="U2"))
        assert [] == quick.begun
        slow.blocked["1"].set()
        await first.idle()
        await second.idle()

    assert (["1"], ["2"]) == (slow.done, quick.done)


async def test_what_a_process_does_not_get_done_is_done_by_the_next_in_line(postgres_url: str) -> None:
    """A process that died, or hangs, does not hold up its channel: who waits does the earlier request first."""
    async with Database.open(postgres_url) as database:
        await database.accept([a_command("1")], [], NOW)
        worker = Worker(database)
        taking = Intake(database, lambda: NOW, worker, Metrics(), patience=0.1)
        await taking.take(a_command("2", user="U2"))
        await taking.idle()

    assert ["1", "2"] == worker.done


async def test_work_that_fails_holds_nobody_up(gate: Gate) -> None:
    """After a request whose work raised, the channel's next one is worked on."""
    done: list[str] = []

    async def work(request: Request) -> None:
        if request.key == "1":
            raise OSError("database away")
        done.append(request.key)

    taking = Intake(gate, lambda: NOW, work, Metrics())
    await taking.take(a_command("1"))
    await taking.take(a_command("2"))
    await taking.idle()

    assert ["2"] == done
    assert {"1", "2"} == {request.key for request in await gate.waiting_requests(minutes(1))}
