"""What is looked at once an incident is over."""

from __future__ import annotations

from dataclasses import replace

from bot.model import EntryKind, Place
from storage.store import Database
from tests.storage.examples import CHANNEL, NOW, a_message, an_entry, an_incident, minutes, save, see

PARENT, MARKED, SOURCE, GONE = (f"193000000{number}.000100" for number in range(4))


async def test_what_is_not_on_the_timeline(database: Database) -> None:
    """Candidates are neither marked, nor an entry's source, nor deleted; replies and reactions are counted."""
    incident = an_incident()
    await save(database, incident)
    reply = a_message("1930000009.000100")
    reply = replace(reply, place=replace(reply.place, thread=PARENT))
    await see(database, *map(a_message, (PARENT, MARKED, SOURCE)), reply, a_message(GONE, deleted=True))
    async with database.change(1) as change:
        source = Place(channel=CHANNEL, ts=SOURCE)
        await change.add([an_entry("e1", kind=EntryKind.NOTE, source=source)], 1)
        for ts, mark, user in ((PARENT, "eyes", "U1"), (PARENT, "eyes", "U2"), (MARKED, "x", "U1")):
            await change.mark(Place(channel=CHANNEL, ts=ts), mark, user, NOW, present=True)
    async with database.read() as reader:
        unmarked = await reader.unmarked(incident)

    assert {PARENT: (1, 2), reply.place.ts: (0, 0)} == {
        each.message.place.ts: (each.replies, each.reactions) for each in unmarked.candidates
    }
    assert 4 == len(unmarked.said_at)


async def test_each_question_is_asked_once(database: Database) -> None:
    """A question that was asked is not new again, whoever is to be asked now."""
    await save(database, an_incident())
    found = []
    for questions in ({"a": "U1"}, {"a": "U2", "b": "U2"}, {}):
        async with database.change(1) as change:
            found.append(await change.ask(1, questions, minutes(1)))

    assert [{"a"}, {"b"}, set()] == found
