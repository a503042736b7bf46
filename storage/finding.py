"""Searching the texts of all timelines; the migration ``findable`` tells how their index is kept."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    Integer,
    MetaData,
    Select,
    Table,
    Text,
    and_,
    cast,
    exists,
    func,
    literal_column,
    not_,
    or_,
    select,
    text,
    tuple_,
)
from sqlalchemy.dialects.postgresql import TSQUERY, TSVECTOR
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.finding import Findings, Found, Source
from bot.marks import Meanings
from bot.model import Entry, Place, SectionName
from storage import corrections, entries, tables
from storage.rows import AnyRow
from storage.stats import visible

#: Apart from the others: only the migration makes them, since no table says what triggers and indexes do.
_FINDABLE = MetaData()

findable = Table(
    "findable",
    _FINDABLE,
    Column("id", BigInteger, primary_key=True),
    Column("incident", Integer),
    Column("source", Text),
    Column("key", Text),
    Column("text", Text),
    Column("words", TSVECTOR),
)
_index = Table("findable_index", _FINDABLE, Column("rowid", Integer), Column("text", Text))

#: SQLite's index knows sequences of three characters; what is shorter is looked for in each text.
_SHORTEST = 3

#: As in the migration: what separates words, and characters that are words each.
_SIGNS = re.compile(r"[!-/:-@\[-`{-~]")
_CHARACTERS = re.compile("([\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003ffff])")


async def find(
    connection: AsyncConnection,
    asker: str,
    terms: Sequence[str],
    known: Meanings,
    size: int,
    before: int | None = None,
) -> Findings:
    """The latest texts of incidents that the asker may see in which all terms are; ``before`` that position."""
    query = _lite(terms, before) if connection.dialect.name == "sqlite" else _full(terms, before)
    query = query.where(visible(asker), _is_shown(known)).limit(size + 1)
    found = (await connection.execute(query)).all()
    return Findings(found=await _told(connection, found[:size]), more=len(found) > size)


_f, _i = findable.c, tables.incidents.c
_SHOWN = (
    _f.id, _f.incident, _f.source, _f.key, _f.text, _i.title, _i.channel, _i.card, _i.declared_at,
)  # fmt: skip


def _lite(terms: Sequence[str], before: int | None) -> Select[Any]:
    indexed = [term for term in terms if len(term) >= _SHORTEST]
    rest = [_f.text.contains(term, autoescape=True) for term in terms if len(term) < _SHORTEST]
    query = select(*_SHOWN).join_from(findable, tables.incidents, _i.number == _f.incident).where(*rest)
    position: ColumnElement[int] = _f.id
    if indexed:
        position = _index.c.rowid
        asked = " AND ".join('"' + term.replace('"', '""') + '"' for term in indexed)
        query = query.join(_index, _index.c.rowid == _f.id)
        query = query.where(literal_column("findable_index").op("MATCH")(asked))
    if before is not None:
        query = query.where(position < before)
    return query.order_by(position.desc())


def _full(terms: Sequence[str], before: int | None) -> Select[Any]:
    conditions: list[ColumnElement[bool]] = []
    for term in terms:
        words = " ".join(_CHARACTERS.sub(r" \1 ", _SIGNS.sub(" ", term)).split())
        if any(sign.isalnum() for sign in words):
            conditions.append(_f.words.op("@@")(_begun(words)))
        else:
            conditions.append(_f.text.icontains(term, autoescape=True))
    if before is not None:
        conditions.append(_f.id < before)
    query = select(*_SHOWN).join_from(findable, tables.incidents, _i.number == _f.incident)
    return query.where(*conditions).order_by(_f.id.desc())


def _begun(words: str) -> ColumnElement[Any]:
    """These words in a row, the last perhaps only begun."""
    simple = text("'simple'::regconfig")
    phrase = cast(func.websearch_to_tsquery(simple, f'"{words}"'), Text)
    return cast(func.nullif(phrase, "").concat(":*"), TSQUERY)


def _is_shown(known: Meanings) -> ColumnElement[bool]:
    """A message counts while it is on the timeline: marked, or corrected and not removed, in its own words."""
    put, own = tables.marks.c, tables.entries.c
    ts = func.substr(_f.key, func.length(_i.channel) + 2)
    marked = exists().where(put.channel == _i.channel, put.ts == ts, put.present, entries.on_timeline(known))
    told = exists().where(entries.is_told_of(_i.channel, ts))
    as_it_stands = exists().where(own.id == _f.key, not_(own.removed), not_(own.reworded))
    return or_(_f.source != Source.MESSAGE.value, and_(marked, not_(told)), as_it_stands)


async def _tellers(connection: AsyncConnection, found: Sequence[AnyRow]) -> dict[tuple[str, str, int], Any]:
    """The rows of the sections and items among what was found, by source, key and incident."""
    told: dict[tuple[str, str, int], Any] = {}
    for source, table in ((Source.SECTION, tables.sections), (Source.ITEM, tables.items)):
        numbers = {row.incident for row in found if row.source == source}
        if numbers:
            query = select(table).where(table.c.incident.in_(numbers))
            for row in await connection.execute(query):
                key = row.section if source is Source.SECTION else str(row.number)
                told[source.value, key, row.incident] = row
    return told


async def _entries(connection: AsyncConnection, ids: set[str]) -> dict[str, Entry]:
    """Entries by their ids; messages that are no stored entries are among them."""
    query = corrections.stored(tables.entries.c.id.in_(sorted(ids)))
    found = {row.id: corrections.to_entry(row) for row in await connection.execute(query)}
    m = tables.messages.c
    places = [tuple(id.split(":", 1)) for id in ids - found.keys() if ":" in id]
    if places:
        messages = select(tables.messages).where(tuple_(m.channel, m.ts).in_(places), m.deleted.is_(False))
        made = [entries.from_message(row) for row in await connection.execute(messages)]
        found |= {entry.id: entry for entry in made}
    return found


async def _told(connection: AsyncConnection, found: Sequence[AnyRow]) -> tuple[Found, ...]:
    tellers = await _tellers(connection, found)
    ids = {row.key for row in found if row.source in (Source.ENTRY, Source.MESSAGE)}
    known = await _entries(connection, ids | {row.entry for row in tellers.values()})
    return tuple(_to_found(row, tellers.get((row.source, row.key, row.incident)), known) for row in found)


def _to_found(row: AnyRow, teller: AnyRow | None, known: Mapping[str, Entry]) -> Found:
    source = Source(row.source)
    return Found(
        position=row.id,
        incident=row.incident,
        title=row.title,
        card=Place(channel=row.channel, ts=row.card) if row.card else None,
        at=teller.at if teller else row.declared_at,
        source=source,
        text=row.text,
        entry=known.get(teller.entry if teller else row.key),
        section=SectionName(row.key) if source is Source.SECTION else None,
        item=int(row.key) if source is Source.ITEM else 0,
    )
