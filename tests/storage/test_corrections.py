"""Corrections as stored, and the timeline in pages."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import replace
from datetime import datetime
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot import corrections
from bot.decisions import Act
from bot.model import Audience, Correction, Entry, Message, Place
from bot.timeline import position
from storage.store import Database
from tests.storage.examples import CHANNEL, NOW, a_message, an_entry, an_incident, minutes, save, see

TS = "1930000000.000100"
ID = f"{CHANNEL}:{TS}"
MESSAGE = a_message(TS)


async def timeline(database: Database) -> tuple[Entry, ...]:
    """The timeline as another transaction sees it."""
    async with database.read() as reader:
        return await reader.entries(1)


async def mark(
    database: Database, ts: str = TS, user: str = "U1", at: datetime = NOW, present: bool = True
) -> None:
    """Puts a mark on a message, or takes it off."""
    async with database.change() as change:
        await change.mark(Place(channel=CHANNEL, ts=ts), "pushpin", user, at, present=present)


async def correct(database: Database, id: str, **changes: Any) -> None:
    """Somebody corrects an entry."""
    async with database.change(1) as change:
        entry = await change.entry(1, id)
        assert entry is not None
        wording = replace(entry.wording, **changes)
        act = Act(by="U2", at=minutes(60), id="act")
        corrected = corrections.correct(an_incident(), act, entry, wording, ())
        await change.correct(entry, corrected.correction, 1)


async def test_a_correction_comes_back_with_what_stood_before(database: Database) -> None:
    """An entry reads as corrected, and carries every correction in order."""
    await save(database, an_incident())
    note = an_entry("e1")
    async with database.change(1) as change:
        await change.add([note], 1)
    await correct(database, "e1", text="No gas", at=minutes(-5))
    await correct(database, "e1", audience=Audience.CUSTOMER)
    (entry,) = await timeline(database)

    moved = replace(note.wording, text="No gas", at=minutes(-5))
    shared = replace(moved, audience=Audience.CUSTOMER)
    expected = (
        Correction(number=1, by="U2", at=minutes(60), before=note.wording, after=moved),
        Correction(number=2, by="U2", at=minutes(60), before=moved, after=shared),
    )
    assert (shared, expected) == (entry.wording, entry.corrections)


async def test_a_removed_entry_is_kept_apart(database: Database) -> None:
    """What was removed is not on the timeline and not on a page, and comes back as it was."""
    await save(database, an_incident())
    async with database.change(1) as change:
        await change.add([an_entry("e1"), an_entry("e2", minutes(1))], 1)
    await correct(database, "e1", removed=True)
    async with database.read() as reader:
        page, removed = await reader.page(1, 5), await reader.removed(1)
    assert [["e2"], ["e2"], ["e1"]] == [
        [entry.id for entry in found] for found in (page.entries, await timeline(database), removed)
    ]
    await correct(database, "e1", removed=False)

    assert ["e1", "e2"] == [entry.id for entry in await timeline(database)]


async def test_a_deleted_message_leaves_no_text_in_its_corrections(database: Database) -> None:
    """Deleting a message empties what was made of it; its entry is gone, and cannot be corrected any more."""
    await save(database, an_incident())
    await see(database, MESSAGE)
    await mark(database)
    await correct(database, ID, text="A flame")
    await see(database, replace(MESSAGE, text="", deleted=True))
    async with database.transactions.reading() as connection:
        texts = await connection.exec_driver_sql("SELECT old_text, new_text FROM corrections")
        stored = await connection.exec_driver_sql("SELECT text FROM entries")
        assert [("", "")] == [tuple(row) for row in texts]
        assert [("",)] == [tuple(row) for row in stored]

    assert () == await timeline(database)
    async with database.read() as reader:
        assert await reader.entry(1, ID) is None


async def test_an_entry_belongs_to_its_incident(database: Database) -> None:
    """Neither an entry nor a message is found under another incident's number."""
    await save(database, an_incident())
    await save(database, an_incident(2))
    async with database.change(1) as change:
        await change.add([an_entry("e1")], 1)
    await see(database, MESSAGE)

    async with database.read() as reader:
        assert [True, True, False, False] == [
            await reader.entry(number, id) is not None for number in (1, 2) for id in ("e1", ID)
        ]


