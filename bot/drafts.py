"""A draft from the record: what chat, file and command line need to show one post-mortem."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime

from bot import editing, wording
from bot.editing import ShownDraft, StateChange, Version
from bot.evidence import Evidence
from bot.export.customer_json import to_customer_json
from bot.export.html import to_html
from bot.export.json import WrittenSection, to_json
from bot.export.markdown import bodies, to_markdown
from bot.export.pictures import Picture
from bot.house_style import house_of, zones_of
from bot.locales import Catalogue
from bot.model import Audience, Entry, Incident, Person
from bot.people import named
from bot.phrases import Param, Phrase, When, phrase
from bot.postmortem.customer import CustomerEdition, compile_customer
from bot.postmortem.document import Document, sources_of, without_sources
from bot.postmortem.draft import compile_draft
from bot.postmortem.edited import author, differs, remark_count, with_edits
from bot.settings import Settings
from bot.taking_back import marker
from bot.translating.interpreting import interpreter_for, wanted


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
    #: The document as the bot alone would have it.
    alone: Document
    #: All that people wrote into this incident's documents.
    versions: tuple[Version, ...] = ()
    #: The document's latest state; ``None``: a draft that nobody has touched.
    state: StateChange | None = None
    remarks: tuple[wording.Remark, ...] = ()
    #: Images for the page of the internal edition, by the permalink of the file.
    pictures: Mapping[str, Picture] = field(default_factory=dict)
    #: What a translator would have to translate for this document, and has not yet.
    wanted: tuple[str, ...] = ()

    def markdown(self) -> str:
        """The whole document as Markdown."""
        return to_markdown(self.document, self.people)

    def html(self) -> str:
        """The whole document as one HTML page."""
        return to_html(self.document, self.people, {} if self.customer else self.pictures)

    def editable(self) -> str:
        """The same with a line at the end, which no reader sees, so that it can be edited and taken back."""
        return f"{self.markdown()}\n{marker(self.shown())}"

    def json(self) -> str:
        """The record, or of a customer edition the document, as JSON by the published schema."""
        if self.customer:
            return to_customer_json(self.document, self.incident)
        return to_json(
            self.incident,
            self.entries,
            self.people,
            removed=self.removed,
            written=self._written_sections(),
            catalogue=self.catalogue,
            now=self.now,
        )

    def _written_sections(self) -> dict[str, WrittenSection]:
        own = editing.edited(editing.of_document(self.versions, self.edition, self.document.language))
        return {
            section.key: WrittenSection(version=own[section.key], sources=sources_of(section, self.alone))
            for section in self.alone.sections
            if section.key in own
        }

    def written(self, format: str) -> str:
        """The document in ``markdown``, ``html`` or ``json``. Raises ``KeyError`` for anything else."""
        return {"markdown": self.markdown, "html": self.html, "json": self.json}[format]()

    @property
    def edition(self) -> Audience:
        """Whom the document is for."""
        return self.document.edition

    def as_compiled(self, section: str) -> str:
        """The section as the bot alone would write it, in Markdown."""
        return "\n\n".join(bodies(self.alone, self.people)[section])

    def remarks_on(self, section: str) -> str:
        """What the bot says below a section about edits of it, in Markdown."""
        found = next(each for each in self.document.sections if each.key == section)
        count = remark_count(found.blocks)
        texts = bodies(self.document, self.people)[section]
        return "\n\n".join(texts[len(texts) - count :])

    def shown(self, *keys: str) -> ShownDraft:
        """What somebody has before them who begins to edit those sections; without keys, all of them."""
        standing = editing.standing(editing.of_document(self.versions, self.edition, self.document.language))
        written, alone = bodies(self.document, self.people), bodies(self.alone, self.people)
        sections = {}
        for section in self.document.sections:
            texts = written[section.key]
            if (texts or section.blocks) and (not keys or section.key in keys):
                own = standing.get(section.key)
                remarks = remark_count(section.blocks)
                if own and own.text and self.edition is Audience.INTERNAL:
                    remarks = len(texts) - 1
                sections[section.key] = editing.Shown(
                    body=editing.print_of("\n\n".join(texts)),
                    tail=editing.prints("\n\n".join(texts[len(texts) - remarks :])),
                    compiled=editing.prints("\n\n".join(alone[section.key])),
                    number=own.number if own else 0,
                )
        said = {key: asdict(each) for key, each in sections.items()}
        place = [self.incident.number, self.edition, self.document.language, said]
        digest = hashlib.sha256(json.dumps(place, sort_keys=True).encode()).hexdigest()[:16]
        return ShownDraft(
            id=digest,
            edition=self.edition,
            language=self.document.language,
            sections=sections,
            at=self.now,
        )

    @property
    def names(self) -> dict[str, str]:
        """The names of people, by id."""
        return {person.id: person.name for person in self.people.values()}

    @property
    def digest(self) -> str:
        """Stands for the document in every format: the same as long as nothing in it changes."""
        data = self.json() if self.customer else ""
        return hashlib.sha256(f"{self.markdown()}{data}".encode()).hexdigest()[:16]


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
    return await _internal(reader, incident, settings, catalogue, now)


async def _internal(
    reader: Evidence, incident: Incident, settings: Settings, catalogue: Catalogue, now: datetime
) -> Draft:
    entries = await reader.entries(incident.number)
    removed = await reader.removed(incident.number)
    people = await reader.people(named(incident, (*entries, *removed)))
    versions = await reader.versions(incident.number)
    interpreter = await interpreter_for(reader, incident, settings, catalogue, people)
    alone = compile_draft(
        incident,
        entries,
        people,
        catalogue=catalogue,
        zones=zones_of(settings),
        now=now,
        command=settings.command,
        interpreter=interpreter,
    )
    people |= await reader.people({version.author for version in versions if version.author})
    document = _edited(alone, versions, people, catalogue)
    return Draft(
        document=document,
        alone=alone,
        incident=incident,
        entries=entries,
        removed=removed,
        people=people,
        acquainted=people,
        catalogue=catalogue,
        now=now,
        remarks=wording.remarks(document, entries, people, language=incident.language),
        versions=versions,
        state=await _state(reader, incident, Audience.INTERNAL, catalogue.language),
        wanted=wanted(interpreter),
    )


def _edited(
    alone: Document, versions: tuple[Version, ...], people: Mapping[str, Person], catalogue: Catalogue
) -> Document:
    if not versions:
        return alone
    here = (Audience.INTERNAL, alone.language)
    edits = editing.edited(editing.of_document(versions, *here))
    now = bodies(alone, people)
    fresh = {key: editing.news(edit.base, "\n\n".join(now.get(key, ()))) for key, edit in edits.items()}
    return with_edits(alone, edits, fresh, editing.elsewhere(versions, *here), catalogue)


async def _customer(
    reader: Evidence, incident: Incident, settings: Settings, catalogue: Catalogue, now: datetime
) -> Draft:
    entries = await reader.entries(incident.number)
    everybody = await reader.everybody()
    versions = await reader.versions(incident.number)
    writers = {version.author for version in versions}
    involved = named(incident, entries) | await reader.authors(incident.number) | writers
    people = {user: person for user, person in everybody.items() if user in involved}
    edits = editing.edited(editing.of_document(versions, Audience.CUSTOMER, catalogue.language))
    interpreter = await interpreter_for(reader, incident, settings, catalogue, people, everybody)
    made = compile_customer(
        incident,
        entries,
        people,
        catalogue=catalogue,
        house=house_of(settings),
        zones=zones_of(settings),
        known=everybody.values(),
        command=settings.command,
        edits=edits,
        interpreter=interpreter,
    )
    alone = without_sources(made.compiled)
    others = editing.elsewhere(versions, Audience.CUSTOMER, catalogue.language)
    return Draft(
        document=without_sources(made.document),
        alone=alone,
        incident=incident,
        entries=(),
        people={},
        acquainted=people,
        catalogue=catalogue,
        now=now,
        customer=replace(made, missing=(*made.missing, *_beside(alone, edits, others))),
        remarks=wording.remarks(made.document, entries, people, language=incident.language),
        versions=versions,
        state=await _state(reader, incident, Audience.CUSTOMER, catalogue.language),
        wanted=wanted(interpreter),
    )


def _beside(alone: Document, edits: Mapping[str, Version], others: tuple[Version, ...]) -> tuple[Phrase, ...]:
    """What readers inside have to know of the edits of a customer edition: what is new, and where it differs."""
    said: list[Phrase] = []
    now = bodies(alone, {})
    for section in alone.sections:
        if edit := edits.get(section.key):
            fresh = editing.news(edit.base, "\n\n".join(now[section.key]))
            if fresh:
                about: dict[str, Param] = {
                    "section": section.heading,
                    "who": author(edit),
                    "when": When(at=edit.at),
                }
                said.append(phrase("preview.news", count=len(fresh.added) + fresh.gone, **about))
        said += [differs(each, section.heading) for each in others if each.section == section.key]
    return tuple(said)


async def _state(
    reader: Evidence, incident: Incident, edition: Audience, language: str
) -> StateChange | None:
    known = await reader.states(incident.number)
    own = [each for each in known if (each.edition, each.language) == (edition, language)]
    return own[-1] if own else None
