"""What an export knows of one incident: its marked messages as a timeline, its people, and from when to when it was.

The record that comes of it is the one that the bot would have kept, with less in it. Of the messages that are not
marked, nothing is kept but how many there are, so that long channels cost little.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain
from typing import Any

from bot.editing import StateChange, Version
from bot.gateway import Identity
from bot.marks import PIN, Meanings, Standing, standing
from bot.masking import masked_message
from bot.messages import WRITTEN, read_message
from bot.model import Entry, EntryKind, Incident, Message, Person, Place
from bot.slack_export import shapes
from bot.slack_export.archive import PEOPLE, Archive
from bot.slack_export.conversations import Conversation
from bot.slack_export.elements import elements
from bot.slack_export.incident import Span, reconstructed
from bot.timeline import ordered

#: Links to messages and files, of which most lead to the workspace itself.
_HOST = re.compile(r"https://([a-z0-9][a-z0-9.-]*\.slack(?:-gov)?\.com)/(?:archives|files)/")


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What the operator and the settings say about the draft."""

    #: What the marks on messages mean, by name.
    marks: Meanings
    #: Every message is put on the timeline, marked or not.
    everything: bool = False
    #: The workspace's host, such as ``acme.slack.com``; empty: the one that the export's own links name.
    host: str = ""
    language: str = "en"
    #: From when to when the incident was, as seen from the channel's last message. May raise ``UserError``.
    span: Callable[[datetime], Span] = lambda last: Span()


@dataclass(frozen=True, kw_only=True)
class Exported:
    """One incident from an export; it answers as the database would (``bot.evidence``)."""

    incident: Incident
    timeline: tuple[Entry, ...]
    members: dict[str, Person]
    spoke: frozenset[str]
    #: How many messages people and apps wrote in the channel.
    messages: int

    async def entries(self, number: int) -> tuple[Entry, ...]:
        """The timeline, in order."""
        return self.timeline

    async def removed(self, number: int) -> tuple[Entry, ...]:
        """Nothing: what was unmarked before the export was made does not show in it."""
        return ()

    async def people(self, ids: Collection[str]) -> dict[str, Person]:
        """Those of the people whose names the export tells."""
        return {user: self.members[user] for user in ids if user in self.members}

    async def everybody(self) -> dict[str, Person]:
        """All people whose names the export tells, by id."""
        return self.members

    async def authors(self, number: int) -> set[str]:
        """Who wrote in the channel."""
        return set(self.spoke)

    async def translated(self, number: int, source: str, target: str) -> dict[str, str]:
        """None: an export is read offline."""
        return {}

    async def versions(self, number: int) -> tuple[Version, ...]:
        """None: what people wrote of it is not in an export."""
        return ()

    async def states(self, number: int) -> tuple[StateChange, ...]:
        """None."""
        return ()


def read_export(archive: Archive, conversation: Conversation, wanted: Wanted) -> Exported | None:
    """The incident that was in a conversation; ``None`` when nobody wrote anything there that can be read.

    What cannot be read is noted in the archive.
    """
    gathered = _Gathered(conversation, wanted)
    for day in conversation.days:
        gathered.day(archive, day)
    if gathered.first is None or gathered.last is None:
        return None
    host = wanted.host or next((name for name, _ in gathered.hosts.most_common(1)), "")
    span = wanted.span(gathered.last.at)
    timeline = ordered(
        _entry(message, marked, _permalink(host, conversation.id))
        for message, marked in gathered.marked.values()
        if span.includes(message.at)
    )
    return Exported(
        incident=reconstructed(
            conversation, timeline, span, (gathered.first, gathered.last), language=wanted.language
        ),
        timeline=timeline,
        members=gathered.named | _members(archive),
        spoke=frozenset(gathered.spoke),
        messages=gathered.count,
    )


@dataclass
class _Gathered:
    """What a channel's days have told so far."""

    conversation: Conversation
    wanted: Wanted
    #: By ``ts``, since a reply that was also sent to the channel can stand in an export twice.
    marked: dict[str, tuple[Message, Standing]] = field(default_factory=dict)
    first: Place | None = None
    last: Place | None = None
    count: int = 0
    spoke: set[str] = field(default_factory=set)
    named: dict[str, Person] = field(default_factory=dict)
    hosts: Counter[str] = field(default_factory=Counter)

    def day(self, archive: Archive, name: str) -> None:
        """Reads one day's file."""
        odd = 0
        for raw in elements(archive, name):
            said = shapes.message(raw)
            if said is None:
                odd += 1
            elif (said.subtype or None) in WRITTEN:
                self._message(said)
        if odd:
            archive.unread(name, f"{odd} elements are no messages.")

    def _message(self, said: shapes.RawMessage) -> None:
        self.count += 1
        place = Place(channel=self.conversation.id or self.conversation.name, ts=said.ts)
        if self.first is None or place.at < self.first.at:
            self.first = place
        if self.last is None or place.at >= self.last.at:
            self.last = place
        if said.user not in self.spoke:
            self.spoke |= {said.user} - {""}
            if found := shapes.named_in(said):
                self.named.setdefault(found.id, found)
        for link in (said.text, *(file.permalink for file in said.files)):
            self.hosts.update(_HOST.findall(link))
        # An export does not tell since when a mark is there.
        marked = standing([(mark, place.at) for mark in self._marks(said)], self.wanted.marks)
        if self.wanted.everything or marked.on_timeline:
            message = read_message(place.channel, shapes.as_slack_says(said), lambda place: "")
            self.marked[said.ts] = masked_message(message), marked

    def _marks(self, said: shapes.RawMessage) -> set[str]:
        marks = {each.name for each in said.reactions if each.users or each.count}
        here = self.conversation
        # Without the channel's id, any pin is one of this channel.
        pinned = here.id in said.pinned_to if here.id else bool(said.pinned_to)
        return marks | {PIN} if pinned or said.ts in here.pins else marks


def _entry(message: Message, marked: Standing, permalink: Callable[[Place], str]) -> Entry:
    return Entry(
        id=f"{message.place.channel}:{message.place.ts}",
        kind=EntryKind.MESSAGE,
        at=message.at,
        recorded_at=message.at,
        author=message.author,
        author_name=message.author_name,
        text=message.text,
        files=message.files,
        source=message.place,
        permalink=permalink(message.place),
        edited_at=message.edited_at,
        locked=marked.internal,
        tried=marked.tried,
    )


def _permalink(host: str, channel: str) -> Callable[[Place], str]:
    """How the addresses of messages are written; without host or channel there are none."""
    if not host or not channel:
        return lambda place: ""
    return Identity(user="", bot="", team="", url=f"https://{host}/").permalink


def _members(archive: Archive) -> dict[str, Person]:
    lists = [name for name in PEOPLE if name in archive.files]
    if not lists:
        archive.unread(PEOPLE[0], "not there; people are named where their messages tell a name, else by id.")
    raw: Iterator[Any] = chain.from_iterable(elements(archive, name) for name in lists)
    people = filter(None, map(shapes.member, raw))
    return {person.id: person for person in people}
