"""What must not leave the company: found wherever it stands, and replaced by words that say no more."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.export.customer_json import to_customer_json
from bot.export.html import to_html
from bot.export.markdown import to_markdown
from bot.model import Audience, EntryKind, Item, ItemState, Person, Section, SectionName
from bot.postmortem.customer import House
from bot.postmortem.document import without_sources
from bot.privacy import Guard, Names, Places, Reason
from bot.text import Span, Words, parse, plain
from tests.export.night import ENTRIES, INCIDENT, MIRA, PEOPLE, at, for_customers, said

INSTEAD = {reason: f"<{reason}>" for reason in Reason}
FOLK = {
    "U0ZAN": Person(id="U0ZAN", name="Zanthe Quillfeather"),
    "U0WIL": Person(id="U0WIL", name="Will Bo"),
    "U0VAN": Person(id="U0VAN", name="José van der Mûhl"),
    "U0TAN": Person(id="U0TAN", name="田中 太郎"),
    "U0APP": Person(id="U0APP", name="Deploy Bot", is_bot=True),
}
OTHERS = [Person(id="U0OTH", name="Ottoline Mark"), Person(id="U0ONE", name="kestrelle")]
GUARD = Guard(
    names=Names(FOLK.values(), OTHERS),
    places=Places(
        deny=["db-7.internal", "*.corp.example", "Blue Heron"],
        links=["status.example.com"],
        literal=["inc-7-exports"],
    ),
    people=FOLK,
    instead=INSTEAD,
)


def cleaned(typed: str) -> str:
    """What a reader sees of a text in Slack's escaped form."""
    return plain(GUARD.clean(parse(typed)).spans)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("<@U0ZAN> and <@U0NOBODY> looked", "<name> and <name> looked"),
        ("Zanthe Quillfeather, zanthe and QUILLFEATHER's team", "<name> and <name>'s team"),
        ("Will will ask Bo, bo", "<name> will ask <name>"),
        ("Jose Mûhl rode in a van der rest", "<name> rode in a van der rest"),
        ("nach Zanthes Hinweis", "nach <name> Hinweis"),
        ("@zanthe.quillfeather said", "<name> said"),
        ("田中さんが直した", "<name>さんが直した"),
        (
            "Ottoline came, Ottoline Mark came, mark it, kestrelle",
            "Ottoline came, <name> came, mark it, <name>",
        ),
        ("The Deploy Bot restarted", "The Deploy Bot restarted"),
    ],
)
def test_names(typed: str, expected: str) -> None:
    """People are found by mention, whole name, part, handle and possessive; words that are also names are not."""
    assert expected == cleaned(typed)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("on db-7.internal.", "on <host>."),
        ("on DB-7.Internal and replica.db-7.internal:", "on <host> and <host>:"),
        ("on db-*7.inter*nal", "on db-*7.inter*nal"),
        ("on *db-7*.internal now", "on <host> now"),
        ("a.b.corp.example, blue \n heron", "<host>, <host>"),
        ("web-1.local, 10.0.0.7 and localhost:80, not 8.8.8.8", "<host>, <host> and <host>, not 8.8.8.8"),
        ("see https://wiki.example/x, www.x.org/y.", "see <link>, <link>"),
        ("see https://status.example.com/1.", "see https://status.example.com/1."),
        ("see https://status.example.com/db-7.internal", "see <link>"),
        ("see <https://wiki.example/x|the wiki>", "see the wiki"),
        ("see <https://status.example.com/1|zanthe's page>", "see <name>'s page"),
        ("see <https://status.example.com@evil.example/|x>", "see x"),
        ("mail <mailto:a@b.example|a@b.example> or c@d.example", "mail <address> or <address>"),
        ("in <#C0ABCDEF1|ops>, #ops-team or inc-7-exports, #1", "in <channel>, <channel> or <channel>, #1"),
        ("OPS-12 and org/repo#34, #4711; UTF-8, SEV-1", "<ticket> and <ticket>, <ticket>; UTF-8, SEV-1"),
        ("x.slack.com/archives/C1 and U02ABCDEF12", "<host> and <address>"),
        ("done :zanthe-dance: :tada:", "done  "),
    ],
)
def test_places(typed: str, expected: str) -> None:
    """Hosts, links, channels, tickets and addresses are found, whatever style hides them."""
    assert expected == cleaned(typed)


def test_a_sentence_still_begins_with_a_capital() -> None:
    """What stands in the place of a word that began a sentence begins it, too."""
    named = Guard(
        names=GUARD.names, places=GUARD.places, people=FOLK, instead=dict.fromkeys(Reason, "our team")
    )
    spans = named.clean(parse("<@U0ZAN> saw it. Zanthe told <@U0ZAN>")).spans
    assert "Our team saw it. Our team told our team" == plain(spans)


