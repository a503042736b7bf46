"""The post-mortem draft: compiled from the record, in order, with its sources, and nothing invented."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.marks import Mark, Tried
from bot.model import Entry, EntryKind, Incident, ItemState, KeyMoment, Moment, Role, Status
from bot.postmortem.document import (
    Document,
    Items,
    OpenNotice,
    Paragraph,
    People,
    Row,
    Spans,
    Timeline,
    statements,
)
from bot.postmortem.draft import compile_draft
from bot.postmortem.names import visible
from bot.postmortem.times import Zones
from bot.text import Anchor, Words
from bot.timeline import ordered
from tests.export.example import (
    ANN,
    APP,
    BO,
    CEM,
    ENGLISH,
    ENTRIES,
    INCIDENT,
    NOW,
    PEOPLE,
    at,
    draft,
    entry,
)


def said(spans: Spans) -> str:
    """What a reader sees of the spans."""
    return visible(spans, PEOPLE)


def summary(document: Document) -> list[str]:
    """The paragraphs of the summary."""
    blocks = document.sections[0].blocks
    return [said(block.spans) for block in blocks if isinstance(block, Paragraph)]


def notices(document: Document) -> list[str]:
    """What the document says is open."""
    blocks = (block for section in document.sections for block in section.blocks)
    return [said(block.spans) for block in blocks if isinstance(block, OpenNotice)]


def rows(document: Document) -> tuple[Row, ...]:
    """The lines of the timeline."""
    return next(
        block.rows for section in document.sections for block in section.blocks if isinstance(block, Timeline)
    )


def opened(**changes: object) -> Incident:
    """The example while it goes on."""
    moments = {
        name: moment
        for name, moment in INCIDENT.moments.items()
        if name not in (Moment.ENDED, Moment.RESOLVED)
    }
    return INCIDENT.but(status=Status.MONITORING, resolved_at=None, moments=moments).but(**changes)


OPEN_ENTRIES = tuple(line for line in ENTRIES if line.at < at(4, "09:00"))


def test_order_of_sections() -> None:
    """The internal edition has its sections in the order readers expect."""
    first = ["summary", "impact", "moments", "timeline", "cause", "fix"]
    expected = [*first, "tried", "lessons", "items", "people", "further"]
    assert expected == [section.key for section in draft().sections]


def test_same_record_same_draft() -> None:
    """Neither the order of entries and people nor, once it has ended, the time of compiling matters."""
    entries, people = list(ENTRIES), list(PEOPLE.items())
    random.Random(7).shuffle(entries)  # noqa: S311 - an order, not a secret
    again = compile_draft(
        INCIDENT.but(
            moments=dict(reversed(list(INCIDENT.moments.items()))),
            sections=dict(reversed(list(INCIDENT.sections.items()))),
        ),
        entries,
        dict(reversed(people)),
        catalogue=ENGLISH,
        zones=Zones(second=draft().clock.zones.second, label="PT"),
        now=NOW + timedelta(days=40),
    )
    assert draft() == again


@pytest.mark.parametrize(
    "incident", [INCIDENT, opened(), INCIDENT.but(moments={}, roles={}, sections={}, items=())]
)
@pytest.mark.parametrize("entries", [ENTRIES, OPEN_ENTRIES, ()])
def test_every_statement_has_its_source(incident: Incident, entries: tuple[Entry, ...]) -> None:
    """Every statement names entries that exist, or the fields of the record it was computed from."""
    known = {line.id: line.permalink for line in entries}
    for statement in statements(draft(incident, entries)):
        assert statement.sources or statement.inputs
        assert all(known[source.entry] == source.permalink for source in statement.sources)


def test_every_line_of_the_timeline_is_its_entry() -> None:
    """A line's source is the entry's own permalink: for a reply, the reply's."""
    shown = [line for line in ordered(ENTRIES) if line.kind not in (EntryKind.SECTION, EntryKind.ITEM)]
    assert [(line.id, line.permalink) for line in shown] == [
        (source.entry, source.permalink) for row in rows(draft()) for source in row.sources
    ]


def test_summary_with_its_window() -> None:
    """The summary says from when to when it was, what it was, and that it is over."""
    assert [
        "On 4 March 2025 from 06:30 UTC to 5 March 2025 at 08:30 UTC: Exports *stuck* for R&D_*~ <eu-1>. "
        "INC-7 (SEV3 → SEV2) is resolved; it lasted 1 day 2 hr."
    ] == summary(draft())


