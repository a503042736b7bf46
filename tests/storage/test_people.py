"""People, and who is asked about."""

from __future__ import annotations

import pytest

from bot.model import Message, Person
from bot.requests import FormSubmitted, MessageSeen
from bot.tellings import LearnPerson
from storage.store import Database
from tests.storage.examples import CHANNEL, NOW, a_command, a_message, an_incident, minutes, save, see

ANN = Person(id="U1", name="Ann", zone="Europe/Vienna", locale="de-AT")


async def asked(database: Database) -> list[str]:
    """Who is queued to be learnt and has not been claimed before, in the order of their ids."""
    tellings = [delivery.telling for delivery in await database.claim(NOW, 100)]
    return sorted(telling.user for telling in tellings if isinstance(telling, LearnPerson))


async def test_known_people_are_those_slack_told_about(database: Database) -> None:
    """A person that was only seen has no name yet; the last that Slack told is what is known."""
    await save(database, an_incident())
    await see(database, a_message(author="U1"), a_message("1.000100", author="U2"))
    async with database.change() as change:
        await change.remember(Person(id="U1", name="Anne"))
        await change.remember(ANN)

    async with database.read() as reader:
        assert {"U1": ANN} == await reader.people({"U1", "U2", "U3"})
        assert {} == await reader.people([])


@pytest.mark.parametrize(
    ("message", "people"),
    [
        (a_message(author="U1"), ["U1"]),
        (a_message(author="W1", text="<@U2> and <@U3|cy>, <#C1>, <!here>, <@B4>"), ["C1", "U2", "U3", "W1"]),
        (a_message(author="B1"), []),  # an app
        (a_message(author=""), []),
        (a_message(author="U1", channel="C0OTHER"), []),  # not kept, so nobody has to be named
    ],
)
async def test_who_wrote_or_was_mentioned_is_asked_about(
    database: Database, message: Message, people: list[str]
) -> None:
    """Documents name people, hence everybody who wrote or was mentioned is learnt."""
    await save(database, an_incident())
    await see(database, message)

    assert people == await asked(database)


async def test_who_asks_is_asked_about(database: Database) -> None:
    """The authors of requests and whom they name are people of the record, too."""
    form = FormSubmitted(
        key="f",
        user="U3",
        form="role",
        fields={"holder": "<@U4>"},
        channel=CHANNEL,
        response_url="",
        incident=1,
        at=NOW,
    )
    await database.accept([a_command("c", user="U1", text="role scribe <@U2|bo>"), form], [], NOW)

    assert ["U1", "U2", "U3", "U4"] == await asked(database)


async def test_everybody_is_asked_about_once(database: Database, database_url: str) -> None:
    """Neither another message nor another process nor a later start asks about the same person again."""
    await save(database, an_incident())
    await see(database, a_message())
    await see(database, a_message("2.000100"))
    async with Database.open(database_url) as other:
        await other.accept([], [MessageSeen(message=a_message("3.000100"))], minutes(1))

    assert ["U1"] == await asked(database)


async def test_who_is_known_already_is_not_asked_about(database: Database) -> None:
    """A person that Slack told about before their first message needs no question."""
    await save(database, an_incident())
    async with database.change() as change:
        await change.remember(ANN)
    await see(database, a_message(author="U1"))

    assert [] == await asked(database)


async def test_everybody_and_the_authors_of_an_incident(database: Database) -> None:
    """Who is known is asked for as a whole; who has posted in an incident's channel, by its number."""
    await save(database, an_incident())
    await see(database, a_message(author="U1"), a_message("1.000100", author="U2"))
    async with database.change() as change:
        await change.remember(ANN)

    async with database.read() as reader:
        assert {"U1": ANN} == await reader.everybody()
        assert {"U1", "U2"} == await reader.authors(an_incident().number)
        assert set() == await reader.authors(99)
