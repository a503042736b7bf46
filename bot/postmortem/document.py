"""What a post-mortem consists of, before any renderer gives it a look.

One document is compiled (``bot.postmortem.draft``) and rendered as often as needed: as Markdown, as blocks.
All words are spans, so that a renderer escapes each of them once; stamps are written by ``Document.clock``,
so that every rendering shows the same times.

Whatever is asserted carries where it comes from: ``sources`` are entries of the timeline, ``inputs`` name the
fields of the record that a value was computed from. Only an :class:`OpenNotice` asserts nothing.

Pure: no I/O, no clock.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from bot.model import Audience, ItemState, Moment, Role
from bot.postmortem.course_of_events import Course
from bot.postmortem.times import Clock
from bot.text import Mention, Span, Words

Spans = tuple[Span, ...]


@dataclass(frozen=True, kw_only=True)
class Source:
    """The entry of the timeline that a statement rests on."""

    entry: str
    #: The message in Slack; empty while it is not known.
    permalink: str
    #: What the link is called in the document's language: ``source``.
    label: str


class Origin(StrEnum):
    """Whose words are they?"""

    #: The bot's own, made from data.
    DATA = "data"
    #: A person's, as they stand in the record, or translated.
    WRITTEN = "written"
    #: A person's, with what the edition must not have taken out of them; perhaps translated.
    CLEANED = "cleaned"


@dataclass(frozen=True, kw_only=True)
class Sourced:
    """Something asserted, and where it comes from."""

    sources: tuple[Source, ...] = ()
    #: Fields of the record that the value was computed from, for example ``incident.moments.began``.
    inputs: tuple[str, ...] = ()
    origin: Origin = Origin.DATA
    #: Short remarks to be set apart from what is said: ``recorded 16:20 UTC``, ``German``.
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Paragraph(Sourced):
    """Sentences, or what people wrote into a section: there, newlines and empty lines are theirs."""

    spans: Spans
    #: Who wrote it and when; empty for sentences made from data.
    byline: Spans = ()
    #: The same as its author wrote it, where that was in Markdown and no word of it has been taken out.
    markdown: str = ""


@dataclass(frozen=True, kw_only=True)
class OpenNotice:
    """Says that a section has no content yet, and who can fill it with which command."""

    spans: Spans


@dataclass(frozen=True, kw_only=True)
class Row(Sourced):
    """One line of the timeline."""

    at: datetime
    #: ``at`` as written: ``15:55 UTC | 07:55 PT``.
    stamp: str
    #: The sentence, without its time; may have several lines.
    spans: Spans


@dataclass(frozen=True, kw_only=True)
class Timeline:
    """The entries in order, oldest first."""

    rows: tuple[Row, ...]


@dataclass(frozen=True, kw_only=True)
class MomentRow(Sourced):
    """A key moment; an unknown one has no instant, and ``utc`` says so in words."""

    #: ``None`` for the first customer notice, which is no moment of the model.
    moment: Moment | None
    name: str
    at: datetime | None
    #: Dated instant in UTC, or ``unknown``.
    utc: str
    #: In the second zone; empty when unknown or when the document has none.
    second: str
    #: How it is known: ``recorded by Ann``, ``status identified``; empty when unknown.
    how: Spans = ()


@dataclass(frozen=True, kw_only=True)
class KeyMoments:
    """The table of key moments."""

    #: Headings of name, UTC, second zone (empty when the document has none) and source.
    columns: tuple[str, str, str, str]
    rows: tuple[MomentRow, ...]


@dataclass(frozen=True, kw_only=True)
class Fact(Sourced):
    """A named value: ``Time to detect``: ``12 min``."""

    name: str
    value: Spans


@dataclass(frozen=True, kw_only=True)
class Facts:
    """Named values computed from the record."""

    rows: tuple[Fact, ...]


@dataclass(frozen=True, kw_only=True)
class ItemRow(Sourced):
    """A remediation item."""

    number: int
    spans: Spans
    state: ItemState
    #: The state in the document's language.
    state_name: str
    owner: Mention | None
    #: ``due 2024-03-01`` in the document's language, or empty.
    due: str


@dataclass(frozen=True, kw_only=True)
class Items:
    """The remediation items, by number."""

    rows: tuple[ItemRow, ...]


@dataclass(frozen=True, kw_only=True)
class PeopleRow(Sourced):
    """Those who had a part: one person for a role, several for the rest."""

    #: ``None`` for the opener and for those without a role.
    role: Role | None
    name: str
    people: tuple[Mention, ...]


@dataclass(frozen=True, kw_only=True)
class People:
    """People by role."""

    rows: tuple[PeopleRow, ...]


Block = Paragraph | OpenNotice | Timeline | KeyMoments | Facts | Items | People


@dataclass(frozen=True, kw_only=True)
class DocumentSection:
    """A heading and what stands under it."""

    #: Stable name, the same in every language: ``summary``, ``impact``, ``moments``, ``timeline``, ``cause``,
    #: ``fix``, ``tried``, ``lessons``, ``items``, ``people``, ``further``, ``translation``; ``postmortem`` heads a
    #: part of the customer edition.
    key: str
    heading: str
    blocks: tuple[Block, ...]
    #: How deep the heading is: 2 below the title, 3 below the heading of a part.
    level: int = 2


@dataclass(frozen=True, kw_only=True)
class Document:
    """A post-mortem in one edition and one language."""

    #: ``Post-mortem INC-12: title``; the title is people's words.
    title: Spans
    language: str
    sections: tuple[DocumentSection, ...]
    #: Writes instants that stand inside sentences: ``document.clock.stamp(span.at)``.
    clock: Clock
    edition: Audience = Audience.INTERNAL
    #: For renderers that can draw; ``None`` where nothing lasted.
    course: Course | None = None


def sources_of(section: DocumentSection, document: Document) -> tuple[Source, ...]:
    """All that a section of the document rests on, in its order."""
    alone = replace(document, sections=(section,))
    return tuple(source for statement in statements(alone) for source in statement.sources)


def remarked(row: Sourced) -> Spans:
    """The remarks as they follow the words, on the same line."""
    return tuple(
        span for remark in row.remarks for span in (Words(text=" · "), Words(text=remark, italic=True))
    )


def language_of(spans: Spans) -> str:
    """Which language words are in that are not in the document's; empty for others."""
    return next((span.language for span in spans if isinstance(span, Words) and span.language), "")


def statements(document: Document) -> tuple[Sourced, ...]:
    """Everything the document asserts, each with its sources or inputs; open notices are none."""
    found: list[Sourced] = []
    for block in (block for section in document.sections for block in section.blocks):
        match block:
            case Paragraph():
                found.append(block)
            case OpenNotice():
                pass
            case _:
                found.extend(block.rows)
    return tuple(found)


def without_sources(document: Document) -> Document:
    """The same document for readers outside: it says all that it said, and nothing of where that comes from."""
    sections = tuple(
        replace(section, blocks=tuple(map(_without_sources, section.blocks))) for section in document.sections
    )
    return replace(document, sections=sections)


def _without_sources(block: Block) -> Block:
    match block:
        case Paragraph():
            return replace(block, sources=(), inputs=(), byline=(), markdown="")
        case OpenNotice():
            return block
        case _:
            rows = tuple(replace(row, sources=(), inputs=()) for row in block.rows)
            return replace(block, rows=rows)  # type: ignore[arg-type]
