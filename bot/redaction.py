"""Removing a text from the record: from the entry that holds it, and from all that was made of it.

Entries that have no text of their own left read so ("noted something (text removed)"); titles and items, which
cannot go without, read "[removed]".
Pure: no I/O, no clock.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from bot.care import REMOVED, Remainder
from bot.decisions import Act
from bot.model import Entry, EntryKind, Incident, Item, Place, Section, SectionName
from bot.quoting import without

#: Kinds whose sentence cannot go without a text.
_NEEDS_TEXT = frozenset(
    {EntryKind.DECLARED, EntryKind.TITLE, EntryKind.ITEM, EntryKind.SNOOZE, EntryKind.REDACTED}
)


def sourced(entries: Sequence[Entry], place: Place) -> frozenset[str]:
    """The entries that come from a message: its own, and those whose echo it is."""
    own = f"{place.channel}:{place.ts}"
    return frozenset(
        entry.id
        for entry in entries
        if entry.id == own
        or (entry.source and (entry.source.channel, entry.source.ts) == (place.channel, place.ts))
    )


def tombstone(act: Act, reason: str) -> Entry:
    """The line that stays on the timeline: who removed something, when and why."""
    return act.entry(EntryKind.REDACTED, reason)


def remainder(
    incident: Incident, entries: Sequence[Entry], gone: Collection[str], texts: Collection[str]
) -> Remainder:
    """What is left when the entries with the ids ``gone`` lose their texts, and all others these ``texts``.

    ``entries``: all of the incident.
    """
    items = {entry.data["number"] for entry in entries if entry.id in gone and entry.kind is EntryKind.ITEM}
    gone = {
        *gone,
        *(e.id for e in entries if e.kind is EntryKind.ITEM and e.data["number"] in items),
    }
    lost = {
        text for entry in entries if entry.id in gone for text in (entry.text, *entry.data.values()) if text
    }
    after = [_entry(entry, gone, texts) for entry in entries]
    return Remainder(
        incident=_incident(incident, gone, lost, texts),
        entries=tuple(new for new, old in zip(after, entries, strict=True) if new != old),
    )


def _entry(entry: Entry, gone: Collection[str], texts: Collection[str]) -> Entry:
    if entry.id not in gone:
        data = _data(entry.data, texts)
        return replace(entry, text=without(entry.text, texts), data=data)
    empty = REMOVED if entry.kind in _NEEDS_TEXT else ""
    prose = {"from": REMOVED} if entry.kind is EntryKind.TITLE else {}
    return replace(entry, text=empty, files=(), data={**entry.data, **prose})


def _data(data: Mapping[str, str], texts: Collection[str]) -> Mapping[str, str]:
    after = {name: without(value, texts) for name, value in data.items()}
    return data if after == dict(data) else after


def _incident(
    incident: Incident, gone: Collection[str], lost: Collection[str], texts: Collection[str]
) -> Incident:
    latest = "" if incident.latest in lost else without(incident.latest, texts)
    return incident.but(
        title=REMOVED if incident.title in lost else without(incident.title, texts),
        latest=latest,
        latest_at=incident.latest_at if latest else None,
        sections=_sections(incident.sections, gone, texts),
        items=tuple(_item(item, gone, texts) for item in incident.items),
    )


def _sections(
    sections: Mapping[SectionName, Section], gone: Collection[str], texts: Collection[str]
) -> Mapping[SectionName, Section]:
    left = {
        name: replace(section, text=without(section.text, texts))
        for name, section in sections.items()
        if section.entry not in gone
    }
    return sections if left == dict(sections) else left


def _item(item: Item, gone: Collection[str], texts: Collection[str]) -> Item:
    return replace(item, text=REMOVED if item.entry in gone else without(item.text, texts))
