"""The record of an incident as data, for programs; ``record.schema.json`` beside this publishes its shape.

Instants are ISO 8601 in UTC with ``Z``, prose is plain text with people by name, the unknown is ``null``.
Pure: no I/O but reading the schema, no clock.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import resources
from types import MappingProxyType
from typing import Any

from bot.editing import Version
from bot.locales import Catalogue
from bot.model import Correction, Entry, Incident, Item, KeyMoment, Person, Role, Section, SectionName
from bot.postmortem.document import Source
from bot.postmortem.known import key_moments
from bot.postmortem.markup import read
from bot.postmortem.moments import promise_keeping
from bot.postmortem.names import name_of, title_text, visible
from bot.text import parse
from bot.timeline import ordered, sentence

VERSION = 1

#: A JSON object.
Json = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class WrittenSection:
    """What a person wrote into a section of the document, and the entries that the bot's words there come from."""

    version: Version
    sources: tuple[Source, ...]


UNWRITTEN: Mapping[str, WrittenSection] = MappingProxyType({})


def to_record(
    incident: Incident,
    entries: Iterable[Entry],
    people: Mapping[str, Person],
    *,
    removed: Iterable[Entry] = (),
    written: Mapping[str, WrittenSection] = UNWRITTEN,
    catalogue: Catalogue | None = None,
    now: datetime | None = None,
) -> Json:
    """The incident, its moments, timeline, items and sections as JSON values; ``removed``: entries taken off.

    ``written`` are the sections that people have written into the document, by key, in whose place they stand.
    With a catalogue, an entry without words of its own has its sentence in that language as text. With ``now``,
    the silence of an open incident since its last update counts.
    """
    timeline = ordered(entries)
    writer = _Writer(people=people, catalogue=catalogue, links={e.id: e.permalink for e in timeline})
    return {
        "version": VERSION,
        "id": incident.id,
        "title": title_text(incident.title, people),
        "severity": incident.severity,
        "status": incident.status.value,
        "language": incident.language,
        "declared_at": None if incident.reconstructed else _instant(incident.declared_at),
        "resolved_at": _instant(incident.resolved_at) if incident.resolved_at else None,
        "channel": {"id": incident.channel, "name": incident.channel_name} if incident.channel else None,
        "opener": writer.person(incident.opener) if incident.opener else None,
        "roles": {role.value: writer.person(incident.roles[role]) for role in Role if role in incident.roles},
        "moments": {m.value: writer.moment(found) for m, found in key_moments(incident, timeline).items()},
        "updates": _updates(incident, timeline, now),
        "timeline": [writer.entry(entry) for entry in timeline],
        "removed": [writer.entry(entry) for entry in ordered(removed)],
        "items": [writer.item(item) for item in sorted(incident.items, key=lambda item: item.number)],
        "sections": {
            n.value: writer.section(incident.sections[n]) for n in SectionName if n in incident.sections
        }
        | {key: writer.written(each) for key, each in written.items()},
    }


def to_json(
    incident: Incident,
    entries: Iterable[Entry],
    people: Mapping[str, Person],
    *,
    removed: Iterable[Entry] = (),
    written: Mapping[str, WrittenSection] = UNWRITTEN,
    catalogue: Catalogue | None = None,
    now: datetime | None = None,
) -> str:
    """The record, as :func:`to_record` makes it, as a JSON text that ends with one newline."""
    record = to_record(
        incident, entries, people, removed=removed, written=written, catalogue=catalogue, now=now
    )
    return json.dumps(record, ensure_ascii=False, indent=2) + "\n"


def schema() -> Json:
    """The JSON schema that every record follows."""
    text = (resources.files("bot.export") / "record.schema.json").read_text(encoding="utf-8")
    loaded: Json = json.loads(text)
    return loaded


@dataclass(frozen=True, kw_only=True)
class _Writer:
    people: Mapping[str, Person]
    catalogue: Catalogue | None
    #: Permalink by entry id.
    links: Mapping[str, str]

    def person(self, user: str) -> Json:
        return {"id": user, "name": name_of(user, self.people)}

    def text(self, prose: str) -> str:
        return visible(parse(prose), self.people)

    def source(self, entry: str) -> str | None:
        return self.links.get(entry) or None

    def moment(self, moment: KeyMoment) -> Json:
        return {"at": _instant(moment.at), "source": self.source(moment.entry), "entry": moment.entry}

    def entry(self, entry: Entry) -> Json:
        said = self.text(entry.text)
        if self.catalogue and not said:
            said = visible(self.catalogue.spans(sentence(entry)), self.people)
        made = entry.corrections
        by = made[-1].by if made else ""
        changed = max(filter(None, (entry.edited_at, *(each.at for each in made))), default=None)
        return {
            "id": entry.id,
            "at": _instant(entry.at),
            "recorded_at": _instant(entry.recorded_at),
            "kind": entry.kind.value,
            "text": said,
            "data": dict(sorted(entry.data.items())),
            "author": entry.author_name or name_of(entry.author, self.people) or None,
            "author_id": entry.author or None,
            "audience": entry.audience.value,
            "permalink": entry.permalink or None,
            "edited": _instant(changed) if changed else None,
            "edited_by": name_of(by, self.people) or None,
            "edited_by_id": by or None,
            "versions": [self.version(each) for each in made],
            "tried": _tried(entry),
            "files": [{"name": file.name, "permalink": file.permalink or None} for file in entry.files],
        }

    def version(self, correction: Correction) -> Json:
        """What stood before a correction, and who made it when."""
        before = correction.before
        return {
            "text": self.text(before.text),
            "at": _instant(before.at),
            "audience": before.audience.value,
            "removed": before.removed,
            "corrected": _instant(correction.at),
            "corrected_by": name_of(correction.by, self.people),
            "corrected_by_id": correction.by,
        }

    def item(self, item: Item) -> Json:
        return {
            "number": item.number,
            "text": self.text(item.text),
            "state": item.state.value,
            "owner": name_of(item.owner, self.people) or None,
            "owner_id": item.owner or None,
            "due": item.due or None,
            "permalink": self.source(item.entry),
            "entry": item.entry,
        }

    def section(self, section: Section) -> Json:
        link = self.source(section.entry)
        return {
            "text": self.text(section.text),
            "sources": [link] if link else [],
            "entries": [section.entry],
            "markdown": None,
            "edited_by": name_of(section.author, self.people),
            "edited_by_id": section.author,
            "edited_at": _instant(section.at),
        }

    def written(self, section: WrittenSection) -> Json:
        version = section.version
        links = dict.fromkeys(source.permalink for source in section.sources if source.permalink)
        return {
            "text": visible(read(version.text), self.people),
            "sources": list(links),
            "entries": list(dict.fromkeys(source.entry for source in section.sources)),
            "markdown": version.text,
            "edited_by": name_of(version.author, self.people) or version.author_name,
            "edited_by_id": version.author or None,
            "edited_at": _instant(version.at),
        }


def _updates(incident: Incident, timeline: tuple[Entry, ...], now: datetime | None) -> Json:
    kept = promise_keeping(incident, timeline, now)
    return {
        "on_time": kept.on_time,
        "total": kept.total,
        "longest_silence_seconds": int(kept.longest_silence.total_seconds()),
    }


def _tried(entry: Entry) -> Json | None:
    return {"state": entry.tried.state.value, "since": _instant(entry.tried.at)} if entry.tried else None


def _instant(at: datetime) -> str:
    return at.astimezone(UTC).replace(tzinfo=None).isoformat() + "Z"
