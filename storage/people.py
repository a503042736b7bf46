"""People: what Slack told about them, and who still has to be asked about."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model import Message, Person
from bot.requests import CommandTyped, FormSubmitted, Request
from bot.tellings import LearnPerson
from storage import outbox, rows, tables
from storage.statements import Values, insert_into, insert_new, portions

#: People, and user groups and channels that stand without their names.
_MENTION = re.compile(r"<(?:@([UW][A-Z0-9]+)[|>]|!subteam\^(S[A-Z0-9]+)>|#(C[A-Z0-9]+)\|?>)")


async def known(connection: AsyncConnection, ids: Collection[str]) -> dict[str, Person]:
    """Those of the people whose names are known."""
    people = tables.people
    found: dict[str, Person] = {}
    for portion in portions(sorted(ids)):
        query = select(people).where(people.c.id.in_(portion), people.c.known)
        found.update((row.id, rows.to_person(row)) for row in await connection.execute(query))
    return found


async def everybody(connection: AsyncConnection) -> dict[str, Person]:
    """All people whose names are known, by id."""
    query = select(tables.people).where(tables.people.c.known)
    return {row.id: rows.to_person(row) for row in await connection.execute(query)}


async def authors(connection: AsyncConnection, number: int) -> set[str]:
    """Who has posted in an incident's channel; apps are among them."""
    posted, own = tables.messages.c, tables.incidents.c
    channel = select(own.channel).where(own.number == number).scalar_subquery()
    query = select(posted.author).where(posted.channel == channel).distinct()
    return set((await connection.execute(query)).scalars())


async def remember(connection: AsyncConnection, person: Person) -> None:
    """Stores what Slack told about a person; when they were asked about stays."""
    values: Values = {
        "id": person.id,
        "name": person.name,
        "zone": person.zone,
        "locale": person.locale,
        "is_bot": person.is_bot,
        "known": True,
    }
    statement = insert_into(connection, tables.people).values(values)
    told = {name: value for name, value in values.items() if name != "id"}
    await connection.execute(statement.on_conflict_do_update(index_elements=["id"], set_=told))


def met(requests: Iterable[Request], messages: Iterable[Message]) -> set[str]:
    """Who asked, wrote or was mentioned; apps, whose ids begin with ``B``, are nobody to ask Slack about."""
    people = {request.user for request in requests}
    people.update(message.author for message in messages)
    for text in (*_typed(requests), *(message.text for message in messages)):
        if "<" in text:
            people.update(name for found in _MENTION.findall(text) for name in found)
    return {person for person in people if person and not person.startswith("B")}


def _typed(requests: Iterable[Request]) -> Iterator[str]:
    for request in requests:
        match request:
            case CommandTyped(text=text):
                yield text
            case FormSubmitted(fields=fields):
                yield from fields.values()


async def ask(connection: AsyncConnection, ids: Collection[str], now: datetime) -> None:
    """Queues a question to Slack about each person that was never asked about or told about."""
    people = tables.people
    for portion in portions(sorted(ids)):
        new = [_placeholder(person, now) for person in portion]
        statement = insert_new(connection, people).returning(people.c.id)
        asked = sorted((await connection.execute(statement, new)).scalars())
        await outbox.tell(connection, [LearnPerson(user=person) for person in asked], now)


def _placeholder(person: str, now: datetime) -> Values:
    unknown = Person(id=person, name=person)
    return {
        "id": unknown.id,
        "name": unknown.name,
        "zone": unknown.zone,
        "locale": unknown.locale,
        "is_bot": unknown.is_bot,
        "known": False,
        "asked_at": now,
    }
