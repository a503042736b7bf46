"""What the use cases need of storage: the seam that ``storage`` implements and ``bot.app`` joins.

Pure: types only.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Protocol

from bot.care import Care
from bot.company import Company
from bot.edits import EditsChange, EditsReader
from bot.finding import Findings
from bot.model import Correction, Entry, EntryKind, Incident, Message, Person, Place, Subject
from bot.reminders import Climb, DirectReminder, Owed
from bot.requests import MessageSeen, Request
from bot.said import Posts
from bot.stats import Facts
from bot.suggestions import Candidate
from bot.tellings import Telling
from bot.timeline import Position

#: How long a claim on a delivery lasts unless it is renewed: when its process died, another takes it after this.
CLAIM = timedelta(seconds=15)


#: A delivery's id, and how many attempts were begun before this one.
Attempt = tuple[int, int]


class AlreadyDone(Exception):
    """The request or delivery is finished, or in other hands; the transaction that finds out is rolled back."""


@dataclass(frozen=True, kw_only=True)
class Delivery:
    """A telling on its way: a row of the outbox, claimed by this process."""

    id: int
    #: Unique and stable: posted as message metadata, so that a post can be found again.
    key: str
    telling: Telling
    #: Attempts begun before this one whose outcome may be unknown. Above 0, Slack may have it already.
    attempts: int
    #: All attempts begun before this one, also those that surely changed nothing: the pauses grow with it.
    begun: int = 0
    #: When it was decided.
    created_at: datetime

    @property
    def attempt(self) -> Attempt:
        """Which attempt this is."""
        return self.id, self.begun


@dataclass(frozen=True, kw_only=True)
class Window:
    """A stretch of a channel, or of one thread, that Slack has shown in full: both ends are included."""

    channel: str
    oldest: str
    newest: str
    #: The parent's ``ts``; ``None`` for the channel itself, without replies.
    thread: str | None = None
    #: The message at one end that the page before has shown; empty on the first page.
    edge: str = ""


@dataclass(frozen=True, kw_only=True)
class Due:
    """What falls due by itself."""

    #: Whether somebody is to be reminded of a promised update.
    updates: bool = False
    #: Incidents with a question about the post-mortem, or a remediation item to be looked at: their numbers,
    #: without repetition, the longest due first.
    afterwards: tuple[int, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Page:
    """A stretch of the timeline, in order, and whether there is more on either side of it."""

    entries: tuple[Entry, ...]
    earlier: bool
    later: bool


@dataclass(frozen=True, kw_only=True)
class Unmarked:
    """What was said in a channel and is not on the timeline, and when anything was said there at all."""

    candidates: tuple[Candidate, ...]
    said_at: tuple[datetime, ...]


class Reader(EditsReader, Protocol):
    """Questions to the record, within one transaction."""

    async def incident(self, number: int) -> Incident | None:
        """The incident with that number."""

    async def incident_in(self, channel: str) -> Incident | None:
        """The incident whose channel that is."""

    async def open_incidents(self) -> tuple[Incident, ...]:
        """Those that are neither resolved nor cancelled, newest first."""

    async def incidents_of_interest(self, since: datetime) -> tuple[Incident, ...]:
        """Those of which a digest of the time since then may have something to say, newest first."""

    async def entries(self, number: int) -> tuple[Entry, ...]:
        """The timeline: stored entries and marked messages, in order."""

    async def page(
        self, number: int, size: int, *, before: Position | None = None, after: Position | None = None
    ) -> Page:
        """A page of the timeline: what stands next to a position, or the latest entries."""

    async def removed(self, number: int, size: int | None = None) -> tuple[Entry, ...]:
        """The entries taken off the timeline, in order; with a size, the latest of them."""

    async def entry(self, number: int, id: str) -> Entry | None:
        """An entry of that incident, removed or not; a message of its channel is one too, unless it is deleted."""

    async def entries_of(self, number: int, kinds: Collection[EntryKind]) -> tuple[Entry, ...]:
        """The entries of these kinds, but for messages, in order."""

    async def request(self, key: str) -> Request | None:
        """The stored request with that key, done or not."""

    async def message(self, place: Place) -> Message | None:
        """The evidence at that channel and ts."""

    async def stats(self, asker: str, since: datetime, now: datetime, today: date) -> Facts:
        """What there is to say of the incidents declared since then that the asker may see."""

    async def find(self, asker: str, terms: Sequence[str], size: int, before: int | None = None) -> Findings:
        """The latest texts with all terms in incidents that the asker may see; ``before`` that position."""

    async def unmarked(self, incident: Incident) -> Unmarked:
        """What was said in an incident's channel and is not on its timeline."""

    async def posts_since(self, number: int, since: datetime) -> int:
        """How many messages the bot has posted in an incident's channel since then."""

    async def muted(self, number: int, about: Subject) -> set[str]:
        """Who does not want to be reminded of that of an incident."""

    async def reminders(self, number: int) -> tuple[DirectReminder, ...]:
        """The direct reminders about an incident that still have their buttons."""

    async def people(self, ids: Collection[str]) -> dict[str, Person]:
        """Those of the people whose names are known."""

    async def translated(self, number: int, source: str, target: str) -> dict[str, str]:
        """What an incident's texts were translated to, by the digests of what was sent."""

    async def everybody(self) -> dict[str, Person]:
        """All people whose names are known, by id."""

    async def authors(self, number: int) -> set[str]:
        """Who has posted in an incident's channel; apps are among them."""

    @property
    def care(self) -> Care:
        """What looks after the record."""

    @property
    def posts(self) -> Posts:
        """What the bot has said and keeps."""

    @property
    def company(self) -> Company:
        """The people around an incident."""


