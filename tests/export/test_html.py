"""Documents as one HTML page: what a person typed is what a reader sees, and never becomes markup."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.export.drawing import in_words
from bot.export.html import to_html
from bot.export.html_prose import Prose, link
from bot.model import Person, Section, SectionName
from bot.postmortem.document import Document, Paragraph, statements, without_sources
from bot.postmortem.names import visible
from bot.postmortem.times import Clock
from bot.text import escape as slack_escape
from bot.text import parse
from tests.export import night
from tests.export.example import ANN, INCIDENT, PEOPLE, at, draft
from tests.export.test_markdown import PROSE, bare, shown

GOLDEN = Path(__file__).parents[1] / "golden"
FOLK = {"U1": Person(id="U1", name="Ann_*Lee*")}
WRITER = Prose(people=FOLK, clock=Clock(), language="en")
#: All that prose may become.
ALLOWED = {"p", "br", "a", "strong", "em", "s", "code", "pre", "ul", "ol", "li", "blockquote", "time"}
HOSTILE = (
    "<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "</title></style></svg><b>", "&lt;b&gt; &amp;amp;",
    "<a href='javascript:alert(1)'>x</a>", "]]> <!-- -->", "\u2028{{ 7*7 }}${x}", "' onmouseover='x", "\x00\x1b\ufeff",
)  # fmt: skip


@dataclass(kw_only=True)
class Parsed:
    """What a browser would make of a page, as far as these tests ask."""

    text: str = ""
    elements: list[tuple[str, dict[str, str | None]]] = field(default_factory=list)
    unclosed: list[str] = field(default_factory=list)
    strays: list[str] = field(default_factory=list)

    @property
    def names(self) -> set[str]:
        """The elements in use."""
        return {name for name, _ in self.elements}

    @property
    def attributes(self) -> set[tuple[str, str]]:
        """Elements with their attributes' names."""
        return {(name, key) for name, attributes in self.elements for key in attributes}


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parsed = Parsed()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.parsed.elements.append((tag, dict(attrs)))
        if tag in ("p", "pre", "li", "br"):
            self.parsed.text += "\n"
        if tag not in ("br", "meta"):
            self.parsed.unclosed.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if self.parsed.unclosed[-1:] == [tag]:
            self.parsed.unclosed.pop()
        else:
            self.parsed.strays.append(tag)

    def handle_data(self, data: str) -> None:
        if "style" not in self.parsed.unclosed:
            self.parsed.text += data

    def handle_comment(self, data: str) -> None:
        self.parsed.strays.append(data)


def read(markup: str) -> Parsed:
    """The markup as a browser reads it."""
    reader = _Reader()
    reader.feed(markup)
    reader.close()
    return reader.parsed


TYPED = st.one_of(
    PROSE,
    st.lists(st.one_of(st.sampled_from(HOSTILE), st.text(max_size=5)), max_size=4).map("".join),
)


@given(typed=TYPED.map(slack_escape), lists=st.booleans())
def test_what_is_typed_is_what_is_seen(typed: str, lists: bool) -> None:
    """Prose becomes none but its own elements, all closed, and reads as it was typed."""
    page = read(str(WRITER.blocks(parse(typed), lists=lists)))
    assert set() == page.names - ALLOWED
    assert set() == page.attributes - {("a", "href"), ("li", "value"), ("time", "datetime")}
    assert ([], []) == (page.unclosed, page.strays)
    marker = r">|[•◦▪-]|\*|[0-9]{1,9}\." if lists else ">|[•◦▪]"
    assert bare(shown(typed), marker) == bare(page.text, marker)


@given(typed=TYPED)
def test_nothing_typed_breaks_out_of_the_page(typed: str) -> None:
    """Whatever stands in title, sections, entries and names: the page's elements are its own."""
    line = slack_escape(" ".join(typed.split()))
    wrote = Section(text=slack_escape(typed), author=ANN, at=at(4, "09:05"), entry="e13")
    incident = INCIDENT.but(title=line or "x", sections={SectionName.IMPACT: wrote}, severity=line or "x")
    people = {**PEOPLE, ANN: Person(id=ANN, name=typed or "x")}
    page = read(to_html(draft(incident), people))
    assert ([], []) == (page.unclosed, page.strays)
    assert set() == page.names & {"script", "img", "iframe", "object", "link", "base", "form", "b"}
    assert [] == [key for _, key in page.attributes if key.startswith("on") or key in ("src", "style")]


