"""The draft against the record and the channels."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.drafts import compiled
from bot.model import EntryKind, Incident
from tests.campaign.oracle.evidence import Evidence

LINK = re.compile(r"https://[^/]+/archives/(?P<channel>\w+)/p(?P<seconds>\d+)(?P<micros>\d{6})")
#: What a source is called as long as it has no address.
UNLINKED = re.compile(r"source `[0-9a-f]{32}`")


async def wrong(evidence: Evidence) -> list[str]:
    """What is wrong with the drafts."""
    complaints = []
    for incident in evidence.incidents:
        if incident.channel:
            text = await _markdown(evidence, incident)
            complaints += [f"{incident.id}: {wrong}" for wrong in _wrong(evidence, incident, text)]
    return complaints


async def _markdown(evidence: Evidence, incident: Incident) -> str:
    bot = evidence.bot
    async with bot.store.read() as reader:
        catalogue = bot.catalogues.for_locale(incident.language)
        made = await compiled(reader, incident, bot.settings, catalogue, bot.clock())
    return made.markdown()


def _wrong(evidence: Evidence, incident: Incident, text: str) -> Iterator[str]:
    timeline = text.partition("## Timeline")[2].partition("\n## ")[0]
    yield from _entries(evidence, incident, timeline)
    for found in LINK.finditer(text):
        room, ts = evidence.stage.box.channel(found["channel"]), f"{found['seconds']}.{found['micros']}"
        if ts not in room.messages and (room.id, ts) not in evidence.missed:
            yield f"the draft links {found[0]}, which is not there"
    if UNLINKED.search(text):
        yield f"the draft has sources without a link: {UNLINKED.findall(text)}"
    for said in evidence.stage.said.values():
        for gone in said.texts if said.deleted else said.texts[:-1]:
            if gone in text and not {(said.channel, said.ts)} & evidence.missed:
                yield f"the draft quotes {gone!r}, which is gone"


def _entries(evidence: Evidence, incident: Incident, timeline: str) -> Iterator[str]:
    """Each entry once, in order."""
    last = -1
    words = [deed.word for deed in evidence.stage.typed if deed.word]
    words += [said.texts[-1].split()[2] for said in evidence.stage.said.values() if not said.deleted]
    for entry in sorted(evidence.entries[incident.number], key=lambda entry: (entry.at, entry.recorded_at)):
        word = next((word for word in words if word in entry.text), None)
        if word is None or entry.kind is EntryKind.ITEM:
            continue
        if timeline.count(word) != 1:
            yield f"{entry.kind} {entry.text!r} is {timeline.count(word)} times in the draft's timeline"
        elif timeline.index(word) < last:
            yield f"{entry.kind} {entry.text!r} stands too early in the draft"
        else:
            last = timeline.index(word)