def test_summary_of_one_day_from_declaration_to_resolution() -> None:
    """Without a recorded beginning and end, declaration and resolution stand in, and the summary says so."""
    incident = INCIDENT.but(moments={}, resolved_at=at(4, "08:00"))
    assert [
        "On 4 March 2025 from 06:42 UTC to 08:00 UTC: Exports *stuck* for R&D_*~ <eu-1>. "
        "INC-7 (SEV3 → SEV2) is resolved; it lasted 1 hr 18 min.",
        "When it began is not recorded; this window starts when the incident was declared.",
        "When it ended is not recorded; this window ends when the incident was resolved.",
    ] == summary(draft(incident))


def test_summary_of_an_open_incident() -> None:
    """An unresolved incident says so and quotes its latest update, with that as source."""
    document = draft(opened(), OPEN_ENTRIES, now=at(4, "09:00"))
    assert [
        "Since 4 March 2025 at 06:30 UTC: Exports *stuck* for R&D_*~ <eu-1>. "
        "INC-7 (SEV3 → SEV2) is not resolved: its status is monitoring as of 2025-03-04 09:00 UTC.",
        "Latest update, Bo_Nilsson at 2025-03-04 08:29 UTC: Rolled back; watching the queue drain",
    ] == summary(document)
    latest = document.sections[0].blocks[-1]
    assert isinstance(latest, Paragraph)
    assert ["e11"] == [source.entry for source in latest.sources]


def test_summary_of_a_false_alarm() -> None:
    """A cancelled incident is a false alarm, for the reason that was given."""
    incident = opened(status=Status.CANCELLED, resolved_at=at(4, "08:40"))
    cancelled = entry("e98", EntryKind.CANCELLED, at(4, "08:40"), BO, "It was the *test* region")
    first, *others = summary(draft(incident, (*OPEN_ENTRIES, cancelled)))
    assert first.endswith("INC-7 (SEV3 → SEV2) was a false alarm: It was the test region")
    assert ["This window ends when the incident was cancelled."] == others


def test_a_false_alarm_without_a_reason() -> None:
    """Where no reason is on the record, none is given."""
    incident = opened(status=Status.CANCELLED, resolved_at=at(4, "08:40"))
    assert summary(draft(incident, OPEN_ENTRIES))[0].endswith("INC-7 (SEV3 → SEV2) was a false alarm.")


def test_an_end_before_the_beginning_has_no_duration() -> None:
    """Moments that contradict each other are shown as they are, and their difference is unknown."""
    moments = {
        **INCIDENT.moments,
        Moment.ENDED: KeyMoment(at=at(4, "06:00"), entry="e14"),
        Moment.MITIGATED: KeyMoment(at=at(4, "06:10"), entry="e12"),
    }
    document = draft(INCIDENT.but(moments=moments))
    assert summary(document)[0].endswith("is resolved; how long it lasted is unknown.")
    assert ("Time to mitigate", "unknown") in facts(document)
    assert ("Total duration", "unknown") in facts(document)


def facts(document: Document) -> list[tuple[str, str]]:
    """The computed values under the key moments."""
    block = next(section for section in document.sections if section.key == "moments").blocks[1]
    return [(row.name, said(row.value)) for row in getattr(block, "rows", ())]


def test_durations_and_promise() -> None:
    """Durations count from when it began, and the promise tells how it was kept."""
    assert [
        ("Time to detect", "unknown"),
        ("Time to declare", "12 min"),
        ("Time to mitigate", "2 hr 5 min"),
        ("Time to resolve", "1 day 2 hr 15 min"),
        ("Total duration", "1 day 2 hr"),
        ("Promise of updates", "2 of 3 updates on time, longest silence 1 day 16 min"),
    ] == facts(draft())


def test_durations_from_the_declaration() -> None:
    """Where nobody recorded the beginning, mitigation and resolution count from the declaration, and say so."""
    moments = {name: moment for name, moment in INCIDENT.moments.items() if name is not Moment.BEGAN}
    found = dict(facts(draft(INCIDENT.but(moments=moments))))
    assert "unknown" == found["Time to declare"]
    assert "1 hr 53 min (counted from: declared)" == found["Time to mitigate"]


