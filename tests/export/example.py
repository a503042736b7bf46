"""An invented incident with all that a document has to cope with."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from bot.locales import Catalogue, load
from bot.marks import Mark, Tried
from bot.model import (
    Audience,
    Entry,
    EntryKind,
    File,
    Incident,
    Item,
    ItemState,
    KeptPromise,
    KeyMoment,
    Moment,
    Person,
    Place,
    Role,
    Section,
    SectionName,
    Status,
)
from bot.postmortem.document import Document
from bot.postmortem.draft import compile_draft
from bot.postmortem.times import Zones

PACIFIC = Zones(second=ZoneInfo("America/Los_Angeles"), label="PT")
ANN, BO, CEM, APP = "U0ANN", "U0BO", "U0CEM", "U0APP"
PEOPLE = {
    ANN: Person(id=ANN, name="Ann Lee"),
    BO: Person(id=BO, name="Bo_Nilsson"),
    APP: Person(id=APP, name="Deploy Bot", is_bot=True),
}
TITLE = "Exports *stuck* for R&amp;D_*~ &lt;eu-1&gt;"


def at(day: int, clock: str) -> datetime:
    """An instant of March 2025 in UTC: ``at(4, "06:30")``."""
    hour, minute = map(int, clock.split(":"))
    return datetime(2025, 3, day, hour, minute, tzinfo=UTC)


def entry(id: str, kind: EntryKind, when: datetime, author: str, text: str = "", **more: object) -> Entry:
    """A recorded entry whose message has a permalink; ``more`` are fields of ``Entry``."""
    fields: dict[str, object] = {
        "recorded_at": when,
        "permalink": f"https://example.slack.com/archives/C0INC7/p{id}",
        **more,
    }
    return Entry(id=id, kind=kind, at=when, author=author, text=text, **fields)  # type: ignore[arg-type]


def message_link(ts: str, thread: str) -> str:
    """The permalink of a reply in a thread."""
    return f"https://example.slack.com/archives/C0INC7/p{ts.replace('.', '')}?thread_ts={thread}&cid=C0INC7"


ENTRIES = (
    entry("e01", EntryKind.DECLARED, at(4, "06:42"), ANN, TITLE, data={"severity": "SEV3"}),
    entry("e02", EntryKind.ROLE, at(4, "06:43"), ANN, data={"role": "commander", "holder": BO}),
    entry(
        "e03", EntryKind.MOMENT, at(4, "06:30"), BO,
        recorded_at=at(4, "07:10"), data={"moment": "began"},
    ),
    entry("e04", EntryKind.UPDATE, at(4, "07:05"), BO, "Queue is *40 000* &amp; rising; <@U0CEM> looks at `worker_7`"),
    entry(
        "e05", EntryKind.MESSAGE, at(4, "07:20"), CEM,
        "Log of the stuck worker:\n```\nlease &lt;expired&gt; after 30s\n  retry_count=5 | gave up\n```\n"
        "&gt; *always* the same shard",
        recorded_at=at(4, "09:00"),
        source=Place(channel="C0INC7", ts="1741072800.000200", thread="1741070520.000100"),
        permalink=message_link("1741072800.000200", "1741070520.000100"),
        files=(File(id="F1", name="worker [7].log", permalink="https://example.slack.com/files/U0CEM/F1/worker(7).log"),),
    ),
    entry("e06", EntryKind.SEVERITY, at(4, "07:25"), BO, data={"from": "SEV3", "to": "SEV2"}),
    entry("e07", EntryKind.STATUS, at(4, "07:40"), BO, data={"from": "investigating", "to": "identified"}),
    entry(
        "e08", EntryKind.NOTICE, at(4, "07:50"), ANN, "Exports of some customers are delayed. No data is lost.",
        audience=Audience.CUSTOMER, recorded_at=at(4, "08:05"),
    ),
    entry(
        "e09", EntryKind.NOTE, at(4, "08:15"), CEM,
        "Called the vendor: <https://vendor.example/cases?id=7&amp;open=1|case 7>, <!channel> *_~ #1",
        recorded_at=at(4, "16:20"),
    ),
    entry(
        "e10", EntryKind.MESSAGE, at(4, "08:20"), APP,
        "• rolled back exporter_v2 to 1.9\n• 12 workers restarted", author_name="Deploy Bot",
        tried=Tried(state=Mark.WORKED, at=at(4, "08:31")),
    ),
    entry("e11", EntryKind.UPDATE, at(4, "08:29"), BO, "Rolled back; watching the queue drain"),
    entry("e12", EntryKind.MOMENT, at(4, "08:35"), BO, data={"moment": "mitigated"}),
    entry("e13", EntryKind.SECTION, at(4, "09:05"), ANN, "see section", data={"section": "impact"}),
    entry("e14", EntryKind.MOMENT, at(5, "08:30"), BO, data={"moment": "ended"}, recorded_at=at(5, "08:44")),
    entry("e15", EntryKind.RESOLVED, at(5, "08:45"), BO, "The queue is empty again :tada:"),
    entry("e16", EntryKind.SECTION, at(6, "10:00"), CEM, "see section", data={"section": "cause"}),
    entry("e17", EntryKind.ITEM, at(6, "10:05"), CEM, "Alert on lease expiry", data={"number": "1"}),
    entry("e18", EntryKind.ITEM, at(6, "10:06"), CEM, "Remove `exporter_v2`", data={"number": "2"}),
)  # fmt: skip

INCIDENT = Incident(
    number=7,
    title=TITLE,
    severity="SEV2",
    status=Status.RESOLVED,
    opener=ANN,
    declared_at=at(4, "06:42"),
    resolved_at=at(5, "08:45"),
    channel="C0INC7",
    channel_name="inc-7-exports-stuck",
    latest="The queue is empty again :tada:",
    latest_at=at(5, "08:45"),
    kept=(
        KeptPromise(made_at=at(4, "06:42"), due_at=at(4, "07:42"), ended_at=at(4, "07:05")),
        KeptPromise(made_at=at(4, "07:05"), due_at=at(4, "08:05"), ended_at=at(4, "08:29")),
        KeptPromise(made_at=at(4, "08:29"), due_at=at(5, "09:00"), ended_at=at(5, "08:45")),
    ),
    roles={Role.COMMANDER: BO},
    moments={
        Moment.BEGAN: KeyMoment(at=at(4, "06:30"), entry="e03"),
        Moment.DECLARED: KeyMoment(at=at(4, "06:42"), entry="e01"),
        Moment.IDENTIFIED: KeyMoment(at=at(4, "07:40"), entry="e07"),
        Moment.MITIGATED: KeyMoment(at=at(4, "08:35"), entry="e12"),
        Moment.ENDED: KeyMoment(at=at(5, "08:30"), entry="e14"),
        Moment.RESOLVED: KeyMoment(at=at(5, "08:45"), entry="e15"),
    },
    sections={
        SectionName.IMPACT: Section(
            text="*About 3 %* of customers in eu-1, those with exports over 1 GB:\n"
            "• nightly exports came late\n• none was lost\n\n"
            "Exports &lt; 1 GB were fine (we think).",
            author=ANN,
            at=at(4, "09:05"),
            entry="e13",
        ),
        SectionName.CAUSE: Section(
            text="The lease of a shard was shorter than its longest export. 1 worker held it *_~ forever.\n"
            "1. exporter_v2 halved the lease\n2. nothing alerted on expiry",
            author=CEM,
            at=at(6, "10:00"),
            entry="e16",
        ),
    },
    items=(
        Item(
            number=1, text="Alert on lease expiry", state=ItemState.IN_PROGRESS, owner=CEM, due="2025-03-14",
            author=CEM, at=at(6, "10:05"), entry="e17",
        ),
        Item(
            number=2, text="Remove `exporter_v2`", state=ItemState.PROPOSED,
            author=CEM, at=at(6, "10:06"), entry="e18",
        ),
    ),
)  # fmt: skip

NOW = at(7, "12:00")
ENGLISH = load("en")


def draft(
    incident: Incident = INCIDENT,
    entries: tuple[Entry, ...] = ENTRIES,
    *,
    zones: Zones = PACIFIC,
    now: datetime = NOW,
    catalogue: Catalogue = ENGLISH,
) -> Document:
    """The example's draft, or that of a changed incident."""
    return compile_draft(incident, entries, PEOPLE, catalogue=catalogue, zones=zones, now=now)
