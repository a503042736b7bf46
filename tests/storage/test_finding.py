"""Searching the texts of all timelines, on both databases, and how the index follows the record."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import text

from bot.care import Redaction
from bot.finding import Findings, terms
from bot.model import Audience, Correction, EntryKind, Section, SectionName, Wording
from storage.store import Database
from tests.storage.examples import (
    NOW,
    a_message,
    an_entry,
    an_incident,
    an_item,
    minutes,
    save,
    see,
)


async def search(database: Database, words: str, size: int = 20, before: int | None = None) -> Findings:
    """What somebody finds by these words."""
    async with database.read() as reader:
        return await reader.find("U1", terms(words), size, before)


async def found(database: Database, words: str) -> list[str]:
    """The texts found by these words, the latest first."""
    return [each.text for each in (await search(database, words)).found]


async def is_sound(database: Database) -> bool:
    """Whether SQLite's index holds the texts as they are, which it raises when it does not."""
    if database.transactions.dialect == "sqlite":
        async with database.transactions.writing() as connection:
            check = "INSERT INTO findable_index (findable_index, rank) VALUES ('integrity-check', 1)"
            await connection.execute(text(check))
    return True


async def note(database: Database, *texts: str, number: int = 1) -> None:
    """Puts notes on a timeline, one after the other."""
    async with database.change() as change:
        for text in texts:
            await change.add([an_entry(f"note {text}", text=text)], number)


async def mark(
    database: Database, ts: str, name: str = "pushpin", *, present: bool = True, at: int = 0
) -> None:
    """Puts a mark on a message, or takes it off."""
    place = a_message(ts).place
    async with database.change() as change:
        await change.mark(place, name, "U1", minutes(at), present=present)


#: What is typed, and what is found of the notes.
QUESTIONS: tuple[tuple[str, list[str]], ...] = (
    ("replication lag", ["Replication lag on db-7.internal"]),
    ("LAG replication", ["Replication lag on db-7.internal"]),
    ("“replication lag”", ["Replication lag on db-7.internal"]),
    ('"lag replication"', []),
    ("replic", ["Replication lag on db-7.internal"]),
    ("db-7.internal", ["Replication lag on db-7.internal"]),
    ("障害", ["決済システムの障害が発生"]),
    ("決済システム", ["決済システムの障害が発生"]),
    ("결제", ["결제 실패가 늘고 있습니다"]),
    ("🔥", ["The oven is on 🔥"]),
    ("<@U7|ann>", ["Ask <@U7> about the quota"]),
    ("R&amp;D", ["R&amp;D has no power"]),
    ("no-such-word", []),
    ("lag OR", []),
    ("%", []),
    ("_ _", []),
    ("…", []),
    ("'; DROP TABLE findable; --", []),
    ('NEAR("lag" lag, 2) AND', []),
    ("* lag*", ["Replication lag on db-7.internal"]),
    ('"lag', ["Replication lag on db-7.internal"]),
    ("\\ ^lag$ {text}:", []),
    ("lag\0", ["Replication lag on db-7.internal"]),
    ("x" * 5000, []),
)


async def test_every_question_is_answered(database: Database) -> None:
    """All words must be there, begun at least; signs, operators and other scripts are no errors."""
    await save(database, an_incident())
    await note(
        database,
        "Replication lag on db-7.internal",
        "決済システムの障害が発生",
        "결제 실패가 늘고 있습니다",
        "The oven is on 🔥",
        "Ask <@U7> about the quota",
        "R&amp;D has no power",
    )

    assert list(QUESTIONS) == [(words, await found(database, words)) for words, _ in QUESTIONS]


async def test_where_it_was_found(database: Database) -> None:
    """Titles, sections, items, entries and marked messages are searched, each with where it stands."""
    cause = Section(text="The valve was stuck", author="U2", at=minutes(3), entry="e1")
    incident = an_incident(
        title="A valve is stuck",
        sections={SectionName.CAUSE: cause},
        items=(an_item(1, text="Grease the valve"),),
        card="1930000000.000900",
    )
    await save(database, incident)
    async with database.change() as change:
        await change.add([an_entry("e1", kind=EntryKind.SECTION, text=cause.text, permalink="link")], 1)
    await note(database, "Somebody opened the valve")
    await see(
        database,
        a_message("1930000000.000100", text="valve?"),
        a_message("1930000000.000200", text="a valve"),
    )
    await mark(database, "1930000000.000100")
    result = (await search(database, "valve")).found

    assert {"title", "section", "item", "entry", "message"} == {each.source for each in result}
    assert 5 == len(result)
    by = {each.source.value: each for each in result}
    assert by["section"].section is SectionName.CAUSE
    assert "link" == (by["section"].entry and by["section"].entry.permalink)
    assert 1 == by["item"].item
    assert EntryKind.MESSAGE == (by["message"].entry and by["message"].entry.kind)
    assert {"A valve is stuck"} == {each.title for each in result}


