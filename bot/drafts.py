"""A draft from the record: what chat, file and command line need to show one post-mortem."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from zoneinfo import ZoneInfo

from bot import wording
from bot.export.customer_json import to_customer_json
from bot.export.html import to_html
from bot.export.json import to_json
from bot.export.markdown import to_markdown
from bot.locales import Catalogue
from bot.model import Audience, Entry, Incident, Person
from bot.people import named
from bot.postmortem.customer import CustomerEdition, House, compile_customer
from bot.postmortem.document import Document, without_sources
from bot.postmortem.draft import compile_draft
from bot.postmortem.times import Zones
from bot.settings import Settings


@dataclass(frozen=True, kw_only=True)
class Draft:
    """One post-mortem, and the record it was compiled from."""

    #: What is shown; a customer edition is without its sources.
    document: Document
    incident: Incident
    entries: tuple[Entry, ...]
    #: Taken off the timeline, and in no document but the record.
    removed: tuple[Entry, ...] = ()
    #: Those whom the document may name.
    people: Mapping[str, Person]
    catalogue: Catalogue
    #: Those whose names readers inside may see beside it.
    acquainted: Mapping[str, Person]
    #: When it was compiled; matters only while the incident is open.
    now: datetime
    #: The customer edition with its sources and omissions, for readers inside; ``None`` for the internal edition.
    customer: CustomerEdition | None = None
    remarks: tuple[wording.Remark, ...] = ()

    def markdown(self) -> str:
        """The whole document as Markdown."""
        return to_markdown(self.document, self.people)

    def html(self) -> str:
        """The whole document as one HTML page."""
        return to_html(self.document, self.people)

    def json(self) -> str:
        """The record, or of a customer edition the document, as JSON by the published schema."""
        if self.customer:
            return to_customer_json(self.document, self.incident)
        return to_json(
            self.incident,
            self.entries,
            self.people,
            removed=self.removed,
            catalogue=self.catalogue,
            now=self.now,
        )

    def written(self, format: str) -> str:
        """The document in ``markdown``, ``html`` or ``json``. Raises ``KeyError`` for anything else."""
        return {"markdown": self.markdown, "html": self.html, "json": self.json}[format]()

    @property
    def names(self) -> dict[str, str]:
        """The names of people, by id."""
        return {person.id: person.name for person in self.people.values()}

    @property
    def digest(self) -> str:
        """Stands for the document in every format: the same as long as nothing in it changes."""
        data = self.json() if self.customer else ""
        return hashlib.sha256(f"{self.markdown()}{data}".encode()).hexdigest()[:16]


class Evidence(Protocol):
    """What a draft needs of a record: the database answers, or an export."""

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


async def compiled(
    reader: Evidence,
    incident: Incident,
    settings: Settings,
    catalogue: Catalogue,
    now: datetime,
    *,
    edition: Audience = Audience.INTERNAL,
) -> Draft:
    """An edition in the catalogue's language.

    Raises ``UserError("error.false_alarm")`` for the customer edition of a cancelled incident.
    """
    if edition is Audience.CUSTOMER:
        return await _customer(reader, incident, settings, catalogue, now)
    entries = await reader.entries(incident.number)
    removed = await reader.removed(incident.number)
    people = await reader.people(named(incident, (*entries, *removed)))
    document = compile_draft(
        incident,
        entries,
        people,
        catalogue=catalogue,
        zones=_zones(settings),
        now=now,
        command=settings.command,
    )
    return Draft(
        document=document,
        incident=incident,
        entries=entries,
        removed=removed,
        people=people,
        acquainted=people,
        catalogue=catalogue,
        now=now,
        remarks=wording.remarks(document, entries, people, language=incident.language),
    )


async def _customer(
    reader: Evidence, incident: Incident, settings: Settings, catalogue: Catalogue, now: datetime
) -> Draft:
    entries = await reader.entries(incident.number)
    everybody = await reader.everybody()
    involved = named(incident, entries) | await reader.authors(incident.number)
    people = {user: person for user, person in everybody.items() if user in involved}
    made = compile_customer(
        incident,
        entries,
        people,
        catalogue=catalogue,
        house=_house(settings),
        zones=_zones(settings),
        known=everybody.values(),
        command=settings.command,
    )
    return Draft(
        document=without_sources(made.document),
        incident=incident,
        entries=(),
        people={},
        acquainted=people,
        catalogue=catalogue,
        now=now,
        customer=made,
        remarks=wording.remarks(made.document, entries, people, language=incident.language),
    )


def _zones(settings: Settings) -> Zones:
    second = ZoneInfo(settings.zones.second) if settings.zones.second else None
    return Zones(second=second, label=settings.zones.label)


def _house(settings: Settings) -> House:
    customer = settings.customer
    return House(
        product=customer.product,
        status_page=customer.status_page,
        contact=customer.contact,
        links=customer.links,
        deny=settings.privacy.deny,
    )
