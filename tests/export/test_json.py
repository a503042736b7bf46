"""The record as JSON."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from jsonschema import Draft202012Validator

from bot.editing import Version
from bot.export.json import Json, WrittenSection, schema, to_json, to_record
from bot.model import Audience, Correction, Entry, Incident, Status
from bot.postmortem.document import Source
from tests.export.example import ENGLISH, ENTRIES, INCIDENT, NOW, PEOPLE, at


def record(incident: Incident = INCIDENT, entries: tuple[Entry, ...] = ENTRIES) -> Json:
    """The example's record."""
    return to_record(incident, entries, PEOPLE, catalogue=ENGLISH, now=NOW)


def test_the_schema_is_one() -> None:
    """The published schema is valid itself."""
    Draft202012Validator.check_schema(schema())


@pytest.mark.parametrize(
    ("incident", "entries"),
    [
        (INCIDENT, ENTRIES),
        (INCIDENT, ()),
        (INCIDENT.but(status=Status.MONITORING, resolved_at=None), ENTRIES[:6]),
        (INCIDENT.but(channel="", moments={}, sections={}, items=(), roles={}), ENTRIES[:1]),
    ],
)
def test_every_record_follows_the_schema(incident: Incident, entries: tuple[Entry, ...]) -> None:
    """Whatever is missing, the shape is the published one, with and without sentences."""
    validator = Draft202012Validator(schema())
    validator.validate(record(incident, entries))
    validator.validate(json.loads(to_json(incident, entries, PEOPLE)))


def test_head() -> None:
    """The head of the record says what the incident is and how its promises were kept."""
    found = record()
    assert {
        "version": 1,
        "id": "INC-7",
        "title": "Exports *stuck* for R&D_*~ <eu-1>",
        "severity": "SEV2",
        "status": "resolved",
        "language": "en",
        "declared_at": "2025-03-04T06:42:00Z",
        "resolved_at": "2025-03-05T08:45:00Z",
        "channel": {"id": "C0INC7", "name": "inc-7-exports-stuck"},
        "opener": {"id": "U0ANN", "name": "Ann Lee"},
        "roles": {"commander": {"id": "U0BO", "name": "Bo_Nilsson"}},
        "updates": {"on_time": 2, "total": 3, "longest_silence_seconds": 87360},
    } == {
        key: value
        for key, value in found.items()
        if key not in ("moments", "timeline", "removed", "items", "sections")
    }


def test_moments_with_their_sources() -> None:
    """A key moment has its instant and the permalink of the entry that says so."""
    link = "https://example.slack.com/archives/C0INC7/pe03"
    assert {"at": "2025-03-04T06:30:00Z", "source": link, "entry": "e03"} == record()["moments"]["began"]
    assert "detected" not in record()["moments"]


def test_a_line_of_the_timeline() -> None:
    """An entry has people's words as plain text, its author by name and id, and its link."""
    line = next(line for line in record()["timeline"] if line["id"] == "e04")
    assert {
        "id": "e04",
        "at": "2025-03-04T07:05:00Z",
        "recorded_at": "2025-03-04T07:05:00Z",
        "kind": "update",
        "text": "Queue is 40 000 & rising; U0CEM looks at worker_7",
        "data": {},
        "author": "Bo_Nilsson",
        "author_id": "U0BO",
        "audience": "internal",
        "permalink": "https://example.slack.com/archives/C0INC7/pe04",
        "edited": None,
        "edited_by": None,
        "edited_by_id": None,
        "versions": [],
        "tried": None,
        "files": [],
    } == line


def test_a_change_of_state_has_its_sentence() -> None:
    """An entry without words has its sentence where a language is given, and its facts always."""
    spoken = next(line for line in record()["timeline"] if line["id"] == "e06")
    bare = next(line for line in to_record(INCIDENT, ENTRIES, PEOPLE)["timeline"] if line["id"] == "e06")
    assert "Bo_Nilsson changed the severity from SEV3 to SEV2" == spoken["text"]
    assert ("", {"from": "SEV3", "to": "SEV2"}) == (bare["text"], bare["data"])


