"""The post-mortem draft as one message: the overview; the file beside it carries the rest.

Pure: no I/O, no clock.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from bot.blocks.cut import compact
from bot.blocks.editing import buttons
from bot.blocks.inline import Line, Writer
from bot.blocks.posting import Posting, posting
from bot.editing import StateChange
from bot.locales import Catalogue
from bot.locales.wording import labelled
from bot.phrases import Phrase, Several, When, Who, phrase
from bot.postmortem.document import (
    Document,
    DocumentSection,
    Facts,
    ItemRow,
    Items,
    KeyMoments,
    OpenNotice,
    Paragraph,
    Sourced,
    remarked,
)
from bot.text import Anchor, Instant, Mention, Span, Words

#: Visible characters of one section's text, and of one remediation item.
_TEXT = 400
_ITEM = 150
#: Remediation items that are shown, and links of one statement.
_ITEMS = 5
_LINKS = 3
#: Sections that only the file shows.
_FILE_ALONE = ("timeline", "people", "further")


def draft(
    document: Document,
    catalogue: Catalogue,
    names: Mapping[str, str],
    *,
    incident: int,
    state: StateChange | None = None,
) -> Posting:
    """The overview in the document's language, with a button to edit each section.

    ``names``: user id to name, nobody is notified. ``incident`` is its number.
    """
    writer = Writer(catalogue=catalogue, names=names)
    lines = [*_lines(document, writer), *([writer.spans(_state(state))] if state else [])]
    offered = buttons(document, catalogue, incident)
    return posting(lines, writer, title=writer.visible(document.title), buttons=offered)


def _state(change: StateChange) -> Phrase:
    state = phrase(f"state.{change.state}")
    return phrase("draft.state", state=state, who=Who(user=change.author), when=When(at=change.at))


def _lines(document: Document, writer: Writer) -> Iterator[Line]:
    for section in document.sections:
        if section.key not in _FILE_ALONE:
            yield from _section(section, writer)
    missing = [section.heading for section in document.sections if _is_open(section)]
    if missing:
        yield writer.spans(phrase("draft.open", sections=Several(of=tuple(missing))))
    yield writer.spans(phrase("draft.file"))


def _is_open(section: DocumentSection) -> bool:
    return any(isinstance(block, OpenNotice) for block in section.blocks)


def _section(section: DocumentSection, writer: Writer) -> Iterator[Line]:
    heading: Line = (Words(text=_label(section.heading, writer), bold=True),)
    for index, block in enumerate(section.blocks):
        match block:
            case Paragraph():
                # The summary stands first and needs no heading.
                before = () if section.key == "summary" or index else heading
                yield (*before, *compact(block.spans, _TEXT), *remarked(block), *_links(block))
            case KeyMoments():
                known = [
                    (*_linked(row.name, row), Words(text=" "), Instant(at=row.at))
                    for row in block.rows
                    if row.at
                ]
                yield (*heading, *_joined(known, " · "))
            case Facts():
                yield from _facts(block, writer)
            case Items():
                yield heading
                yield from map(_item, block.rows[:_ITEMS])
                if len(block.rows) > _ITEMS:
                    yield writer.spans(phrase("draft.more_items", count=len(block.rows) - _ITEMS))


def _facts(block: Facts, writer: Writer) -> Iterator[Line]:
    """What is known, on one line; the file says of the rest that it is not."""
    unknown = writer.catalogue.text("postmortem.unknown")
    known = [row for row in block.rows if writer.visible(row.value) != unknown]
    if known:
        yield _joined(((Words(text=_label(row.name, writer)), *row.value) for row in known), " · ")


def _item(row: ItemRow) -> Line:
    owner: tuple[Line, ...] = ((Mention(user=row.owner.user),),) if row.owner else ()
    due: tuple[Line, ...] = ((Words(text=row.due),),) if row.due else ()
    words: Line = (Words(text=f"{row.number}. "), *compact(row.spans, _ITEM))
    parts = (words, (Words(text=row.state_name, bold=True),), *owner, *due)
    return (*_joined(parts, " · "), *remarked(row), *_links(row))


def _label(name: str, writer: Writer) -> str:
    return labelled(name, writer.catalogue.language) + " "


def _linked(text: str, row: Sourced) -> Line:
    """The text, linked to where it comes from as soon as that is known."""
    for source in row.sources:
        if source.permalink:
            return (Anchor(url=source.permalink, label=text),)
    return (Words(text=text),)


def _links(row: Sourced) -> Line:
    known = [source for source in row.sources if source.permalink][:_LINKS]
    return tuple(
        span
        for source in known
        for span in (Words(text=" "), Anchor(url=source.permalink, label=source.label))
    )


def _joined(parts: Iterable[Line], between: str) -> Line:
    spans: list[Span] = []
    for part in parts:
        spans += [Words(text=between), *part] if spans else part
    return tuple(spans)
