"""The customer edition: what customers were told, in the house's order, and every word of it traceable."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, timedelta
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.answers.leaving_out import what_to_know
from bot.errors import UserError
from bot.export.customer_json import schema, to_customer_json
from bot.export.markdown import to_markdown
from bot.model import Audience, Entry, EntryKind, Incident, KeyMoment, Moment, Section, SectionName, Status
from bot.postmortem.customer import CustomerEdition, House
from bot.postmortem.document import (
    Block,
    Document,
    Items,
    OpenNotice,
    Origin,
    Paragraph,
    Sourced,
    Spans,
    Timeline,
    statements,
    without_sources,
)
from bot.postmortem.names import visible
from bot.postmortem.times import UTC_ALONE, Clock, long_date
from bot.privacy import Reason
from bot.text import Mention, escape
from tests.export.night import (
    ENGLISH,
    ENTRIES,
    HOUSE,
    INCIDENT,
    MIRA,
    PEOPLE,
    at,
    for_customers,
    internal,
    said,
)

GOLDEN = Path(__file__).parent / "golden"
BARE = INCIDENT.but(moments={}, sections={}, items=(), status=Status.MONITORING, resolved_at=None)


def section(document: Document, key: str) -> str:
    """What a reader sees of a section."""
    found = next(each for each in document.sections if each.key == key)
    return "\n".join(visible(spans, PEOPLE) for block in found.blocks for spans in texts(block))


def texts(block: Block) -> Iterator[Spans]:
    """The texts that a block of a customer edition consists of."""
    match block:
        case Paragraph(spans=spans) | OpenNotice(spans=spans):
            yield spans
        case Timeline(rows=rows):
            yield from (row.spans for row in rows)
        case Items(rows=items):
            yield from (row.spans for row in items)


def missing(edition: CustomerEdition) -> list[str]:
    """What is still to be said, and by whom."""
    return [visible(ENGLISH.spans(each), PEOPLE) for each in edition.missing]


def test_golden_for_customers() -> None:
    """The whole edition of the night, as customers read it."""
    markdown = to_markdown(without_sources(for_customers().document), {})
    assert (GOLDEN / "inc-12-customer.md").read_text(encoding="utf-8") == markdown


def test_golden_for_readers_inside() -> None:
    """The whole internal edition of the same night."""
    assert (GOLDEN / "inc-12.md").read_text(encoding="utf-8") == to_markdown(internal(), PEOPLE)


def test_sections_in_the_houses_order() -> None:
    """Summary, timeline, then the post-mortem with its three parts, and where to read on."""
    assert [
        ("summary", 2), ("timeline", 2), ("postmortem", 2), ("cause", 3), ("fix", 3), ("items", 3), ("further", 2)
    ] == [(each.key, each.level) for each in for_customers().document.sections]  # fmt: skip


def test_the_timeline_is_what_customers_were_told() -> None:
    """Notices alone, oldest first, dated in both zones where the incident crosses midnight in either."""
    (block,) = next(each.blocks for each in for_customers().document.sections if each.key == "timeline")
    assert isinstance(block, Timeline)
    assert [
        ("2024-11-14 22:15 UTC | 14:15 PT", ["n15"]),
        ("2024-11-15 02:30 UTC | 2024-11-14 18:30 PT", ["n16"]),
    ] == [(row.stamp, [source.entry for source in row.sources]) for row in block.rows]


def test_a_corrected_notice_reads_as_it_is_now() -> None:
    """A notice shows its newest text and time."""
    entries = (replace(ENTRIES[14], text="Only pod 7 was affected", at=at(14, "23:00")),)
    edition = for_customers(entries=entries)
    assert "Only pod 7 was affected" == section(edition.document, "timeline")


def test_times_of_one_day_have_no_date() -> None:
    """Where window and notices lie on one day in both zones, times stand alone."""
    incident = INCIDENT.but(
        moments={
            Moment.BEGAN: KeyMoment(at=at(14, "10:00"), entry="m1"),
            Moment.ENDED: KeyMoment(at=at(14, "12:00"), entry="m2"),
        }
    )
    notice = said("x1", EntryKind.NOTICE, at(14, "15:55"), MIRA, "Told", audience=Audience.CUSTOMER)
    markdown = to_markdown(without_sources(for_customers(incident, (notice,)).document), {})
    assert "- **15:55 UTC | 07:55 PT** Told" in markdown
    assert (
        "On 14 November 2024 from 10:00 UTC to 12:00 UTC, customers of Harbour Desk were affected:"
        in markdown
    )


@pytest.mark.parametrize(
    ("incident", "expected"),
    [
        (BARE, "Customers of TBD are affected (since when: TBD):\nTBD"),
        (
            BARE.but(moments={Moment.BEGAN: INCIDENT.moments[Moment.BEGAN]}),
            "Since 12 November 2024 at 21:40 UTC, customers of TBD are affected:\nTBD",
        ),
        (
            BARE.but(status=Status.RESOLVED, resolved_at=at(14, "05:35")),
            "Until 14 November 2024 at 05:35 UTC (since when: TBD), customers of TBD were affected:\nTBD",
        ),
    ],
)
def test_what_is_missing_says_so(incident: Incident, expected: str) -> None:
    """A summary without its data says TBD in its place, and never lets the declaration pass for the beginning."""
    assert expected == section(for_customers(incident, (), house=House()).document, "summary")


def test_who_can_fill_what_is_missing() -> None:
    """Readers inside are told who can say what is missing and with which command; customers are not."""
    edition = for_customers(BARE, (), house=House())
    assert [
        "Tomás Ferrand can write it with /incident impact TEXT.",
        "When it began is not recorded. Tomás Ferrand can say so with /incident moment began at TIME.",
        "When it ended is not recorded. Tomás Ferrand can say so with /incident moment ended at TIME.",
        "The settings do not name the product (customer.product).",
        "No notice is recorded. Tomás Ferrand can record what customers were told with "
        "/incident notice at TIME TEXT.",
        "Tomás Ferrand can write it with /incident cause TEXT.",
        "Tomás Ferrand can write it with /incident fix TEXT.",
        "No remediation item is scheduled, in progress or completed. Tomás Ferrand can change that with "
        "/incident action N scheduled.",
    ] == missing(edition)
    assert "Tomás" not in to_markdown(without_sources(edition.document), PEOPLE)


def test_a_beginning_after_the_end_is_left_open() -> None:
    """A window that contradicts itself is not shown, and readers inside are told."""
    moments = {**INCIDENT.moments, Moment.BEGAN: KeyMoment(at=at(15, "00:00"), entry="n06")}
    edition = for_customers(INCIDENT.but(moments=moments))
    assert section(edition.document, "summary").startswith("Until 14 November 2024 at 05:20 UTC")
    assert any("ended before it began" in line for line in missing(edition))


def test_a_false_alarm_has_no_customer_edition() -> None:
    """Of a cancelled incident there is nothing to tell customers."""
    with pytest.raises(UserError, match="false_alarm"):
        for_customers(INCIDENT.but(status=Status.CANCELLED))


def test_only_items_on_their_way_are_shown() -> None:
    """Proposed and dropped items stay inside, and are listed as left out."""
    edition = for_customers()
    assert "Let a lock keep two schedulers apart\nAlert when a reply is sent twice" == section(
        edition.document, "items"
    )
    assert [("items", "Move Will's runbook to the wiki [won't do]")] == [
        (each.section, each.what) for each in edition.omissions if each.reason is Reason.STATE
    ]


def test_what_is_locked_stays_inside() -> None:
    """A notice, a section and an item whose message carries the lock are left out, and listed."""
    locked = tuple(
        replace(each, locked=each.id in ("n15", "n17", "n19"), text=each.text or "x") for each in ENTRIES
    )
    edition = for_customers(entries=locked)
    assert ["timeline", "cause", "items"] == [
        each.section for each in edition.omissions if each.reason is Reason.LOCKED
    ]
    assert "TBD" == section(edition.document, "cause")
    assert "Alert when a reply is sent twice" == section(edition.document, "items")


def test_words_that_were_cleaned_are_marked_so() -> None:
    """A part knows whether it is the bot's words, a person's, or a person's with something taken out."""
    origins = {
        each.key: getattr(block, "origin", None)
        for each in for_customers().document.sections
        for block in each.blocks
    }
    assert (Origin.WRITTEN, Origin.CLEANED, Origin.DATA) == (
        origins["fix"],
        origins["cause"],
        origins["further"],
    )


