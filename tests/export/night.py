"""An invented incident of a support product over three days and two zones, told as its channel saw it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from bot.locales import Catalogue, load
from bot.model import (
    Audience,
    Entry,
    EntryKind,
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
from bot.postmortem.customer import CustomerEdition, House, compile_customer
from bot.postmortem.document import Document
from bot.postmortem.draft import compile_draft
from bot.postmortem.times import Zones
from bot.translating.interpreter import Interpreter

PACIFIC = Zones(second=ZoneInfo("America/Los_Angeles"), label="PT")
MIRA, TOM, YUKI, WILL = "U0MIRA", "U0TOM", "U0YUKI", "U0WILL"
PEOPLE = {
    MIRA: Person(id=MIRA, name="Mira Okafor", zone="America/Los_Angeles"),
    TOM: Person(id=TOM, name="Tomás Ferrand", zone="Europe/Paris"),
    YUKI: Person(id=YUKI, name="Yuki Arai"),
    WILL: Person(id=WILL, name="Will Baker"),
}
HOUSE = House(
    product="Harbour Desk",
    status_page="https://status.harbour.example",
    contact="https://harbour.example/help",
    deny=("mailer-3.harbour.internal", "Project Kestrel"),
)
TITLE = "Automatic replies are sent twice"


def at(day: int, clock: str) -> datetime:
    """An instant of November 2024 in UTC: ``at(12, "21:40")``."""
    hour, minute = map(int, clock.split(":"))
    return datetime(2024, 11, day, hour, minute, tzinfo=UTC)


def said(id: str, kind: EntryKind, when: datetime, author: str, text: str = "", **more: object) -> Entry:
    """An entry whose message has a permalink; ``more`` are fields of ``Entry``."""
    fields: dict[str, object] = {
        "recorded_at": when,
        "permalink": f"https://harbour.slack.com/archives/C0INC12/p{id}",
        **more,
    }
    return Entry(id=id, kind=kind, at=when, author=author, text=text, **fields)  # type: ignore[arg-type]


_CUSTOMER: dict[str, object] = {"audience": Audience.CUSTOMER}

ENTRIES = (
    said("n01", EntryKind.MESSAGE, at(13, "00:12"), "B0WATCH", "Outbox of pod 4 at 212 % of its usual size",
         author_name="Watchtower", source=Place(channel="C0INC12", ts="1731456720.000100")),
    said("n02", EntryKind.DECLARED, at(13, "00:20"), MIRA, TITLE, data={"severity": "SEV2"}),
    said("n03", EntryKind.ROLE, at(13, "00:21"), MIRA, data={"role": "commander", "holder": TOM}),
    said("n04", EntryKind.MOMENT, at(13, "00:12"), TOM, data={"moment": "detected"}, recorded_at=at(13, "00:40")),
    said("n05", EntryKind.UPDATE, at(13, "00:55"), TOM, "About 40 accounts on pods 4 and 7 so far, no data lost"),
    said("n06", EntryKind.MOMENT, at(12, "21:40"), YUKI, data={"moment": "began"}, recorded_at=at(13, "02:05")),
    said("n07", EntryKind.MESSAGE, at(13, "02:10"), YUKI,
         "The retry job on mailer-3.harbour.internal runs twice since build 8812, see <#C0MAIL|mail-team> and OPS-418",
         source=Place(channel="C0INC12", ts="1731463800.000200")),
    said("n08", EntryKind.STATUS, at(13, "02:12"), TOM, data={"from": "investigating", "to": "identified"}),
    said("n09", EntryKind.NOTE, at(13, "02:30"), MIRA, "Account managers asked for a list of accounts",
         recorded_at=at(13, "09:15")),
    said("n10", EntryKind.UPDATE, at(13, "02:50"), TOM, "Second scheduler stopped; the backlog drains"),
    said("n11", EntryKind.STATUS, at(13, "03:05"), TOM, data={"from": "identified", "to": "monitoring"}),
    said("n12", EntryKind.MOMENT, at(14, "05:20"), YUKI, data={"moment": "ended"}, recorded_at=at(14, "05:31")),
    said("n13", EntryKind.RESOLVED, at(14, "05:35"), TOM, "No reply was sent twice for an hour"),
    said("n14", EntryKind.SECTION, at(14, "16:00"), MIRA, "", data={"section": "impact"}),
    said("n15", EntryKind.NOTICE, at(14, "22:15"), MIRA,
         "From November 12 to November 14, some customers on pods 4 and 7 had automatic replies sent twice. "
         "Tickets and their contents are not affected.", **_CUSTOMER),
    said("n16", EntryKind.NOTICE, at(15, "02:30"), MIRA,
         "All accounts with doubled replies have been told by e-mail. Who has had no e-mail is not affected. "
         "Our status page has more: <https://status.harbour.example/1112|status>.",
         recorded_at=at(15, "02:44"), **_CUSTOMER),
    said("n17", EntryKind.SECTION, at(15, "17:00"), YUKI, "", data={"section": "cause"}),
    said("n18", EntryKind.SECTION, at(15, "17:05"), TOM, "", data={"section": "fix"}),
    said("n19", EntryKind.ITEM, at(15, "17:20"), YUKI, "Lock", data={"number": "1"}),
    said("n20", EntryKind.ITEM, at(15, "17:21"), YUKI, "Alert", data={"number": "2"}),
    said("n21", EntryKind.ITEM, at(15, "17:22"), MIRA, "Move", data={"number": "3"}),
    said("n22", EntryKind.HANDED_OUT, at(15, "18:00"), MIRA,
         data={"language": "en", "format": "markdown", "preview": "p1"}),
)  # fmt: skip

INCIDENT = Incident(
    number=12,
    title=TITLE,
    severity="SEV2",
    status=Status.RESOLVED,
    opener=MIRA,
    declared_at=at(13, "00:20"),
    resolved_at=at(14, "05:35"),
    channel="C0INC12",
    channel_name="inc-12-automatic-replies",
    kept=(
        KeptPromise(made_at=at(13, "00:20"), due_at=at(13, "01:20"), ended_at=at(13, "00:55")),
        KeptPromise(made_at=at(13, "00:55"), due_at=at(13, "01:55"), ended_at=at(13, "02:50")),
        KeptPromise(made_at=at(13, "02:50"), due_at=at(14, "06:00"), ended_at=at(14, "05:35")),
    ),
    roles={Role.COMMANDER: TOM},
    moments={
        Moment.BEGAN: KeyMoment(at=at(12, "21:40"), entry="n06"),
        Moment.DETECTED: KeyMoment(at=at(13, "00:12"), entry="n04"),
        Moment.IDENTIFIED: KeyMoment(at=at(13, "02:12"), entry="n08"),
        Moment.ENDED: KeyMoment(at=at(14, "05:20"), entry="n12"),
        Moment.RESOLVED: KeyMoment(at=at(14, "05:35"), entry="n13"),
    },
    sections={
        SectionName.IMPACT: Section(
            text="Automatic replies of about 40 accounts on pods 4 and 7 were sent twice.", author=MIRA,
            at=at(14, "16:00"), entry="n14",
        ),
        SectionName.CAUSE: Section(
            text="This incident was caused by two schedulers running the same retry job after build 8812, on "
            "mailer-3.harbour.internal. Tomás had asked in #mail-team for a lock (OPS-418), and <@U0WILL> was "
            "about to add one for Project Kestrel.",
            author=YUKI, at=at(15, "17:00"), entry="n17",
        ),
        SectionName.FIX: Section(
            text="To fix this issue, our team stopped the second scheduler and discarded the doubled replies that "
            "were still waiting.",
            author=TOM, at=at(15, "17:05"), entry="n18",
        ),
    },
    items=(
        Item(number=1, text="Let a lock keep two schedulers apart", state=ItemState.COMPLETED, owner=WILL,
             author=YUKI, at=at(15, "17:20"), entry="n19"),
        Item(number=2, text="Alert when a reply is sent twice", state=ItemState.SCHEDULED, owner=YUKI,
             due="2024-12-02", author=YUKI, at=at(15, "17:21"), entry="n20"),
        Item(number=3, text="Move Will's runbook to the wiki", state=ItemState.WONT_DO, author=MIRA,
             at=at(15, "17:22"), entry="n21"),
    ),
)  # fmt: skip

NOW = at(20, "12:00")
ENGLISH = load("en")


def internal(
    incident: Incident = INCIDENT, entries: Iterable[Entry] = ENTRIES, catalogue: Catalogue = ENGLISH
) -> Document:
    """The internal edition of the night, or of a changed one."""
    return compile_draft(incident, entries, PEOPLE, catalogue=catalogue, zones=PACIFIC, now=NOW)


def for_customers(
    incident: Incident = INCIDENT,
    entries: Iterable[Entry] = ENTRIES,
    *,
    house: House = HOUSE,
    zones: Zones = PACIFIC,
    catalogue: Catalogue = ENGLISH,
    known: Iterable[Person] = (),
    more: Iterable[Person] = (),
    interpreter: Interpreter | None = None,
) -> CustomerEdition:
    """The customer edition of the night, or of a changed one; ``more``: further people who had a part."""
    people = {**PEOPLE, **{person.id: person for person in more}}
    return compile_customer(
        incident,
        entries,
        people,
        catalogue=catalogue,
        house=house,
        zones=zones,
        known=known,
        interpreter=interpreter,
    )
