"""Puts people's own versions of sections into a document, with what is new beside them.

Pure: no I/O, no clock.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from bot.editing import News, Version
from bot.locales import Catalogue
from bot.phrases import Param, Phrase, When, Who, phrase
from bot.postmortem.document import Block, Document, DocumentSection, Origin, Paragraph
from bot.postmortem.markup import read
from bot.text import Words


def with_edits(
    document: Document,
    edits: Mapping[str, Version],
    fresh: Mapping[str, News],
    others: Iterable[Version],
    catalogue: Catalogue,
) -> Document:
    """The internal edition as people wrote it, by section, with bylines.

    ``fresh`` is what the bot would write since each edit, ``others`` what counts in other editions and languages
    and differs from here: both are said below the section they belong to.
    """
    elsewhere = tuple(others)

    def one(section: DocumentSection) -> DocumentSection:
        edit = edits.get(section.key)
        blocks: tuple[Block, ...] = section.blocks
        if edit:
            blocks = (_written(edit, catalogue), *_news(edit, fresh.get(section.key, News()), catalogue))
        differing = [
            _differs(other, section, catalogue) for other in elsewhere if other.section == section.key
        ]
        return replace(section, blocks=(*blocks, *differing))

    return replace(document, sections=tuple(map(one, document.sections)))


def remark_count(blocks: Iterable[Block]) -> int:
    """How many blocks at the end are remarks of the bot's about edits, the byline not counted."""
    return sum(isinstance(each, Paragraph) and each.inputs[:1] == _REMARK for each in blocks)


def author(version: Version) -> Param:
    """Who wrote a version."""
    return Who(user=version.author) if version.author else version.author_name


def differs(version: Version, heading: str) -> Phrase:
    """Says that another edition or language has its own words for a section."""
    return phrase(
        "postmortem.differs",
        section=heading,
        who=author(version),
        edition=phrase(f"edition.{version.edition}"),
        language=version.language,
        when=When(at=version.at),
    )


#: What a remark about edits names as its input, so that it is told apart.
_REMARK = ("versions",)


def _written(edit: Version, catalogue: Catalogue) -> Paragraph:
    byline = phrase("postmortem.section_edited", who=author(edit), when=When(at=edit.at))
    return Paragraph(
        spans=read(edit.text),
        markdown=edit.text,
        byline=catalogue.spans(byline),
        inputs=(f"versions.{edit.section}.{edit.number}",),
        origin=Origin.WRITTEN,
    )


def _news(edit: Version, fresh: News, catalogue: Catalogue) -> list[Paragraph]:
    inputs = (*_REMARK, f"versions.{edit.section}.{edit.number}")
    said = []
    if fresh.added:
        new = (
            *catalogue.spans(phrase("postmortem.news_added")),
            Words(text="\n\n"),
            *read("\n".join(fresh.added)),
        )
        said.append(Paragraph(spans=new, inputs=inputs, origin=Origin.WRITTEN))
    if fresh.gone:
        gone = catalogue.spans(phrase("postmortem.news_gone", count=fresh.gone))
        said.append(Paragraph(spans=gone, inputs=inputs))
    return said


def _differs(version: Version, section: DocumentSection, catalogue: Catalogue) -> Paragraph:
    inputs = (*_REMARK, f"versions.{version.section}.{version.number}")
    return Paragraph(spans=catalogue.spans(differs(version, section.heading)), inputs=inputs)
