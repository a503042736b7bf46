"""The record that a post-mortem is compiled from, with what its parts ask of it again and again.

Pure: no I/O, no clock.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from bot.locales import Catalogue
from bot.model import Entry, EntryKind, Incident, KeyMoment, Moment, Person, Role
from bot.phrases import Param, Phrase, Who, phrase
from bot.postmortem.document import Source, Spans
from bot.postmortem.known import key_moment
from bot.postmortem.names import title_text
from bot.postmortem.times import Clock
from bot.text import Words, parse
from bot.translating.interpreter import Interpreter


@dataclass(frozen=True, kw_only=True)
class Record:
    """One incident, its timeline in order, the people in it, and the language and zones to write in."""

    incident: Incident
    #: In the order of ``bot.timeline.ordered``.
    entries: tuple[Entry, ...]
    #: Known people by id.
    people: Mapping[str, Person]
    catalogue: Catalogue
    clock: Clock
    now: datetime
    #: The slash command that people type.
    command: str
    #: Puts people's words into the document's language; ``None``: they are in it.
    interpreter: Interpreter | None = None

    def words(self, key: str, **params: str | int) -> str:
        """A short text of the catalogue, for headings and labels."""
        return self.catalogue.text(f"postmortem.{key}", **params)

    def spans(self, key: str, /, **params: Param) -> Spans:
        """A sentence of the catalogue."""
        return self.phrased(phrase(f"postmortem.{key}", **params))

    def phrased(self, told: Phrase, *, may_leave: bool = True) -> Spans:
        """A phrase, in which people's words are put into the document's language.

        ``may_leave``: whether a translator outside may have them.
        """
        return self.catalogue.spans(told, lambda text: self.said(parse(text), may_leave=may_leave))

    def said(self, spans: Spans, *, may_leave: bool = True) -> Spans:
        """People's words in the document's language, as far as that is possible."""
        return self.interpreter.said(spans, may_leave=may_leave) if self.interpreter else spans

    def titled(self, told: Phrase, *, may_leave: bool = True) -> Spans:
        """The same with an incident's title in it: asterisks and the like are part of a title."""

        def title(text: str) -> Spans:
            return self.said((Words(text=title_text(text, self.people)),), may_leave=may_leave)

        return self.catalogue.spans(told, title)

    @cached_property
    def title_may_leave(self) -> bool:
        """Whether a translator may have the incident's title: not if it is marked as internal."""
        titled = [entry for entry in self.entries if entry.kind in (EntryKind.DECLARED, EntryKind.TITLE)]
        return not any(entry.locked for entry in titled[-1:])

    def foreign(self, spans: Spans) -> tuple[str, ...]:
        """The remark on words that are not in the document's language, if any are not."""
        return self.interpreter.remarks(spans) if self.interpreter else ()

    def named(self, what: Phrase) -> str:
        """A phrase without people in it as plain text: the name of a role, a state or a moment."""
        return self.catalogue.text(what.key)

    def sources(self, *entries: str) -> tuple[Source, ...]:
        """Those of the entries (by id) that are on the timeline, each once, as sources."""
        label = self.words("source")
        wanted = dict.fromkeys(entry for entry in entries if entry in self.by_id)
        return tuple(
            Source(entry=entry, permalink=self.by_id[entry].permalink, label=label) for entry in wanted
        )

    @cached_property
    def by_id(self) -> dict[str, Entry]:
        """The timeline by id."""
        return {entry.id: entry for entry in self.entries}

    def first(self, kind: EntryKind) -> Entry | None:
        """The earliest entry of a kind."""
        return next((entry for entry in self.entries if entry.kind is kind), None)

    def last(self, kind: EntryKind) -> Entry | None:
        """The latest entry of a kind."""
        return next((entry for entry in reversed(self.entries) if entry.kind is kind), None)

    def moment(self, moment: Moment) -> KeyMoment | None:
        """A key moment, as far as the record knows of it."""
        return key_moment(self.incident, self.entries, moment)

    def can_fill(self) -> Param:
        """Who is to be asked for what is missing: the commander, else the opener, else anyone."""
        user = self.incident.roles.get(Role.COMMANDER) or self.incident.opener
        return Who(user=user) if user else self.words("anyone")
