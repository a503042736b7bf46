"""Values that tests of storage store, and the few sentences that most of them begin with."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from bot.model import (
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
    Place,
    Promise,
    Role,
    Rung,
    Section,
    SectionName,
    Status,
)
from bot.ports import Delivery, Store
from bot.requests import CommandTyped, MessageSeen
from bot.tellings import Telling

NOW = datetime(2031, 3, 9, 2, 30, tzinfo=UTC)
CHANNEL = "C0KITCHEN"
REPORT = File(id="F1", name="oven.log", permalink="https://example.slack.com/files/F1")


def minutes(count: float) -> datetime:
    """So many minutes after NOW."""
    return NOW + timedelta(minutes=count)


def an_incident(number: int = 1, **changes: object) -> Incident:
    """An incident that has just been declared and has its channel."""
    incident = Incident(
        number=number,
        title="Ovens are cold",
        severity="SEV2",
        status=Status.INVESTIGATING,
        opener="U1",
        declared_at=NOW,
        channel=CHANNEL if number == 1 else f"{CHANNEL}{number}",
    )
    return incident.but(**changes)


def a_full_incident() -> Incident:
    """An incident with every part there is."""
    return an_incident(
        title="Ovens are cold & <b>dark</b> 🥖",
        status=Status.MONITORING,
        language="pt-BR",
        channel_name="inc-1-ovens",
        card="1.000100",
        announcement=Place(channel="C0ALL", ts="1.000200", thread="1.000150"),
        latest="Gas is back",
        latest_at=minutes(40),
        resolved_at=minutes(50),
        ask_at=minutes(1490),
        promise=Promise(
            made_at=minutes(40),
            due_at=minutes(100),
            told=Rung.DUE,
            next_at=minutes(110),
            snoozes=1,
            reminder="1930000000.000900",
        ),
        dead_man="Q1",
        dead_man_for="U2",
        dead_man_at=minutes(105),
        kept=(
            KeptPromise(made_at=minutes(0), due_at=minutes(30), ended_at=minutes(20)),
            KeptPromise(made_at=minutes(20), due_at=minutes(30), ended_at=minutes(40)),
        ),
        roles={Role.COMMANDER: "U1", Role.SCRIBE: "U2"},
        moments={
            Moment.BEGAN: KeyMoment(at=minutes(-20), entry="e1"),
            Moment.DECLARED: KeyMoment(at=minutes(0), entry="e2"),
        },
        sections={SectionName.CAUSE: Section(text="A valve", author="U2", at=minutes(45), entry="e3")},
        items=(
            an_item(
                1,
                owner="U2",
                due="2031-04-01",
                state=ItemState.IN_PROGRESS,
                told=ItemReminder.BEFORE,
                next_at=minutes(9000),
            ),
            an_item(2),
        ),
    )


def an_item(number: int, **fields: object) -> Item:
    """A remediation item."""
    values: dict[str, object] = {
        "number": number,
        "text": "Replace the valve",
        "state": ItemState.PROPOSED,
        "author": "U1",
        "at": minutes(46),
        "entry": f"item{number}",
    }
    return Item(**{**values, **fields})  # type: ignore[arg-type]


def an_entry(id: str, at: datetime = NOW, **fields: object) -> Entry:
    """A note on the timeline."""
    values: dict[str, object] = {
        "id": id,
        "kind": EntryKind.NOTE,
        "at": at,
        "recorded_at": at,
        "author": "U1",
        "text": "Smells of gas",
        "audience": Audience.INTERNAL,
    }
    return Entry(**{**values, **fields})  # type: ignore[arg-type]


def a_message(ts: str = "1930000000.000100", channel: str = CHANNEL, **fields: object) -> Message:
    """A message in the incident's channel."""
    place = Place(channel=channel, ts=ts)
    values: dict[str, object] = {"place": place, "at": place.at, "author": "U1", "text": "No flame"}
    return Message(**{**values, **fields})  # type: ignore[arg-type]


def a_command(key: str, **fields: object) -> CommandTyped:
    """A slash command."""
    values: dict[str, object] = {
        "key": key,
        "user": "U1",
        "channel": CHANNEL,
        "text": "update all is well",
        "response_url": "https://hooks.example.com/1",
        "trigger_id": "1.2.3",
        "at": NOW,
    }
    return CommandTyped(**{**values, **fields})  # type: ignore[arg-type]


async def save(store: Store, *incidents: Incident) -> None:
    """Stores incidents."""
    async with store.change() as change:
        for incident in incidents:
            await change.save(incident)


async def see(store: Store, *messages: Message) -> None:
    """Stores messages in one batch."""
    await store.accept([], [MessageSeen(message=message) for message in messages], NOW)


async def tell(store: Store, *tellings: Telling, now: datetime = NOW) -> None:
    """Queues tellings."""
    async with store.change() as change:
        await change.tell(tellings, now)


async def settle(store: Store, delivery: Delivery) -> None:
    """Marks a delivery as done."""
    async with store.change() as change:
        await change.settle(delivery)


def told(deliveries: Sequence[Delivery]) -> list[Telling]:
    """What is on its way."""
    return [delivery.telling for delivery in deliveries]
