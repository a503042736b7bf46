"""The timeline as stored."""

from __future__ import annotations

from itertools import islice, permutations
from types import MappingProxyType

import pytest
from sqlalchemy.exc import IntegrityError

from bot.marks import Mark, Tried, meanings
from bot.model import Audience, Entry, EntryKind, Place
from storage.store import Database
from tests.storage.examples import CHANNEL, NOW, REPORT, a_message, an_entry, an_incident, minutes, save, see

FIRST, SECOND = "1930000000.000100", "1930000001.000100"


async def timeline(database: Database, number: int = 1) -> tuple[Entry, ...]:
    """The timeline as another transaction sees it."""
    async with database.read() as reader:
        return await reader.entries(number)


async def mark(database: Database, ts: str, mark: str = "pushpin", user: str = "U1") -> None:
    """Puts a mark on a message."""
    async with database.change() as change:
        await change.mark(Place(channel=CHANNEL, ts=ts), mark, user, NOW, present=True)


async def test_an_entry_comes_back_equal(database: Database) -> None:
    """Every field of an entry comes back as it was added."""
    entry = an_entry(
        "e1",
        kind=EntryKind.SEVERITY,
        recorded_at=minutes(3),
        author_name="Kitchen monitor",
        data=MappingProxyType({"from": "SEV3", "to": "SEV1"}),
        audience=Audience.CUSTOMER,
        files=(REPORT,),
        source=Place(channel=CHANNEL, ts=FIRST, thread=SECOND),
        permalink="https://example.slack.com/archives/1",
    )
    await save(database, an_incident())
    async with database.change(1) as change:
        await change.add([entry], 1)
        await change.add([], 1)

    assert (entry,) == await timeline(database)


async def test_an_entry_may_be_added_before_its_incident_is_saved(database: Database) -> None:
    """Within one transaction the order does not matter; without the incident there is no commit."""
    async with database.change() as change:
        await change.add([an_entry("e1")], 1)
        await change.save(an_incident())
    with pytest.raises(IntegrityError):
        async with database.change() as change:
            await change.add([an_entry("e2")], 2)

    assert (an_entry("e1"),) == await timeline(database)


async def test_the_source_is_recorded_later(database: Database) -> None:
    """Once its echo is posted, an entry names it as its source."""
    await save(database, an_incident())
    async with database.change(1) as change:
        await change.add([an_entry("e1"), an_entry("e2", minutes(1))], 1)
        await change.source("e1", Place(channel=CHANNEL, ts=FIRST), "https://example.slack.com/1")

    expected = an_entry(
        "e1", source=Place(channel=CHANNEL, ts=FIRST), permalink="https://example.slack.com/1"
    )
    assert (expected, an_entry("e2", minutes(1))) == await timeline(database)


async def test_a_marked_message_is_an_entry_at_the_time_it_was_posted(database: Database) -> None:
    """Marked messages stand among the stored entries, once each, whoever marked them."""
    message = a_message(
        FIRST,
        place=Place(channel=CHANNEL, ts=FIRST, thread=SECOND),
        author="B1",
        author_name="Kitchen monitor",
        files=(REPORT,),
        permalink="https://example.slack.com/1",
    )
    before, after = an_entry("e1", message.at.replace(microsecond=0)), an_entry("e2", minutes(1e6))
    await save(database, an_incident())
    await see(database, message, a_message(SECOND))
    async with database.change(1) as change:
        await change.add([after, before], 1)
    await mark(database, FIRST)
    await mark(database, FIRST, "pin", "U2")
    await mark(database, SECOND, "eyes")

    expected = Entry(
        id=f"{CHANNEL}:{FIRST}",
        kind=EntryKind.MESSAGE,
        at=message.at,
        recorded_at=message.at,
        author="B1",
        author_name="Kitchen monitor",
        text="No flame",
        files=(REPORT,),
        source=message.place,
        permalink="https://example.slack.com/1",
    )
    assert (before, expected, after) == await timeline(database)


