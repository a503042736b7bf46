"""Counting over many incidents, on both databases."""

from __future__ import annotations

from datetime import date, timedelta

from bot.model import EntryKind, ItemState, KeptPromise, KeyMoment, Moment, Promise, Status
from bot.stats import Course, Facts
from storage.store import Database
from tests.storage.examples import NOW, an_entry, an_incident, an_item, minutes, save

TODAY = date(2031, 3, 9)


async def asked(database: Database, since: float) -> Facts:
    """The facts of what was declared later than so many minutes after NOW, two hours after NOW."""
    async with database.read() as reader:
        return await reader.stats("U1", minutes(since), minutes(120), TODAY)


async def test_the_course_of_each_incident(database: Database) -> None:
    """Those declared in the period alone, with their moments; a false alarm was never resolved."""
    moments = {
        Moment.BEGAN: KeyMoment(at=minutes(-9), entry="b"),
        Moment.MITIGATED: KeyMoment(at=minutes(4), entry="m"),
    }
    await save(
        database,
        an_incident(1, declared_at=minutes(-10)),
        an_incident(2, moments=moments, status=Status.RESOLVED, resolved_at=minutes(5)),
        an_incident(3, status=Status.CANCELLED, resolved_at=minutes(5), severity="SEV9"),
    )
    facts = await asked(database, -1)

    resolved = Course(
        severity="SEV2",
        status=Status.RESOLVED,
        declared_at=NOW,
        began_at=minutes(-9),
        mitigated_at=minutes(4),
        resolved_at=minutes(5),
    )
    cancelled = Course(severity="SEV9", status=Status.CANCELLED, declared_at=NOW)
    assert [resolved, cancelled] == sorted(facts.courses, key=lambda course: course.severity)


async def test_promises_and_silence(database: Database) -> None:
    """Ended promises count, on time or not; a silence lasts until an update or the end, and no longer."""
    kept = (
        KeptPromise(made_at=NOW, due_at=minutes(30), ended_at=minutes(30)),
        KeptPromise(made_at=minutes(30), due_at=minutes(60), ended_at=minutes(61)),
    )
    await save(
        database, an_incident(1, kept=kept, status=Status.RESOLVED), an_incident(2, declared_at=minutes(101))
    )
    told = {
        "declared": (EntryKind.DECLARED, 0),
        "update": (EntryKind.UPDATE, 30),
        "note": (EntryKind.NOTE, 45),
        "resolved": (EntryKind.RESOLVED, 61),
        "reopened": (EntryKind.REOPENED, 115),
        "again": (EntryKind.RESOLVED, 118),
    }
    async with database.change() as change:
        await change.add([an_entry(id, minutes(at), kind=kind) for id, (kind, at) in told.items()], 1)
        await change.add([an_entry("other", minutes(101), kind=EntryKind.DECLARED)], 2)
    facts = await asked(database, -1)

    assert 0 == facts.overdue
    assert (1, 2, timedelta(minutes=31)) == (facts.kept, facts.promised, facts.silence)
    assert timedelta(minutes=19) == (await asked(database, 100)).silence


async def test_what_is_overdue_is_broken_so_far(database: Database) -> None:
    """A promise of an open incident counts from the moment it is missed; what is still to come does not."""
    kept = (KeptPromise(made_at=NOW, due_at=minutes(30), ended_at=minutes(30)),)
    missed, ahead = (Promise(made_at=NOW, due_at=minutes(at), next_at=minutes(at)) for at in (119, 120))
    await save(database, an_incident(1, kept=kept, promise=missed), an_incident(2, kept=kept, promise=ahead))
    facts = await asked(database, -1)

    assert (2, 3, 1) == (facts.kept, facts.promised, facts.overdue)
    later = await asked(database, 60)
    assert ((), 0, 1) == (tuple(later.courses), later.promised, later.overdue)


async def test_items_of_all_times(database: Database) -> None:
    """Items that are not done count whenever their incident was; those of an earlier day are overdue."""
    items = (
        an_item(1, due="2031-03-08"),
        an_item(2, due="2031-03-09"),
        an_item(3),
        an_item(4, due="2031-03-08", state=ItemState.COMPLETED),
        an_item(5, state=ItemState.WONT_DO),
    )
    await save(database, an_incident(1, items=items))
    facts = await asked(database, 1)

    assert ((), 3, 1) == (tuple(facts.courses), facts.items_open, facts.items_overdue)


async def test_an_empty_record_has_nothing_to_say(database: Database) -> None:
    """Without incidents everything is nothing."""
    facts = await asked(database, 0)

    assert Facts(courses=[]) == facts