class Change(EditsChange, Reader, Protocol):
    """One write transaction; commits when its block ends without an exception."""

    async def next_number(self) -> int:
        """The next incident number; gapless, since it is taken and used in one transaction."""

    async def save(self, incident: Incident) -> None:
        """Stores the incident as it now is, new or changed, with its parts and its promise."""

    async def add(self, entries: Sequence[Entry], number: int) -> None:
        """Puts entries on the incident's timeline."""

    async def source(self, entry: str, place: Place, permalink: str) -> None:
        """Records the message that an entry comes from, once it is known."""

    async def correct(self, entry: Entry, correction: Correction, number: int) -> None:
        """Adds a correction of an entry of that incident, beside the earlier ones."""

    async def mark(self, place: Place, mark: str, user: str, at: datetime, *, present: bool) -> None:
        """Records that a person's mark is on a message, or is not, since ``at``; what is older changes nothing."""

    async def marks_on(self, channel: str, stamps: Collection[str]) -> dict[str, set[tuple[str, str]]]:
        """The marks on messages, by ``ts``: the name of each, and whose it is. What forms have chosen is left out."""

    async def mute(self, number: int, user: str, about: Subject) -> None:
        """Records that a person does not want to be reminded of that of an incident any more."""

    async def unmute(self, number: int, users: Collection[str] | None = None) -> None:
        """Records that these people, or all, may be reminded of everything of an incident again."""

    async def remind(self, number: int, reminded: DirectReminder) -> None:
        """Records that a person was reminded of an incident directly; again changes nothing."""

    async def forget_reminder(self, number: int, reminded: DirectReminder) -> None:
        """Records that a direct reminder has no buttons any more."""

    async def turn_of_digest(self, now: datetime) -> datetime:
        """When the last digest was decided: ``now``, if they are counted from now on.

        Other processes that ask the same wait until this transaction ends.
        """

    async def digested(self, now: datetime) -> None:
        """Records that a digest has been decided now."""

    async def ask(self, number: int, questions: Mapping[str, str], now: datetime) -> set[str]:
        """Records who is asked what about an incident (question to person); those that are new."""

    async def recover(self, read: Sequence[Message], gone: Window | None) -> None:
        """Stores messages read back from Slack; those known in the window that were not among them are deleted."""

    async def threads(self, channel: str) -> set[str]:
        """The threads of a channel of which a reply is known, by their parents' ``ts``."""

    async def keep_translations(
        self, number: int, source: str, target: str, made: Mapping[str, str], translator: str
    ) -> None:
        """Stores what a translator has made of an incident's texts, by the digests of what was sent."""

    async def remember(self, person: Person) -> None:
        """Stores what Slack told about a person."""

    async def tell(self, tellings: Sequence[Telling], now: datetime) -> None:
        """Queues tellings; one that only shows how things are is not queued twice."""

    async def finish(self, key: str) -> None:
        """Marks the request as done; raises :class:`AlreadyDone` when it is, so that nothing happens twice."""

    async def settle(self, delivery: Delivery, *, untold: str = "") -> None:
        """Marks the delivery as done; ``untold`` says why it was done without a word, if it was.

        Raises :class:`AlreadyDone` when another attempt has it in hand, or is through with it.
        """


