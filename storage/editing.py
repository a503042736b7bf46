"""What people write into documents: versions of sections, states of documents, and what was shown to be edited."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    ForeignKey,
    Integer,
    PrimaryKeyConstraint,
    Table,
    Text,
    insert,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.editing import Shown, ShownDraft, State, StateChange, Version
from bot.model import Audience
from storage.columns import Instant, Words
from storage.rows import AnyRow
from storage.statements import upsert
from storage.tables import METADATA


def _incident() -> Column[int]:
    key = ForeignKey("incidents.number", deferrable=True, initially="DEFERRED")
    return Column("incident", Integer, key, nullable=False)


#: Appended to; ``base`` stands for what the bot had written there.
section_versions = Table(
    "section_versions",
    METADATA,
    _incident(),
    Column("edition", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("section", Text, nullable=False),
    Column("number", Integer, nullable=False),
    Column("text", Words, nullable=False),
    Column("author", Text, nullable=False),
    Column("author_name", Words, nullable=False),
    Column("at", Instant, nullable=False),
    Column("base", JSON, nullable=False),
    Column("beside", Boolean, nullable=False),
    PrimaryKeyConstraint("incident", "edition", "language", "section", "number"),
)

#: Appended to; the latest counts.
document_states = Table(
    "document_states",
    METADATA,
    _incident(),
    Column("edition", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("number", Integer, nullable=False),
    Column("state", Text, nullable=False),
    Column("author", Text, nullable=False),
    Column("author_name", Words, nullable=False),
    Column("at", Instant, nullable=False),
    PrimaryKeyConstraint("incident", "edition", "language", "number"),
)

#: What somebody was given to edit, by a digest of it.
shown_drafts = Table(
    "shown_drafts",
    METADATA,
    _incident(),
    Column("id", Text, nullable=False),
    Column("edition", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Column("sections", JSON, nullable=False),
    PrimaryKeyConstraint("incident", "id"),
)


async def versions(connection: AsyncConnection, number: int) -> tuple[Version, ...]:
    """All versions of an incident's sections, each section's in order."""
    own = section_versions.c
    order = (own.edition, own.language, own.section, own.number)
    query = select(section_versions).where(own.incident == number).order_by(*order)
    return tuple(_version(row) for row in await connection.execute(query))


async def incidents(connection: AsyncConnection) -> tuple[int, ...]:
    """The incidents that have versions, by number."""
    query = select(section_versions.c.incident).distinct().order_by(section_versions.c.incident)
    return tuple((await connection.execute(query)).scalars())


async def add_version(connection: AsyncConnection, version: Version, number: int) -> None:
    """Appends a version. Its number being taken is an IntegrityError."""
    values = {
        "incident": number,
        "edition": version.edition.value,
        "language": version.language,
        "section": version.section,
        "number": version.number,
        "text": version.text,
        "author": version.author,
        "author_name": version.author_name,
        "at": version.at,
        "base": list(version.base),
        "beside": version.beside,
    }
    await connection.execute(insert(section_versions).values(values))


async def states(connection: AsyncConnection, number: int) -> tuple[StateChange, ...]:
    """How far an incident's documents have come, each document's changes in order."""
    own = document_states.c
    query = select(document_states).where(own.incident == number)
    found = await connection.execute(query.order_by(own.edition, own.language, own.number))
    return tuple(
        StateChange(
            edition=Audience(row.edition),
            language=row.language,
            state=State(row.state),
            author=row.author,
            author_name=row.author_name,
            at=row.at,
        )
        for row in found
    )


async def add_state(connection: AsyncConnection, change: StateChange, number: int) -> None:
    """Appends a document's new state."""
    known = await states(connection, number)
    before = sum((each.edition, each.language) == (change.edition, change.language) for each in known)
    values = {
        "incident": number,
        "edition": change.edition.value,
        "language": change.language,
        "number": before + 1,
        "state": change.state.value,
        "author": change.author,
        "author_name": change.author_name,
        "at": change.at,
    }
    await connection.execute(insert(document_states).values(values))


async def shown_draft(connection: AsyncConnection, number: int, id: str) -> ShownDraft | None:
    """What was shown under that id."""
    own = shown_drafts.c
    row = (
        await connection.execute(select(shown_drafts).where(own.incident == number, own.id == id))
    ).one_or_none()
    if row is None:
        return None
    sections = {
        key: Shown(
            body=shown["body"],
            tail=tuple(shown["tail"]),
            compiled=tuple(shown["compiled"]),
            number=shown["number"],
        )
        for key, shown in row.sections.items()
    }
    return ShownDraft(
        id=row.id, edition=Audience(row.edition), language=row.language, sections=sections, at=row.at
    )


async def keep_shown(connection: AsyncConnection, draft: ShownDraft, number: int) -> None:
    """Remembers what was shown, and when last."""
    values = {
        "incident": number,
        "id": draft.id,
        "edition": draft.edition.value,
        "language": draft.language,
        "at": draft.at,
        "sections": {key: asdict(each) for key, each in draft.sections.items()},
    }
    await connection.execute(upsert(connection, shown_drafts), values)


async def reword(connection: AsyncConnection, versions: Iterable[Version], number: int) -> None:
    """Gives stored versions the texts and authors' names of these; nothing of what was there is kept."""
    own = section_versions.c
    for each in versions:
        there = (
            (own.incident == number)
            & (own.edition == each.edition.value)
            & (own.language == each.language)
            & (own.section == each.section)
            & (own.number == each.number)
        )
        changed = update(section_versions).where(there)
        await connection.execute(changed.values(text=each.text, author_name=each.author_name))


def _version(row: AnyRow) -> Version:
    return Version(
        edition=Audience(row.edition),
        language=row.language,
        section=row.section,
        number=row.number,
        text=row.text,
        author=row.author,
        author_name=row.author_name,
        at=row.at,
        base=tuple(row.base),
        beside=row.beside,
    )