async def test_pages_show_everything_once_in_order(database: Database) -> None:
    """Page by page backwards, and forwards again, is the whole timeline: entries, messages, corrected ones."""
    await save(database, an_incident())
    messages = [a_message(f"19300000{number:02}.000100", text=f"{number}") for number in range(12)]
    await see(database, *messages)
    for message in messages[::2]:
        await mark(database, message.place.ts)
        await mark(database, message.place.ts, user="U2")
    async with database.change(1) as change:
        same = messages[4].at
        await change.add([an_entry(f"e{number}", same) for number in range(4)], 1)
        await change.add([an_entry("late", messages[9].at)], 1)
    await correct(database, f"{CHANNEL}:{messages[0].place.ts}", at=messages[8].at)
    everything = await timeline(database)

    async with database.read() as reader:
        pages = [await reader.page(1, 3)]
        while pages[-1].earlier:
            pages.append(await reader.page(1, 3, before=position(pages[-1].entries[0])))
        back = [pages[-1]]
        while back[-1].later:
            back.append(await reader.page(1, 3, after=position(back[-1].entries[-1])))
    assert everything == tuple(entry for page in reversed(pages) for entry in page.entries)
    again = {entry.id: entry for page in back for entry in page.entries}
    assert list(everything) == sorted(again.values(), key=position)
    assert all(position(a) < position(b) for a, b in pairwise(everything))
    async with database.read() as reader:
        nothing_there = await reader.page(1, 3, before=position(everything[0]))
    assert 11 == len(everything)
    assert pages[0] == nothing_there


Event = Callable[[Database], Coroutine[Any, Any, None]]

#: What happens to one message, but for its corrections; each may arrive at any time, and more than once.
ARRIVALS: Sequence[Event] = (
    lambda database: see(database, MESSAGE),
    lambda database: see(database, _edited(1, "No flame at all")),
    lambda database: see(database, _edited(2, "No flame in oven 2")),
    lambda database: mark(database, user="U1", at=minutes(1)),
    lambda database: mark(database, user="U1", at=minutes(2), present=False),
    lambda database: mark(database, user="U3", at=minutes(1)),
)
#: These come one after the other, since each was made of what stood before.
CORRECTIONS: Sequence[dict[str, Any]] = (
    {"at": minutes(-7)},
    {"audience": Audience.CUSTOMER},
    {"text": "Corrected"},
    {"removed": True},
    {"removed": False},
)


def _edited(minute: float, text: str) -> Message:
    return replace(MESSAGE, text=text, edited_at=minutes(minute))


async def _arriving(file: Path, order: Sequence[int], made: int) -> list[tuple[object, ...]]:
    """The timeline after everything has arrived in that order; corrections begin once the message is known."""
    async with Database.open(f"sqlite:///{file}", clock=lambda: NOW) as database:
        await save(database, an_incident())
        waiting = list(CORRECTIONS[:made])
        known = False
        for number in order:
            if number < len(ARRIVALS):
                known = known or number < 3
                await ARRIVALS[number](database)
            elif known and waiting:
                await correct(database, ID, **waiting.pop(0))
        for changes in waiting:
            await correct(database, ID, **changes)
        return [(entry.id, entry.wording, entry.edited_at) for entry in await timeline(database)]


NUMBERS = range(len(ARRIVALS) + len(CORRECTIONS))


Arriving = Callable[[tuple[int, ...], int], list[tuple[object, ...]]]


@pytest.fixture(scope="module")
def arriving(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Arriving:
    """What stands after an order of arrival and so many corrections, each on a database of its own."""
    folder = tmp_path_factory.mktemp("arrivals")

    @cache
    def stands(order: tuple[int, ...], made: int) -> list[tuple[object, ...]]:
        file = Path(shutil.copy(sqlite_template, folder / f"{len(list(folder.iterdir()))}.db"))
        return asyncio.run(_arriving(file, order, made))

    return stands


@settings(max_examples=20, deadline=None)
@given(order=st.permutations([*NUMBERS, 0, 3]), made=st.integers(0, len(CORRECTIONS)))
def test_the_timeline_is_the_same_for_every_order_of_arrival(
    order: list[int], made: int, arriving: Arriving
) -> None:
    """Messages, edits, marks and corrections may arrive in any order: what stands on the timeline is the same."""
    assert arriving(tuple(NUMBERS), made) == arriving(tuple(order), made)