class Overdue(Protocol):
    """Promises of which a rung is due, held by this transaction until its block ends."""

    @property
    def owed(self) -> Sequence[Owed]:
        """The longest due first; without those that another transaction holds."""

    async def climb(self, climbs: Sequence[Climb], now: datetime) -> None:
        """Stores how far the promises have been taken, and queues what is told because of it."""


class Store(Protocol):
    """The database."""

    def change(self, number: int | None = None) -> AbstractAsyncContextManager[Change]:
        """A write transaction; with a number, the incident's row is locked first."""

    def read(self) -> AbstractAsyncContextManager[Reader]:
        """A read transaction."""

    async def accept(
        self,
        requests: Sequence[Request],
        messages: Sequence[MessageSeen],
        now: datetime,
        still: Callable[[], bool] | None = None,
    ) -> set[str]:
        """Stores requests and messages in one transaction; returns the keys of the requests that are new.

        ``still`` is asked just before requests are committed; raises ``TooLate`` when it says no.
        A message of a channel that is no incident's is not kept. The authors and people mentioned who are not
        known yet are queued to be learnt.
        """

    async def waiting_requests(self, before: datetime) -> tuple[Request, ...]:
        """Requests stored before that instant and not done, in their order: left behind by a crash."""

    async def requests_ahead(self, request: Request) -> tuple[Request, ...]:
        """What is to be done before that stored request: earlier ones of its channel or its asker, in order.

        What was acknowledged before another arrived is earlier, whichever process took them.
        """

    @property
    def single(self) -> bool:
        """Whether no other process can be at work on this database."""

    async def claim(self, now: datetime, limit: int) -> tuple[Delivery, ...]:
        """Takes what can be told now: the head of each lane that is due and that no other process holds."""

    async def postpone(self, delivery: Delivery, until: datetime, *, unknown: bool) -> None:
        """Gives a delivery back until later; ``unknown`` when the attempt may have reached Slack.

        Raises :class:`AlreadyDone` when another attempt has it in hand, or is through with it.
        """

    async def renew(self, now: datetime) -> Collection[Attempt]:
        """Holds on to what this process has claimed, for :data:`CLAIM` again; returns what is held."""

    async def release(self) -> None:
        """Gives back all claims, where no other process can have any: on SQLite, at start."""

    async def pause(self, key: str, until: datetime) -> None:
        """Tells every process that Slack asked to wait with those calls."""

    async def pauses(self, now: datetime) -> dict[str, datetime]:
        """What Slack has asked to wait with, and until when."""

    async def next_delivery_at(self) -> datetime | None:
        """When the earliest waiting delivery is due; ``None`` when nothing waits."""

    async def due(self, now: datetime) -> Due:
        """What is due by now."""

    def overdue(self, now: datetime, limit: int) -> AbstractAsyncContextManager[Overdue]:
        """A write transaction that holds so many of the promises of which a rung is due by now."""