def test_items_and_sections() -> None:
    """Items and sections have their texts, people and sources."""
    item = record()["items"][0]
    section = record()["sections"]["cause"]
    assert ("Alert on lease expiry", "in progress", "U0CEM", "2025-03-14") == (
        item["text"],
        item["state"],
        item["owner"],
        item["due"],
    )
    assert ["https://example.slack.com/archives/C0INC7/pe16"] == section["sources"]
    assert ("U0CEM", "2025-03-06T10:00:00Z") == (section["edited_by"], section["edited_at"])


def test_what_was_written_into_the_document() -> None:
    """A section that somebody wrote has their words, and the entries that the bot's own would rest on."""
    version = Version(
        edition=Audience.INTERNAL,
        language="en",
        section="lessons",
        number=2,
        text="We were **lucky**, \\*twice\\*",
        author_name="Kim",
        at=at(9, "12:00"),
        base=(),
    )
    told = WrittenSection(version=version, sources=(Source(entry="e01", permalink="", label="source"),))
    found = to_record(INCIDENT, ENTRIES, PEOPLE, written={"lessons": told})

    Draft202012Validator(schema()).validate(found)
    assert {
        "text": "We were lucky, *twice*",
        "sources": [],
        "entries": ["e01"],
        "markdown": version.text,
        "edited_by": "Kim",
        "edited_by_id": None,
        "edited_at": "2025-03-09T12:00:00Z",
    } == found["sections"]["lessons"]


def test_edits_are_told() -> None:
    """When an entry's text was changed stands beside it."""
    entries = [replace(entry, edited_at=at(4, "07:06")) if entry.id == "e04" else entry for entry in ENTRIES]
    found = to_record(INCIDENT, entries, PEOPLE)
    assert ["2025-03-04T07:06:00Z"] == [line["edited"] for line in found["timeline"] if line["edited"]]


def test_corrections_are_told_with_what_stood_before() -> None:
    """A corrected entry has its earlier versions, each with who changed it when; a removed one stands apart."""
    entry = next(entry for entry in ENTRIES if entry.id == "e04")
    moved = replace(entry.wording, at=at(4, "07:00"), text="Queue is 50 000")
    first = Correction(number=1, by="U0ANN", at=at(4, "08:00"), before=entry.wording, after=moved)
    gone = Correction(
        number=2, by="U0BO", at=at(4, "09:00"), before=moved, after=replace(moved, removed=True)
    )
    removed = replace(entry, text=moved.text, at=moved.at, removed=True, corrections=(first, gone))
    found = to_record(INCIDENT, [e for e in ENTRIES if e is not entry], PEOPLE, removed=[removed])

    Draft202012Validator(schema()).validate(found)
    (line,) = found["removed"]
    assert ("2025-03-04T09:00:00Z", "Bo_Nilsson") == (line["edited"], line["edited_by"])
    assert ["Queue is 40 000 & rising; U0CEM looks at worker_7", "Queue is 50 000"] == [
        version["text"] for version in line["versions"]
    ]
    assert {
        "at": "2025-03-04T07:05:00Z",
        "audience": "internal",
        "removed": False,
        "corrected": "2025-03-04T08:00:00Z",
        "corrected_by": "Ann Lee",
        "corrected_by_id": "U0ANN",
    } == {name: value for name, value in line["versions"][0].items() if name != "text"}


def test_same_record_same_text() -> None:
    """The order of the entries does not show, and the text ends with one newline."""
    text = to_json(INCIDENT, ENTRIES, PEOPLE)
    assert text == to_json(INCIDENT, tuple(reversed(ENTRIES)), PEOPLE)
    assert text.endswith("}\n")
