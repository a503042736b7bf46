"""The record against what people did: numbers, messages, marks, entries."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

from bot.marks import EMOJI
from bot.model import Entry, EntryKind
from tests.campaign.deeds import Said, Typed, value_of
from tests.campaign.oracle.evidence import Evidence, Row

#: Slack says its time to the second.
SECOND = timedelta(seconds=1)
#: The states of the tried board by their emoji; of two of one instant, the later here counts.
BOARD = ("test_tube", "x", "white_check_mark", "scales")
ON_THE_TIMELINE = frozenset({"pushpin", "pin", *BOARD})


def wrong(evidence: Evidence) -> Iterator[str]:
    """What is wrong with the record."""
    yield from _numbers(evidence)
    for said in evidence.stage.said.values():
        yield from _message(evidence, said)
        yield from _mark(evidence, said)
    yield from _strangers(evidence)
    for deed in evidence.stage.typed:
        yield from _deed(evidence, deed)
    yield from _causeless(evidence)
    yield from _untold(evidence)


def _numbers(evidence: Evidence) -> Iterator[str]:
    titles = [
        entry.text
        for incident in evidence.incidents
        for entry in evidence.told[incident.number]
        if entry.kind is EntryKind.DECLARED
    ]
    counted = evidence.stage.typed
    opened = [deed for deed in counted if deed.kind is EntryKind.DECLARED]
    for title in titles:
        if sum(deed.word in title for deed in opened) != 1:
            yield f"nobody opened {title!r}"
    if len(titles) != len(set(titles)):
        yield f"incidents opened twice: {titles}"
    # The evidence was gathered by counting up, so that one beyond a gap would not be there.
    channels = len(evidence.stage.rooms)
    if {channels, len(titles)} != {len(evidence.incidents)}:
        yield f"{len(evidence.incidents)} incidents in a row, {len(titles)} declared, and {channels} channels"


def _message(evidence: Evidence, said: Said) -> Iterator[str]:
    key = said.channel, said.ts
    row, missed = evidence.rows.get(key), key in evidence.missed
    incident = evidence.incident_in(said.channel)
    if missed and incident is not None and not incident.status.is_open:
        return
    what = f"message {said.texts[-1]!r} at {said.ts}{' (read back)' if missed else ''}"
    if row is None:
        if not (missed and said.deleted):
            yield f"{what} is missing"
    elif said.deleted:
        if not row.deleted or row.text or any(row.versions):
            yield f"{what} was deleted, and the record has {row}"
    elif (row.text, row.deleted) != (said.texts[-1], False):
        yield f"{what} is {row} in the record, of {said.texts}"
    else:
        yield from _versions(said, row, what, missed=missed)


def _versions(said: Said, row: Row, what: str, *, missed: bool) -> Iterator[str]:
    earlier = set(said.texts[:-1])
    # A text may be known twice: from an event, and from reading back.
    if row.versions - earlier - {said.texts[-1]} or (not missed and earlier - row.versions):
        yield f"{what} had {sorted(earlier)} before, the record says {sorted(row.versions)}"


def _mark(evidence: Evidence, said: Said) -> Iterator[str]:
    key = said.channel, said.ts
    incident = evidence.incident_in(said.channel)
    unheard = key in evidence.missed or key in evidence.missed_marks
    if unheard and incident is not None and not incident.status.is_open:
        return
    entries = evidence.told[incident.number] if incident else ()
    found = [e for e in entries if e.kind is EntryKind.MESSAGE and e.source and e.source.ts == said.ts]
    marked = any(mark in ON_THE_TIMELINE for _, mark in said.marks)
    if len(found) != marked:
        heard = " (read back)" if unheard else ""
        marks = sorted(said.marks)
        yield f"message {said.texts[-1]!r}{heard} carries {marks} and is {len(found)} times on the timeline"
    for entry in found:
        yield from _standing(said, entry, unheard=unheard)


def _standing(said: Said, entry: Entry, *, unheard: bool) -> Iterator[str]:
    """Whether it is the company's own, and how it stands on the board."""
    names = {name for _, name in said.marks}
    if entry.locked != ("lock" in names):
        yield f"message {said.texts[-1]!r} carries {sorted(names)} and is {'' if entry.locked else 'not '}locked"
    states = {
        (at, BOARD.index(name))
        for (user, name), at in said.marked_at.items()
        if name in BOARD and (user, name) in said.marks
    }
    expected = EMOJI[BOARD[max(states)[1]]] if states else None
    state = entry.tried.state if entry.tried else None
    # What is read back tells which marks there are, and not since when.
    possible = {EMOJI[BOARD[number]] for _, number in states} if unheard and states else {expected}
    if state not in possible:
        yield f"message {said.texts[-1]!r} carries {sorted(said.marked_at)} and stands as {state}, not {expected}"


