"""Redactions: tombstones, and taking texts out of everything that was stored because of them."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Table,
    Text,
    and_,
    bindparam,
    cast,
    exists,
    func,
    or_,
    select,
    true,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.care import REMOVED, TELLING, Handed, Redaction
from bot.model import Entry, Message, Place
from bot.quoting import needles, taken_out, telltale, without
from bot.text import unescape
from storage import messages, rows, tables, translations
from storage.care_tables import documents, redactions
from storage.statements import insert_new, portions

#: A longer beginning of a text tells it from all others.
_NEEDLE = 1000
#: What people wrote, in a command, in a form's fields, in a phrase.
_PROSE = frozenset({"text", "fields"})


@dataclass(frozen=True, kw_only=True)
class _Gone:
    """Texts that are to stand nowhere: those found in quotes, and those too short for that, the longest first."""

    quotable: frozenset[str]
    short: Sequence[str]


async def find(connection: AsyncConnection, place: Place) -> Redaction | None:
    """The tombstone at that channel and ts."""
    there = (redactions.c.channel == place.channel) & (redactions.c.ts == place.ts)
    row = (await connection.execute(select(redactions).where(there))).one_or_none()
    if row is None:
        return None
    return Redaction(place=place, incident=row.incident, by=row.author, at=row.at, reason=row.reason)


async def since(connection: AsyncConnection, number: int, at: datetime) -> bool:
    """Whether something of an incident was redacted at that instant or later."""
    query = select(exists().where(redactions.c.incident == number, redactions.c.at >= at))
    return bool((await connection.execute(query)).scalar_one())


async def add(connection: AsyncConnection, redaction: Redaction) -> None:
    """Puts the tombstone, and lets the message stand as a deleted one does: nothing that arrives restores it."""
    place = redaction.place
    row = {
        "channel": place.channel,
        "ts": place.ts,
        "incident": redaction.incident,
        "author": redaction.by,
        "at": redaction.at,
        "reason": redaction.reason,
    }
    await connection.execute(insert_new(connection, redactions), [row])
    gone = Message(place=place, at=place.at, author="", text="", deleted=True)
    await messages.keep(connection, [gone])


async def texts(connection: AsyncConnection, place: Place) -> tuple[str, ...]:
    """All texts that a message has had."""
    found: list[str] = []
    for table in (tables.messages, tables.message_versions):
        query = select(table.c.text).where(table.c.channel == place.channel, table.c.ts == place.ts)
        found += (await connection.execute(query)).scalars()
    return tuple(dict.fromkeys(text for text in found if text))


async def stored_entries(connection: AsyncConnection, number: int) -> tuple[Entry, ...]:
    """Every stored entry of an incident, those taken off the timeline too."""
    query = select(tables.entries).where(tables.entries.c.incident == number)
    return tuple(rows.to_entry(row) for row in await connection.execute(query))


async def rewrite(connection: AsyncConnection, entries: Sequence[Entry]) -> None:
    """Gives stored entries the text, data and files of these."""
    if not entries:
        return
    statement = (
        update(tables.entries)
        .where(tables.entries.c.id == bindparam("entry"))
        .values(text=bindparam("words"), data=bindparam("facts"), files=bindparam("shared"))
    )
    values = [
        {
            "entry": entry.id,
            "words": entry.text,
            "facts": dict(entry.data),
            "shared": rows.from_files(entry.files),
        }
        for entry in entries
    ]
    await connection.execute(statement, values)
    for some in portions([entry.id for entry in entries]):
        of_these = select(tables.entries.c.incident).where(tables.entries.c.id.in_(some))
        await connection.execute(translations.forget(of_these))


async def wordings(connection: AsyncConnection, entries: Collection[str]) -> tuple[str, ...]:
    """All texts that entries have had, by their corrections."""
    made, found = tables.corrections.c, list[str]()
    for some in portions(sorted(entries)):
        for row in await connection.execute(select(made.old_text, made.new_text).where(made.entry.in_(some))):
            found += row
    return tuple(dict.fromkeys(text for text in found if text))


async def forget_wordings(
    connection: AsyncConnection, number: int, entries: Collection[str], texts: Collection[str]
) -> None:
    """Empties the corrections of these entries of an incident, and takes the texts out of all others'."""
    of_this = select(tables.incidents.c.number).where(tables.incidents.c.number == number)
    await connection.execute(translations.forget(of_this))
    made = tables.corrections.c
    rows_ = await connection.execute(
        select(made.entry, made.number, made.old_text, made.new_text).where(made.incident == number)
    )
    for row in rows_.all():
        gone = row.entry in entries
        old, new = ("" if gone else without(text, texts) for text in (row.old_text, row.new_text))
        if (old, new) != (row.old_text, row.new_text):
            there = (made.entry == row.entry) & (made.number == row.number)
            await connection.execute(
                update(tables.corrections).where(there).values(old_text=old, new_text=new)
            )


