"""Rows to values and back. Pure: no I/O."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, TypeVar

from sqlalchemy import Row

from bot.model import (
    NOTHING,
    Audience,
    Entry,
    EntryKind,
    File,
    Incident,
    Item,
    ItemReminder,
    ItemState,
    KeptPromise,
    KeyMoment,
    Message,
    Moment,
    Person,
    Place,
    Promise,
    Role,
    Rung,
    Section,
    SectionName,
    Status,
)
from storage.statements import Values

AnyRow = Row[Any]

Name = TypeVar("Name")
Value = TypeVar("Value")


@dataclass(frozen=True, kw_only=True)
class Parts:
    """One incident's rows in the other tables, each in the order of its key."""

    roles: Sequence[AnyRow] = ()
    moments: Sequence[AnyRow] = ()
    sections: Sequence[AnyRow] = ()
    items: Sequence[AnyRow] = ()
    promises: Sequence[AnyRow] = ()


def to_incident(row: AnyRow, parts: Parts) -> Incident:
    """The incident that these rows are."""
    kept = [promise for promise in parts.promises if promise.ended_at is not None]
    still_open = [promise for promise in parts.promises if promise.ended_at is None]
    return Incident(
        number=row.number,
        title=row.title,
        severity=row.severity,
        status=Status(row.status),
        opener=row.opener,
        declared_at=row.declared_at,
        language=row.language,
        channel=row.channel,
        channel_name=row.channel_name,
        card=row.card,
        announcement=_place(row.announcement_channel, row.announcement_ts, row.announcement_thread),
        latest=row.latest,
        latest_at=row.latest_at,
        resolved_at=row.resolved_at,
        ask_at=row.ask_at,
        dead_man=row.dead_man,
        dead_man_for=row.dead_man_for,
        dead_man_at=row.dead_man_at,
        promise=_promise(still_open[0]) if still_open else None,
        kept=tuple(
            KeptPromise(due_at=row.due_at, made_at=row.made_at, ended_at=row.ended_at) for row in kept
        ),
        roles=_in_order(Role, {Role(row.role): row.holder for row in parts.roles}),
        moments=_in_order(
            Moment, {Moment(row.moment): KeyMoment(at=row.at, entry=row.entry) for row in parts.moments}
        ),
        sections=_in_order(SectionName, {SectionName(row.section): _section(row) for row in parts.sections}),
        items=tuple(_item(row) for row in parts.items),
    )


def _in_order(names: Iterable[Name], values: Mapping[Name, Value]) -> Mapping[Name, Value]:
    return MappingProxyType({name: values[name] for name in names if name in values})


def _place(channel: str | None, ts: str | None, thread: str | None) -> Place | None:
    return None if channel is None or ts is None else Place(channel=channel, ts=ts, thread=thread)


def _promise(row: AnyRow) -> Promise:
    return Promise(
        due_at=row.due_at,
        made_at=row.made_at,
        told=None if row.told is None else Rung(row.told),
        next_at=row.next_at,
        snoozes=row.snoozes,
        reminder=row.reminder,
    )


def _section(row: AnyRow) -> Section:
    return Section(text=row.text, author=row.author, at=row.at, entry=row.entry)


def _item(row: AnyRow) -> Item:
    return Item(
        number=row.number,
        text=row.text,
        state=ItemState(row.state),
        owner=row.owner,
        due=row.due,
        author=row.author,
        at=row.at,
        entry=row.entry,
        told=None if row.told is None else ItemReminder(row.told),
        next_at=row.next_at,
    )


def from_incident(incident: Incident) -> Values:
    """The incident's own row."""
    return {
        "number": incident.number,
        "title": incident.title,
        "severity": incident.severity,
        "status": incident.status.value,
        "opener": incident.opener,
        "declared_at": incident.declared_at,
        "language": incident.language,
        "channel": incident.channel,
        "channel_name": incident.channel_name,
        "card": incident.card,
        **_columns("announcement", incident.announcement),
        "latest": incident.latest,
        "latest_at": incident.latest_at,
        "resolved_at": incident.resolved_at,
        "ask_at": incident.ask_at,
        "dead_man": incident.dead_man,
        "dead_man_for": incident.dead_man_for,
        "dead_man_at": incident.dead_man_at,
    }