def test_silence_while_resolved_is_none() -> None:
    """The time between a resolution and a reopening is no silence; the time since the last update is."""
    entries = (
        entry("r1", EntryKind.DECLARED, at(4, "06:00"), ANN, "x", data={"severity": "SEV3"}),
        entry("r2", EntryKind.RESOLVED, at(4, "06:30"), ANN),
        entry("r3", EntryKind.REOPENED, at(4, "20:00"), ANN, "again"),
        entry("r4", EntryKind.UPDATE, at(4, "20:20"), ANN, "y"),
    )
    incident = opened(declared_at=at(4, "06:00"), kept=())
    assert "longest silence 45 min" == facts(draft(incident, entries, now=at(4, "21:05")))[-1][1]
    assert "longest silence 30 min" == facts(draft(incident, entries, now=at(4, "20:25")))[-1][1]


@pytest.mark.parametrize(
    ("roles", "opener", "who"),
    [({Role.COMMANDER: BO}, ANN, "Bo_Nilsson"), ({Role.SCRIBE: CEM}, ANN, "Ann Lee"), ({}, "", "Anyone")],
)
def test_what_is_missing_names_who_can_fill_it(roles: dict[Role, str], opener: str, who: str) -> None:
    """An empty section says it is open, who can fill it and with which command."""
    incident = INCIDENT.but(sections={}, items=(), roles=roles, opener=opener)
    entries = (replace(each, tried=None) for each in ENTRIES)
    document = compile_draft(incident, entries, PEOPLE, catalogue=ENGLISH, now=NOW, command="/inc")
    assert [
        f"TBD: not written yet. {who} can fill it with /inc impact TEXT.",
        f"TBD: not written yet. {who} can fill it with /inc cause TEXT.",
        f"TBD: not written yet. {who} can fill it with /inc fix TEXT.",
        f"TBD: nothing is marked yet. {who} can react to messages with 🧪 (trying), ❌ (ruled out), "
        "✅ (worked) or ⚖️ (decision).",
        f"TBD: what went well, what did not, and where luck helped. {who} can write it here.",
        f"TBD: none yet. {who} can add some with /inc action TEXT.",
    ] == notices(document)


def test_only_the_missing_is_open() -> None:
    """What people wrote is no longer open."""
    assert [
        "TBD: not written yet. Bo_Nilsson can fill it with /incident fix TEXT.",
        "TBD: what went well, what did not, and where luck helped. Bo_Nilsson can write it here.",
    ] == notices(draft())


def test_timeline_rows_over_a_spring_night() -> None:
    """Each line is converted by itself: the hour that the clocks skip shows as such."""
    lines = (
        entry("s1", EntryKind.NOTE, at(9, "09:59"), ANN, "before"),
        entry("s2", EntryKind.NOTE, at(9, "10:00"), ANN, "after"),
    )
    incident = INCIDENT.but(declared_at=at(9, "09:50"), resolved_at=at(9, "10:30"), moments={})
    assert ["09:59 UTC | 01:59 PT", "10:00 UTC | 03:00 PT"] == [
        row.stamp for row in rows(draft(incident, lines))
    ]


def test_timeline_rows_over_an_autumn_night() -> None:
    """The hour that comes twice is told apart by UTC."""
    start = at(1, "08:30").replace(month=11, day=2)
    lines = tuple(
        entry(f"a{hours}", EntryKind.NOTE, start + timedelta(hours=hours), ANN, "x") for hours in range(3)
    )
    incident = INCIDENT.but(declared_at=start, resolved_at=start + timedelta(hours=2), moments={})
    assert ["08:30 UTC | 01:30 PT", "09:30 UTC | 01:30 PT", "10:30 UTC | 02:30 PT"] == [
        row.stamp for row in rows(draft(incident, lines))
    ]


def test_back_dated_notes_stand_at_their_time() -> None:
    """A note stands where it happened and says when it was recorded; a marked message does not."""
    by_id = {row.sources[0].entry: row for row in rows(draft())}
    order = list(by_id)
    assert order.index("e08") < order.index("e09") < order.index("e10")
    assert ("recorded 2025-03-04 16:20 UTC",) == by_id["e09"].remarks
    assert ("recorded 2025-03-04 08:05 UTC",) == by_id["e08"].remarks
    assert () == by_id["e05"].remarks