async def test_the_last_mark_taken_off_takes_the_message_out(database: Database) -> None:
    """Each person's mark is their own; marking twice is taken back once."""
    await save(database, an_incident())
    await see(database, a_message(FIRST))
    for user in ("U1", "U1", "U2"):
        await mark(database, FIRST, user=user)
    lengths = []
    for user in ("U1", "U2", "U2"):
        async with database.change() as change:
            await change.mark(Place(channel=CHANNEL, ts=FIRST), "pushpin", user, minutes(1), present=False)
        lengths.append(len(await timeline(database)))

    assert [1, 0, 0] == lengths


async def test_only_messages_that_are_there_are_entries(database: Database) -> None:
    """A marked message that was deleted, never seen or posted elsewhere is left out."""
    await save(database, an_incident(1), an_incident(2))
    await see(database, a_message(FIRST), a_message(FIRST, deleted=True), a_message(FIRST, f"{CHANNEL}2"))
    await mark(database, FIRST)
    await mark(database, SECOND)

    assert () == await timeline(database, 1)
    assert () == await timeline(database, 2)


async def test_which_marks_count_is_a_setting(database_url: str) -> None:
    """The marks that put a message on the timeline are those the store was opened with."""
    async with Database.open(database_url, marks=meanings({"bread": Mark.TIMELINE})) as database:
        await save(database, an_incident())
        await see(database, a_message(FIRST), a_message(SECOND))
        await mark(database, FIRST, "bread")
        await mark(database, SECOND, "pushpin")

        assert [f"{CHANNEL}:{FIRST}"] == [entry.id for entry in await timeline(database)]


async def test_marks_commute(database: Database) -> None:
    """Whatever the order in which marks, their removal and the message arrive, the message stands the same."""
    events = [
        ("pushpin", "U1", 1, True),
        ("pushpin", "U1", 2, False),
        ("test_tube", "U1", 1, True),
        ("test_tube", "U2", 4, True),
        ("test_tube", "U2", 4, False),
        ("x::skin-tone-2", "U2", 3, True),
        ("x", "U2", 3, False),
    ]
    orders = [tuple(events), tuple(reversed(events)), *islice(permutations(events), 50, 5000, 700)]
    await save(database, an_incident())
    stamps = [f"193000{number:04}.000100" for number in range(len(orders))]
    for number, (ts, order) in enumerate(zip(stamps, orders, strict=True)):
        place = Place(channel=CHANNEL, ts=ts)
        for index, (name, user, minute, present) in enumerate(order):
            if index == number % len(order):
                await see(database, a_message(ts))
            async with database.change() as change:
                await change.mark(place, name, user, minutes(minute), present=present)

    assert [Tried(state=Mark.RULED_OUT, at=minutes(3))] * len(orders) == [
        entry.tried for entry in await timeline(database)
    ]


async def test_a_lock_on_the_message_of_an_entry_locks_the_entry(database: Database) -> None:
    """🔒 on an echo locks the entry that it tells of, and on the card nothing, since the card tells of many."""
    source, card = Place(channel=CHANNEL, ts=FIRST), Place(channel=CHANNEL, ts=SECOND)
    await save(database, an_incident().but(card=SECOND))
    async with database.change(1) as change:
        await change.add([an_entry("e1", source=source), an_entry("e2", source=card)], 1)
    await mark(database, FIRST, "lock")
    await mark(database, SECOND, "lock")

    assert {"e1": True, "e2": False} == {entry.id: entry.locked for entry in await timeline(database)}


async def test_a_marked_message_that_is_an_entry_already_stands_once(database: Database) -> None:
    """The message that a note was made of is not on the timeline beside the note, but an item's message is."""
    await save(database, an_incident())
    await see(database, a_message(FIRST), a_message(SECOND))
    note = an_entry("e1", source=Place(channel=CHANNEL, ts=FIRST))
    item = an_entry("e2", kind=EntryKind.ITEM, source=Place(channel=CHANNEL, ts=SECOND))
    async with database.change(1) as change:
        await change.add([note, item], 1)
    await mark(database, FIRST)
    await mark(database, SECOND)

    assert {"e1", "e2", f"{CHANNEL}:{SECOND}"} == {entry.id for entry in await timeline(database)}
