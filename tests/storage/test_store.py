"""The store as a whole: several at once on one database, and what a failure leaves behind."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import select

from bot.model import Promise
from bot.ports import AlreadyDone, Delivery, Due, Store
from bot.requests import MessageSeen
from bot.tellings import LearnPerson, PostDraft, ShowCard, UploadDraft
from storage import tables
from storage.store import Database
from tests.storage.examples import (
    NOW,
    a_command,
    a_message,
    an_entry,
    an_incident,
    minutes,
    save,
    see,
    settle,
    tell,
    told,
)


@pytest.fixture
async def other(database_url: str) -> AsyncIterator[Database]:
    """A second process's store on the same database."""
    async with Database.open(database_url) as opened:
        yield opened


def test_the_database_is_a_store(database: Database) -> None:
    """The type checker holds the database to the port."""
    store: Store = database

    assert store is database


async def open_one(store: Store) -> int:
    """Opens an incident as a use case would."""
    async with store.change() as change:
        number = await change.next_number()
        await change.save(an_incident(number))
        await change.add([an_entry(f"e{number}")], number)
        await change.tell([ShowCard(incident=number)], NOW)
    return number


async def test_simultaneous_openings_are_numbered_without_gaps(database: Database, other: Database) -> None:
    """Twenty openings at once, on two processes, get the numbers 1 to 20."""
    numbers = await asyncio.gather(*(open_one(store) for _ in range(10) for store in (database, other)))

    assert list(range(1, 21)) == sorted(numbers)


async def test_a_failed_opening_leaves_no_gap(database: Database, other: Database) -> None:
    """An opening that fails among others gives its number to the next."""

    async def fail() -> None:
        async with database.change() as change:
            await change.next_number()
            raise KeyError

    results = await asyncio.gather(
        *(open_one(other) for _ in range(5)), fail(), *(open_one(database) for _ in range(5)),
        return_exceptions=True,
    )  # fmt: skip

    assert list(range(1, 11)) == sorted(number for number in results if isinstance(number, int))


async def test_changes_of_one_incident_come_one_after_the_other(database: Database, other: Database) -> None:
    """Nothing is lost when several processes add to the same incident at once."""
    await save(database, an_incident(latest=""))

    async def append(store: Store, letter: str) -> None:
        async with store.change(1) as change:
            incident = await change.incident(1)
            assert incident is not None
            await change.save(incident.but(latest=incident.latest + letter))

    await asyncio.gather(*(append(store, letter) for letter in "abcde" for store in (database, other)))

    async with database.read() as reader:
        incident = await reader.incident(1)
        assert incident is not None
        assert Counter("aabbccddee") == Counter(incident.latest)


async def test_a_read_sees_one_state(database: Database, other: Database) -> None:
    """All answers of one read are from before another's commit, or all from after it."""
    await save(database, an_incident(title="Before"))
    async with database.read() as reader:
        before = await reader.incident(1)
        await save(other, an_incident(title="After"))

        assert before == await reader.incident(1)


async def test_readers_do_not_wait_for_a_writer(database: Database, other: Database) -> None:
    """While a change is open, others read what was committed before it."""
    await save(database, an_incident(title="Before"))
    async with database.change(1) as change:
        await change.save(an_incident(title="After"))
        for store in (database, other):
            async with store.read() as reader:
                assert an_incident(title="Before") == await reader.incident(1)


async def test_two_processes_claim_different_deliveries(database: Database, other: Database) -> None:
    """No delivery is claimed by both, and all of them are by one."""
    await tell(database, *(LearnPerson(user=f"U{number}") for number in range(40)))
    claims = await asyncio.gather(*(store.claim(NOW, 7) for _ in range(4) for store in (database, other)))

    assert {1} == set(Counter(delivery.id for claim in claims for delivery in claim).values())
    assert 40 == sum(map(len, claims)) + len(await database.claim(NOW, 100))


async def test_two_processes_keep_the_order_of_lanes(database: Database, other: Database) -> None:
    """With two processes delivering, each lane's tellings end one after the other, in order, each once."""
    lanes = range(1, 5)
    for _ in range(5):
        await tell(database, *(PostDraft(incident=number) for number in lanes))
    ended: dict[str, list[int]] = {}
    under_way: set[str] = set()

    async def deliver(store: Store, delivery: Delivery) -> None:
        assert delivery.telling.lane not in under_way
        under_way.add(delivery.telling.lane)
        await asyncio.sleep(0)
        ended.setdefault(delivery.telling.lane, []).append(delivery.id)
        under_way.remove(delivery.telling.lane)
        await settle(store, delivery)

    async def run(store: Store) -> None:
        while sum(map(len, ended.values())) < 5 * len(lanes):
            await asyncio.gather(*(deliver(store, delivery) for delivery in await store.claim(NOW, 2)))

    await asyncio.gather(run(database), run(other))

    assert 4 == len(ended)
    assert [sorted(ids) for ids in ended.values()] == list(ended.values())


