"""How an incident must stand, going by its entries in the order in which they were told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from bot.model import Entry, EntryKind, Incident, ItemState, Moment, Role, SectionName, Status

#: Kinds whose words are the latest news.
NEWS = frozenset({EntryKind.UPDATE, EntryKind.RESOLVED, EntryKind.REOPENED, EntryKind.CANCELLED})


@dataclass(kw_only=True)
class Standing:
    """It."""

    title: str = ""
    status: str = Status.INVESTIGATING
    severity: str = ""
    latest: str = ""
    roles: dict[Role, str] = field(default_factory=dict)
    moments: dict[Moment, datetime] = field(default_factory=dict)
    #: Each with its text and author.
    sections: dict[SectionName, tuple[str, str]] = field(default_factory=dict)
    #: Each with its text and state.
    items: list[tuple[str, str]] = field(default_factory=list)
    #: Entries that change something from what it was not.
    wrong: list[str] = field(default_factory=list)

    def add(self, entry: Entry) -> None:
        """The next entry."""
        if entry.kind in NEWS and entry.text:
            self.latest = entry.text
        match entry.kind:
            case EntryKind.DECLARED:
                self.title, self.severity = entry.text, entry.data["severity"]
                self.moments[Moment.DECLARED] = entry.at
            case EntryKind.TITLE | EntryKind.STATUS | EntryKind.SEVERITY:
                self._change(entry)
            case EntryKind.ITEM:
                self._item(entry)
            case EntryKind.RESOLVED | EntryKind.CANCELLED | EntryKind.REOPENED:
                self._end(entry)
            case _:
                self._fill(entry)

    def _change(self, entry: Entry) -> None:
        name = str(entry.kind)
        before, after = getattr(self, name), entry.data.get("to", entry.text)
        if before != entry.data["from"]:
            self.wrong.append(f"{name} from {entry.data['from']} to {after} told while {before}")
        setattr(self, name, after)
        if self.status == Status.IDENTIFIED and entry.kind is EntryKind.STATUS:
            self.moments.setdefault(Moment.IDENTIFIED, entry.at)

    def _fill(self, entry: Entry) -> None:
        match entry.kind:
            case EntryKind.ROLE:
                self.roles[Role(entry.data["role"])] = entry.data["holder"]
            case EntryKind.MOMENT:
                self.moments[Moment(entry.data["moment"])] = entry.at
            case EntryKind.SECTION:
                self.sections[SectionName(entry.data["section"])] = entry.text, entry.author

    def _item(self, entry: Entry) -> None:
        number = int(entry.data["number"])
        if "state" in entry.data:
            if number > len(self.items):
                self.wrong.append(f"item {number} told to be {entry.data['state']} before it was there")
                return
            self.items[number - 1] = entry.text, entry.data["state"]
        else:
            self.items.append((entry.text, ItemState.PROPOSED))
            if number != len(self.items):
                self.wrong.append(f"item {number} {entry.text!r} told as the {len(self.items)}.")

    def _end(self, entry: Entry) -> None:
        if entry.kind is EntryKind.REOPENED:
            self.status = Status.INVESTIGATING
            self.moments.pop(Moment.RESOLVED, None)
            return
        self.status = Status.RESOLVED if entry.kind is EntryKind.RESOLVED else Status.CANCELLED
        if entry.kind is EntryKind.RESOLVED:
            self.moments[Moment.RESOLVED] = entry.at


def folded(entries: Sequence[Entry]) -> Standing:
    """How the incident of these entries stands; those that were not told yet do not count."""
    standing = Standing()
    told = [entry for entry in entries if entry.source and entry.kind is not EntryKind.MESSAGE]
    for entry in sorted(told, key=lambda entry: float(entry.source.ts if entry.source else 0)):
        standing.add(entry)
    return standing


def as_stored(incident: Incident) -> Standing:
    """The same as the record has it."""
    return Standing(
        title=incident.title,
        status=incident.status,
        severity=incident.severity,
        latest=incident.latest,
        roles=dict(incident.roles),
        moments={name: moment.at for name, moment in incident.moments.items()},
        sections={name: (section.text, section.author) for name, section in incident.sections.items()},
        items=[(item.text, item.state) for item in incident.items],
    )
