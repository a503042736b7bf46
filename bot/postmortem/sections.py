"""The sections that people write, the remediation items, the people and where to read on.

A section that nobody has written says so and names who can write it with which command.
Pure: no I/O, no clock.
"""

from __future__ import annotations

from datetime import date

from bot.locales.wording import due_day
from bot.model import EntryKind, Item, Role, SectionName
from bot.phrases import Room, When, Who, phrase
from bot.postmortem.document import (
    DocumentSection,
    ItemRow,
    Items,
    OpenNotice,
    Origin,
    Paragraph,
    People,
    PeopleRow,
)
from bot.postmortem.names import capitalised
from bot.postmortem.record import Record
from bot.text import Mention, parse


def written_section(record: Record, name: SectionName) -> DocumentSection:
    """What people wrote as impact, cause or fix, with its author and time; or who can write it."""
    section = record.incident.sections.get(name)
    if section is None or not section.text.strip():
        block: Paragraph | OpenNotice = _open(record, "open", f"{name} TEXT")
    else:
        entry = record.by_id.get(section.entry)
        spans = record.said(parse(section.text.strip()), may_leave=not (entry and entry.locked))
        block = Paragraph(
            spans=spans,
            remarks=record.foreign(spans),
            byline=record.spans("byline", who=Who(user=section.author), when=When(at=section.at)),
            sources=record.sources(section.entry),
            inputs=(f"incident.sections.{name}",),
            origin=Origin.WRITTEN,
        )
    # For readers inside, a cause is never alone.
    heading = "factors" if name is SectionName.CAUSE else name.value
    return DocumentSection(key=name.value, heading=record.words(heading), blocks=(block,))


def lessons_section(record: Record) -> DocumentSection:
    """What went well, what did not and where luck helped: nothing in the record says so but people."""
    notice = OpenNotice(spans=record.spans("open_lessons", who=record.can_fill()))
    return DocumentSection(key="lessons", heading=record.words("lessons"), blocks=(notice,))


def items_section(record: Record) -> DocumentSection:
    """The remediation items by number; or who can add some."""
    items = sorted(record.incident.items, key=lambda item: item.number)
    block: Items | OpenNotice = _open(record, "open_items", "action TEXT")
    if items:
        block = Items(rows=tuple(_item(record, item) for item in items))
    return DocumentSection(key="items", heading=record.words("items"), blocks=(block,))


def people_section(record: Record) -> DocumentSection:
    """Who held which role, who declared, and who else is on the timeline; apps are left out."""
    incident = record.incident
    rows = [_role(record, role, incident.roles[role]) for role in Role if incident.roles.get(role)]
    if incident.opener:
        declared = record.first(EntryKind.DECLARED)
        rows.append(
            PeopleRow(
                role=None,
                name=record.words("declared_by"),
                people=(Mention(user=incident.opener),),
                sources=record.sources(declared.id) if declared else (),
                inputs=("incident.opener",),
            )
        )
    others = _others(record)
    if others:
        mentions = tuple(Mention(user=user) for user in others)
        rows.append(
            PeopleRow(role=None, name=record.words("also"), people=mentions, inputs=("entries.author",))
        )
    return DocumentSection(key="people", heading=record.words("people"), blocks=(People(rows=tuple(rows)),))


def further_section(record: Record) -> DocumentSection:
    """Where the conversation is, which zones the times are in, and what the draft was compiled from."""
    incident, blocks = record.incident, []
    if incident.channel:
        room = Room(channel=incident.channel, name=incident.channel_name)
        blocks.append(Paragraph(spans=record.spans("channel", room=room), inputs=("incident.channel",)))
    blocks.append(times_paragraph(record))
    compiled = record.spans("compiled", count=len(record.entries), incident=incident.id)
    blocks.append(Paragraph(spans=compiled, inputs=("entries",)))
    return DocumentSection(key="further", heading=record.words("further"), blocks=tuple(blocks))


def times_paragraph(record: Record) -> Paragraph:
    """Which zones the times are in."""
    zones, spans = record.clock.zones, record.spans("times_utc")
    if zones.second:
        spans = record.spans("times_both", label=zones.label, zone=zones.second.key)
    return Paragraph(spans=spans, inputs=("settings.zones",))


def _open(record: Record, key: str, usage: str) -> OpenNotice:
    if record.incident.reconstructed:
        return OpenNotice(spans=record.spans("open_reconstructed"))
    return OpenNotice(spans=record.spans(key, who=record.can_fill(), command=f"{record.command} {usage}"))


def _item(record: Record, item: Item) -> ItemRow:
    entry = record.by_id.get(item.entry)
    spans = record.said(parse(item.text), may_leave=not (entry and entry.locked))
    return ItemRow(
        number=item.number,
        spans=spans,
        remarks=record.foreign(spans),
        state=item.state,
        state_name=record.named(phrase(f"item.{item.state}")),
        owner=Mention(user=item.owner) if item.owner else None,
        due=_due(record, item.due) if item.due else "",
        sources=record.sources(item.entry),
        inputs=(f"incident.items.{item.number}",),
        origin=Origin.WRITTEN,
    )


def _due(record: Record, day: str) -> str:
    return record.words("due", date=due_day(date.fromisoformat(day), record.catalogue.language))


def _role(record: Record, role: Role, holder: str) -> PeopleRow:
    named = {"role": role.value, "holder": holder}.items()
    entries = [
        entry.id for entry in record.entries if entry.kind is EntryKind.ROLE and named <= entry.data.items()
    ]
    return PeopleRow(
        role=role,
        name=capitalised(record.named(phrase(f"role.{role}"))),
        people=(Mention(user=holder),),
        sources=record.sources(*entries[-1:]),
        inputs=(f"incident.roles.{role}",),
    )


def _others(record: Record) -> list[str]:
    listed = {*record.incident.roles.values(), record.incident.opener, ""}
    people = record.people
    members = [entry.author for entry in record.entries if not entry.author_name]
    return [
        user
        for user in dict.fromkeys(members)
        if user not in listed and not (user in people and people[user].is_bot)
    ]
