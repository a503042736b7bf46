"""Incidents and their parts."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from bot.model import (
    Incident,
    ItemState,
    KeptPromise,
    Moment,
    Promise,
    Role,
    Rung,
    Section,
    SectionName,
    Status,
)
from bot.ports import Due
from storage import tables
from storage.store import Database
from tests.storage.examples import CHANNEL, NOW, a_full_incident, an_incident, an_item, minutes, save


async def load(database: Database, number: int = 1) -> Incident | None:
    """The incident as another transaction sees it."""
    async with database.read() as reader:
        return await reader.incident(number)


async def test_an_incident_comes_back_equal(database: Database) -> None:
    """Every part of an incident comes back as it was saved."""
    await save(database, a_full_incident())

    assert a_full_incident() == await load(database)


async def test_parts_that_are_gone_are_deleted(database: Database) -> None:
    """A part that the incident no longer has is no longer stored, and the changed ones are."""
    full = a_full_incident()
    changed = full.but(
        title="Ovens are warm",
        announcement=None,
        roles={Role.SCRIBE: "U3"},
        moments={Moment.DECLARED: full.moments[Moment.DECLARED]},
        sections={},
        items=(an_item(2, text="Other"), an_item(3)),
    )
    await save(database, full)
    await save(database, changed)

    assert changed == await load(database)


async def test_an_unknown_incident_is_none(database: Database) -> None:
    """A number or channel without an incident has none; the empty channel is nobody's."""
    await save(database, an_incident(channel=""))

    async with database.read() as reader:
        assert None is await reader.incident(7)
        assert None is await reader.incident_in("C7")
        assert None is await reader.incident_in("")


async def test_an_incident_is_found_by_its_channel(database: Database) -> None:
    """The incident of a channel is the one that has it."""
    await save(database, an_incident(1), an_incident(2))

    async with database.read() as reader:
        assert an_incident(1) == await reader.incident_in(CHANNEL)


async def test_two_incidents_cannot_share_a_channel(database: Database) -> None:
    """A second incident with the same channel is refused, and many without one are not."""
    await save(database, an_incident(1), an_incident(2, channel=""), an_incident(3, channel=""))

    with pytest.raises(IntegrityError):
        await save(database, an_incident(4, channel=CHANNEL))


async def test_open_incidents_are_newest_first(database: Database) -> None:
    """Resolved and cancelled incidents are not open."""
    for number, status in enumerate(Status, start=1):
        await save(database, an_incident(number, status=status))

    async with database.read() as reader:
        assert [3, 2, 1] == [incident.number for incident in await reader.open_incidents()]


async def test_a_change_reads_what_it_wrote(database: Database) -> None:
    """Questions within a change see its writes, others only after the commit."""
    async with database.change(1) as change:
        await change.save(an_incident())

        assert an_incident() == await change.incident(1)
        assert None is await load(database)


TIMES = st.integers(0, 300).map(minutes)
ENDED = st.lists(st.builds(KeptPromise, due_at=TIMES, made_at=TIMES, ended_at=TIMES), max_size=3)
OPEN = st.none() | st.builds(
    Promise,
    due_at=TIMES,
    made_at=TIMES,
    told=st.none() | st.sampled_from(Rung),
    next_at=st.none() | TIMES,
    snoozes=st.integers(0, 3),
    reminder=st.sampled_from(["", "1930000000.000100"]),
)


@given(st.lists(st.tuples(ENDED, OPEN), min_size=1, max_size=4))
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_promises_are_those_of_the_value(
    database: Database, states: list[tuple[list[KeptPromise], Promise | None]]
) -> None:
    """Whatever was stored before, the stored promises are the open and ended ones of the last value."""
    for kept, promise in states:
        incident = an_incident(kept=tuple(kept), promise=promise)
        await save(database, incident)

        assert incident == await load(database)


async def test_an_ended_promise_keeps_who_was_reminded_of_it(database: Database) -> None:
    """The row of a promise keeps how far its reminders went when an update ends it."""
    promise = Promise(made_at=NOW, due_at=minutes(30), told=Rung.DUE)
    kept = KeptPromise(made_at=NOW, due_at=minutes(30), ended_at=minutes(35))
    await save(database, an_incident(promise=promise))
    await save(database, an_incident(kept=(kept,), promise=Promise(made_at=minutes(35), due_at=minutes(65))))

    async with database.transactions.reading() as connection:
        query = select(tables.promises.c.told).order_by(tables.promises.c.number)

        assert [Rung.DUE, None] == list((await connection.execute(query)).scalars())


async def held(database: Database, now: datetime) -> list[int]:
    """The incidents whose promises a tick takes, in order."""
    async with database.overdue(now, 10) as overdue:
        return [owed.incident for owed in overdue.owed]


