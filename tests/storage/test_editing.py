"""Versions of sections, states of documents and what was shown, on both databases."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy.exc import IntegrityError

from bot.editing import Shown, ShownDraft, State, StateChange, Version
from bot.model import Audience
from storage.store import Database
from tests.storage.examples import NOW, an_incident, minutes, save

FIRST = Version(
    edition=Audience.CUSTOMER,
    language="de",
    section="cause",
    number=1,
    text="Ein Ventil & mehr",
    author="U1",
    at=NOW,
    base=("a1", "b2"),
)
SECOND = Version(
    edition=Audience.CUSTOMER,
    language="de",
    section="cause",
    number=2,
    text="",
    author_name="Ann on the command line",
    at=minutes(1),
    base=(),
    beside=True,
)


async def test_versions_are_appended(database: Database) -> None:
    """Each comes back as it went in, in order, and no number is taken twice."""
    await save(database, an_incident(1), an_incident(2))
    async with database.change() as change:
        await change.add_version(SECOND, 1)
        await change.add_version(FIRST, 1)
    async with database.read() as reader:
        assert (FIRST, SECOND) == await reader.versions(1)
        assert () == await reader.versions(2)
    with pytest.raises(IntegrityError):
        async with database.change() as change:
            await change.add_version(FIRST, 1)


async def test_states_keep_their_history(database: Database) -> None:
    """Every state that a document had, in order, with who put it there."""
    changes = tuple(
        StateChange(edition=Audience.INTERNAL, language="en", state=state, author="U2", at=NOW)
        for state in (State.IN_REVIEW, State.DRAFT, State.APPROVED)
    )
    await save(database, an_incident())
    for each in changes:
        async with database.change() as change:
            await change.add_state(each, 1)
    async with database.read() as reader:
        assert changes == await reader.states(1)


async def test_what_was_shown_is_remembered_once(database: Database) -> None:
    """The same draft shown again is the same, shown later; one that nobody was shown is none."""
    shown = Shown(body="a", tail=("t",), compiled=("b", "c"), number=0)
    draft = ShownDraft(id="x", edition=Audience.INTERNAL, language="en", sections={"fix": shown}, at=NOW)
    later = replace(draft, at=minutes(5))
    await save(database, an_incident())
    for each in (draft, later):
        async with database.change() as change:
            await change.keep_shown(each, 1)
    async with database.read() as reader:
        assert later == await reader.shown_draft(1, "x")
        assert None is await reader.shown_draft(1, "y")
