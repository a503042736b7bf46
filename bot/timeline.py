"""The timeline: the order of its entries and the sentence that each one is.

One sentence serves everywhere: the echo in the channel, the ``timeline`` answer and the post-mortem.
Pure: no I/O, no clock.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from bot.model import Entry, EntryKind, Moment, Status
from bot.phrases import OnDay, Param, Phrase, Prose, Several, When, Who, phrase


@dataclass(frozen=True, kw_only=True, order=True)
class Position:
    """A place in the order of the timeline."""

    at: datetime
    recorded_at: datetime
    #: Of the entry that stands there.
    id: str


def position(entry: Entry) -> Position:
    """Where an entry stands."""
    return Position(at=entry.at, recorded_at=entry.recorded_at, id=entry.id)


def ordered(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """Entries by the time they happened, then by the time they were recorded; the same for any input order."""
    return tuple(sorted(entries, key=position))


#: What a message with a state of the tried board reads as, before anything else that was made of it.
_AS_SAID = (EntryKind.MESSAGE, EntryKind.NOTE, EntryKind.NOTICE)


def on_board(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """The entries with a state of the tried board, one for each message, whatever else was made of it; in order."""
    found: dict[object, list[Entry]] = {}
    for entry in entries:
        if entry.tried:
            source = entry.source
            found.setdefault((source.channel, source.ts) if source else entry.id, []).append(entry)
    kept = {min(group, key=_how_said).id for group in found.values()}
    return tuple(entry for group in found.values() for entry in group if entry.id in kept)


def _how_said(entry: Entry) -> int:
    return _AS_SAID.index(entry.kind) if entry.kind in _AS_SAID else len(_AS_SAID)


def author(entry: Entry) -> Param:
    """Who an entry is by: a member of the workspace, or the name an app posted under."""
    return entry.author_name if entry.author_name or not entry.author else Who(user=entry.author)


def sentence(entry: Entry) -> Phrase:
    """An entry as one sentence, without its time: ``Ann set the severity from SEV3 to SEV1``."""
    who = author(entry)
    said: dict[str, Param] = {"text": Prose(text=entry.text)} if entry.text else {}
    if entry.kind is EntryKind.MESSAGE:
        return _message(entry, who, said)
    if entry.kind in (EntryKind.NOTE, EntryKind.NOTICE) and entry.files and said:
        return phrase(f"entry.{entry.kind}_files", who=who, files=_names(entry), **said)
    if entry.kind is EntryKind.ITEM:
        return _item(entry, who)
    if entry.kind is EntryKind.HANDOVER:
        return _handover(entry, who)
    if entry.kind is EntryKind.ROLE and entry.data["holder"] == entry.author:
        return _taken(entry, who)
    if "nothing_new" in entry.data:
        return phrase("entry.update_nothing_new", who=who)
    params = _FACTS[entry.kind](entry) if entry.kind in _FACTS else {}
    # A section's name alone does not say what was written there, nor a snooze's end why.
    tells = said or (params and entry.kind not in (EntryKind.SECTION, EntryKind.SNOOZE))
    key = f"entry.{entry.kind}" if tells else f"entry.{entry.kind}_bare"
    return phrase(key, who=who, **params, **said)


#: What a kind's sentence says besides people's words, from the entry's data.
_FACTS: Mapping[EntryKind, Callable[[Entry], dict[str, Param]]] = {
    EntryKind.DECLARED: lambda entry: {"severity": entry.data["severity"], "title": Prose(text=entry.text)},
    EntryKind.STATUS: lambda entry: {"status": status_name(Status(entry.data["to"]))},
    EntryKind.SEVERITY: lambda entry: {"old": entry.data["from"], "new": entry.data["to"]},
    EntryKind.SNOOZE: lambda entry: {"until": _next(entry)},
    EntryKind.ROLE: lambda entry: {
        "role": phrase(f"role.{entry.data['role']}"),
        "holder": Who(user=entry.data["holder"]),
    },
    EntryKind.MOMENT: lambda entry: {"moment": moment_name(Moment(entry.data["moment"]))},
    EntryKind.HANDED_OUT: lambda entry: {
        "language": entry.data["language"],
        "format": entry.data["format"],
    },
    EntryKind.REVIEW: lambda entry: {
        "edition": phrase(f"edition.{entry.data['edition']}"),
        "language": entry.data["language"],
        "state": phrase(f"state.{entry.data['state']}"),
    },
    EntryKind.SECTION: lambda entry: {"section": phrase(f"section.{entry.data['section']}")},
}


def _next(entry: Entry) -> When:
    """When the next update comes, as the entry promised."""
    return When(at=datetime.fromisoformat(entry.data["next"]))


def status_name(status: Status) -> Phrase:
    """A status in the reader's language."""
    return phrase(f"status.{status}")


def moment_name(moment: Moment) -> Phrase:
    """A key moment in the reader's language."""
    return phrase(f"moment.{moment}")


def _message(entry: Entry, who: Param, said: Mapping[str, Param]) -> Phrase:
    if not entry.files:
        return phrase("entry.message" if said else "entry.message_bare", who=who, **said)
    return phrase("entry.message_files" if said else "entry.files", who=who, files=_names(entry), **said)


def _names(entry: Entry) -> Several:
    return Several(of=tuple(file.name for file in entry.files))


def _taken(entry: Entry, who: Param) -> Phrase:
    role = phrase(f"role.{entry.data['role']}")
    if "offered_by" in entry.data:
        other = Who(user=entry.data["offered_by"])
        return phrase("entry.role_accepted", who=who, role=role, other=other)
    return phrase("entry.role_taken", who=who, role=role)


def _handover(entry: Entry, who: Param) -> Phrase:
    holder = Who(user=entry.data["holder"])
    if entry.data["step"] == "declined":
        return phrase("entry.handover_declined", who=who, holder=holder)
    if "instead" in entry.data:
        other = Who(user=entry.data["instead"])
        return phrase("entry.handover_instead", who=who, holder=holder, other=other)
    return phrase("entry.handover", who=who, holder=holder)


def _item(entry: Entry, who: Param) -> Phrase:
    number, text = int(entry.data["number"]), Prose(text=entry.text)
    if "state" in entry.data:
        state = phrase(f"item.{entry.data['state']}")
        return phrase("entry.item_state", who=who, number=number, state=state, text=text)
    if "owner" in entry.data:
        return phrase(
            "entry.item_owner", who=who, number=number, owner=Who(user=entry.data["owner"]), text=text
        )
    return phrase("entry.item", who=who, number=number, text=text)


def echo(entry: Entry) -> Phrase:
    """What the channel is shown of a new entry: what it promises, or of which earlier time it tells."""
    told = sentence(entry)
    if entry.kind is EntryKind.SNOOZE:
        return told
    if "next" in entry.data:
        return phrase("echo.update", sentence=told, when=_next(entry))
    if "added" in entry.data:
        return _added(entry, told)
    if entry.at == entry.recorded_at and entry.kind is not EntryKind.MOMENT:
        return told
    return phrase("echo.at", when=When(at=entry.at), sentence=told)


def _added(entry: Entry, told: Phrase) -> Phrase:
    """A new remediation item, with whom and what day it was understood to name."""
    owner, due = entry.data["added"], entry.data["due"]
    return phrase(
        "echo.item",
        sentence=told,
        owner=Who(user=owner) if owner else phrase("items.no_owner"),
        due=phrase("items.due", due=OnDay(on=date.fromisoformat(due))) if due else phrase("items.no_due"),
    )