def test_remarks_of_one_day_have_no_date() -> None:
    """Where dates go without saying, so do those of remarks."""
    note = entry("n1", EntryKind.NOTE, at(4, "16:00"), ANN, "x", recorded_at=at(4, "16:20"))
    incident = INCIDENT.but(declared_at=at(4, "15:00"), resolved_at=at(4, "17:00"), moments={})
    row = rows(draft(incident, (note,)))[0]
    assert ("16:00 UTC | 08:00 PT", ("recorded 16:20 UTC",)) == (row.stamp, row.remarks)


def test_files_are_links() -> None:
    """The names of files are links, in the sentence where it is one line and below it where it is not."""
    files = next(line for line in ENTRIES if line.id == "e05").files
    one = entry(
        "f1", EntryKind.MESSAGE, at(4, "07:00"), CEM, "see this", files=(*files, replace(files[0], id="F2"))
    )
    bare = entry("f2", EntryKind.MESSAGE, at(4, "07:01"), CEM, files=(replace(files[0], permalink=""),))
    first, second = (row.spans for row in rows(draft(entries=(one, bare))))
    link = Anchor(url=files[0].permalink, label=files[0].name)
    assert [link, link] == [span for span in first if isinstance(span, Anchor)]
    assert "U0CEM wrote: see this (with worker [7].log and worker [7].log)" == said(first)
    assert "U0CEM shared worker [7].log" == said(second)
    many = next(row.spans for row in rows(draft()) if row.sources[0].entry == "e05")
    assert said(many).endswith("\n> always the same shard\n\nU0CEM shared worker [7].log")


def test_titles_are_literal() -> None:
    """An asterisk in a title is an asterisk wherever the title stands."""
    declared = next(row for row in rows(draft()) if row.sources[0].entry == "e01")
    assert "Ann Lee declared SEV3: Exports *stuck* for R&D_*~ <eu-1>" == said(declared.spans)
    assert Words(text="Exports *stuck* for R&D_*~ <eu-1>") in draft().title


def test_an_empty_timeline_says_so() -> None:
    """A record without entries has a timeline that says that there are none."""
    section = next(section for section in draft(entries=()).sections if section.key == "timeline")
    assert isinstance(section.blocks[0], Paragraph)
    assert "The timeline has no entries." == said(section.blocks[0].spans)


def test_items_with_state_owner_and_date() -> None:
    """Items come by number with state, owner and date as far as they have them."""
    incident = INCIDENT.but(items=tuple(reversed(INCIDENT.items)))
    block = next(section for section in draft(incident).sections if section.key == "items").blocks[0]
    assert isinstance(block, Items)
    assert [
        ("Alert on lease expiry", ItemState.IN_PROGRESS, "in progress", CEM, "due 2025-03-14"),
        ("Remove exporter_v2", ItemState.PROPOSED, "proposed", "", ""),
    ] == [
        (said(row.spans), row.state, row.state_name, row.owner.user if row.owner else "", row.due)
        for row in block.rows
    ]


def test_people_by_role() -> None:
    """Roles first, then who declared, then who else took part; apps are no people."""
    bot = entry("b1", EntryKind.MESSAGE, at(4, "06:50"), APP, "an app by its user")
    block = next(
        section for section in draft(entries=(*ENTRIES, bot)).sections if section.key == "people"
    ).blocks[0]
    assert isinstance(block, People)
    assert [("Commander", "Bo_Nilsson"), ("Declared by", "Ann Lee"), ("Also took part", "U0CEM")] == [
        (row.name, said(row.people)) for row in block.rows
    ]


def test_further_information_from_data() -> None:
    """The end names the channel, the zones and what was compiled."""
    section = draft().sections[-1]
    assert [
        "Channel: #inc-7-exports-stuck",
        "All times are UTC and PT (America/Los_Angeles).",
        "Compiled from 18 timeline entries of INC-7.",
    ] == [said(block.spans) for block in section.blocks if isinstance(block, Paragraph)]


def known(document: Document) -> dict[str, tuple[str, list[str]]]:
    """The key moments: how each is known, and its sources."""
    block = next(section for section in document.sections if section.key == "moments").blocks[0]
    rows_ = getattr(block, "rows", ())
    return {row.name: (said(row.how), [source.entry for source in row.sources]) for row in rows_}


def contradictions(document: Document) -> list[str]:
    """The sentences about moments that cannot both be right."""
    blocks = next(section for section in document.sections if section.key == "moments").blocks[2:]
    return [said(block.spans) for block in blocks if isinstance(block, Paragraph)]


