"""What a draft needs of a record.

Pure: types only.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Protocol

from bot.editing import StateChange, Version
from bot.model import Entry, Person


class Evidence(Protocol):
    """The database answers, or an export of a workspace."""

    async def entries(self, number: int) -> tuple[Entry, ...]:
        """The timeline, in order."""

    async def removed(self, number: int) -> tuple[Entry, ...]:
        """What was taken off the timeline, in order."""

    async def people(self, ids: Collection[str]) -> dict[str, Person]:
        """Those of the people whose names are known."""

    async def everybody(self) -> dict[str, Person]:
        """All people whose names are known, by id."""

    async def authors(self, number: int) -> set[str]:
        """Who has posted in an incident's channel; apps are among them."""

    async def translated(self, number: int, source: str, target: str) -> dict[str, str]:
        """What an incident's texts were translated to, by the digests of what was sent."""

    async def versions(self, number: int) -> tuple[Version, ...]:
        """What people wrote into the sections of an incident's documents, each section's versions in order."""

    async def states(self, number: int) -> tuple[StateChange, ...]:
        """How far an incident's documents have come, each document's changes in order."""
