"""What the oracle looks at: the record as stored, and which events the bot never got."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import select

from bot.app import Chronik
from bot.model import Entry, Incident
from bot.sandbox import Channel, Delivery, Message
from storage import tables
from tests.campaign.stage import Stage

Key = tuple[str, str]


@dataclass(frozen=True, kw_only=True)
class Row:
    """A message as stored, with its earlier texts."""

    text: str
    deleted: bool
    versions: frozenset[str]


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """All of it."""

    stage: Stage
    bot: Chronik
    incidents: tuple[Incident, ...]
    #: Number to timeline, in order.
    entries: dict[int, tuple[Entry, ...]]
    #: The same with what was taken off, each as it was told at first, before anybody corrected it.
    told: dict[int, tuple[Entry, ...]]
    rows: dict[Key, Row]
    #: User id to the name the bot knows.
    names: dict[str, str]
    #: Messages about which an event was never acknowledged, and marks likewise: with user and name.
    missed: frozenset[Key]
    missed_marks: frozenset[Key]

    def incident_in(self, channel: str) -> Incident | None:
        """The incident of a channel."""
        return next((incident for incident in self.incidents if incident.channel == channel), None)

    def room(self, incident: Incident) -> Channel:
        """The incident's channel."""
        return self.stage.box.channel(incident.channel)

    def posts(self, channel: Channel) -> list[Message]:
        """What the bot said there, oldest first; without Slack's own lines."""
        return [
            message
            for message in self.stage.box.messages(channel)
            if message.user == self.stage.box.bot_user
            and message.subtype in (None, "bot_message", "file_share")
        ]


async def gathered(stage: Stage) -> Evidence:
    """Reads it all."""
    bot = stage.alive[0].bot
    async with bot.store.read() as reader:
        incidents: list[Incident] = []
        while (incident := await reader.incident(len(incidents) + 1)) is not None:
            incidents.append(incident)
        entries = {incident.number: await reader.entries(incident.number) for incident in incidents}
        removed = {incident.number: await reader.removed(incident.number) for incident in incidents}
        people = await reader.people([person.id for person in stage.people])
    known = _known_since(stage)
    missed = [delivery.payload["event"] for delivery in stage.box.deliveries if _is_missed(delivery, known)]
    return Evidence(
        stage=stage,
        bot=bot,
        incidents=tuple(incidents),
        entries=entries,
        told={number: tuple(map(_first, (*entries[number], *removed[number]))) for number in entries},
        rows=await _rows(bot),
        names={user: person.name for user, person in people.items()},
        missed=frozenset(_message(event) for event in missed if event["type"] == "message"),
        missed_marks=frozenset(_marked(event) for event in missed if event["type"] in _MARKS),
    )


def _first(entry: Entry) -> Entry:
    """The entry as it was told, with its corrections beside it."""
    if not entry.corrections:
        return entry
    before = entry.corrections[0].before
    return replace(entry, text=before.text, at=before.at, audience=before.audience, removed=before.removed)


_MARKS = frozenset({"reaction_added", "reaction_removed", "pin_added", "pin_removed"})


def _known_since(stage: Stage) -> dict[str, float]:
    """When the bot first called for a channel: before that it need not know that the channel is an incident's."""
    known: dict[str, float] = {}
    for call in stage.box.calls:
        known.setdefault(str(call.args.get("channel", "")), call.started)
    return known


def _is_missed(delivery: Delivery, known: dict[str, float]) -> bool:
    """Whether no process acknowledged it while it could know what it was about."""
    event = delivery.payload.get("event")
    if delivery.kind != "events_api" or event is None:
        return False
    channel = event.get("channel") or event.get("channel_id") or event.get("item", {}).get("channel", "")
    since = known.get(channel, math.inf)
    return not any(
        (attempt.acknowledged or attempt.answered) and attempt.sent > since for attempt in delivery.attempts
    )


def _message(event: dict[str, Any]) -> Key:
    ts = event.get("deleted_ts") or event.get("message", event)["ts"]
    return event["channel"], ts


def _marked(event: dict[str, Any]) -> Key:
    item = event["item"]
    return item["channel"], item.get("ts") or item["message"]["ts"]


async def _rows(bot: Chronik) -> dict[Key, Row]:
    async with bot.store.transactions.reading() as connection:
        versions: dict[Key, set[str]] = {}
        for row in await connection.execute(select(tables.message_versions)):
            versions.setdefault((row.channel, row.ts), set()).add(row.text)
        return {
            (row.channel, row.ts): Row(
                text=row.text,
                deleted=row.deleted,
                versions=frozenset(versions.get((row.channel, row.ts), ())),
            )
            for row in await connection.execute(select(tables.messages))
        }
