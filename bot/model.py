"""What an incident is: the values that every other part of Chronik speaks of.

Pure: no I/O, no clock.
Instants are aware datetimes in UTC, durations are timedeltas, people and channels are Slack ids.
Prose is kept in Slack's own escaped form (``&amp;``, ``<@U1>``) and escaped again nowhere but in a renderer.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from types import MappingProxyType

from bot.hours import Hours
from bot.marks import Tried

NOTHING: Mapping[str, str] = MappingProxyType({})


def instant(ts: str) -> datetime:
    """The instant of a Slack timestamp such as ``1707494123.000200``. Raises ``ValueError`` for anything else."""
    seconds, _, fraction = ts.partition(".")
    micros = int((fraction or "0").ljust(6, "0")[:6])
    return datetime.fromtimestamp(int(seconds), UTC).replace(microsecond=micros)


class Status(StrEnum):
    """Where does the incident stand? The machine is drawn in the README and kept by ``bot.lifecycle``."""

    INVESTIGATING = "investigating"
    IDENTIFIED = "identified"
    MONITORING = "monitoring"
    RESOLVED = "resolved"
    CANCELLED = "cancelled"

    @property
    def is_open(self) -> bool:
        """Whether people still work on the incident, so that it carries a promise."""
        return self not in (Status.RESOLVED, Status.CANCELLED)


class Role(StrEnum):
    """Who does what in an incident."""

    COMMANDER = "commander"
    DEPUTY = "deputy"
    COMMUNICATIONS = "communications"
    SCRIBE = "scribe"


class Moment(StrEnum):
    """The key moments of an incident; ``declared`` and ``resolved`` are set by the bot alone."""

    BEGAN = "began"
    DETECTED = "detected"
    DECLARED = "declared"
    IDENTIFIED = "identified"
    MITIGATED = "mitigated"
    ENDED = "ended"
    RESOLVED = "resolved"


class SectionName(StrEnum):
    """The sections of a post-mortem that people fill with their own words."""

    IMPACT = "impact"
    CAUSE = "cause"
    FIX = "fix"


class EntryKind(StrEnum):
    """What sort of thing happened, for one line of the timeline."""

    DECLARED = "declared"
    UPDATE = "update"
    STATUS = "status"
    SEVERITY = "severity"
    TITLE = "title"
    ROLE = "role"
    HANDOVER = "handover"
    NOTE = "note"
    NOTICE = "notice"
    MOMENT = "moment"
    SECTION = "section"
    SNOOZE = "snooze"
    ITEM = "item"
    MESSAGE = "message"
    RESOLVED = "resolved"
    REOPENED = "reopened"
    CANCELLED = "cancelled"
    HANDED_OUT = "handed_out"
    REDACTED = "redacted"
    REVIEW = "review"


class Audience(StrEnum):
    """Who may read an entry: the company alone, or its customers too."""

    INTERNAL = "internal"
    CUSTOMER = "customer"


class ItemState(StrEnum):
    """How far a remediation item is."""

    PROPOSED = "proposed"
    SCHEDULED = "scheduled"
    IN_PROGRESS = "in progress"
    COMPLETED = "completed"
    WONT_DO = "won't do"


class Rung(StrEnum):
    """How far up has an overdue update been taken? In this order; each at most once per promise."""

    #: Shortly before: whoever owes the update, directly.
    BEFORE = "before"
    #: At the time: the channel.
    DUE = "due"
    #: Later: commander and deputy, directly.
    COMMANDER = "commander"
    #: Later still: the managers' channel.
    MANAGERS = "managers"

    @property
    def height(self) -> int:
        """0 for the lowest."""
        return _HEIGHTS[self]


_HEIGHTS: Mapping[Rung, int] = MappingProxyType({rung: height for height, rung in enumerate(Rung)})


class Subject(StrEnum):
    """Of what may somebody be reminded directly? Each is stopped by itself."""

    UPDATES = "updates"
    POST_MORTEM = "postmortem"
    ITEMS = "items"


class ItemReminder(StrEnum):
    """Of what was the owner of a remediation item reminded last? In this order; each at most once."""

    BEFORE = "before"
    AFTER = "after"


@dataclass(frozen=True, kw_only=True)
class Ladder:
    """When the rungs come, counted from the promised time; nothing leaves a rung out."""

    before: timedelta = timedelta(0)
    commander: timedelta = timedelta(0)
    managers: timedelta = timedelta(0)
    #: After an update nobody is reminded for so long, but never later than promised.
    quiet: timedelta = timedelta(0)
    #: When people may be reminded; ``None``: at any time.
    hours: Hours | None = None


@dataclass(frozen=True, kw_only=True)
class Severity:
    """One severity as the settings define it."""

    name: str
    #: What it means, in the team's words.
    means: str
    #: How often an update is owed.
    cadence: timedelta
    #: People and user groups to invite, as written in the settings (``@oncall``, ``U123``, ``S123``).
    invite: tuple[str, ...] = ()
    ladder: Ladder = Ladder()
    #: How long a snooze may be, and how many may follow each other without an update.
    snooze_up_to: timedelta = timedelta(hours=1)
    snoozes: int = 2


@dataclass(frozen=True, kw_only=True)
class Person:
    """A member of the workspace, as far as Chronik needs to know them."""

    id: str
    #: The name that people call them by.
    name: str
    #: IANA zone; ``UTC`` where Slack did not tell.
    zone: str = "UTC"
    #: Language and region as Slack writes it, for example ``en-US``.
    locale: str = "en-US"
    is_bot: bool = False


@dataclass(frozen=True, kw_only=True)
class Place:
    """One message in Slack: ``ts`` is unique within its channel only."""

    channel: str
    ts: str
    #: The parent's ``ts`` when the message is a reply in a thread.
    thread: str | None = None

    @property
    def at(self) -> datetime:
        """When the message was posted: the instant that its ``ts`` is, exact to the microsecond."""
        return instant(self.ts)


@dataclass(frozen=True, kw_only=True)
class File:
    """A file shared with a message; the link needs the reader's own Slack login."""

    id: str
    name: str
    permalink: str