@pytest.mark.parametrize(
    ("url", "written"),
    [
        ("https://a.example/x?a=1&b='\"<2>", '<a href="https://a.example/x?a=1&amp;b=&#39;%22%3C2%3E">x</a>'),
        ("javascript:alert(1)", "x"),
        ("data:text/html,<b>", "x"),
        ("mailto:a@b.example", '<a href="mailto:a@b.example">x</a>'),
    ],
)
def test_addresses(url: str, written: str) -> None:
    """A link leads to the web, to mail or to a telephone; anything else is words."""
    assert written == str(link(url, "x"))


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("*a* _b_ ~c~ `d`", "<p><strong>a</strong> <em>b</em> <s>c</s> <code>d</code></p>"),
        ("a\nb\n\nc", "<p>a<br>b</p><p>c</p>"),
        ("```\na\n  b\n```", "<pre><code>a\n  b</code></pre>"),
        ("• a\n  • b\n• c", "<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>"),
        (
            "3. a\n1. b\n2. c\n- d",
            '<p>3. a</p><ol><li value="1">b</li><li value="2">c</li></ol><ul><li>d</li></ul>',
        ),
        ("&gt; a\n&gt; b", "<blockquote><p>a<br>b</p></blockquote>"),
        ("see https://a.example.", '<p>see <a href="https://a.example">https://a.example</a>.</p>'),
        ("<@U1> &lt;", "<p>Ann_*Lee* &lt;</p>"),
    ],
)
def test_prose_is_shown_as_intended(typed: str, written: str) -> None:
    """Styles, lines, lists, quotes and blocks have their elements."""
    assert written == str(WRITER.blocks(parse(typed), lists=True))


@pytest.mark.parametrize(
    ("file", "document", "people"),
    [
        ("inc-7.html", draft(), PEOPLE),
        ("inc-12-customer.html", without_sources(night.for_customers().document), {}),
    ],
)
def test_golden(file: str, document: Document, people: dict[str, Person]) -> None:
    """The pages of both editions, which somebody has read and looked at."""
    assert (GOLDEN / file).read_text(encoding="utf-8") == to_html(document, people)


def test_it_says_what_the_document_says() -> None:
    """Every statement of the document stands in the page, in the document's words."""
    marker = r">|[•◦▪-]|[0-9]{1,9}\."
    page = bare(read(to_html(draft(), PEOPLE)).text, marker)
    for statement in statements(draft()):
        spans = statement.spans if isinstance(statement, Paragraph) else getattr(statement, "spans", ())
        for line in visible(spans, PEOPLE).splitlines():
            assert bare(line, marker) in page


def test_the_page_needs_nothing_from_elsewhere() -> None:
    """It has a policy that lets nothing in, and nothing that would ask for anything."""
    page = read(to_html(draft(), PEOPLE))
    policy = next(each["content"] for name, each in page.elements if each.get("http-equiv"))
    assert policy is not None
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert not re.search(r"url\(|@import", to_html(draft(), PEOPLE))


def test_landmarks_and_headings() -> None:
    """Headings go down one by one; each section has its heading for a name; the language is told."""
    page = read(to_html(without_sources(night.for_customers().document), {}))
    levels = [int(name[1]) for name, _ in page.elements if re.fullmatch("h[1-6]", name)]
    assert [1, 2, 2, 2, 3, 3, 3, 2] == levels
    identities = [each["id"] for _, each in page.elements if "id" in each]
    assert len(identities) == len(set(identities))
    assert [("html", {"lang": "en"})] == [each for each in page.elements if each[0] == "html"]
    assert {each["aria-labelledby"] for name, each in page.elements if name == "section"} <= set(identities)


def test_the_picture_in_words() -> None:
    """What the picture shows stands in its description."""
    document = draft()
    assert document.course
    assert (
        "Status: Investigating 2025-03-04 06:42 UTC – 2025-03-04 07:40 UTC; "
        "Identified 2025-03-04 07:40 UTC – 2025-03-05 08:45 UTC. "
        "Severity: SEV3 2025-03-04 06:42 UTC – 2025-03-04 07:25 UTC; "
        "SEV2 2025-03-04 07:25 UTC – 2025-03-05 08:45 UTC. "
        "Promise of updates: 2025-03-04 07:05 UTC on time, 2025-03-04 08:29 UTC late, "
        "2025-03-05 08:45 UTC on time. "
        "Key moments: Began 2025-03-04 06:30 UTC; Declared 2025-03-04 06:42 UTC; "
        "Identified 2025-03-04 07:40 UTC; First customer notice 2025-03-04 07:50 UTC; "
        "Mitigated 2025-03-04 08:35 UTC; Ended 2025-03-05 08:30 UTC; Resolved 2025-03-05 08:45 UTC."
    ) == in_words(document.course, document.clock, "en")


def test_the_customers_picture_in_words() -> None:
    """Customers see from when to when they were affected, and what they were told."""
    document = night.for_customers().document
    assert document.course
    assert (
        "Customers affected: 2024-11-12 21:40 UTC – 2024-11-14 05:20 UTC. "
        "Customers told: 2024-11-14 22:15 UTC, 2024-11-15 02:30 UTC."
    ) == in_words(document.course, document.clock, "en")