def _strangers(evidence: Evidence) -> Iterator[str]:
    rooms = {room.id for room in evidence.stage.rooms}
    for key in evidence.rows.keys() - evidence.stage.said.keys():
        if key[0] in rooms:
            yield f"nobody wrote the message at {key}"


def _deed(evidence: Evidence, deed: Typed) -> Iterator[str]:
    if not deed.word:
        return
    found = [
        (incident, entry)
        for incident in evidence.incidents
        for entry in evidence.told[incident.number]
        if deed.became(entry)
    ]
    if len(found) > 1:
        yield f"{deed.kind} {deed.word} is {len(found)} times on a timeline"
    for incident, entry in found:
        if entry.author != deed.user or (deed.about and incident.channel != deed.about):
            yield f"{deed.kind} {deed.word} is by {entry.author} in {incident.id}"
        if deed.kind is EntryKind.SECTION and value_of(entry) != deed.value:
            yield f"{deed.value} {deed.word} became {value_of(entry)}"
        if not deed.backdated and not _is_at(entry, deed):
            yield f"{deed.kind} {deed.word} is at {entry.at}, typed {deed.sent_at} to {deed.acknowledged_at}"
    if not found and deed.acknowledged is not None and deed.kind is EntryKind.DECLARED:
        yield f"{deed.kind} {deed.word} was acknowledged and opened nothing"


def _is_at(entry: Entry, deed: Typed) -> bool:
    if deed.sent_at is None or deed.acknowledged_at is None:
        return True
    return deed.sent_at - SECOND <= entry.at <= deed.acknowledged_at + SECOND


def _causeless(evidence: Evidence) -> Iterator[str]:
    """Entries that no word ties to a deed are counted: no more of each sort than were typed."""
    words = [deed.word for deed in evidence.stage.typed if deed.word]
    typed = Counter((deed.user, deed.about, deed.kind, deed.value) for deed in evidence.stage.typed)
    made: Counter[tuple[str, str, EntryKind, str]] = Counter()
    for incident in evidence.incidents:
        for entry in evidence.told[incident.number]:
            tied = "state" not in entry.data and any(word in entry.text for word in words)
            if entry.kind is EntryKind.MESSAGE or tied:
                continue
            made[entry.author, incident.channel, entry.kind, value_of(entry)] += 1
    for sort in made.keys() - typed.keys():
        yield f"nobody typed {sort}"
    for sort, count in made.items():
        if count > typed[sort] > 0:
            yield f"{sort} was typed {typed[sort]} times and is {count} times on the timeline"


def _untold(evidence: Evidence) -> Iterator[str]:
    """Whoever's command left nothing on the timeline was told why; whoever asked from elsewhere was answered."""
    for person in evidence.stage.people:
        asked = [
            deed
            for deed in evidence.stage.typed
            if deed.user == person.id and deed.acknowledged is not None and not deed.rides
        ]
        entries = [
            entry
            for incident in evidence.incidents
            for entry in evidence.told[incident.number]
            if entry.author == person.id and entry.kind is not EntryKind.MESSAGE
        ]
        from_elsewhere = sum(deed.channel != deed.about for deed in asked)
        seen = sum(len(person.ephemerals(channel)) for channel in evidence.stage.box.channels)
        seen += len([m for m in person.direct.messages.values() if m.user == evidence.stage.box.bot_user])
        needed = max(0, len(asked) - len(entries)) + from_elsewhere
        if seen < needed:
            yield f"{person.name} was answered {seen} times of at least {needed}"
        for message in evidence.stage.box.workspace.channels.values():
            for whispered in person.ephemerals(message):
                if "Something went wrong" in whispered.text or "I could not" in whispered.text:
                    yield f"{person.name} was told: {whispered.text[:150]}"
