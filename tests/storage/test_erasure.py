"""Erasing what is old, and one person's words."""

from __future__ import annotations

from datetime import timedelta

from bot.care import Written
from bot.model import File, Person, Place, Status
from bot.tellings import Answer
from storage.store import MARKS, Database
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
)


async def erase(database: Database, limit: int = 100, days: int = 1) -> int:
    """Erases what ended before that many days after NOW."""
    async with database.change() as change:
        return await change.care.erase_old(NOW + timedelta(days=days), MARKS, limit)


async def texts(database: Database, *stamps: str) -> list[str]:
    """How the messages stand."""
    async with database.read() as reader:
        found = [await reader.message(Place(channel="C0KITCHEN", ts=ts)) for ts in stamps]
    return [message.text for message in found if message]


async def test_only_what_is_not_on_the_timeline(database: Database) -> None:
    """Marked messages and sources of entries stay; a mark that was taken back does not count."""
    await save(database, an_incident(status=Status.RESOLVED, resolved_at=NOW))
    stamps = [f"1930000000.00010{number}" for number in range(4)]
    await see(database, *(a_message(ts, files=(File(id="F", name="a", permalink=""),)) for ts in stamps))
    places = [Place(channel="C0KITCHEN", ts=ts) for ts in stamps]
    async with database.change() as change:
        await change.mark(places[1], "pushpin", "U1", NOW, present=True)
        await change.mark(places[2], "pushpin", "U1", NOW, present=False)
        await change.mark(places[2], "eyes", "U1", NOW, present=True)
        await change.add([an_entry("e1", source=places[3])], 1)

    assert 2 == await erase(database)
    assert ["", "No flame", "", "No flame"] == await texts(database, *stamps)
    assert 0 == await erase(database)


async def test_only_after_the_end(database: Database) -> None:
    """Open incidents, and those that ended later, keep everything."""
    await save(
        database,
        an_incident(),
        an_incident(2, status=Status.RESOLVED, resolved_at=minutes(60 * 48)),
        an_incident(3, status=Status.CANCELLED, resolved_at=NOW),
    )
    await see(database, *(a_message(channel=f"C0KITCHEN{number}") for number in ("", "2", "3")))

    assert 1 == await erase(database)
    assert ["No flame"] == await texts(database, "1930000000.000100")


async def test_in_portions(database: Database) -> None:
    """A portion is as large as asked, and says whether there may be more."""
    await save(database, an_incident(status=Status.RESOLVED, resolved_at=NOW))
    await see(database, *(a_message(f"1930000000.0001{number}") for number in range(10, 15)))

    assert [2, 2, 1] == [await erase(database, limit=2) for _ in range(3)]


async def test_a_person_is_forgotten(database: Database) -> None:
    """Messages, what was asked and answered, and the name go; other people's stay."""
    await save(database, an_incident())
    await see(database, a_message(), a_message("1930000000.000200", author="U2"))
    await database.accept([a_command("a"), a_command("b", user="U2")], [], NOW)
    async with database.change() as change:
        await change.remember(Person(id="U1", name="Ann", zone="Europe/Berlin"))
        await change.add([an_entry("e1"), an_entry("e2", author="U2")], 1)
        await change.finish("a")
        await change.finish("b")
        await change.company.look(1, "U1", minutes(9))
    await tell(database, Answer(user="U1", channel="C", lines=()))
    for delivery in await database.claim(NOW, 20):
        await settle(database, delivery)
    async with database.change() as change:
        assert Written(messages=1, entries=1, incidents=(1,)) == await change.care.written("U1")
        assert ["U1"] == list(await change.care.named("ann"))
        assert 1 == await change.care.erase_messages("U1", 10)
        await change.care.forget_person("U1")

    assert ["", "No flame"] == await texts(database, "1930000000.000100", "1930000000.000200")
    async with database.read() as reader:
        assert {"U1": Person(id="U1", name="U1")} == await reader.people({"U1"})
        assert [] == list(await reader.care.named("Ann"))
        assert NOW == await reader.company.looked_at(1, "U1", minutes(10))
    assert set() == await database.accept([a_command("a")], [], NOW)
