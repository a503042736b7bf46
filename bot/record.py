"""What people add to the record by command: notes, notices, key moments, sections and remediation items.

All of it is possible after the incident has ended too, since that is when most of it becomes known.
Pure: no I/O, no clock.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from bot.aftercare import watched
from bot.decisions import Act, Decision
from bot.editing import StateChange
from bot.errors import UserError
from bot.model import (
    Audience,
    EntryKind,
    Incident,
    Item,
    ItemState,
    KeyMoment,
    Moment,
    Section,
    SectionName,
)
from bot.phrases import phrase


def note(incident: Incident, act: Act, text: str, at: datetime) -> Decision:
    """A line on the timeline, at the time it tells of."""
    return Decision(incident=incident, entries=(act.entry(EntryKind.NOTE, text, at=at),))


def notice(incident: Incident, act: Act, text: str, at: datetime) -> Decision:
    """What customers were told, at the time they were told."""
    entry = replace(act.entry(EntryKind.NOTICE, text, at=at), audience=Audience.CUSTOMER)
    return Decision(incident=incident, entries=(entry,))


def set_moment(incident: Incident, act: Act, moment: Moment, at: datetime) -> Decision:
    """When a key moment was; said again, the later word counts and both stay on the timeline."""
    return Decision(
        incident=incident.but(moments={**incident.moments, moment: KeyMoment(at=at, entry=act.id)}),
        entries=(act.entry(EntryKind.MOMENT, at=at, data={"moment": moment}),),
    )


def write_section(incident: Incident, act: Act, name: SectionName, text: str) -> Decision:
    """A section's text; an earlier one is replaced, and stays on the timeline."""
    section = Section(text=text, author=act.by, at=act.at, entry=act.id)
    return Decision(
        incident=incident.but(sections={**incident.sections, name: section}),
        entries=(act.entry(EntryKind.SECTION, text, data={"section": name}),),
    )


def add_item(incident: Incident, act: Act, text: str, *, owner: str, due: date | None) -> Decision:
    """A new remediation item, with the next number."""
    number = len(incident.items) + 1
    item = Item(
        number=number,
        text=text,
        state=ItemState.PROPOSED,
        owner=owner,
        due=due.isoformat() if due else "",
        author=act.by,
        at=act.at,
        entry=act.id,
    )
    return Decision(
        incident=incident.but(items=(*incident.items, watched(item))),
        entries=(
            act.entry(
                EntryKind.ITEM, text, data={"number": str(number), "added": item.owner, "due": item.due}
            ),
        ),
    )


def set_item_owner(incident: Incident, act: Act, number: int, owner: str) -> Decision:
    """A remediation item's new owner. Raises ``UserError`` when there is no such item, or nothing changes."""
    item = _item(incident, number)
    if item.owner == owner:
        raise UserError("error.owner_same", number=number)
    items = tuple(watched(replace(i, owner=owner)) if i is item else i for i in incident.items)
    return Decision(
        incident=incident.but(items=items),
        entries=(act.entry(EntryKind.ITEM, item.text, data={"number": str(number), "owner": owner}),),
    )


def set_item_state(incident: Incident, act: Act, number: int, state: ItemState) -> Decision:
    """A remediation item's new state. Raises ``UserError`` when there is no such item, or nothing changes."""
    item = _item(incident, number)
    if item.state is state:
        raise UserError("error.item_same", number=number, state=phrase(f"item.{state}"))
    items = tuple(watched(replace(i, state=state)) if i is item else i for i in incident.items)
    return Decision(
        incident=incident.but(items=items),
        entries=(act.entry(EntryKind.ITEM, item.text, data={"number": str(number), "state": state}),),
    )


def handed_out(incident: Incident, act: Act, language: str, form: str, preview: str) -> Decision:
    """The customer edition, as a preview showed it, was handed out by a person."""
    data = {"language": language, "format": form, "preview": preview}
    return Decision(incident=incident, entries=(act.entry(EntryKind.HANDED_OUT, data=data),))


def reviewed(incident: Incident, act: Act, change: StateChange) -> Decision:
    """A document's new state, and who put it there."""
    data = {"edition": change.edition.value, "language": change.language, "state": change.state.value}
    return Decision(incident=incident, entries=(act.entry(EntryKind.REVIEW, data=data),))


def _item(incident: Incident, number: int) -> Item:
    if not 1 <= number <= len(incident.items):
        raise UserError("error.no_item", incident=incident.id, number=number, count=len(incident.items))
    return incident.items[number - 1]