def test_the_list_for_whoever_hands_out() -> None:
    """The list names each thing that was left out with its reason, and counts what was never for customers."""
    told = [visible(ENGLISH.spans(line), PEOPLE) for line in what_to_know(for_customers(), (), "INC-12")]
    assert "Left out, and why" == told[0]
    assert "Root cause analysis: “OPS-418” – a ticket" in told
    assert "20 timeline entries that are no notices to customers." == told[-1]
    short = what_to_know(for_customers(), (), "INC-12", listed=2)
    assert "… and 5 more." in visible(ENGLISH.spans(short[3]), PEOPLE)


def test_as_json_by_its_schema() -> None:
    """The edition as data follows the published schema and has the same rows."""
    data = json.loads(to_customer_json(without_sources(for_customers().document), INCIDENT))
    jsonschema.validate(data, schema())
    assert ["2024-11-14T22:15:00Z", "2024-11-15T02:30:00Z"] == [row["at"] for row in data["timeline"]]
    assert ["completed", "scheduled"] == [item["state"] for item in data["items"]]
    assert "two schedulers" in data["sections"]["cause"]["text"]
    bare = for_customers(BARE, (), house=House(), zones=UTC_ALONE).document
    jsonschema.validate(json.loads(to_customer_json(without_sources(bare), BARE)), schema())