@pytest.mark.parametrize(
    ("status", "promise", "due"),
    [
        (Status.INVESTIGATING, Promise(made_at=NOW, due_at=minutes(30), next_at=minutes(30)), True),
        (Status.MONITORING, Promise(made_at=NOW, due_at=minutes(34), next_at=minutes(29)), True),
        # Never early.
        (Status.INVESTIGATING, Promise(made_at=NOW, due_at=minutes(30), next_at=minutes(30.0001)), False),
        # Once is enough.
        (Status.INVESTIGATING, Promise(made_at=NOW, due_at=minutes(9), told=Rung.MANAGERS), False),
        (Status.RESOLVED, Promise(made_at=NOW, due_at=minutes(9), next_at=minutes(9)), False),
        (Status.CANCELLED, Promise(made_at=NOW, due_at=minutes(9), next_at=minutes(9)), False),
        (Status.INVESTIGATING, None, False),
    ],
)
async def test_overdue(database: Database, status: Status, promise: Promise | None, due: bool) -> None:
    """An open incident is overdue from the instant its promise is due until it is reminded."""
    kept = KeptPromise(made_at=NOW, due_at=minutes(5), ended_at=minutes(4))
    await save(database, an_incident(status=status, promise=promise, kept=(kept,)))

    assert Due(updates=due) == await database.due(minutes(30))
    assert ([1] if due else []) == await held(database, minutes(30))


@pytest.mark.parametrize(
    ("changes", "waiting"),
    [
        ({"ask_at": minutes(30)}, True),
        ({"ask_at": minutes(30.0001)}, False),
        ({"items": (an_item(1), an_item(2, next_at=minutes(29)), an_item(3, next_at=minutes(30)))}, True),
        ({"items": (an_item(1, next_at=minutes(31)),), "ask_at": minutes(29)}, True),
        ({"items": (an_item(1),)}, False),
    ],
)
async def test_waiting_afterwards(database: Database, changes: dict[str, object], waiting: bool) -> None:
    """An incident waits once, from the instant a question or one of its items is due."""
    await save(database, an_incident(1, **changes), an_incident(2))

    assert Due(afterwards=(1,) if waiting else ()) == await database.due(minutes(30))


async def test_incidents_of_interest(database: Database) -> None:
    """Open ones, those with a promise ended since then, an unwritten section, or an item with a date."""
    section = Section(text="A valve", author="U2", at=NOW, entry="e3")
    written = dict.fromkeys(SectionName, section)
    old, new = (KeptPromise(made_at=NOW, due_at=NOW, ended_at=minutes(at)) for at in (30, 31))
    done = an_item(1, due="2031-04-01", state=ItemState.COMPLETED)
    complete = {"status": Status.RESOLVED, "sections": written}
    await save(
        database,
        an_incident(1),
        an_incident(2, **complete, kept=(old,), items=(done, an_item(2))),
        an_incident(3, **complete, kept=(old, new)),
        an_incident(4, status=Status.RESOLVED, sections={SectionName.FIX: section}),
        an_incident(5, **complete, items=(an_item(1, due="2031-04-01"),)),
        an_incident(6, status=Status.CANCELLED),
    )

    async with database.read() as reader:
        found = await reader.incidents_of_interest(minutes(30))

    assert [5, 4, 3, 1] == [incident.number for incident in found]


async def test_digests_are_counted_from_the_first_time(database: Database) -> None:
    """Beginning again changes nothing; a digest moves the time on."""
    async with database.change() as change:
        assert NOW == await change.turn_of_digest(NOW)
        assert NOW == await change.turn_of_digest(minutes(5))
        await change.digested(minutes(10))

    async with database.change() as change:
        assert minutes(10) == await change.turn_of_digest(minutes(15))


async def test_the_longest_due_comes_first(database: Database) -> None:
    """Each incident once in each list, in the order in which they fell due."""
    promise = Promise(made_at=NOW, due_at=minutes(9), next_at=minutes(9))
    items = (an_item(1, next_at=minutes(3)), an_item(2, next_at=minutes(1)))
    await save(
        database,
        an_incident(1, promise=promise, items=items),
        an_incident(2, ask_at=minutes(2), promise=replace(promise, next_at=minutes(8))),
    )

    assert Due(updates=True, afterwards=(1, 2)) == await database.due(minutes(9))
    assert [2, 1] == await held(database, minutes(9))


async def test_a_rolled_back_number_is_given_again(database: Database) -> None:
    """A number that its transaction did not use is the next one's."""

    async def fail() -> None:
        async with database.change() as change:
            assert 1 == await change.next_number()
            raise KeyError

    with pytest.raises(KeyError):
        await fail()

    async with database.change() as change:
        assert 1 == await change.next_number()
    async with database.change() as change:
        assert 2 == await change.next_number()
