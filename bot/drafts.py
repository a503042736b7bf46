"""A draft from the record: what chat, file and command line need to show one post-mortem."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.export.json import to_json
from bot.export.markdown import to_markdown
from bot.locales import Catalogue
from bot.model import Entry, Incident, Person
from bot.people import named
from bot.ports import Reader
from bot.postmortem.document import Document
from bot.postmortem.draft import compile_draft
from bot.postmortem.times import Zones
from bot.settings import Settings


@dataclass(frozen=True, kw_only=True)
class Draft:
    """One post-mortem, and the record it was compiled from."""

    document: Document
    incident: Incident
    entries: tuple[Entry, ...]
    #: Taken off the timeline, and in no document but the record.
    removed: tuple[Entry, ...]
    people: Mapping[str, Person]
    catalogue: Catalogue
    #: When it was compiled; matters only while the incident is open.
    now: datetime

    def markdown(self) -> str:
        """The whole document as Markdown."""
        return to_markdown(self.document, self.people)

    def json(self) -> str:
        """The record as JSON, by the published schema."""
        return to_json(
            self.incident,
            self.entries,
            self.people,
            removed=self.removed,
            catalogue=self.catalogue,
            now=self.now,
        )

    @property
    def names(self) -> dict[str, str]:
        """The names of people, by id."""
        return {person.id: person.name for person in self.people.values()}


async def compiled(
    reader: Reader, incident: Incident, settings: Settings, catalogue: Catalogue, now: datetime
) -> Draft:
    """The internal edition, in the catalogue's language."""
    entries = await reader.entries(incident.number)
    removed = await reader.removed(incident.number)
    people = await reader.people(named(incident, (*entries, *removed)))
    zones = Zones(
        second=ZoneInfo(settings.zones.second) if settings.zones.second else None, label=settings.zones.label
    )
    document = compile_draft(
        incident,
        entries,
        people,
        catalogue=catalogue,
        zones=zones,
        now=now,
        command=settings.command,
    )
    return Draft(
        document=document,
        incident=incident,
        entries=entries,
        removed=removed,
        people=people,
        catalogue=catalogue,
        now=now,
    )
