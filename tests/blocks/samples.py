"""Incidents to look at, ordinary ones and the worst that a renderer can get."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from bot.locales import load
from bot.model import (
    Entry,
    EntryKind,
    File,
    Incident,
    Item,
    ItemState,
    KeptPromise,
    KeyMoment,
    Moment,
    Promise,
    Role,
    Section,
    SectionName,
    Status,
)

ENGLISH = load("en")
NAMES = {"U1": "Ann", "U2": "Bob", "U3": "Chi"}
DECLARED = datetime(2024, 2, 9, 15, 55, tzinfo=UTC)

#: Texts in Slack's escaped form that people really type, and those that somebody will.
TEXTS = {
    "emoji": ":fire:" * 500,
    "unicode emoji": "🔥" * 3000,
    "right to left": "الدفع لا يعمل منذ ساعة " * 130,
    "cjk": "決済に失敗しています。" * 270,
    "one long word": "x" * 3000,
    "broadcasts": "<!channel> <!here> <!everyone> <!subteam^S1|@oncall> " * 60,
    "typed broadcasts": "&lt;!channel&gt; &lt;!here&gt; &lt;!everyone&gt; " * 60,
    "mentions": "<@U1> <@U2|bob> <#C1|general> " * 100,
    "marks": "*bold _italic ~struck `code ``` " * 90,
    "escapes": "&amp;&lt;&gt;" * 1000,
    "links": "<https://example.com/a?b=c&amp;d|here> <javascript:alert(1)|there> <x> <> " * 40,
    "dates": "<!date^1707494100^{time}|then> " * 90,
    "code": "```\nline one\n<https://example.com>\n```\n" * 70,
    "blank": "   ",
    "lines": "line\n" * 600,
}


def at(minutes: float) -> datetime:
    """So many minutes after the declaration."""
    return DECLARED + timedelta(minutes=minutes)


def moment(minutes: float) -> KeyMoment:
    """A key moment so many minutes after the declaration."""
    return KeyMoment(at=at(minutes), entry="e1")


def section(text: str) -> Section:
    """Ann's words."""
    return Section(text=text, author="U1", at=at(5), entry="e1")


def item(
    number: int, text: str, state: ItemState = ItemState.PROPOSED, *, owner: str = "", due: str = ""
) -> Item:
    """A remediation item of Ann's."""
    return Item(
        number=number, text=text, state=state, author="U1", at=at(60), entry="e1", owner=owner, due=due
    )


BARE = Incident(
    number=13,
    title="Search is slow",
    severity="SEV3",
    status=Status.INVESTIGATING,
    opener="U2",
    declared_at=DECLARED,
    moments={Moment.DECLARED: moment(0)},
)

OPEN = Incident(
    number=12,
    title="Checkout fails for card payments",
    severity="SEV1",
    status=Status.IDENTIFIED,
    opener="U2",
    declared_at=DECLARED,
    channel="C0000012",
    channel_name="inc-12-checkout-fails",
    latest="The provider confirms a fault. We fail over.",
    latest_at=at(12),
    promise=Promise(due_at=at(42), made_at=at(12)),
    kept=(
        KeptPromise(made_at=at(0), due_at=at(30), ended_at=at(12)),
        KeptPromise(made_at=at(-60), due_at=at(-30), ended_at=at(-20)),
    ),
    roles={Role.COMMANDER: "U1", Role.COMMUNICATIONS: "U3"},
    moments={Moment.DECLARED: moment(0), Moment.BEGAN: moment(-15)},
    sections={SectionName.IMPACT: section("One in three card payments fails.")},
    items=(
        item(1, "Alert on provider errors", owner="U2", due="2024-03-01"),
        item(2, "Write the runbook", ItemState.COMPLETED),
    ),
)

RESOLVED = OPEN.but(
    status=Status.RESOLVED,
    resolved_at=at(93),
    promise=None,
    latest="All payments go through again.",
    latest_at=at(93),
    moments={**OPEN.moments, Moment.RESOLVED: moment(93)},
)

CANCELLED = BARE.but(status=Status.CANCELLED, resolved_at=at(9), latest="A test alert.", latest_at=at(9))

ORDINARY = {"bare": BARE, "open": OPEN, "resolved": RESOLVED, "cancelled": CANCELLED}


def worst(text: str, status: Status = Status.INVESTIGATING) -> Incident:
    """An incident with that text wherever people can type one, and more of everything than anybody needs."""
    return Incident(
        number=10_000_000,
        title=text,
        severity="SEV1",
        status=status,
        opener="U404",
        declared_at=DECLARED,
        channel="C0000012",
        latest=text,
        latest_at=at(1),
        resolved_at=None if status.is_open else at(2),
        promise=Promise(due_at=at(42), made_at=at(12)) if status.is_open else None,
        roles={role: f"U{number}" for number, role in enumerate(Role)},
        moments={each: moment(number) for number, each in enumerate(Moment)},
        sections={name: section(text) for name in SectionName},
        items=tuple(item(number, text, owner="U1", due="2024-03-01") for number in range(1, 101)),
    )


def entry(number: int, text: str, kind: EntryKind = EntryKind.NOTE, **more: str) -> Entry:
    """An entry of the person with that number, so many minutes after the declaration."""
    return Entry(
        id=f"e{number}",
        kind=kind,
        at=at(number),
        recorded_at=at(number),
        author=f"U{number % 100}",
        text=text,
        data=more,
        permalink=f"https://example.slack.com/archives/C0000012/p{number}",
    )


def entries(count: int, text: str) -> tuple[Entry, ...]:
    """Notes of a hundred people, in no order."""
    return tuple(entry(number, text) for number in reversed(range(count)))


FILE = File(id="F1", name="graph <!here> & co.png", permalink="https://example.slack.com/files/F1")
