"""Compiles the post-mortem draft from the record: same record, same draft, and nothing invented.

Pure: no I/O; the clock is a parameter, and it matters only while the incident is open.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime

from bot.locales import Catalogue
from bot.model import Entry, Incident, Moment, Person, SectionName
from bot.phrases import Prose, phrase
from bot.postmortem.chronology import shown, timeline_section
from bot.postmortem.course import internal_course
from bot.postmortem.document import Document, DocumentSection
from bot.postmortem.moments import moments_section, window
from bot.postmortem.record import Record
from bot.postmortem.sections import (
    further_section,
    items_section,
    lessons_section,
    people_section,
    written_section,
)
from bot.postmortem.summary import summary_section
from bot.postmortem.times import UTC_ALONE, Clock, Zones, clock_for
from bot.postmortem.translation import translation_section
from bot.postmortem.tried import tried_section
from bot.timeline import ordered
from bot.translating.interpreter import Interpreter


def compile_draft(
    incident: Incident,
    entries: Iterable[Entry],
    people: Mapping[str, Person],
    *,
    catalogue: Catalogue,
    zones: Zones = UTC_ALONE,
    now: datetime,
    command: str = "/incident",
    interpreter: Interpreter | None = None,
) -> Document:
    """The internal edition in the catalogue's language.

    ``entries`` may come in any order, ``people`` holds those whose names are known, by id. ``command`` is the
    slash command to name where something is missing. ``interpreter`` puts people's words into the document's
    language, where they are not in it. Raises ``KeyError`` when the catalogue lacks a sentence.
    """
    record = Record(
        incident=incident,
        entries=ordered(entries),
        people=people,
        catalogue=catalogue,
        clock=Clock(zones=zones),
        now=now,
        command=command,
        interpreter=interpreter,
    )
    record = replace(record, clock=clock_for(_instants(record), zones))
    title = phrase("postmortem.title", incident=incident.id, title=Prose(text=incident.title))
    return Document(
        title=record.titled(title, may_leave=record.title_may_leave),
        language=catalogue.language,
        clock=record.clock,
        sections=_internal(record),
        course=internal_course(record),
    )


def _internal(record: Record) -> tuple[DocumentSection, ...]:
    sections = (
        summary_section(record),
        written_section(record, SectionName.IMPACT),
        moments_section(record),
        timeline_section(record),
        written_section(record, SectionName.CAUSE),
        written_section(record, SectionName.FIX),
        tried_section(record),
        lessons_section(record),
        items_section(record),
        people_section(record),
        further_section(record),
    )
    return (*sections, *translation_section(record))


def _instants(record: Record) -> Iterator[datetime]:
    """Every instant that the summary, the key moments and the timeline show."""
    yield from (entry.at for entry in shown(record.entries))
    yield from (found.at for found in map(record.moment, Moment) if found)
    course = window(record)
    yield course.start.at
    if course.end:
        yield course.end.at
