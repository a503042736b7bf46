"""The parts of a customer edition, each from data, with what was left out and what is missing noted on the way.

Pure: no I/O, no clock.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from bot.editing import Version
from bot.model import Entry, EntryKind, Item, ItemState, Moment, SectionName
from bot.phrases import Link, Phrase, phrase
from bot.postmortem.document import (
    Block,
    DocumentSection,
    ItemRow,
    Items,
    OpenNotice,
    Origin,
    Paragraph,
    Row,
    Source,
    Spans,
    Timeline,
)
from bot.postmortem.markup import read
from bot.postmortem.names import visible
from bot.postmortem.omissions import Omission
from bot.postmortem.record import Record
from bot.postmortem.sections import times_paragraph
from bot.privacy import Guard, Reason
from bot.text import Words, parse, plain
from bot.timeline import moment_name

#: What customers are told of remediation: that something is coming, under way, or done.
_SHOWN = (ItemState.SCHEDULED, ItemState.IN_PROGRESS, ItemState.COMPLETED)
_OPEN: Spans = (Words(text="TBD"),)


@dataclass(kw_only=True)
class Parts:
    """Makes the parts of one edition."""

    record: Record
    guard: Guard
    #: The same for what people wrote in the edition's own language.
    own_guard: Guard
    omissions: list[Omission] = field(default_factory=list)
    missing: list[Phrase] = field(default_factory=list)
    #: Sections that people have written in the bot's stead; of them nothing is missing.
    edited: frozenset[str] = frozenset()

    def cleaned(self, section: str, spans: Spans, sources: tuple[Source, ...] = ()) -> Spans:
        """The words that may leave, in the edition's language; what was taken out is noted."""
        cleaned = self._cleaned(self.guard, section, spans, sources)
        interpreter = self.record.interpreter
        return interpreter.said(cleaned, may_stand=self._may_stand) if interpreter else cleaned

    def _cleaned(self, guard: Guard, section: str, spans: Spans, sources: tuple[Source, ...] = ()) -> Spans:
        cleaned = guard.clean(spans)
        self.omissions += [
            Omission(section=section, reason=each.reason, what=each.what, sources=sources)
            for each in cleaned.found
        ]
        return cleaned.spans

    def _may_stand(self, translated: Spans) -> bool:
        """Whether a translation says nothing that must stay inside, be it by chance."""
        return not self.guard.clean(translated).found

    def or_edited(self, section: DocumentSection, edits: Mapping[str, Version]) -> DocumentSection:
        """The section as people wrote it, if they did, without what must stay inside."""
        edit = edits.get(section.key)
        if edit is None:
            return section
        spans = read(edit.text)
        cleaned = self._cleaned(self.own_guard, section.key, spans)
        block = Paragraph(
            spans=cleaned,
            inputs=(f"versions.{section.key}.{edit.number}",),
            origin=_origin(spans, cleaned),
        )
        return replace(section, blocks=(block,))

    def miss(self, key: str, *, section: str = "", command: str = "", **names: Moment) -> None:
        """Notes what is missing, and who can fill it with which command."""
        if section in self.edited:
            return
        record = self.record
        params = {name: moment_name(moment) for name, moment in names.items()}
        typed = f"{record.command} {command}".strip()
        self.missing.append(phrase(f"preview.{key}", who=record.can_fill(), command=typed, **params))

    def written(self, name: SectionName) -> Paragraph | OpenNotice:
        """What people wrote into a section, without what must stay inside."""
        section = self.record.incident.sections.get(name)
        entry = self.record.by_id.get(section.entry) if section else None
        spans = parse(section.text.strip()) if section else ()
        sources = self.record.sources(entry.id) if entry else ()
        if entry and entry.locked:
            self._lock(name.value, spans, sources)
            spans = ()
        cleaned = self.cleaned(name.value, spans, sources)
        if not plain(cleaned).strip():
            self.miss("missing_section", section=name.value, command=f"{name} TEXT")
            return OpenNotice(spans=_OPEN)
        return Paragraph(
            spans=cleaned,
            remarks=self.record.foreign(cleaned),
            sources=sources,
            inputs=(f"incident.sections.{name}",),
            origin=_origin(spans, cleaned),
        )

    def notices(self) -> DocumentSection:
        """What customers were told, oldest first, each as it reads now."""
        rows = tuple(
            row
            for entry in self.record.entries
            if entry.kind is EntryKind.NOTICE and (row := self._notice(entry)) is not None
        )
        block: Block = Timeline(rows=rows)
        if not rows:
            self.miss("missing_notices", section="timeline", command="notice at TIME TEXT")
            block = OpenNotice(spans=_OPEN)
        return DocumentSection(key="timeline", heading=self.record.words("timeline"), blocks=(block,))

    def analysis(self) -> tuple[DocumentSection, ...]:
        """Cause, resolution and remediation items."""
        words = self.record.words
        return (
            *(
                DocumentSection(
                    key=name.value, heading=words(name.value), blocks=(self.written(name),), level=3
                )
                for name in (SectionName.CAUSE, SectionName.FIX)
            ),
            DocumentSection(key="items", heading=words("items"), blocks=(self._items(),), level=3),
        )

    def further(self, status_page: str, contact: str) -> DocumentSection:
        """Where customers read on and whom they ask, and which zones the times are in."""
        record, blocks = self.record, []
        if status_page:
            page = Link(url=status_page, label=status_page)
            spans = record.spans("status_page", page=page)
            blocks.append(Paragraph(spans=spans, inputs=("settings.customer.status_page",)))
        if contact:
            address = Link(url=contact, label=contact) if contact.startswith("http") else contact
            spans = record.spans("contact", contact=address)
            blocks.append(Paragraph(spans=spans, inputs=("settings.customer.contact",)))
        blocks.append(times_paragraph(record))
        return DocumentSection(key="further", heading=record.words("further"), blocks=tuple(blocks))

    def _notice(self, entry: Entry) -> Row | None:
        sources, spans = self.record.sources(entry.id), parse(entry.text.strip())
        if entry.locked:
            self._lock("timeline", spans, sources)
            return None
        self.omissions += [
            Omission(section="timeline", reason=Reason.FILE, what=file.name, sources=sources)
            for file in entry.files
        ]
        cleaned = self.cleaned("timeline", spans, sources)
        if not plain(cleaned).strip():
            return None
        return Row(
            at=entry.at,
            stamp=self.record.clock.stamp(entry.at),
            spans=cleaned,
            remarks=self.record.foreign(cleaned),
            sources=sources,
            origin=_origin(spans, cleaned),
        )

    def _items(self) -> Items | OpenNotice:
        found = sorted(self.record.incident.items, key=lambda item: item.number)
        kept = [row for item in found if (row := self._item(item)) is not None]
        if not kept:
            self.miss("missing_items", section="items", command="action N scheduled")
            return OpenNotice(spans=_OPEN)
        return Items(rows=tuple(replace(row, number=number) for number, row in enumerate(kept, 1)))

    def _item(self, item: Item) -> ItemRow | None:
        record, spans = self.record, parse(item.text)
        sources, entry = record.sources(item.entry), record.by_id.get(item.entry)
        if entry and entry.locked:
            self._lock("items", spans, sources)
            return None
        state = record.named(phrase(f"item.{item.state}"))
        if item.state not in _SHOWN:
            what = f"{visible(spans, record.people)} [{state}]"
            self.omissions.append(Omission(section="items", reason=Reason.STATE, what=what, sources=sources))
            return None
        cleaned = self.cleaned("items", spans, sources)
        return ItemRow(
            number=item.number,
            spans=cleaned,
            state=item.state,
            state_name=state,
            owner=None,
            due="",
            remarks=record.foreign(cleaned),
            sources=sources,
            inputs=(f"incident.items.{item.number}",),
            origin=_origin(spans, cleaned),
        )

    def _lock(self, section: str, spans: Spans, sources: tuple[Source, ...]) -> None:
        what = visible(spans, self.record.people)
        self.omissions.append(Omission(section=section, reason=Reason.LOCKED, what=what, sources=sources))


def _origin(before: Spans, after: Spans) -> Origin:
    return Origin.WRITTEN if plain(before) == plain(after) else Origin.CLEANED
