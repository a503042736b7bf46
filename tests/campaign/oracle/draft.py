"""The draft against the record and the channels."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.drafts import compiled
from bot.model import EntryKind, Incident, Moment, SectionName
from tests.campaign.oracle.evidence import Evidence
from tests.campaign.oracle.folding import Standing, folded

LINK = re.compile(r"https://[^/]+/archives/(?P<channel>\w+)/p(?P<seconds>\d+)(?P<micros>\d{6})")
#: Where people's own words for a section stand.
SECTIONS = {
    SectionName.IMPACT: "Impact",
    SectionName.CAUSE: "Root cause analysis (contributing factors)",
    SectionName.FIX: "Resolution",
}
#: What stands in sections of its own and not in the timeline.
ELSEWHERE = frozenset({EntryKind.SECTION, EntryKind.ITEM})
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
    yield from _entries(evidence, incident, _section(text, "Timeline"))
    yield from _standing(evidence, incident, text)
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


def _section(text: str, heading: str) -> str:
    return text.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]


def _standing(evidence: Evidence, incident: Incident, text: str) -> Iterator[str]:
    """Title, sections, items, moments and people as they were told last, and no earlier words."""
    entries = evidence.entries[incident.number]
    told = folded(entries)
    if not text.startswith(f"# Post-mortem {incident.id}: {told.title}\n"):
        yield f"the draft is headed {text.splitlines()[0]!r}, not {told.title!r}"
    for name, heading in SECTIONS.items():
        words = told.sections.get(name, ("TBD: not written yet.", ""))[0]
        if not _section(text, heading).strip().startswith(words):
            yield f"the draft says under {heading}: {_section(text, heading)[:80]!r}, not {words!r}"
    written = {words for words, _ in told.sections.values()}
    for entry in entries:
        if entry.kind is EntryKind.SECTION and entry.text not in written and entry.text in text:
            yield f"the draft says {entry.text!r}, which was replaced"
    yield from _rows(evidence, told, text)


def _rows(evidence: Evidence, told: Standing, text: str) -> Iterator[str]:
    items = [line.partition(" ·")[0] for line in _section(text, "Remediation items").splitlines()]
    expected = [f"- {words} [{state}]" for words, state in told.items]
    if expected != [item for item in items if item.startswith("- ")]:
        yield f"the draft lists {items}, not {expected}"
    for moment, at in told.moments.items():
        row = f"| {moment.title()} | {at:%Y-%m-%d %H:%M} UTC |"
        if row not in _section(text, "Key moments") and moment is not Moment.ENDED:
            yield f"the draft has no {row!r}"
    for role, holder in told.roles.items():
        row = f"- {role.title()}: {evidence.names.get(holder, holder)}"
        if row not in _section(text, "People"):
            yield f"the draft has no {row!r}"


def _entries(evidence: Evidence, incident: Incident, timeline: str) -> Iterator[str]:
    """Each entry once, in order."""
    rows = [line for line in timeline.splitlines() if line.startswith("- **")]
    shown = [e for e in evidence.entries[incident.number] if e.kind not in ELSEWHERE]
    if len(rows) != len(shown):
        yield f"the draft's timeline has {len(rows)} lines for {len(shown)} entries"
    yield from _gone(evidence, incident, timeline)
    last = -1
    words = [deed.word for deed in evidence.stage.typed if deed.word]
    words += [deed.word for deed in evidence.stage.corrected if deed.word]
    words += [said.texts[-1].split()[2] for said in evidence.stage.said.values() if not said.deleted]
    for entry in sorted(evidence.entries[incident.number], key=lambda entry: (entry.at, entry.recorded_at)):
        word = next((word for word in words if word in entry.text), None)
        if word is None or entry.kind in ELSEWHERE:
            continue
        if timeline.count(word) != 1:
            yield f"{entry.kind} {entry.text!r} is {timeline.count(word)} times in the draft's timeline"
        elif timeline.index(word) < last:
            yield f"{entry.kind} {entry.text!r} stands too early in the draft"
        else:
            last = timeline.index(word)


def _gone(evidence: Evidence, incident: Incident, timeline: str) -> Iterator[str]:
    """No words that were corrected."""
    for entry in evidence.told[incident.number]:
        for made in entry.corrections:
            if made.after.text != made.before.text and made.before.text in timeline:
                yield f"the draft says {made.before.text!r}, which was corrected"