def test_without_sources_says_the_same() -> None:
    """Taking the sources off leaves nothing that points inside, and changes no word."""
    document = for_customers().document
    bare = without_sources(document)
    assert [""] * 7 == ["".join(s.permalink for s in each.sources) for each in statements(bare)][:7]
    assert "slack.com" not in repr(bare)
    assert [section(document, key) for key in ("summary", "cause")] == [
        section(bare, key) for key in ("summary", "cause")
    ]


#: A number, a time or a name.
TOKEN = re.compile(r"\d+(?::\d\d)?|\b[A-Z]\w+(?: [A-Z]\w+)?")


def evidence(statement: Sourced, entries: dict[str, Entry], incident: Incident, clock: Clock) -> str:
    """Everything that the sources and inputs of a statement say."""
    found = []
    for source in statement.sources:
        entry = entries[source.entry]
        found += [entry.text, *entry.data.values(), visible((Mention(user=entry.author),), PEOPLE)]
        found += _written(entry.at, clock) + _written(entry.recorded_at, clock)
        found += [PEOPLE[user].name for user in entry.data.values() if user in PEOPLE]
    for name in statement.inputs:
        found += [str(each) for each in _field(name, incident, clock)]
    return " ".join(found)


def _written(moment: object, clock: Clock) -> list[str]:
    instant = moment.astimezone(UTC)  # type: ignore[attr-defined]
    return [Clock(zones=clock.zones).stamp(instant), long_date(instant, "en"), f"{instant:%H:%M}"]


def _field(name: str, incident: Incident, clock: Clock) -> Iterator[object]:
    match name.split("."):
        case ["incident", "moments", moment] if Moment(moment) in incident.moments:
            yield from _written(incident.moments[Moment(moment)].at, clock)
        case ["incident", "sections", section_name] if SectionName(section_name) in incident.sections:
            yield incident.sections[SectionName(section_name)].text
        case ["incident", "items", number]:
            yield incident.items[int(number) - 1].text
        case ["settings", "customer", key]:
            yield getattr(HOUSE, key)
        case ["settings", "zones"]:
            yield "UTC PT America Los_Angeles"


@given(
    typed=st.lists(
        st.text(alphabet="ab 7:3%.\n-", min_size=1, max_size=30).filter(str.strip), min_size=4, max_size=4
    ),
    minutes=st.lists(st.integers(-3000, 3000), min_size=3, max_size=3),
)
@settings(deadline=None, max_examples=40)
def test_every_number_time_and_name_has_its_source(typed: list[str], minutes: list[int]) -> None:
    """Every sentence of the edition has a source that exists, and what it claims stands there."""
    notice, impact, cause, fix = map(escape, typed)
    began, ended, told = (at(13, "12:00") + timedelta(minutes=each) for each in minutes)
    incident = INCIDENT.but(
        moments={
            Moment.BEGAN: KeyMoment(at=began, entry="n06"),
            Moment.ENDED: KeyMoment(at=ended, entry="n12"),
        },
        sections={
            name: Section(text=text, author=MIRA, at=at(14, "16:00"), entry=entry)
            for name, text, entry in zip(
                SectionName, (impact, cause, fix), ("n14", "n17", "n18"), strict=True
            )
        },
    )
    times = {"n06": began, "n12": ended}
    entries = {each.id: replace(each, at=times.get(each.id, each.at)) for each in ENTRIES}
    entries["x1"] = said("x1", EntryKind.NOTICE, told, MIRA, notice, audience=Audience.CUSTOMER)
    document = for_customers(incident, entries.values()).document
    words = set(re.findall(r"\w+", " ".join(map(ENGLISH.raw, ENGLISH.keys)))) | {"Our", "TBD"}
    for statement in statements(document):
        assert statement.sources or statement.inputs
        assert all(entries[source.entry].permalink == source.permalink for source in statement.sources)
        claimed = visible(statement.spans, PEOPLE) + " " + getattr(statement, "stamp", "")  # type: ignore[attr-defined]
        known = evidence(statement, entries, incident, document.clock)
        numbers = set(re.findall(r"\d+(?::\d\d)?", known))
        claims = [token for token in TOKEN.findall(claimed) if token.split()[0] not in words]
        assert [] == [each for each in claims if each not in (numbers if each[0].isdigit() else known)]


def test_open_parts_assert_nothing() -> None:
    """Where nothing is known, an open notice stands, and no sentence without a source."""
    blocks = [
        block
        for each in for_customers(BARE, (), house=House()).document.sections
        for block in each.blocks
        if not isinstance(block, Paragraph)
    ]
    assert blocks
    assert all(isinstance(block, OpenNotice) for block in blocks)