def test_what_was_taken_out_is_listed() -> None:
    """Each thing is listed once, with its reason, as it stood there."""
    found = GUARD.clean(parse("<@U0ZAN> on db-7.internal, db-7.internal :tada:")).found
    assert {
        (Reason.NAME, "@Zanthe Quillfeather"),
        (Reason.HOST, "db-7.internal"),
        (Reason.EMOJI, ":tada:"),
    } == {(each.reason, each.what) for each in found}
    assert 3 == len(found)


def test_nothing_to_take_out_changes_nothing() -> None:
    """Text without anything private stays as it is, styles and lines included."""
    spans = parse("*All* replies of `pod 4`:\n• came twice\n&gt; 3 % &lt; 4 %")
    assert spans == GUARD.clean(spans).spans


def test_a_long_line_costs_no_more() -> None:
    """Forty thousand characters without a blank are searched, not pondered."""
    for line in ("a" * 40_000, "a." * 20_000, "#" * 40_000, "a/" * 20_000):
        assert line == cleaned(line)


CANARIES = (
    "Zanthe Quillfeather", "zanthe", "QUILLFEATHER", "<@U0ZANTHE>", "db-7.canary.internal", "DB-7.CANARY.INTERNAL",
    "eu.db-7.canary.internal", "a.canary.corp", "<#C0CANARY1|canary-room>", "#canary-room", "CANARY-417",
    "<https://canary.slack.com/archives/C1|here>", "https://canary.example/x", "<https://canary.example/x>",
    "canary@example.com", "<mailto:canary@example.com|canary@example.com>", ":canary-emoji:",
    "<https://tickets.example/CANARY-9|CANARY-9>", "Project Canary",
)  # fmt: skip
LEAKS = ("zanthe", "quillfeather", "canary", "u0zan", "slack.com", "tickets.example")
BESIDE = st.sampled_from(["", "*", "_", "`", "~", "\n", "&gt; ", "• ", "(", '"'])
PLAIN = st.text(alphabet="xyz 019.,;:!?\n", max_size=12)


@st.composite
def leaky(draw: st.DrawFn) -> str:
    """A text with canaries in it, styled at random."""
    parts = [draw(PLAIN)]
    for _ in range(draw(st.integers(1, 3))):
        mark = draw(BESIDE)
        parts += [" ", mark, draw(st.sampled_from(CANARIES)), mark, " ", draw(PLAIN)]
    return "".join(parts)


@given(texts=st.lists(leaky(), min_size=6, max_size=6), locked=st.booleans())
@settings(deadline=None, max_examples=60)
def test_no_canary_reaches_a_customer(texts: list[str], locked: bool) -> None:
    """Names, hosts, channels, tickets, links, addresses and what is locked stand in no format of the edition."""
    title, notice, impact, cause, fix, item = texts
    # A title is one line, as `/incident open` makes it.
    incident = INCIDENT.but(
        title=" ".join(title.split()) or "x",
        sections={
            name: Section(text=text, author=MIRA, at=at(14, "16:00"), entry="n14")
            for name, text in zip(SectionName, (impact, cause, fix), strict=False)
        },
        items=(
            Item(
                number=1, text=item, state=ItemState.COMPLETED, author=MIRA, at=at(14, "16:00"), entry="n19"
            ),
        ),
    )
    entries = (
        *ENTRIES,
        said("x1", EntryKind.NOTICE, at(15, "09:00"), "U0ZAN", notice, audience=Audience.CUSTOMER),
        said("x2", EntryKind.NOTICE, at(15, "09:01"), MIRA, f"canary {notice}", locked=True),
        said("x3", EntryKind.MESSAGE, at(15, "09:02"), "U0ZAN", "canary, said inside", locked=locked),
    )
    house = House(product="Desk", deny=("db-7.canary.internal", "*.canary.corp", "Project  Canary"))
    known = [*PEOPLE.values(), Person(id="U0ZAN", name="Zanthe Quillfeather")]
    people_edition = for_customers(incident, entries, house=house, known=known, more=known)
    document = without_sources(people_edition.document)
    markdown = to_markdown(document, {}).replace("*", "").replace("\\", "").replace("`", "")
    spans = [
        span
        for section in document.sections
        for block in section.blocks
        for span in getattr(block, "spans", ()) or sum((row.spans for row in getattr(block, "rows", ())), ())
    ]
    page = to_html(document, {})
    for text in (markdown, page, to_customer_json(document, incident), repr(document), _joined(spans)):
        assert [] == [leak for leak in LEAKS if leak in text.casefold()]


def _joined(spans: list[Span]) -> str:
    """The bare characters, so that no style comes between two halves of a word."""
    return "".join(span.text for span in spans if isinstance(span, Words))
