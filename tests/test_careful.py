"""What a careful reader asks, and of whom."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from bot.careful import about, questions
from bot.model import (
    Entry,
    EntryKind,
    Incident,
    Item,
    ItemState,
    KeptPromise,
    KeyMoment,
    Moment,
    Role,
    Status,
)

START = datetime(2024, 2, 7, 1, 30, tzinfo=UTC)
SEVERITIES = ("SEV1", "SEV2", "SEV3", "SEV4")


def at(minutes: int) -> datetime:
    """So long after the start."""
    return START + timedelta(minutes=minutes)


def moments(**known: int) -> dict[Moment, KeyMoment]:
    """Moments at those minutes."""
    return {Moment(name): KeyMoment(at=at(minutes), entry=f"e-{name}") for name, minutes in known.items()}


IN_ORDER = moments(began=0, detected=2, identified=20, mitigated=30)
DONE = Incident(
    number=1,
    title="Checkout is down",
    severity="SEV1",
    status=Status.RESOLVED,
    opener="U1",
    declared_at=at(5),
    roles={Role.COMMANDER: "U2", Role.COMMUNICATIONS: "U3"},
    moments=IN_ORDER,
)


def asked(incident: Incident, *entries: Entry) -> dict[str, str]:
    """The questions' keys, and whom they go to."""
    return {question.key: question.who for question in questions(incident, entries, SEVERITIES)}


def entry(id: str, kind: EntryKind, minutes: int, author: str, **data: str) -> Entry:
    """An entry recorded when it happened."""
    return Entry(id=id, kind=kind, at=at(minutes), recorded_at=at(minutes), author=author, data=data)


def test_nothing_to_ask() -> None:
    """A complete record raises no question."""
    assert {} == asked(DONE)


def test_missing_moments_are_the_commanders() -> None:
    """Each moment that is missing is asked of the commander, else of whoever opened."""
    expected = ["moment:began", "moment:detected", "moment:identified", "moment:mitigated"]

    assert dict.fromkeys(expected, "U2") == asked(DONE.but(moments={}))
    assert dict.fromkeys(expected, "U1") == asked(DONE.but(moments={}, roles={}))


def test_moments_out_of_order() -> None:
    """Mitigated before detected is asked of whoever set the later one."""
    known = moments(began=0, detected=12, identified=20, mitigated=10)
    set_by = entry("e-mitigated", EntryKind.MOMENT, 10, "U7", moment="mitigated")

    assert {"order:identified:mitigated": "U7"} == asked(DONE.but(moments=known), set_by)
    assert "mitigated" == about("order:identified:mitigated")


def test_silences_longer_than_promised() -> None:
    """An update that came late is asked of whoever owed it; a few minutes are no silence, and three are enough."""
    late = [KeptPromise(made_at=at(0), due_at=at(30 * n), ended_at=at(30 * n + n)) for n in (4, 6, 7, 8, 9)]
    found = asked(DONE.but(kept=tuple(late)))

    assert [f"silence:{int(at(30 * n).timestamp())}" for n in (9, 8, 7)] == list(found)
    assert {"U3"} == set(found.values())


def test_a_severity_raised_late() -> None:
    """A severity that was raised long after the incident was known is asked of whoever raised it."""
    late = entry("e1", EntryKind.SEVERITY, 40, "U5", **{"from": "SEV3", "to": "SEV1"})
    soon = entry("e2", EntryKind.SEVERITY, 20, "U5", **{"from": "SEV3", "to": "SEV1"})
    lower = entry("e3", EntryKind.SEVERITY, 50, "U5", **{"from": "SEV1", "to": "SEV3"})

    assert {"severity:e1": "U5"} == asked(DONE, soon, late, lower)


def test_items_without_owner() -> None:
    """An item that nobody owns is asked of its author, unless it is done."""
    item = Item(number=1, text="Alert", state=ItemState.PROPOSED, author="U6", at=at(40), entry="e1")
    done = Item(number=2, text="Test", state=ItemState.COMPLETED, author="U6", at=at(40), entry="e2")

    assert {"owner:1": "U6"} == asked(DONE.but(items=(item, done)))