@dataclass(frozen=True, kw_only=True)
class Message:
    """A message of the incident's channel: evidence, kept whether or not it is on the timeline."""

    place: Place
    at: datetime
    #: A user id, or a bot id for messages of apps.
    author: str
    #: The name an app posted under; empty for people, whose names come from the directory.
    author_name: str = ""
    text: str
    files: tuple[File, ...] = ()
    permalink: str = ""
    #: When the text was last changed, if it was.
    edited_at: datetime | None = None
    deleted: bool = False
    #: Whether it was read back from Slack, because the bot was away when it was posted.
    recovered: bool = False


@dataclass(frozen=True, kw_only=True)
class Wording:
    """How an entry reads: all that a correction can change of it."""

    text: str
    at: datetime
    audience: Audience
    #: Whether it is taken off the timeline; it stays in the record.
    removed: bool = False


@dataclass(frozen=True, kw_only=True)
class Correction:
    """One correction of an entry: what stood before and what stands since. It is added once and never changed."""

    #: Counts from 1 within its entry.
    number: int
    #: A user id.
    by: str
    #: When it was made.
    at: datetime
    before: Wording
    after: Wording


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One line of the timeline, as it reads after its corrections."""

    #: Unique within the workspace; made by the decision, so that what is told can refer to it.
    id: str
    kind: EntryKind
    #: When it happened (for a message: when it was posted).
    at: datetime
    #: When it was put on the timeline.
    recorded_at: datetime
    #: A user id; empty for what the bot itself did.
    author: str
    #: Name of an author who is no member of the workspace (an app); else empty.
    author_name: str = ""
    #: People's own words; empty where ``data`` says all.
    text: str = ""
    #: Facts that the catalogue turns into a sentence, for example ``{"from": "SEV3", "to": "SEV1"}``.
    data: Mapping[str, str] = field(default_factory=lambda: NOTHING)
    audience: Audience = Audience.INTERNAL
    files: tuple[File, ...] = ()
    #: The message this entry comes from: the marked message, or the echo of a command once it is posted.
    source: Place | None = None
    permalink: str = ""
    #: Whether the message was read back from Slack, because the bot was away when it was posted.
    recovered: bool = False
    #: When the message's text was last changed, if it was.
    edited_at: datetime | None = None
    #: Whether somebody has marked it as the company's own: then no customer edition has it, whatever it is.
    locked: bool = False
    #: Whether somebody took it off the timeline.
    removed: bool = False
    #: In the order they were made.
    corrections: tuple[Correction, ...] = ()
    #: How it stands on the tried board, if it does.
    tried: Tried | None = None

    @property
    def wording(self) -> Wording:
        """How it reads now."""
        return Wording(text=self.text, at=self.at, audience=self.audience, removed=self.removed)

    @property
    def version(self) -> str:
        """A word that differs after each correction, and after each edit of the message it comes from."""
        return f"{len(self.corrections)}" + (f"@{self.edited_at.timestamp():.6f}" if self.edited_at else "")


@dataclass(frozen=True, kw_only=True)
class KeyMoment:
    """When a key moment was, and the entry that says so."""

    at: datetime
    entry: str


@dataclass(frozen=True, kw_only=True)
class Section:
    """What a person wrote into one section of the post-mortem."""

    text: str
    author: str
    at: datetime
    entry: str


@dataclass(frozen=True, kw_only=True)
class Item:
    """A remediation item; ``number`` counts from 1 within its incident."""

    number: int
    text: str
    state: ItemState
    #: A user id, or empty.
    owner: str = ""
    #: ISO date, or empty.
    due: str = ""
    author: str
    at: datetime
    entry: str
    #: What its owner was reminded of, and when to look at it again; ``None``: nothing, and never.
    told: ItemReminder | None = None
    next_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Promise:
    """The time of the next update, as promised."""

    due_at: datetime
    made_at: datetime
    #: The highest rung that was told of it; ``None`` while nobody was reminded.
    told: Rung | None = None
    #: When the next rung is due; ``None`` when there is none left.
    next_at: datetime | None = None
    #: How many snoozes have led here since the last update.
    snoozes: int = 0
    #: ``ts`` of the reminder in the channel, whose buttons go when it is answered; empty while there is none.
    reminder: str = ""

    @property
    def is_reminded(self) -> bool:
        """Whether the channel, or somebody above it, has been reminded."""
        return self.told not in (None, Rung.BEFORE)

    @property
    def is_overdue(self) -> bool:
        """Whether the promised time was seen to pass; outside working hours nobody is reminded of it yet."""
        return self.is_reminded or (self.next_at is not None and self.next_at > self.due_at)


@dataclass(frozen=True, kw_only=True)
class KeptPromise:
    """A promise that has ended: by an update, by the end of the incident, or, when it was overdue, by a snooze."""

    due_at: datetime
    made_at: datetime
    #: When the update came, or the snooze.
    ended_at: datetime

    @property
    def on_time(self) -> bool:
        """Whether the update came no later than promised."""
        return self.ended_at <= self.due_at


@dataclass(frozen=True, kw_only=True)
class Incident:
    """An incident as it stands now. Its timeline is kept beside it."""

    #: ``INC-<number>``; gapless within the workspace.
    number: int
    title: str
    severity: str
    status: Status
    #: Who opened it.
    opener: str
    declared_at: datetime
    #: Language of the prose and of what the bot posts.
    language: str = "en"
    #: Empty until Slack has made the channel.
    channel: str = ""
    channel_name: str = ""
    #: ``ts`` of the pinned card; empty until posted.
    card: str = ""
    #: Where it was announced, or ``None``.
    announcement: Place | None = None
    #: The latest update's words, for card and announcement.
    latest: str = ""
    latest_at: datetime | None = None
    resolved_at: datetime | None = None
    #: When the post-mortem is asked for next; ``None``: not any more.
    ask_at: datetime | None = None
    #: The message that Slack itself will post unless it is withdrawn: its id (empty: none), whom it names, and when.
    dead_man: str = ""
    dead_man_for: str = ""
    dead_man_at: datetime | None = None
    promise: Promise | None = None
    kept: tuple[KeptPromise, ...] = ()
    roles: Mapping[Role, str] = field(default_factory=lambda: MappingProxyType({}))
    moments: Mapping[Moment, KeyMoment] = field(default_factory=lambda: MappingProxyType({}))
    sections: Mapping[SectionName, Section] = field(default_factory=lambda: MappingProxyType({}))
    items: tuple[Item, ...] = ()
    #: Whether it was put together afterwards from an export: then nobody declared it to the bot, and its number,
    #: where the export does not tell one, is 0. Such an incident is in no database.
    reconstructed: bool = False

    @property
    def id(self) -> str:
        """The name people use: ``INC-12``."""
        return f"INC-{self.number or 'TBD'}"

    def but(self, **changes: object) -> Incident:
        """A changed copy."""
        return replace(self, **changes)  # type: ignore[arg-type]