async def forget(connection: AsyncConnection, lost: Collection[str]) -> None:
    """Takes the texts out of the bodies of requests and tellings, done or not.

    A body is JSON with texts in it, some as people typed them and some in Slack's escaped form.
    """
    words = {form for text in lost if text for form in (text, unescape(text), *text.splitlines())}
    words = {word.strip() for word in words if len(word.strip()) > 1}
    gone = _Gone(
        quotable=needles(words), short=sorted((w for w in words if len(w) < TELLING), key=len, reverse=True)
    )
    for table, key in ((tables.requests, "key"), (tables.deliveries, "id")):
        for some in portions(sorted(words), 20):
            await _forget_in(connection, table, key, some, gone)


async def _forget_in(
    connection: AsyncConnection, table: Table, key: str, some: Sequence[str], gone: _Gone
) -> None:
    body = cast(table.c.body, Text)
    exact = (body.contains(_as_json(needle[:_NEEDLE]), autoescape=True) for needle in some)
    quoted = (_all_in(body, telling) for needle in some for telling in telltale(needle) if telling)
    holds = or_(*exact, *quoted)
    found = (await connection.execute(select(table.c[key], table.c.body).where(holds))).all()
    for identity, value in found:
        cleaned = _cleaned(value, gone)
        if cleaned != value:
            await connection.execute(update(table).where(table.c[key] == identity).values(body=cleaned))


def _all_in(texts: ColumnElement[str], words: Collection[str]) -> ColumnElement[bool]:
    return and_(true(), *(func.lower(texts).contains(word, autoescape=True) for word in words))


async def unquote(connection: AsyncConnection, channel: str, lost: Collection[str]) -> None:
    """Takes the texts out of all messages of a channel that quote them, and out of what these said before."""
    gone = needles(lost)
    telling = sorted({words for text in lost for words in telltale(text)})
    for table, key in ((tables.messages, ()), (tables.message_versions, ("written_at",))):
        c = table.c
        for some in portions(telling, 20):
            may_quote = or_(*(_all_in(c.text, words) for words in some))
            query = select(table).where(c.channel == channel, c.text != "", may_quote)
            for row in (await connection.execute(query)).all():
                left = taken_out(row.text, gone)
                if left != row.text:
                    same = [c[name] == row._mapping[name] for name in ("channel", "ts", *key)]
                    await connection.execute(update(table).where(*same).values(text=left))


def _as_json(text: str) -> str:
    # As SQLAlchemy writes it: the text of a JSON column on either database.
    return json.dumps(text)[1:-1]


def _cleaned(value: Any, gone: _Gone, *, prose: bool = False) -> Any:
    """``prose``: whether people wrote the value, so that a short word in it is not a name of ours."""
    match value:
        case str():
            return _without(value, gone, prose)
        case list():
            return [_cleaned(each, gone) for each in value]
        case dict():
            return {name: _cleaned(each, gone, prose=prose or name in _PROSE) for name, each in value.items()}
        case _:
            return value


def _without(value: str, gone: _Gone, prose: bool) -> str:
    value = taken_out(value, gone.quotable)
    for word in gone.short if prose else ():
        if value.strip() == word:
            return REMOVED
        if value.rstrip().endswith((f" {word}", f"\n{word}")):
            value = value.rstrip()[: -len(word)] + REMOVED
    return value


async def hand(connection: AsyncConnection, number: int, handed: Handed) -> None:
    """Remembers a draft that was handed out; again changes nothing."""
    row = {"incident": number, **asdict(handed)}
    await connection.execute(insert_new(connection, documents), [row])


async def handed(connection: AsyncConnection, number: int) -> tuple[Handed, ...]:
    """The drafts that were handed out, oldest first."""
    query = select(documents).where(documents.c.incident == number)
    found = await connection.execute(query.order_by(documents.c.made_at, documents.c.id))
    return tuple(
        Handed(
            id=row.id,
            format=row.format,
            language=row.language,
            edition=row.edition,
            made_at=row.made_at,
        )
        for row in found
    )


async def take_back(connection: AsyncConnection, number: int, id: str) -> None:
    """Forgets a draft."""
    there = (documents.c.incident == number) & (documents.c.id == id)
    await connection.execute(documents.delete().where(there))
