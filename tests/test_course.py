"""The course of an incident, as its picture shows it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.model import EntryKind, KeptPromise, Promise, Status
from bot.postmortem.course_of_events import Course, Look
from tests.export import night
from tests.export.example import ANN, BO, ENTRIES, INCIDENT, at, draft, entry

DECLARED = ENTRIES[0]


def course(found: Course | None) -> dict[str, list[tuple[str, list[tuple[object, ...]]]]]:
    """The stretches of a course by lane and strip, in hours and minutes."""
    assert found
    return {
        lane.name: [
            (
                strip.name,
                [
                    (f"{each.start:%d %H:%M}", f"{each.end:%d %H:%M}", each.goes_on)
                    for each in strip.stretches
                ],
            )
            for strip in lane.strips
        ]
        for lane in found.lanes
    }


def test_reopened() -> None:
    """An end ends the phase and the severity; a reopening begins them anew, on the lines they had."""
    entries = (
        DECLARED,
        entry("x1", EntryKind.RESOLVED, at(4, "08:00"), BO),
        entry("x2", EntryKind.REOPENED, at(4, "09:00"), BO),
        entry("x3", EntryKind.STATUS, at(4, "09:30"), BO, data={"from": "investigating", "to": "monitoring"}),
        entry("x4", EntryKind.RESOLVED, at(4, "10:00"), BO),
    )
    incident = INCIDENT.but(resolved_at=at(4, "10:00"), severity="SEV3", kept=(), moments={})
    found = course(draft(incident, entries).course)
    assert [
        ("Investigating", [("04 06:42", "04 08:00", False), ("04 09:00", "04 09:30", False)]),
        ("Monitoring", [("04 09:30", "04 10:00", False)]),
    ] == found["Status"]
    assert [("SEV3", [("04 06:42", "04 08:00", False), ("04 09:00", "04 10:00", False)])] == found["Severity"]


def test_an_open_incident_goes_on() -> None:
    """While it is open, its phase and what is overdue go on until now."""
    owed = Promise(made_at=at(4, "07:00"), due_at=at(4, "08:00"))
    incident = INCIDENT.but(
        status=Status.INVESTIGATING, resolved_at=None, severity="SEV3", kept=(), moments={}, promise=owed
    )
    found = course(draft(incident, (DECLARED,), now=at(4, "09:00")).course)
    assert [("Investigating", [("04 06:42", "04 09:00", True)])] == found["Status"]
    assert [("", [("04 08:00", "04 09:00", True)])] == found["Promise of updates"]


def test_nothing_that_lasted_is_no_picture() -> None:
    """An incident of a single instant has no course."""
    incident = INCIDENT.but(
        resolved_at=DECLARED.at, severity="SEV3", kept=(), moments={}, status=Status.CANCELLED
    )
    assert draft(incident, (DECLARED,)).course is None


def test_updates_in_the_order_they_came() -> None:
    """Each promise is a mark where it ended, and late where that was after its time."""
    kept = (
        KeptPromise(made_at=at(4, "08:00"), due_at=at(4, "08:30"), ended_at=at(4, "08:31")),
        KeptPromise(made_at=at(4, "07:00"), due_at=at(4, "08:00"), ended_at=at(4, "08:00")),
    )
    found = draft(INCIDENT.but(kept=kept)).course
    assert found
    marks = next(lane.strips[0].marks for lane in found.lanes if lane.name == "Promise of updates")
    assert [Look.ON_TIME, Look.LATE] == [mark.look for mark in marks]


def test_everything_lies_between_start_and_end() -> None:
    """Also what was recorded long before the declaration or after the end."""
    early = entry("x1", EntryKind.NOTICE, at(1, "00:00"), ANN, "early")
    found = draft(INCIDENT, (early, *ENTRIES)).course
    assert found
    assert at(1, "00:00") == found.start
    assert found.start < found.end


def test_customers_see_the_window_and_their_notices_alone() -> None:
    """No phase, no severity, no update; and a locked notice is none."""
    entries = tuple(replace(each, locked=each.id == "n16") for each in night.ENTRIES)
    found = night.for_customers(entries=entries).document.course
    assert found
    assert ["Customers affected", "Customers told"] == [lane.name for lane in found.lanes]
    assert [night.at(14, "22:15")] == [mark.at for mark in found.lanes[1].strips[0].marks]


def test_a_window_without_end_goes_on_until_the_last_notice() -> None:
    """The customers' picture does not depend on when it is drawn."""
    moments = {name: known for name, known in night.INCIDENT.moments.items() if name in ("began",)}
    incident = night.INCIDENT.but(status=Status.MONITORING, resolved_at=None, moments=moments)
    found = night.for_customers(incident).document.course
    assert found
    stretch = found.lanes[0].strips[0].stretches[0]
    assert (night.at(12, "21:40"), night.at(15, "02:30"), True) == (
        stretch.start,
        stretch.end,
        stretch.goes_on,
    )
    assert timedelta(0) < stretch.end - stretch.start
