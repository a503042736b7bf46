"""The questions and changes within one transaction, as ``bot.ports`` names them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date, datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.care import Care
from bot.company import Company
from bot.editing import ShownDraft, StateChange, Version
from bot.finding import Findings
from bot.marks import Meanings
from bot.model import Correction, Entry, EntryKind, Incident, Message, Person, Place, Subject
from bot.ports import Delivery, Page, Unmarked, Window
from bot.reminders import DirectReminder
from bot.requests import Request
from bot.said import Posts
from bot.stats import Facts
from bot.tellings import Telling
from bot.timeline import Position
from storage import (
    corrections,
    editing,
    entries,
    finding,
    inbox,
    incidents,
    looking_back,
    messages,
    outbox,
    pages,
    people,
    recovery,
    rhythms,
    stats,
    translations,
    warnings,
)
from storage.care import StoredCare, StoredPosts
from storage.company import StoredCompany

#: The digest's name among what comes again and again.
DIGEST = "digest"


class StoredReader:
    """Implements :class:`bot.ports.Reader` on one connection.

    Args:
        connection: within a transaction.
        marks: what reactions, pins and choices on messages mean, by name.
    """

    def __init__(self, connection: AsyncConnection, marks: Meanings) -> None:
        self._care = StoredCare(connection)
        self._connection = connection
        self._marks = marks

    async def incident(self, number: int) -> Incident | None:
        """The incident with that number."""
        return await incidents.with_number(self._connection, number)

    async def incident_in(self, channel: str) -> Incident | None:
        """The incident whose channel that is."""
        return await incidents.in_channel(self._connection, channel)

    async def open_incidents(self) -> tuple[Incident, ...]:
        """Those that are neither resolved nor cancelled, newest first."""
        return await incidents.still_open(self._connection)

    async def incidents_of_interest(self, since: datetime) -> tuple[Incident, ...]:
        """Those of which a digest of the time since then may have something to say, newest first."""
        return await incidents.of_interest(self._connection, since)

    async def entries(self, number: int) -> tuple[Entry, ...]:
        """The timeline: stored entries and marked messages, in order."""
        return await entries.timeline(self._connection, number, self._marks)

    async def page(
        self, number: int, size: int, *, before: Position | None = None, after: Position | None = None
    ) -> Page:
        """A page of the timeline: what stands next to a position, or the latest entries."""
        return await pages.page(self._connection, number, self._marks, size, before=before, after=after)

    async def removed(self, number: int, size: int | None = None) -> tuple[Entry, ...]:
        """The entries taken off the timeline, in order; with a size, the latest of them."""
        return await pages.removed(self._connection, number, size)

    async def entry(self, number: int, id: str) -> Entry | None:
        """An entry of that incident, removed or not; a message of its channel is one too, unless it is deleted."""
        return await entries.with_id(self._connection, number, id, self._marks)

    async def entries_of(self, number: int, kinds: Collection[EntryKind]) -> tuple[Entry, ...]:
        """The entries of these kinds, but for messages, in order."""
        return await entries.of_kinds(self._connection, number, kinds)

    async def request(self, key: str) -> Request | None:
        """The stored request with that key, done or not."""
        return await inbox.with_key(self._connection, key)

    async def message(self, place: Place) -> Message | None:
        """The evidence at that channel and ts; a deleted message is a tombstone without its text."""
        return await messages.at_place(self._connection, place)

    async def stats(self, asker: str, since: datetime, now: datetime, today: date) -> Facts:
        """What there is to say of the incidents declared since then that the asker may see."""
        return await stats.facts(self._connection, asker, since, now, today)

    async def find(self, asker: str, terms: Sequence[str], size: int, before: int | None = None) -> Findings:
        """The latest texts with all terms in incidents that the asker may see; ``before`` that position."""
        return await finding.find(self._connection, asker, terms, self._marks, size, before)

    async def unmarked(self, incident: Incident) -> Unmarked:
        """What was said in an incident's channel and is not on its timeline."""
        return await looking_back.unmarked(self._connection, incident, self._marks)

    async def posts_since(self, number: int, since: datetime) -> int:
        """How many messages the bot has posted in an incident's channel since then."""
        return await outbox.posts_since(self._connection, number, since)

    async def muted(self, number: int, about: Subject) -> set[str]:
        """Who does not want to be reminded of that of an incident."""
        return await incidents.muted(self._connection, number, about)

    async def reminders(self, number: int) -> tuple[DirectReminder, ...]:
        """The direct reminders about an incident that still have their buttons."""
        return await incidents.reminders(self._connection, number)

    async def people(self, ids: Collection[str]) -> dict[str, Person]:
        """Those of the people whose names are known."""
        return await people.known(self._connection, ids)

    async def translated(self, number: int, source: str, target: str) -> dict[str, str]:
        """What an incident's texts were translated to, by the digests of what was sent."""
        return await translations.known(self._connection, number, source, target)

    async def everybody(self) -> dict[str, Person]:
        """All people whose names are known, by id."""
        return await people.everybody(self._connection)

    async def authors(self, number: int) -> set[str]:
        """Who has posted in an incident's channel; apps are among them."""
        return await people.authors(self._connection, number)

    async def versions(self, number: int) -> tuple[Version, ...]:
        """What people wrote into the sections of an incident's documents, each section's versions in order."""
        return await editing.versions(self._connection, number)

    async def edited_incidents(self) -> tuple[int, ...]:
        """The incidents into whose documents people wrote, by number."""
        return await editing.incidents(self._connection)

    async def states(self, number: int) -> tuple[StateChange, ...]:
        """How far an incident's documents have come, each document's changes in order."""
        return await editing.states(self._connection, number)

    async def shown_draft(self, number: int, id: str) -> ShownDraft | None:
        """What was given to somebody to edit, if that is known."""
        return await editing.shown_draft(self._connection, number, id)

    @property
    def care(self) -> Care:
        """What looks after the record."""
        return self._care

    @property
    def removes(self) -> bool:
        """Whether texts are removed, which are to be found nowhere once it is committed."""
        return self._care.removed

    @property
    def posts(self) -> Posts:
        """What the bot has said and keeps."""
        return StoredPosts(self._connection)

    @property
    def company(self) -> Company:
        """The people around an incident."""
        return StoredCompany(self._connection, self._marks)


