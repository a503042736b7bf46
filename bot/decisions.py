"""What a decision is made of: who acts, and what follows from it.

Pure: no I/O, no clock.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.model import NOTHING, Entry, EntryKind, Incident
from bot.requests import Origin
from bot.tellings import Telling


@dataclass(frozen=True, kw_only=True)
class Act:
    """One person's act: who, when, and the id its timeline entry will have."""

    by: str
    at: datetime
    id: str
    #: The message of the incident's channel that it comes from, where it leaves one.
    origin: Origin | None = None

    def entry(
        self,
        kind: EntryKind,
        text: str = "",
        *,
        at: datetime | None = None,
        data: Mapping[str, str] = NOTHING,
    ) -> Entry:
        """The entry this act leaves on the timeline; ``at`` when it tells of an earlier time."""
        return Entry(
            id=self.id,
            kind=kind,
            at=at or self.at,
            recorded_at=self.at,
            author=self.by,
            text=text,
            data=data,
            files=self.origin.files if self.origin else (),
            source=self.origin.place if self.origin else None,
            permalink=self.origin.permalink if self.origin else "",
        )


@dataclass(frozen=True, kw_only=True)
class Decision:
    """The incident as it shall be, what goes on its timeline, and what is to be told besides.

    The card, the topic, the announcement and the echo of each entry follow from the first two by themselves
    (``bot.incidents``); ``tell`` holds only what does not.
    """

    incident: Incident
    entries: tuple[Entry, ...] = ()
    tell: tuple[Telling, ...] = ()
