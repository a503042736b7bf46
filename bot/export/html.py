"""A post-mortem as one HTML page that needs nothing from elsewhere: no scripts, no fonts, no requests.

It reads light and dark, on paper and on a telephone; what people typed is escaped where it becomes markup.
Pure: no I/O but reading the style sheet, no clock.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

from markupsafe import Markup

from bot.export.drawing import drawn
from bot.export.elements import DOCTYPE, element, joined, text
from bot.export.html_prose import Prose, link
from bot.export.pictures import Picture
from bot.locales.wording import listed
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
    Timeline,
)
from bot.postmortem.names import visible
from bot.text import Anchor


def to_html(
    document: Document, people: Mapping[str, Person], pictures: Mapping[str, Picture] | None = None
) -> str:
    """The document as a page, ending with one newline; ``people`` holds those with known names, by id.

    ``pictures``, by address: below a line of the timeline stand those to which it links.
    """
    prose = Prose(people=people, clock=document.clock, language=document.language)
    page = _Page(prose=prose, pictures=pictures or {})
    title = " ".join(visible(document.title, people).split())
    body = element("body", element("main", page.head(document), *map(page.section, document.sections)))
    return str(
        joined(
            [
                DOCTYPE,
                element(
                    "html", _head(title, with_pictures=bool(pictures)), "\n", body, lang=document.language
                ),
                "\n",
            ]
        )
    )


@cache
def _style() -> Markup:
    # Our own file; in a style element nothing would be unescaped again.
    return Markup((resources.files("bot.export") / "page.css").read_text(encoding="utf-8"))  # noqa: S704


def _head(title: str, *, with_pictures: bool) -> Markup:
    digest = base64.b64encode(hashlib.sha256(_style().encode()).digest()).decode()
    images = " img-src data:;" if with_pictures else ""
    policy = f"default-src 'none'; style-src 'sha256-{digest}';{images} base-uri 'none'; form-action 'none'"
    lines = [
        element("meta", charset="utf-8"),
        element("meta", http_equiv="Content-Security-Policy", content=policy),
        element("meta", name_="viewport", content="width=device-width, initial-scale=1"),
        element("meta", name_="referrer", content="no-referrer"),
        element("meta", name_="color-scheme", content="light dark"),
        element("title", title),
        element("style", _style()),
    ]
    return element("head", "\n", joined(lines, "\n"), "\n")


@dataclass(frozen=True, kw_only=True)
class _Page:
    prose: Prose
    pictures: Mapping[str, Picture]

    def head(self, document: Document) -> Markup:
        picture = drawn(document.course, document.clock, document.language) if document.course else ""
        title = element("h1", self.prose.line(document.title))
        return joined([element("header", title), "\n", picture, "\n" if picture else ""])

    def section(self, section: DocumentSection) -> Markup:
        name = f"section-{section.key}"
        heading = element(f"h{section.level}", section.heading, id=name)
        blocks = [self._block(block, name) for block in section.blocks]
        return joined([element("section", joined([heading, *blocks], "\n"), aria_labelledby=name), "\n"])

    def _block(self, block: Block, heading: str) -> Markup:
        match block:
            case Paragraph():
                return self._paragraph(block)
            case OpenNotice(spans=spans):
                return element("div", self.prose.blocks(spans), class_="open")
            case KeyMoments():
                return self._table(block, heading)
            case Timeline(rows=rows):
                return _list("timeline", map(self._row, rows))
            case Facts(rows=facts):
                return _list("facts", map(self._fact, facts))
            case Items(rows=items):
                return _list("items", map(self._item, items))
            case People(rows=holders):
                return _list("facts", map(self._holders, holders))

    def _paragraph(self, paragraph: Paragraph) -> Markup:
        written = paragraph.origin is not Origin.DATA or bool(paragraph.byline)
        said = self.prose.blocks(paragraph.spans, lists=written)
        byline = self.prose.line(paragraph.byline)
        about = _about(byline, *_remarks(paragraph), _links(paragraph.sources))
        return element("div", said, about, class_="prose")

    def _table(self, table: KeyMoments, heading: str) -> Markup:
        columns = [column for column in table.columns if column]
        top = element(
            "tr", *(element("th", each, scope="col", role="columnheader") for each in columns), role="row"
        )
        rows = [self._moment(row, columns, two_zones=bool(table.columns[2])) for row in table.rows]
        head, body = (
            element("thead", top, role="rowgroup"),
            element("tbody", joined(rows, "\n"), role="rowgroup"),
        )
        # The roles stay when the style sheet makes lines of the cells on narrow screens.
        return element("table", head, body, role="table", aria_labelledby=heading)

    def _moment(self, row: MomentRow, columns: list[str], *, two_zones: bool) -> Markup:
        utc = element("time", row.utc, datetime=row.at.isoformat()) if row.at else text(row.utc)
        times = [utc, text(row.second)] if two_zones else [utc]
        source = _joined_by_dots(self.prose.line(row.how), _links(row.sources))
        cells = [
            element("td", element("span", cell) if cell else "", role="cell", data_column=column)
            for column, cell in zip(columns[1:], [*times, source], strict=True)
        ]
        return element("tr", element("th", row.name, scope="row", role="rowheader"), *cells, role="row")

    def _row(self, row: Row) -> Markup:
        stamp = element("time", row.stamp, datetime=row.at.isoformat())
        about = _about(*_remarks(row), _links(row.sources))
        return joined(
            [
                element("p", stamp, class_="when"),
                element("div", self.prose.blocks(row.spans), self._pictures(row), about),
            ]
        )

    def _pictures(self, row: Row) -> Markup:
        links = {span.url: span.label for span in row.spans if isinstance(span, Anchor)}
        return joined(
            element("figure", element("img", src=self.pictures[url].address, alt=label))
            for url, label in links.items()
            if url in self.pictures
        )

    def _fact(self, fact: Fact) -> Markup:
        return _named(fact.name, _joined_by_dots(self.prose.line(fact.value), _links(fact.sources)))

    def _item(self, item: ItemRow) -> Markup:
        owner = self.prose.line((item.owner,)) if item.owner else Markup()
        state = element("span", f"[{item.state_name}]", class_="state")
        about = joined([part for part in (state, owner, text(item.due)) if part], " ")
        return joined([self.prose.blocks(item.spans), _about(about, *_remarks(item), _links(item.sources))])

    def _holders(self, row: PeopleRow) -> Markup:
        names = listed([str(self.prose.line((person,))) for person in row.people], self.prose.language)
        # Each name has become markup above.
        return _named(row.name, _joined_by_dots(Markup(names), _links(row.sources)))  # noqa: S704


def _list(kind: str, rows: Iterable[Markup]) -> Markup:
    # Without the role, some readers do not call a list without bullets a list.
    return element("ul", *(element("li", row, "\n") for row in rows), class_=kind, role="list")


def _named(name: str, value: Markup) -> Markup:
    return joined([element("span", name, class_="name"), " ", element("span", value)])


def _about(*parts: Markup) -> Markup:
    said = _joined_by_dots(*parts)
    return element("p", said, class_="about") if said else said


def _joined_by_dots(*parts: Markup) -> Markup:
    return joined([part for part in parts if part], " · ")


def _remarks(row: Sourced) -> list[Markup]:
    return [element("em", remark) for remark in row.remarks]


def _links(sources: Iterable[Source]) -> Markup:
    return joined([_link(source) for source in sources], ", ")


def _link(source: Source) -> Markup:
    if source.permalink:
        return link(source.permalink, source.label)
    return joined([source.label, " ", element("code", source.entry)])
