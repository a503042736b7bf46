"""Correcting the timeline: what may be changed about an entry, and what follows from it for the incident.

A correction changes an entry's text, its time or its audience, or takes the entry off the timeline and puts it back.
What stood before is kept beside it. The bot's own beginning and ends of an incident, and remediation items, have
commands of their own, and what was redacted stays so; of them only the audience can be changed here.
Pure: no I/O, no clock.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.decisions import Act
from bot.errors import UserError
from bot.model import (
    Correction,
    Entry,
    EntryKind,
    Incident,
    KeyMoment,
    Moment,
    Section,
    SectionName,
    Status,
    Wording,
)

_ENDS = frozenset({EntryKind.DECLARED, EntryKind.RESOLVED, EntryKind.REOPENED, EntryKind.CANCELLED})
_FIXED = _ENDS | {EntryKind.ITEM, EntryKind.REDACTED}
#: Their text is a title or an item, which has its own command, or why something is gone for good.
_TITLED = frozenset({EntryKind.DECLARED, EntryKind.TITLE, EntryKind.ITEM, EntryKind.REDACTED})

#: The entries that the same part of the incident may come from.
SIBLINGS = {
    EntryKind.MOMENT: (EntryKind.MOMENT, EntryKind.STATUS),
    EntryKind.STATUS: (EntryKind.MOMENT, EntryKind.STATUS),
    EntryKind.SECTION: (EntryKind.SECTION,),
    EntryKind.UPDATE: (EntryKind.UPDATE,),
}


@dataclass(frozen=True, kw_only=True)
class Corrected:
    """The incident and the entry as they shall be; the entry's last correction is the new one."""

    incident: Incident
    entry: Entry

    @property
    def correction(self) -> Correction:
        """What is to be added to the record."""
        return self.entry.corrections[-1]


def can_reword(entry: Entry) -> bool:
    """Whether an entry has words of people's own that no other command changes."""
    return bool(entry.text) and entry.kind not in _TITLED


def can_move(entry: Entry) -> bool:
    """Whether an entry's time may be corrected."""
    return entry.kind not in _FIXED


def can_remove(entry: Entry) -> bool:
    """Whether an entry may be taken off the timeline."""
    return entry.kind not in _FIXED


def correct(
    incident: Incident, act: Act, entry: Entry, wording: Wording, siblings: Sequence[Entry]
) -> Corrected:
    """Lets an entry read as ``wording``.

    ``siblings`` are the entries of the kinds in :data:`SIBLINGS` that are on the timeline as it stands.
    Raises ``UserError`` when that may not be changed, or nothing would change;
    nobody changes the audience of what is marked as the company's own.
    """
    now = entry.wording
    if wording == now:
        raise UserError("error.correction_same")
    if entry.locked and wording.audience is not now.audience:
        raise UserError("error.correction_locked")
    allowed = (
        (wording.text == now.text or can_reword(entry))
        and (wording.at == now.at or can_move(entry))
        and (wording.removed == now.removed or can_remove(entry))
    )
    if not allowed:
        raise UserError("error.correction_fixed")
    correction = Correction(
        number=len(entry.corrections) + 1, by=act.by, at=act.at, before=now, after=wording
    )
    corrected = replace(
        entry,
        text=wording.text,
        at=wording.at,
        audience=wording.audience,
        removed=wording.removed,
        corrections=(*entry.corrections, correction),
    )
    others = [each for each in siblings if each.id != entry.id]
    standing = [*others, *([] if wording.removed else [corrected])]
    return Corrected(incident=_followed(incident, corrected, standing), entry=corrected)


def _followed(incident: Incident, entry: Entry, standing: Sequence[Entry]) -> Incident:
    """The incident with the parts that come from the corrected entry, or come from it no longer."""
    match entry.kind:
        case EntryKind.MOMENT:
            return _with_moment(incident, entry, Moment(entry.data["moment"]), standing)
        case EntryKind.STATUS if entry.data["to"] == Status.IDENTIFIED:
            return _with_moment(incident, entry, Moment.IDENTIFIED, standing)
        case EntryKind.SECTION:
            return _with_section(incident, entry, standing)
        case EntryKind.UPDATE:
            return _with_update(incident, entry, standing)
        case _ if entry.kind in _ENDS and incident.latest_at == entry.recorded_at and entry.text:
            return incident.but(latest=entry.text)
        case _:
            return incident


def _with_moment(incident: Incident, entry: Entry, moment: Moment, standing: Sequence[Entry]) -> Incident:
    known = incident.moments.get(moment)
    said = [each for each in standing if each.kind is EntryKind.MOMENT and each.data["moment"] == moment]
    # Without anybody's word it is when the status said so first.
    reached = [each for each in standing if moment is Moment.IDENTIFIED and _identifies(each)]
    last_said = max(said, key=_recorded, default=None)
    chosen = last_said or min(reached, key=_recorded, default=None)
    if known is not None and known.entry not in {entry.id, *(each.id for each in (*said, *reached))}:
        return incident
    others = {name: at for name, at in incident.moments.items() if name is not moment}
    found = {moment: KeyMoment(at=chosen.at, entry=chosen.id)} if chosen else {}
    return incident.but(moments={**others, **found})


def _with_section(incident: Incident, entry: Entry, standing: Sequence[Entry]) -> Incident:
    name = SectionName(entry.data["section"])
    written = [each for each in standing if each.data["section"] == name]
    others = {each: text for each, text in incident.sections.items() if each is not name}
    if not written:
        return incident.but(sections=others)
    last = max(written, key=_recorded)
    by, at = last.author, last.recorded_at
    for made in last.corrections:
        if made.after.text != made.before.text:
            by, at = made.by, made.at
    return incident.but(sections={**others, name: Section(text=last.text, author=by, at=at, entry=last.id)})


def _with_update(incident: Incident, entry: Entry, standing: Sequence[Entry]) -> Incident:
    if incident.latest_at is not None and incident.latest_at > max(
        (each.recorded_at for each in (*standing, entry)), default=entry.recorded_at
    ):
        return incident  # The end of the incident has had the last word.
    told = [each for each in standing if each.text]
    last = max(told, key=_recorded, default=None)
    return incident.but(latest=last.text if last else "", latest_at=last.recorded_at if last else None)


def _identifies(entry: Entry) -> bool:
    return entry.kind is EntryKind.STATUS and entry.data["to"] == Status.IDENTIFIED


def _recorded(entry: Entry) -> tuple[object, str]:
    return entry.recorded_at, entry.id