async def test_pages_follow_each_other(database: Database) -> None:
    """The latest come first; each page begins where the one before it ended, and says whether more follows."""
    await save(database, an_incident())
    await note(database, *(f"attempt {number}" for number in range(5)))
    first = await search(database, "attempt", 3)
    second = await search(database, "attempt", 3, first.found[-1].position)

    assert ["attempt 4", "attempt 3", "attempt 2"] == [each.text for each in first.found]
    assert ["attempt 1", "attempt 0"] == [each.text for each in second.found]
    assert (True, False) == (first.more, second.more)


async def test_the_index_follows_titles_sections_and_items(database: Database) -> None:
    """What is changed is found by its new words alone; what is taken away is not found."""
    section = Section(text="old cause", author="U2", at=NOW, entry="e")
    before = an_incident(
        title="old title", sections={SectionName.CAUSE: section}, items=(an_item(1, text="old item"),)
    )
    await save(database, before)
    assert 3 == len(await found(database, "old"))
    await save(database, before.but(title="new title", sections={}, items=(an_item(1, text="new item"),)))

    assert [] == await found(database, "old")
    assert {"new title", "new item"} == set(await found(database, "new"))


async def test_the_index_follows_corrections_and_redactions(database: Database) -> None:
    """A reworded, removed or redacted entry is not found by what it said."""
    await save(database, an_incident())
    entry = an_entry("e", text="the secret of db-7")
    async with database.change() as change:
        await change.add([entry], 1)
    removed = Wording(text=entry.text, at=NOW, audience=Audience.INTERNAL, removed=True)
    made = Correction(number=1, by="U1", at=NOW, before=entry.wording, after=removed)
    async with database.change() as change:
        await change.correct(entry, made, 1)
    assert [] == await found(database, "secret")

    back = Correction(
        number=2, by="U1", at=NOW, before=removed, after=replace(removed, text="the story", removed=False)
    )
    async with database.change() as change:
        await change.correct(entry, back, 1)
    assert ["the story"] == await found(database, "story")

    async with database.change() as change:
        await change.care.rewrite([replace(entry, text="")])
    assert [] == await found(database, "story")
    assert [] == await found(database, "secret")


async def test_the_index_follows_messages_and_their_marks(database: Database) -> None:
    """A message is found while it is marked, by its latest text, and never once it is deleted or redacted."""
    await save(database, an_incident())
    ts = "1930000000.000100"
    await see(
        database, a_message(ts, text="flame is out"), a_message("1930000000.000300", text="flame elsewhere")
    )
    await mark(database, ts)
    assert ["flame is out"] == await found(database, "flame")

    await see(database, a_message(ts, text="flame is back", edited_at=minutes(9)))
    assert ["flame is back"] == await found(database, "flame")

    await mark(database, ts, present=False, at=10)
    assert [] == await found(database, "flame")

    await mark(database, ts, present=True, at=11)
    assert ["flame is back"] == await found(database, "flame")

    await mark(database, "1930000000.000300", "lock")
    assert ["flame is back"] == await found(database, "flame")

    place = a_message(ts).place
    async with database.change() as change:
        await change.care.redact(Redaction(place=place, incident=1, by="U1", at=NOW, reason="private"))
    assert [] == await found(database, "flame")
    assert await is_sound(database)


async def test_a_message_that_comes_after_its_mark_is_found(database: Database) -> None:
    """Once it is read back, as every message is that somebody marks before it is known."""
    await save(database, an_incident())
    late = a_message("1930000000.000100", text="flame is out")
    await mark(database, "1930000000.000100")
    await see(database, late)
    async with database.change() as change:
        await change.recover([late], None)

    assert ["flame is out"] == await found(database, "flame")


async def test_a_corrected_message_is_found_once(database: Database) -> None:
    """A marked message that was moved reads as it stands, one that was reworded by its new words."""
    await save(database, an_incident())
    message = a_message("1930000000.000100", text="flame is out")
    await see(database, message)
    await mark(database, "1930000000.000100")
    async with database.read() as reader:
        (entry,) = await reader.entries(1)
    moved = Wording(text=entry.text, at=minutes(-5), audience=Audience.INTERNAL)
    async with database.change() as change:
        await change.correct(
            entry, Correction(number=1, by="U1", at=NOW, before=entry.wording, after=moved), 1
        )
    await mark(database, "1930000000.000100", present=False, at=3)
    assert ["flame is out"] == await found(database, "flame")

    reworded = replace(moved, text="the fire is out")
    async with database.change() as change:
        await change.correct(entry, Correction(number=2, by="U1", at=NOW, before=moved, after=reworded), 1)
    assert [] == await found(database, "flame")
    assert ["the fire is out"] == await found(database, "fire out")


async def test_what_is_erased_is_not_found(database: Database) -> None:
    """When a person's messages are erased, nobody finds them any more."""
    await save(database, an_incident())
    await see(database, a_message("1930000000.000100", text="my words", author="U9"))
    await mark(database, "1930000000.000100")
    assert ["my words"] == await found(database, "words")
    async with database.change() as change:
        await change.care.erase_messages("U9", 10)

    assert [] == await found(database, "words")
