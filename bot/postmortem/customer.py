"""The customer edition: what customers were told and may know, and nothing that must stay inside.

Its timeline is made of notices alone. Whatever people wrote passes the guard (``bot.privacy``); what was left out,
and why, is listed for whoever hands the edition out. A part without data says "TBD", and ``missing`` says to the
readers inside who can fill it. The document carries its sources until
``bot.postmortem.document.without_sources`` takes them off.

Pure: no I/O, no clock.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from types import MappingProxyType
from urllib.parse import urlsplit

from bot.editing import Version
from bot.errors import UserError
from bot.locales import Catalogue, load
from bot.model import (
    Audience,
    Entry,
    EntryKind,
    Incident,
    Moment,
    Person,
    Status,
)
from bot.phrases import Phrase
from bot.postmortem.course import customer_course
from bot.postmortem.course_of_events import Course
from bot.postmortem.customer_parts import Parts
from bot.postmortem.customer_summary import edition_window, summary
from bot.postmortem.document import Document, DocumentSection, Spans, Timeline
from bot.postmortem.omissions import Omission
from bot.postmortem.record import Record
from bot.postmortem.times import UTC_ALONE, Clock, Zones, clock_for, long_date
from bot.postmortem.translation import translation_section
from bot.privacy import Guard, Names, Places, Reason
from bot.text import Words, parse
from bot.timeline import ordered
from bot.translating.interpreter import Interpreter

NO_EDITS: Mapping[str, Version] = MappingProxyType({})

#: What a text is replaced by that must not leave; the others vanish.
_REPLACED = (
    Reason.NAME,
    Reason.HOST,
    Reason.LINK,
    Reason.CHANNEL,
    Reason.TICKET,
    Reason.ADDRESS,
)


@dataclass(frozen=True, kw_only=True)
class House:
    """What the settings say about customer editions."""

    product: str = ""
    status_page: str = ""
    contact: str = ""
    #: Hosts that links may lead to, besides those of the two above.
    links: tuple[str, ...] = ()
    #: Texts that never stand in a customer edition.
    deny: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class CustomerEdition:
    """The edition, and what whoever hands it out has to know."""

    #: With its sources, for readers inside.
    document: Document
    #: The same as the bot alone would have it.
    compiled: Document
    omissions: tuple[Omission, ...]
    #: What is not known yet, and who can say it, one sentence each.
    missing: tuple[Phrase, ...]
    #: How many entries of the timeline customers were never told of.
    internal: int


def compile_customer(
    incident: Incident,
    entries: Iterable[Entry],
    people: Mapping[str, Person],
    *,
    catalogue: Catalogue,
    house: House,
    zones: Zones = UTC_ALONE,
    known: Iterable[Person] = (),
    command: str = "/incident",
    edits: Mapping[str, Version] = NO_EDITS,
    interpreter: Interpreter | None = None,
) -> CustomerEdition:
    """The customer edition in the catalogue's language; it does not depend on when it is compiled.

    ``people`` had a part in the incident, by id; ``known`` are others whose whole names must not stand in it.
    ``edits`` stand in the place of the bot's sections, by key, and pass the guard as everything does.
    ``interpreter`` puts people's words into the edition's language, where they are not in it.
    Raises ``UserError("error.false_alarm")`` for an incident that was cancelled.
    """
    if incident.status is Status.CANCELLED:
        raise UserError("error.false_alarm", incident=incident.id)
    record = Record(
        incident=incident,
        entries=ordered(entries),
        people=people,
        catalogue=catalogue,
        clock=Clock(zones=zones),
        now=incident.resolved_at or incident.declared_at,
        command=command,
        interpreter=interpreter,
    )
    record = replace(record, clock=clock_for(_instants(record), zones))
    return _edition(_parts(record, _guard(record, house, known), edits), house, edits)


def _edition(parts: Parts, house: House, edits: Mapping[str, Version]) -> CustomerEdition:
    document = _document(parts, house)  # Making it notes what is left out.
    parts.omissions[:] = [each for each in parts.omissions if each.section not in edits]
    sections = tuple(parts.or_edited(each, edits) for each in document.sections)
    return CustomerEdition(
        document=replace(document, sections=sections),
        compiled=document,
        omissions=tuple(dict.fromkeys(parts.omissions)),
        missing=tuple(parts.missing),
        internal=sum(entry.kind is not EntryKind.NOTICE for entry in parts.record.entries),
    )


def _parts(record: Record, guard: Guard, edits: Mapping[str, Version]) -> Parts:
    # What is put in stands among people's words, and is translated with them.
    written_in = load(record.interpreter.source) if record.interpreter else record.catalogue
    return Parts(
        record=record,
        guard=replace(guard, instead=_instead(written_in)),
        own_guard=guard,
        edited=frozenset(edits),
    )


def _document(parts: Parts, house: House) -> Document:
    sections = _sections(parts, house)
    return Document(
        title=_title(parts, house),
        language=parts.record.catalogue.language,
        clock=parts.record.clock,
        sections=sections,
        edition=Audience.CUSTOMER,
        course=_course(parts.record, sections),
    )


def _course(record: Record, sections: Iterable[DocumentSection]) -> Course | None:
    """The window of the summary, and the notices that the timeline shows."""
    found = edition_window(record)
    blocks = [block for section in sections for block in section.blocks if isinstance(block, Timeline)]
    return customer_course(
        record,
        found.start.at if found.start else None,
        found.end.at if found.end else None,
        [row.at for block in blocks for row in block.rows],
    )


def _sections(parts: Parts, house: House) -> tuple[DocumentSection, ...]:
    heading = parts.record.words("postmortem_part")
    return (
        summary(parts, house.product),
        parts.notices(),
        DocumentSection(key="postmortem", heading=heading, blocks=()),
        *parts.analysis(),
        parts.further(house.status_page, house.contact),
        *translation_section(parts.record),
    )


def _title(parts: Parts, house: House) -> Spans:
    record = parts.record
    began = record.moment(Moment.BEGAN)
    day = long_date(began.at if began else record.incident.declared_at, record.catalogue.language)
    symptom = parts.cleaned("title", parse(" ".join(record.incident.title.split()), formatting=False))
    before = (record.words("service_incident"), day, house.product)
    return (Words(text="".join(f"{part} | " for part in before if part)), *symptom)


def _guard(record: Record, house: House, known: Iterable[Person]) -> Guard:
    hosts = [urlsplit(url).hostname or "" for url in (house.status_page, house.contact)]
    return Guard(
        names=Names(record.people.values(), known),
        places=Places(deny=house.deny, links=(*house.links, *hosts), literal=(record.incident.channel_name,)),
        people=record.people,
        instead=_instead(record.catalogue),
    )


def _instead(catalogue: Catalogue) -> Mapping[Reason, str]:
    return {reason: catalogue.text(f"instead.{reason}") for reason in _REPLACED}


def _instants(record: Record) -> Iterator[datetime]:
    """Every instant of which the edition speaks: its window, and the notices."""
    found = edition_window(record)
    yield from (moment.at.astimezone(UTC) for moment in (found.start, found.end) if moment)
    yield from (entry.at for entry in record.entries if entry.kind is EntryKind.NOTICE and not entry.locked)
