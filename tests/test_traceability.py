"""The internal edition says nothing that its sources do not: every number, time and name stands in them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import permutations

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.model import Entry, EntryKind, Incident, KeyMoment, Moment, Role, SectionName
from bot.postmortem.document import Fact, ItemRow, MomentRow, Paragraph, PeopleRow, Row, Sourced, statements
from bot.postmortem.moments import promise_keeping
from bot.postmortem.names import visible
from bot.postmortem.times import Clock, long_date
from bot.text import parse
from tests.export.night import ENGLISH, ENTRIES, INCIDENT, NOW, PACIFIC, PEOPLE, internal

#: A number, a time or a name of somebody.
NUMBER = re.compile(r"\d+(?::\d\d)?")
NAMES = {person.id: person.name for person in PEOPLE.values()}
STAMPS = Clock(zones=PACIFIC)


def claims(statement: Sourced) -> str:
    """All that a statement says."""
    match statement:
        case Paragraph(spans=spans, byline=byline):
            return visible((*spans, *byline), PEOPLE)
        case Row(stamp=stamp, spans=spans, remarks=remarks):
            return " ".join((stamp, visible(spans, PEOPLE), *remarks))
        case MomentRow(utc=utc, second=second, how=how):
            return f"{utc} {second} {visible(how, PEOPLE)}"
        case Fact(value=value):
            return visible(value, PEOPLE)
        case ItemRow(spans=spans, owner=owner, due=due):
            return f"{visible((*spans, *((owner,) if owner else ())), PEOPLE)} {due}"
        case PeopleRow(people=people):
            return " ".join(visible((person,), PEOPLE) for person in people)
    raise TypeError(statement)


class Evidence:
    """What the sources and inputs of a statement say: words, instants, and the lengths between them."""

    def __init__(self, statement: Sourced, incident: Incident, entries: dict[str, Entry]) -> None:
        self.words: list[str] = []
        self.instants: list[datetime] = []
        for source in statement.sources:
            self._entry(entries[source.entry])
        for name in statement.inputs:
            self._field(name, incident, entries)

    def text(self) -> str:
        """All of it as one text."""
        lengths = [
            ENGLISH.lasting(later - earlier)
            for earlier, later in permutations(self.instants, 2)
            if later >= earlier
        ]
        dates = [f"{STAMPS.stamp(at)} {long_date(at, 'en')} {at:%H:%M}" for at in self.instants]
        return " ".join([*self.words, *dates, *lengths])

    def _entry(self, entry: Entry) -> None:
        self.instants += [entry.at, entry.recorded_at]
        self.words += [visible(parse(entry.text), PEOPLE), *entry.data.values(), entry.author_name]
        self.words += [NAMES[user] for user in (entry.author, *entry.data.values()) if user in NAMES]

    def _field(self, name: str, incident: Incident, entries: dict[str, Entry]) -> None:
        self.words += [f"{incident.id} {incident.title} {incident.severity}"]
        match name.split("."):
            case ["incident", "moments", moment] if Moment(moment) in incident.moments:
                self.instants.append(incident.moments[Moment(moment)].at)
            case ["incident", "declared_at"]:
                self.instants.append(incident.declared_at)
            case ["incident", "resolved_at"] if incident.resolved_at:
                self.instants.append(incident.resolved_at)
            case ["incident", part, *rest] if part in (
                "sections",
                "items",
                "kept",
                "channel",
                "roles",
                "opener",
            ):
                self.words += self._part(part, "".join(rest), incident, entries)
            case ["entries", *_]:
                self.words.append(str(len(entries)))
                self.words += [NAMES[each.author] for each in entries.values() if each.author in NAMES]

    def _part(self, part: str, key: str, incident: Incident, entries: dict[str, Entry]) -> list[str]:
        match part:
            case "sections":
                found = incident.sections[SectionName(key)]
                self.instants.append(found.at)
                return [visible(parse(found.text), PEOPLE), NAMES[found.author]]
            case "items":
                item = incident.items[int(key) - 1]
                return [item.text, item.due, NAMES.get(item.owner, "")]
            case "kept":
                kept = promise_keeping(incident, tuple(entries.values()), NOW)
                return [f"{kept.on_time} {kept.total} {ENGLISH.lasting(kept.longest_silence)}"]
            case "channel":
                return [incident.channel_name]
            case "roles":
                return [NAMES[incident.roles[Role(key)]]]
        return [NAMES[incident.opener]]


def untold(incident: Incident, entries: dict[str, Entry]) -> Iterator[tuple[str, str]]:
    """What is claimed without a source that says so, with the statement that claims it."""
    for statement in statements(internal(incident, entries.values())):
        said, known = claims(statement), Evidence(statement, incident, entries).text()
        numbers = set(NUMBER.findall(known))
        yield from ((each, said) for each in NUMBER.findall(said) if each not in numbers)
        yield from ((name, said) for name in NAMES.values() if name in said and name not in known)


def test_the_night() -> None:
    """Every number, time and name in the example's internal edition stands in its sources."""
    assert [] == list(untold(INCIDENT, {entry.id: entry for entry in ENTRIES}))


@given(
    shifts=st.lists(st.integers(-2000, 2000), min_size=5, max_size=5),
    texts=st.lists(
        st.text(alphabet="ab 7:3%.-", min_size=1, max_size=20).filter(str.strip), min_size=3, max_size=3
    ),
)
@settings(deadline=None, max_examples=40)
def test_whatever_the_record_says(shifts: list[int], texts: list[str]) -> None:
    """So it is wherever the moments lie, in whatever order, and whatever people wrote."""
    ids = ("n06", "n04", "n08", "n12", "n13")
    names = (Moment.BEGAN, Moment.DETECTED, Moment.IDENTIFIED, Moment.ENDED, Moment.RESOLVED)
    entries = {entry.id: entry for entry in ENTRIES}
    moments = {}
    for id, name, shift in zip(ids, names, shifts, strict=True):
        entry = entries[id]
        entries[id] = Entry(**{**entry.__dict__, "at": entry.at + timedelta(minutes=shift)})
        moments[name] = KeyMoment(at=entries[id].at, entry=id)
    for id, text in zip(("n05", "n09", "n10"), texts, strict=True):
        entries[id] = Entry(**{**entries[id].__dict__, "text": text})
    assert EntryKind.NOTE is entries["n09"].kind
    incident = INCIDENT.but(moments=moments, resolved_at=moments[Moment.RESOLVED].at)
    assert [] == list(untold(incident, entries))
