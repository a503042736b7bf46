"""When people looked, and to whom the command is offered, on both databases."""

from __future__ import annotations

from dataclasses import replace

from bot.company import Offer, OfferState
from bot.model import Place
from storage.store import Database
from tests.storage.examples import NOW, a_message, an_entry, an_incident, minutes, save, see


async def test_looks_and_words_count(database: Database) -> None:
    """The latest of a look, a message and an entry of one's own before that instant; others' do not matter."""
    await save(database, an_incident(), an_incident(2))
    async with database.change() as change:
        assert await change.company.looked_at(1, "U1", minutes(99)) is None
        await change.company.look(1, "U1", minutes(3))
        await change.company.look(1, "U1", minutes(1))
        await change.company.look(2, "U1", minutes(50))
        await change.company.look(1, "U2", minutes(60))
        assert minutes(3) == await change.company.looked_at(1, "U1", minutes(99))
        await change.add([an_entry("e", minutes(5)), an_entry("other", minutes(70), author="U2")], 1)
        assert minutes(5) == await change.company.looked_at(1, "U1", minutes(99))
        assert minutes(3) == await change.company.looked_at(1, "U1", minutes(5))
    said = a_message(f"{minutes(8).timestamp():.6f}")
    await see(database, said)
    async with database.read() as reader:
        assert said.at == await reader.company.looked_at(1, "U1", minutes(99))


async def test_what_was_marked_since(database: Database) -> None:
    """A message counts from its first mark for the timeline that is there."""
    await save(database, an_incident())
    async with database.change() as change:
        for ts, mark, at, present in (
            ("1.000001", "pushpin", 1, True),
            ("1.000002", "pushpin", 5, True),
            ("1.000003", "pushpin", 1, True),
            ("1.000003", "x", 5, True),
            ("1.000004", "lock", 5, True),
            ("1.000005", "pushpin", 5, False),
        ):
            await change.mark(a_message(ts).place, mark, "U1", minutes(at), present=present)
    async with database.read() as reader:
        assert {"1.000002"} == await reader.company.marked_since(1, minutes(2))


async def test_offers_come_back_as_they_were_kept(database: Database) -> None:
    """An offer is found by its own incident and id, and is open until something became of it."""
    await save(database, an_incident(), an_incident(2))
    offer = Offer(id="o", incident=1, by="U1", to="U2", at=NOW)
    settled = replace(offer, state=OfferState.DECLINED, card=Place(channel="D1", ts="1.000100"))
    async with database.change() as change:
        await change.company.keep_offer(offer)
        assert offer == await change.company.open_offer(1)
        await change.company.keep_offer(settled)
    async with database.read() as reader:
        assert settled == await reader.company.offer(1, "o")
        assert await reader.company.offer(2, "o") is None
        assert await reader.company.open_offer(1) is None