async def test_a_lane_is_never_told_twice_at_a_time(postgres_url: str) -> None:
    """What another transaction put into a lane earlier but commits later waits for what is on its way."""
    async with Database.open(postgres_url) as database, Database.open(postgres_url) as other:
        async with database.change() as change:
            await change.tell([PostDraft(incident=1)], NOW)
            await tell(other, UploadDraft(incident=1))
            (later,) = await other.claim(NOW, 9)
        waiting = await database.claim(NOW, 9)
        await settle(other, later)

        assert ((), [PostDraft(incident=1)]) == (waiting, told(await database.claim(NOW, 9)))


async def test_a_redelivery_to_another_process_is_new_once(database: Database, other: Database) -> None:
    """Of the same requests and messages accepted by two processes at once, one finds each key new."""
    await save(database, an_incident())
    numbers = range(300)
    requests = [a_command(f"k{number}") for number in numbers]
    seen = [MessageSeen(message=a_message(f"{number}.000100", author=f"U{number}")) for number in numbers]
    new = await asyncio.gather(
        database.accept(requests, seen, NOW), other.accept(requests[::-1], seen[::-1], NOW)
    )
    people = [d.telling for d in await database.claim(NOW, 1000) if isinstance(d.telling, LearnPerson)]

    assert {request.key: 1 for request in requests} == Counter(key for keys in new for key in keys)
    assert {f"U{number}": 1 for number in numbers} == Counter(telling.user for telling in people)


async def test_edits_that_reach_two_processes_are_all_kept(database: Database, other: Database) -> None:
    """When two processes learn of different edits of the same messages at once, each message has every text."""
    await save(database, an_incident())
    numbers = range(100)
    await see(database, *(a_message(f"{number}.000100") for number in numbers))
    for minute in (1, 3, 5):
        one, two = (
            [a_message(f"{number}.000100", text=f"{at}", edited_at=minutes(at)) for number in numbers]
            for at in (minute, minute + 1)
        )
        await asyncio.gather(see(database, *one), see(other, *two[::-1]))

    async with database.transactions.reading() as connection:
        query = select(tables.message_versions.c.ts)
        earlier = Counter((await connection.execute(query)).scalars())
    assert {f"{number}.000100": 6 for number in numbers} == earlier


async def test_of_two_processes_one_finishes_a_request(database: Database, other: Database) -> None:
    """When two processes work on the same request, one change is stored and the other is rolled back."""
    await database.accept([a_command("a")], [], NOW)

    async def work(store: Store) -> None:
        async with store.change() as change:
            number = await change.next_number()
            await change.save(an_incident(number))
            await change.finish("a")

    results = await asyncio.gather(work(database), work(other), return_exceptions=True)

    assert [AlreadyDone] == [type(result) for result in results if result is not None]
    async with database.read() as reader:
        assert [1] == [incident.number for incident in await reader.open_incidents()]


async def test_a_card_decided_during_a_claim_is_not_lost(database: Database, other: Database) -> None:
    """Whoever is faster, a card is shown after the last change: before it is claimed, or by another telling."""
    await save(database, an_incident())
    for _ in range(10):
        await tell(database, ShowCard(incident=1))

        async def change_title() -> None:
            async with database.change(1) as change:
                await change.save(an_incident(title="After"))
                await change.tell([ShowCard(incident=1)], NOW)

        async def show() -> list[str]:
            shown = []
            for delivery in await other.claim(NOW, 1):
                async with other.read() as reader:
                    incident = await reader.incident(1)
                    assert incident is not None
                    shown.append(incident.title)
                await settle(other, delivery)
            return shown

        await save(database, an_incident(title="Before"))
        _, first = await asyncio.gather(change_title(), show())
        rest = await show()

        assert "After" == [*first, *rest][-1]


async def test_a_card_that_a_change_relies_on_is_not_claimed_before_its_commit(postgres_url: str) -> None:
    """While a change leaves its card to one that waits, no other process can show that one too early."""
    async with Database.open(postgres_url) as database, Database.open(postgres_url) as other:
        await tell(database, ShowCard(incident=1))
        async with database.change() as change:
            await change.tell([ShowCard(incident=1)], NOW)
            during = await other.claim(NOW, 1)

        assert (0, 1) == (len(during), len(await other.claim(NOW, 1)))


async def test_a_failed_change_leaves_nothing(database: Database) -> None:
    """A change is stored as a whole or not at all."""

    async def fail() -> None:
        async with database.change() as change:
            await change.save(an_incident(promise=Promise(made_at=NOW, due_at=minutes(1))))
            await change.add([an_entry("e1")], 1)
            await change.tell([ShowCard(incident=1)], NOW)
            raise KeyError

    with pytest.raises(KeyError):
        await fail()

    async with database.read() as reader:
        assert None is await reader.incident(1)
        assert () == await reader.entries(1)
    assert () == await database.claim(minutes(9), 9)
    assert Due() == await database.due(minutes(9))


async def test_a_cancelled_change_leaves_nothing(database: Database) -> None:
    """A change whose task is cancelled is rolled back, and the next one is not held up."""
    begun = asyncio.Event()

    async def wait_within() -> None:
        async with database.change() as change:
            await change.save(an_incident())
            begun.set()
            await asyncio.Event().wait()

    task = asyncio.create_task(wait_within())
    await begun.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    await save(database, an_incident(2))

    async with database.read() as reader:
        assert [2] == [incident.number for incident in await reader.open_incidents()]
