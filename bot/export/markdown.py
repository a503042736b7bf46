"""A post-mortem as Markdown that GitHub and GitLab show alike, and that reads well as it is.

Lists for whatever holds sentences, one table for the key moments, no HTML, no trailing spaces.
Pure: no I/O, no clock.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from bot.export.inline import Inline, escape, link
from bot.export.prose import chunks, laid_out
from bot.export.typed import section_text
from bot.locales.wording import labelled, listed
from bot.model import Person
from bot.postmortem.document import (
    Block,
    Document,
    DocumentSection,
    Fact,
    Facts,
    ItemRow,
    Items,
    KeyMoments,
    MomentRow,
    OpenNotice,
    Origin,
    Paragraph,
    People,
    PeopleRow,
    Row,
    Source,
    Sourced,
    Spans,
    Timeline,
)

_INDENT = "  "


def to_markdown(document: Document, people: Mapping[str, Person]) -> str:
    """The document as Markdown, ending with one newline; ``people`` holds those with known names, by id."""
    inline = Inline(people=people, clock=document.clock, language=document.language)
    parts = [f"# {_heading(inline.line(document.title))}"]
    for section in document.sections:
        parts.append(heading_line(section))
        parts.extend(_texts(section.blocks, section.level, inline))
    return "\n\n".join(parts) + "\n"


def heading_line(section: DocumentSection) -> str:
    """The line that a section begins with."""
    return f"{'#' * section.level} {_heading(escape(section.heading))}"


def bodies(document: Document, people: Mapping[str, Person]) -> dict[str, tuple[str, ...]]:
    """What stands below each heading, by the section's key: texts with an empty line between two.

    A text is a block's; what a person wrote in Markdown and its byline are one each.
    """
    inline = Inline(people=people, clock=document.clock, language=document.language)
    return {
        section.key: tuple(_texts(section.blocks, section.level, inline)) for section in document.sections
    }


def _texts(blocks: Iterable[Block], level: int, inline: Inline) -> Iterator[str]:
    for block in blocks:
        if isinstance(block, Paragraph) and block.markdown:
            yield section_text(block.markdown, level)
            text = laid_out(chunks(block.byline, inline))
        else:
            text = _block(block, inline)
        if text:
            yield text


def _heading(line: str) -> str:
    # Number signs at the end of a heading would be taken for its closing sequence.
    return re.sub(r"(?<= )#+$", r"\\\g<0>", " ".join(line.split()))


def _block(block: Block, inline: Inline) -> str:
    match block:
        case Paragraph():
            return _paragraph(block, inline)
        case OpenNotice(spans=spans):
            return laid_out(chunks(spans, inline))
        case KeyMoments():
            return _table(block, inline)
        case Timeline(rows=rows):
            return "\n".join(_row(row, inline) for row in rows)
        case Facts(rows=facts):
            return "\n".join(_fact(fact, inline) for fact in facts)
        case Items(rows=items):
            return "\n".join(_item(item, inline) for item in items)
        case People(rows=holders):
            return "\n".join(_holders(holder, inline) for holder in holders)


def _paragraph(paragraph: Paragraph, inline: Inline) -> str:
    tail = _tail(*_remarks(paragraph), _links(paragraph.sources))
    if not paragraph.byline:
        lists = paragraph.origin is not Origin.DATA
        return laid_out(chunks(paragraph.spans, inline, lists=lists), tail=tail)
    byline = laid_out(chunks(paragraph.byline, inline), tail=tail)
    return f"{laid_out(chunks(paragraph.spans, inline, lists=True))}\n\n{byline}"


def _table(table: KeyMoments, inline: Inline) -> str:
    columns = [column for column in table.columns if column]
    lines = [columns, ["---"] * len(columns)]
    lines += [_moment(row, inline, two_zones=bool(table.columns[2])) for row in table.rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def _moment(row: MomentRow, inline: Inline, *, two_zones: bool) -> list[str]:
    times = [row.utc, row.second] if two_zones else [row.utc]
    source = " · ".join(part for part in (inline.line(row.how), _links(row.sources)) if part)
    return [*map(escape, (row.name, *times)), source]


def _row(row: Row, inline: Inline) -> str:
    tail = [*_remarks(row), _links(row.sources)]
    return _list_item(row.spans, inline, lead=f"**{row.stamp}**", tail=tail)


def _fact(fact: Fact, inline: Inline) -> str:
    return _list_item(fact.value, inline, lead=_label(fact.name, inline), tail=[_links(fact.sources)])


def _item(item: ItemRow, inline: Inline) -> str:
    owner = inline.line((item.owner,)) if item.owner else ""
    # Brackets that no definition belongs to are read as they stand.
    about = " ".join(part for part in (f"[{item.state_name}]", owner, escape(item.due)) if part)
    links = _tail(*_remarks(item), _links(item.sources))
    return "- " + laid_out(chunks(item.spans, inline), tail=f"{about} {links}".strip(), indent=_INDENT)


def _holders(row: PeopleRow, inline: Inline) -> str:
    names = listed([inline.line((person,)) for person in row.people], inline.language)
    line = f"- {_label(row.name, inline)} {names}"
    return " ".join(part for part in (line, _tail(_links(row.sources))) if part)


def _label(name: str, inline: Inline) -> str:
    return labelled(escape(name), inline.language)


def _list_item(spans: Spans, inline: Inline, *, lead: str, tail: Iterable[str]) -> str:
    found = chunks(spans, inline, begins_line=False)
    return "- " + laid_out(found, lead=lead, tail=_tail(*tail), indent=_INDENT)


def _tail(*parts: str) -> str:
    return " ".join(f"· {part}" for part in parts if part)


def _remarks(row: Sourced) -> list[str]:
    return [f"_{escape(remark)}_" for remark in row.remarks]


def _links(sources: Iterable[Source]) -> str:
    return ", ".join(_link(source) for source in sources)


def _link(source: Source) -> str:
    if source.permalink:
        return link(source.permalink, source.label)
    return f"{escape(source.label)} `{source.entry}`"