class StoredChange(StoredReader):
    """Implements :class:`bot.ports.Change` on one connection.

    Args:
        connection: within a transaction that writes.
        marks: what reactions, pins and choices on messages mean, by name.
        clock: tells the current instant, for what is marked as done.
        process: by this name the claims of the caller are known.
    """

    def __init__(
        self,
        connection: AsyncConnection,
        marks: Meanings,
        clock: Callable[[], datetime],
        process: str,
    ) -> None:
        super().__init__(connection, marks)
        self._clock = clock
        self._process = process

    async def next_number(self) -> int:
        """The next incident number; other openings wait until this transaction ends."""
        return await incidents.count(self._connection, "incident")

    async def save(self, incident: Incident) -> None:
        """Makes the stored incident equal to the value, with its parts and its promises."""
        await incidents.save(self._connection, incident)

    async def add(self, entries_: Sequence[Entry], number: int) -> None:
        """Puts entries on the incident's timeline. An id that is stored already is an IntegrityError."""
        await entries.add(self._connection, entries_, number)

    async def source(self, entry: str, place: Place, permalink: str) -> None:
        """Records the message that an entry comes from, once it is known."""
        await entries.source(self._connection, entry, place, permalink)

    async def entry(self, number: int, id: str) -> Entry | None:
        """As a reader, but a message stays as it is until this transaction ends."""
        channel, _, ts = id.partition(":")
        await corrections.hold(self._connection, Place(channel=channel, ts=ts))
        return await super().entry(number, id)

    async def correct(self, entry: Entry, correction: Correction, number: int) -> None:
        """Adds a correction of an entry of that incident, beside the earlier ones."""
        await corrections.correct(self._connection, entry, correction, number)

    async def add_version(self, version: Version, number: int) -> None:
        """Appends somebody's version of a section."""
        await editing.add_version(self._connection, version, number)

    async def reword_versions(self, versions: Sequence[Version], number: int) -> None:
        """Gives stored versions the texts and authors' names of these; nothing of what was there is kept."""
        await editing.reword(self._connection, versions, number)

    async def add_state(self, change: StateChange, number: int) -> None:
        """Appends a document's new state."""
        await editing.add_state(self._connection, change, number)

    async def keep_shown(self, draft: ShownDraft, number: int) -> None:
        """Remembers what was given to somebody to edit."""
        await editing.keep_shown(self._connection, draft, number)

    async def mark(self, place: Place, mark: str, user: str, at: datetime, *, present: bool) -> None:
        """Records that a person's mark is on a message, or is not, since ``at``; what is older changes nothing."""
        await entries.mark(self._connection, place, mark, user, at, present=present)

    async def marks_on(self, channel: str, stamps: Collection[str]) -> dict[str, set[tuple[str, str]]]:
        """The marks on messages, by ``ts``: the name of each, and whose it is. What forms have chosen is left out."""
        return await entries.marks_on(self._connection, channel, stamps)

    async def mute(self, number: int, user: str, about: Subject) -> None:
        """Records that a person does not want to be reminded of that of an incident any more."""
        await incidents.mute(self._connection, number, user, about)

    async def unmute(self, number: int, users: Collection[str] | None = None) -> None:
        """Records that these people, or all, may be reminded of everything of an incident again."""
        await incidents.unmute(self._connection, number, users)

    async def remind(self, number: int, reminded: DirectReminder) -> None:
        """Records that a person was reminded of an incident directly; again changes nothing."""
        await incidents.remind(self._connection, number, reminded)

    async def forget_reminder(self, number: int, reminded: DirectReminder) -> None:
        """Records that a direct reminder has no buttons any more."""
        await incidents.forget_reminder(self._connection, number, reminded)

    async def turn_of_digest(self, now: datetime) -> datetime:
        """When the last digest was decided: ``now``, if they are counted from now on.

        Other processes that ask the same wait until this transaction ends.
        """
        await rhythms.begin(self._connection, DIGEST, now)
        return await rhythms.told_at(self._connection, DIGEST)

    async def digested(self, now: datetime) -> None:
        """Records that a digest has been decided now."""
        await rhythms.tell(self._connection, DIGEST, now)

    async def ask(self, number: int, questions: Mapping[str, str], now: datetime) -> set[str]:
        """Records who is asked what about an incident (question to person); those that are new."""
        return await looking_back.ask(self._connection, number, questions, now)

    async def recover(self, read: Sequence[Message], gone: Window | None) -> None:
        """Stores messages read back from Slack; those known in the window that were not among them are deleted."""
        missing = await recovery.missing(self._connection, gone, read) if gone else []
        kept = await messages.keep(self._connection, [*read, *missing])
        await entries.mark_again(self._connection, kept)
        await warnings.warn(self._connection, kept, (), (), self._clock())
        await people.ask(self._connection, people.met([], kept), self._clock())

    async def threads(self, channel: str) -> set[str]:
        """The threads of a channel of which a reply is known, by their parents' ``ts``."""
        return await recovery.threads(self._connection, channel)

    async def keep_translations(
        self, number: int, source: str, target: str, made: Mapping[str, str], translator: str
    ) -> None:
        """Stores what a translator has made of an incident's texts, by the digests of what was sent."""
        now = self._clock()
        await translations.keep(self._connection, number, source, target, made, translator, now)

    async def remember(self, person: Person) -> None:
        """Stores what Slack told about a person."""
        await people.remember(self._connection, person)

    async def tell(self, tellings: Sequence[Telling], now: datetime) -> None:
        """Queues tellings; one that only shows how things are is not queued twice."""
        await outbox.tell(self._connection, tellings, now)

    async def finish(self, key: str) -> None:
        """Marks the request as done. Raises AlreadyDone when it was, which rolls the change back."""
        await inbox.finish(self._connection, key, self._clock())

    async def settle(self, delivery: Delivery, *, untold: str = "") -> None:
        """Marks the delivery as done; ``untold`` says why it was done without a word, if it was.

        Raises AlreadyDone when another attempt has it in hand, or is through with it.
        """
        await outbox.settle(self._connection, self._process, delivery, self._clock(), untold)
