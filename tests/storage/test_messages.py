"""Messages as evidence."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, text

from bot.model import Message, Place
from storage import messages, tables
from storage.store import Database
from tests.storage.examples import CHANNEL, REPORT, a_message, an_incident, minutes, save, see


async def stored(database: Database, place: Place) -> Message | None:
    """The message as another transaction sees it."""
    async with database.read() as reader:
        return await reader.message(place)


async def texts(database: Database) -> list[str]:
    """The earlier texts of all messages, oldest first."""
    versions = tables.message_versions
    async with database.transactions.reading() as connection:
        query = select(versions.c.text).order_by(versions.c.written_at)
        return list((await connection.execute(query)).scalars())


async def rows(database: Database, channel: str) -> tuple[list[tuple[object, ...]], list[tuple[object, ...]]]:
    """All that is stored of a channel's messages, without the channel's own name."""
    found = []
    for table, order in ((tables.messages, "ts"), (tables.message_versions, "written_at")):
        columns = [column for column in table.c if column.name != "channel"]
        query = select(*columns).where(table.c.channel == channel).order_by(table.c.ts, table.c[order])
        async with database.transactions.reading() as connection:
            found.append([tuple(row) for row in await connection.execute(query)])
    return found[0], found[1]


async def test_a_message_comes_back_equal(database: Database) -> None:
    """Every field of a message comes back as it arrived."""
    message = a_message(
        place=Place(channel=CHANNEL, ts="1930000000.000100", thread="1920000000.000100"),
        author="B1",
        author_name="Kitchen monitor 🥖",
        text="<@U1> &amp; a\nline",
        files=(REPORT,),
        permalink="https://example.slack.com/1",
        edited_at=minutes(1),
    )
    await save(database, an_incident())
    await see(database, message)

    assert message == await stored(database, Place(channel=CHANNEL, ts=message.place.ts))


async def test_a_message_of_another_channel_is_not_kept(database: Database) -> None:
    """Only the channels of incidents are recorded; an incident without a channel has none."""
    await save(database, an_incident(1), an_incident(2, channel=""))
    await see(database, a_message(channel="C0OTHER"), a_message(channel=""))

    assert None is await stored(database, a_message(channel="C0OTHER").place)
    assert None is await stored(database, a_message(channel="").place)


async def test_an_edit_keeps_the_earlier_text(database: Database) -> None:
    """The newest text stands; each earlier one is kept, also one that arrives late."""
    edited = a_message(text="third", edited_at=minutes(2))
    await save(database, an_incident())
    await see(database, a_message(text="first"))
    await see(database, edited)
    await see(database, a_message(text="second", edited_at=minutes(1)))

    assert edited == await stored(database, edited.place)
    assert ["first", "second"] == await texts(database)


@pytest.mark.parametrize("turns", [(0, 1), (1, 0)])
async def test_an_edit_that_history_dates_less_exactly_is_the_same(
    database: Database, turns: tuple[int, int]
) -> None:
    """An edit known from its event and from reading back, each with its own time within the second, is one."""
    second = minutes(1)
    tellings = [
        a_message(text="second", edited_at=second + timedelta(milliseconds=300)),
        a_message(text="second", edited_at=second),
    ]
    await save(database, an_incident())
    await see(database, a_message(text="first"))
    for turn in turns:
        await see(database, tellings[turn])

    assert tellings[0] == await stored(database, tellings[0].place)
    assert ["first"] == await texts(database)


async def test_a_deletion_is_final(database: Database) -> None:
    """After a deletion no text is left, and a message that arrives late stays deleted."""
    await save(database, an_incident())
    await see(database, a_message(text="first", files=(REPORT,)))
    await see(database, a_message(text="second", edited_at=minutes(1)))
    await see(database, a_message(text="", deleted=True))
    await see(database, a_message(text="first"), a_message(text="third", edited_at=minutes(2)))

    tombstone = a_message(text="", deleted=True, edited_at=minutes(2))
    assert tombstone == await stored(database, tombstone.place)
    assert ["", "", ""] == await texts(database)


async def test_text_that_a_database_refuses_fails_nobody(database: Database) -> None:
    """A NUL or half a surrogate pair is replaced, and the rest of the batch is stored as it is."""
    await save(database, an_incident())
    await see(database, a_message("1.000100", text="a\0b \ud83e"), a_message("2.000100"))

    assert a_message("1.000100", text="ab ?") == await stored(database, a_message("1.000100").place)
    assert a_message("2.000100") == await stored(database, a_message("2.000100").place)


async def test_a_long_history_is_stored_in_one_go(database: Database) -> None:
    """A batch may be longer than a statement can have parameters."""
    history = [a_message(f"193000{number:04}.000100", text=f"line {number}") for number in range(4000)]
    await save(database, an_incident())
    await see(database, *history)
    await see(database, *history)

    assert 4000 == len((await rows(database, CHANNEL))[0])


def events(channel: str) -> list[Message]:
    """What can be told about two messages of a channel: three texts and a deletion, and two texts."""
    return [
        a_message("1.000100", channel, text="first"),
        a_message("1.000100", channel, text="second", edited_at=minutes(1)),
        a_message("1.000100", channel, text="third", edited_at=minutes(2), files=(REPORT,)),
        a_message("1.000100", channel, text="third", deleted=True),
        a_message("2.000100", channel, text="one"),
        a_message("2.000100", channel, text="two", edited_at=minutes(3)),
    ]


@given(
    order=st.permutations([*range(6), *range(6)]),
    count=st.integers(1, 12),
    cuts=st.sets(st.integers(0, 12), max_size=4),
)
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_order_repetition_and_batches_do_not_matter(
    database: Database, order: list[int], count: int, cuts: set[int]
) -> None:
    """Any order of events, repeated and in any batches, leaves the same rows as each once in its own order."""
    chosen = order[:count]
    async with database.change() as change:
        number = await change.next_number()
        await change.save(an_incident(2 * number, channel=f"A{number}"))
        await change.save(an_incident(2 * number + 1, channel=f"B{number}"))
    for batch in _batches(chosen, cuts):
        await see(database, *(events(f"A{number}")[event] for event in batch))
    for event in sorted(set(chosen)):
        await see(database, events(f"B{number}")[event])

    assert await rows(database, f"B{number}") == await rows(database, f"A{number}")


def _batches(chosen: Sequence[int], cuts: set[int]) -> list[Sequence[int]]:
    edges = [0, *sorted(cuts), len(chosen)]
    return [chosen[start:end] for start, end in pairwise(edges)]


async def test_of_two_texts_of_the_same_time_the_first_stays(database: Database) -> None:
    """An event without a newer time, as an unfurled link causes, changes nothing."""
    await save(database, an_incident())
    await see(database, a_message(text="first"))
    await see(database, a_message(text="first, unfurled"))

    assert a_message(text="first") == await stored(database, a_message().place)
    assert [] == await texts(database)


async def test_what_is_not_known_yet_is_filled_in(database: Database) -> None:
    """A deletion tells neither author nor thread; a late event about the same message still can."""
    place = Place(channel=CHANNEL, ts="1930000000.000100", thread="1920000000.000100")
    await save(database, an_incident())
    await see(database, a_message(author="", text="", deleted=True))
    await see(database, a_message(place=place, author="U2", text="late", permalink="https://example.com/1"))

    expected = a_message(place=place, author="U2", text="", permalink="https://example.com/1", deleted=True)
    assert expected == await stored(database, place)
    assert [""] == await texts(database)


async def test_new_and_known_messages_share_a_batch(database: Database) -> None:
    """In one batch, what is new is stored, what is known is added to, and what is told twice is told once."""
    await save(database, an_incident())
    await see(database, a_message("1.000100", text="first"))
    edited = a_message("1.000100", text="second", edited_at=minutes(1))
    await see(
        database, a_message("2.000100"), edited, a_message("2.000100"), a_message("1.000100", text="first")
    )

    assert edited == await stored(database, edited.place)
    assert a_message("2.000100") == await stored(database, a_message("2.000100").place)
    assert ["first"] == await texts(database)


async def test_the_short_way_knows_every_kind_of_event(database: Database) -> None:
    """New messages, edits and deletions are stored without an ordinary transaction, which would repeat a failure."""
    await save(database, an_incident())
    edited = a_message("1.000100", text="second", edited_at=minutes(1))
    await messages.add(database.transactions, [a_message("1.000100", text="first"), a_message("2.000100")])
    await messages.add(database.transactions, [edited, a_message("2.000100")])
    await messages.add(database.transactions, [a_message("2.000100", text="", deleted=True)])

    assert edited == await stored(database, edited.place)
    assert a_message("2.000100", text="", deleted=True) == await stored(database, a_message("2.000100").place)
    assert ["first", ""] == sorted(await texts(database), reverse=True)


async def test_the_long_way_stores_what_the_short_way_cannot(postgres_url: str) -> None:
    """When the connection kept for the short way is lost, the next batch is stored all the same."""
    async with Database.open(postgres_url) as database, Database.open(postgres_url) as other:
        await save(database, an_incident())
        await see(database, a_message("1.000100"))
        await see(database, a_message("2.000100"))
        async with other.transactions.writing() as connection:
            await connection.execute(
                text(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                    "WHERE pid <> pg_backend_pid() AND datname = current_database()"
                )
            )
        await see(database, a_message("3.000100"))

        assert a_message("3.000100") == await stored(database, a_message("3.000100").place)