def test_how_key_moments_are_known() -> None:
    """Each key moment says by which command, status or message it is known; an unknown one has no source."""
    found = known(draft())
    assert ("recorded by Bo_Nilsson", ["e03"]) == found["Began"]
    assert ("", []) == found["Detected"]
    assert ("declared by Ann Lee", ["e01"]) == found["Declared"]
    assert ("status identified, set by Bo_Nilsson", ["e07"]) == found["Identified"]
    assert ("notice recorded by Ann Lee", ["e08"]) == found["First customer notice"]
    assert ("resolved by Bo_Nilsson", ["e15"]) == found["Resolved"]


def test_detected_by_a_message() -> None:
    """A message of the minute of detection is what somebody noticed it by."""
    moment = entry("d1", EntryKind.MOMENT, at(4, "06:35"), BO, data={"moment": "detected"})
    alert = entry("d2", EntryKind.MESSAGE, at(4, "06:35"), "B1", "queue", author_name="Watchtower")
    moments = {**INCIDENT.moments, Moment.DETECTED: KeyMoment(at=at(4, "06:35"), entry="d1")}
    with_alert = known(draft(INCIDENT.but(moments=moments), (*ENTRIES, moment, alert)))
    without = known(draft(INCIDENT.but(moments=moments), (*ENTRIES, moment)))
    assert ("by a message of Watchtower", ["d2", "d1"]) == with_alert["Detected"]
    assert ("recorded by Bo_Nilsson", ["d1"]) == without["Detected"]


def test_monitoring_stands_for_mitigated() -> None:
    """Where nobody set the moment, the first time the status was monitoring is when it was mitigated."""
    moments = {name: each for name, each in INCIDENT.moments.items() if name is not Moment.MITIGATED}
    status = [
        entry(f"m{hour}", EntryKind.STATUS, at(4, f"{hour}:00"), BO, data={"from": "x", "to": "monitoring"})
        for hour in (10, 11)
    ]
    document = draft(INCIDENT.but(moments=moments), (*ENTRIES, *status))
    assert ("status monitoring, set by Bo_Nilsson", ["m10"]) == known(document)["Mitigated"]
    assert ("Time to mitigate", "3 hr 30 min") in facts(document)


def test_contradictions_are_named() -> None:
    """Moments that cannot both be right are named with both times, and the sensible ones are not."""
    moments = {**INCIDENT.moments, Moment.ENDED: KeyMoment(at=at(5, "09:00"), entry="e14")}
    assert [
        "The record contradicts itself: Ended (2025-03-05 09:00 UTC) cannot be later than resolved "
        "(2025-03-05 08:45 UTC). moment corrects it."
    ] == contradictions(draft(INCIDENT.but(moments=moments)))
    assert [] == contradictions(draft())


def test_durations_over_a_change_of_clocks() -> None:
    """A night in which the clocks change lasts as long as it does."""
    moments = {
        Moment.BEGAN: KeyMoment(at=at(8, "20:00"), entry="e03"),
        Moment.ENDED: KeyMoment(at=at(10, "21:00"), entry="e14"),
    }
    assert ("Total duration", "2 days 1 hr") in facts(draft(INCIDENT.but(moments=moments)))


def test_what_was_tried_has_its_section() -> None:
    """A message on the tried board stands in its section with state and source, in the order of time."""
    lines = (
        entry("t2", EntryKind.MESSAGE, at(4, "08:00"), BO, "restart", tried=tried(Mark.RULED_OUT)),
        entry("t1", EntryKind.MESSAGE, at(4, "07:00"), ANN, "clear the cache", tried=tried(Mark.TRYING)),
        entry("t3", EntryKind.MESSAGE, at(4, "08:30"), ANN, "something else"),
    )
    section = next(section for section in draft(entries=lines).sections if section.key == "tried")
    block = section.blocks[0]
    assert isinstance(block, Timeline)
    assert [
        ("🧪 trying: Ann Lee wrote: clear the cache", ["t1"]),
        ("❌ ruled out: Bo_Nilsson wrote: restart", ["t2"]),
    ] == [(said(row.spans), [source.entry for source in row.sources]) for row in block.rows]


def tried(state: Mark) -> Tried:
    """A state of the tried board."""
    return Tried(state=state, at=NOW)