def _columns(prefix: str, place: Place | None) -> Values:
    return {
        f"{prefix}_channel": place.channel if place else None,
        f"{prefix}_ts": place.ts if place else None,
        f"{prefix}_thread": place.thread if place else None,
    }


def from_roles(incident: Incident) -> list[Values]:
    """Who holds which role."""
    return [
        {"incident": incident.number, "role": role.value, "holder": holder}
        for role, holder in incident.roles.items()
    ]


def from_moments(incident: Incident) -> list[Values]:
    """The key moments that are known."""
    return [
        {"incident": incident.number, "moment": name.value, "at": moment.at, "entry": moment.entry}
        for name, moment in incident.moments.items()
    ]


def from_sections(incident: Incident) -> list[Values]:
    """The sections that somebody filled."""
    return [
        {
            "incident": incident.number,
            "section": name.value,
            "text": section.text,
            "author": section.author,
            "at": section.at,
            "entry": section.entry,
        }
        for name, section in incident.sections.items()
    ]


def from_items(incident: Incident) -> list[Values]:
    """The remediation items."""
    return [
        {
            "incident": incident.number,
            "number": item.number,
            "text": item.text,
            "state": item.state.value,
            "owner": item.owner,
            "due": item.due,
            "author": item.author,
            "at": item.at,
            "entry": item.entry,
            "told": item.told,
            "next_at": item.next_at,
        }
        for item in incident.items
    ]


def from_promises(incident: Incident) -> list[Values]:
    """The promises, ended ones first; of an ended one the value does not say who was reminded of it."""
    kept = [_kept(promise) for promise in incident.kept]
    rows = [*kept, *([_open(incident.promise)] if incident.promise else [])]
    return [{"incident": incident.number, "number": number, **row} for number, row in enumerate(rows)]


def _kept(promise: KeptPromise) -> Values:
    return {
        "made_at": promise.made_at,
        "due_at": promise.due_at,
        "told": None,
        "next_at": None,
        "snoozes": 0,
        "reminder": "",
        "ended_at": promise.ended_at,
    }


def _open(promise: Promise) -> Values:
    return {
        "made_at": promise.made_at,
        "due_at": promise.due_at,
        "told": promise.told,
        "next_at": promise.next_at,
        "snoozes": promise.snoozes,
        "reminder": promise.reminder,
        "ended_at": None,
    }


def to_files(stored: Iterable[Mapping[str, str]]) -> tuple[File, ...]:
    """Files from their JSON."""
    return tuple(File(id=file["id"], name=file["name"], permalink=file["permalink"]) for file in stored)


def from_files(files: Iterable[File]) -> list[dict[str, str]]:
    """Files as JSON."""
    return [{"id": file.id, "name": file.name, "permalink": file.permalink} for file in files]


def to_entry(row: AnyRow) -> Entry:
    """A stored line of the timeline."""
    return Entry(
        id=row.id,
        kind=EntryKind(row.kind),
        at=row.at,
        recorded_at=row.recorded_at,
        author=row.author,
        author_name=row.author_name,
        text=row.text,
        data=MappingProxyType(row.data) if row.data else NOTHING,
        audience=Audience(row.audience),
        files=to_files(row.files),
        source=_place(row.source_channel, row.source_ts, row.source_thread),
        permalink=row.permalink,
    )


def from_entry(entry: Entry, incident: int) -> Values:
    """A line of that incident's timeline."""
    return {
        "id": entry.id,
        "incident": incident,
        "kind": entry.kind.value,
        "at": entry.at,
        "recorded_at": entry.recorded_at,
        "author": entry.author,
        "author_name": entry.author_name,
        "text": entry.text,
        "data": dict(entry.data),
        "audience": entry.audience.value,
        "files": from_files(entry.files),
        **_columns("source", entry.source),
        "permalink": entry.permalink,
    }


def to_message(row: AnyRow) -> Message:
    """A message as it stands."""
    return Message(
        place=Place(channel=row.channel, ts=row.ts, thread=row.thread),
        at=row.at,
        author=row.author,
        author_name=row.author_name,
        text=row.text,
        files=to_files(row.files),
        permalink=row.permalink,
        edited_at=row.edited_at,
        deleted=row.deleted,
        recovered=row.recovered,
    )


def to_person(row: AnyRow) -> Person:
    """A person that Slack has told about."""
    return Person(id=row.id, name=row.name, zone=row.zone, locale=row.locale, is_bot=row.is_bot)
