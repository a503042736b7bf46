"""The timeline as stored."""

from __future__ import annotations

from types import MappingProxyType

import pytest
from sqlalchemy.exc import IntegrityError

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
    async with Database.open(database_url, timeline_marks={"bread"}) as database:
        await save(database, an_incident())
        await see(database, a_message(FIRST), a_message(SECOND))
        await mark(database, FIRST, "bread")
        await mark(database, SECOND, "pushpin")

        assert [f"{CHANNEL}:{FIRST}"] == [entry.id for entry in await timeline(database)]
