"""What people write into documents, as storage keeps it: a part of :mod:`bot.ports`.

Pure: types only.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from bot.editing import ShownDraft, StateChange, Version


class EditsReader(Protocol):
    """Part of :class:`bot.ports.Reader`."""

    async def versions(self, number: int) -> tuple[Version, ...]:
        """What people wrote into the sections of an incident's documents, each section's versions in order."""

    async def edited_incidents(self) -> tuple[int, ...]:
        """The incidents into whose documents people wrote, by number."""

    async def states(self, number: int) -> tuple[StateChange, ...]:
        """How far an incident's documents have come, each document's changes in order."""

    async def shown_draft(self, number: int, id: str) -> ShownDraft | None:
        """What was given to somebody to edit, if that is known."""


class EditsChange(Protocol):
    """Part of :class:`bot.ports.Change`."""

    async def add_version(self, version: Version, number: int) -> None:
        """Appends somebody's version of a section."""

    async def reword_versions(self, versions: Sequence[Version], number: int) -> None:
        """Gives stored versions the texts and authors' names of these; nothing of what was there is kept."""

    async def add_state(self, change: StateChange, number: int) -> None:
        """Appends a document's new state."""

    async def keep_shown(self, draft: ShownDraft, number: int) -> None:
        """Remembers what was given to somebody to edit, and when last."""
