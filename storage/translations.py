"""Translated sentences: what a translator has made of people's words, so that a document is made the same again.

Neither the sentences themselves nor names are stored, only what came back. They go with the texts they were made of:
when a message that is or was on a timeline is deleted, redacted or erased, or an entry loses its text, all that was
translated for the incident goes, and is translated again when a document needs it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import (
    Column,
    Delete,
    ForeignKey,
    Integer,
    PrimaryKeyConstraint,
    Select,
    Subquery,
    Table,
    Text,
    delete,
    exists,
    or_,
    select,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import tables
from storage.columns import Instant, Words
from storage.statements import portions, upsert


def _text(name: str) -> Column[str]:
    return Column(name, Text, nullable=False)


translations = Table(
    "translations",
    tables.METADATA,
    Column(
        "incident",
        Integer,
        ForeignKey("incidents.number", deferrable=True, initially="DEFERRED"),
        nullable=False,
        autoincrement=False,
    ),
    #: Languages of catalogues.
    _text("source"),
    _text("target"),
    #: Of the text that was sent.
    _text("digest"),
    Column("translated", Words, nullable=False),
    _text("translator"),
    Column("made_at", Instant, nullable=False),
    PrimaryKeyConstraint("incident", "source", "target", "digest"),
)


async def known(connection: AsyncConnection, number: int, source: str, target: str) -> dict[str, str]:
    """What is known for an incident and two languages, by digest."""
    rows = translations.c
    query = select(rows.digest, rows.translated).where(
        rows.incident == number, rows.source == source, rows.target == target
    )
    return {row.digest: row.translated for row in await connection.execute(query)}


async def keep(
    connection: AsyncConnection,
    number: int,
    source: str,
    target: str,
    made: Mapping[str, str],
    translator: str,
    now: datetime,
) -> None:
    """Stores what was translated, by digest."""
    values = [
        {
            "incident": number,
            "source": source,
            "target": target,
            "digest": digest,
            "translated": translated,
            "translator": translator,
            "made_at": now,
        }
        for digest, translated in made.items()
    ]
    for some in portions(values, 500):
        await connection.execute(upsert(connection, translations), list(some))


def forget(numbers: Select[tuple[int]]) -> Delete:
    """Takes away all that was translated for these incidents."""
    return delete(translations).where(translations.c.incident.in_(numbers))


def forget_of(gone: Subquery) -> Delete:
    """Takes away what was translated for the incidents of messages that are, or were, on their timelines.

    ``gone``: rows with ``channel``, ``ts`` and ``deleted``; those that are deleted count.
    """
    put, told, incidents = tables.marks.c, tables.entries.c, tables.incidents.c
    marked = exists().where(put.channel == gone.c.channel, put.ts == gone.c.ts)
    echoed = exists().where(told.source_channel == gone.c.channel, told.source_ts == gone.c.ts)
    return forget(
        select(incidents.number).where(
            incidents.channel == gone.c.channel, gone.c.deleted, or_(marked, echoed)
        )
    )
