"""The promise and its ladder, decided without a clock."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.decisions import Act
from bot.errors import UserError
from bot.hours import Hours, parse_days
from bot.model import EntryKind, Incident, Ladder, Role, Rung, Severity, Status
from bot.reminders import Climb, owed, promised, remind, snooze, spoken_at, tightened
from bot.tellings import Remind, RemindPerson, ShowCard

NOW = datetime(2024, 2, 7, 1, 30, tzinfo=UTC)
LADDER = Ladder(before=timedelta(minutes=5), commander=timedelta(minutes=10), managers=timedelta(minutes=20))
SEVERITY = Severity(name="SEV1", means="", cadence=timedelta(minutes=30), ladder=LADDER)
BARE = Incident(
    number=1, title="t", severity="SEV1", status=Status.INVESTIGATING, opener="UOPEN", declared_at=NOW
)
OPEN = promised(BARE, NOW, SEVERITY.cadence, LADDER)
ACT = Act(by="U1", at=NOW + timedelta(minutes=20), id="e1")


def after(minutes: float) -> datetime:
    """So many minutes after the promise was made."""
    return NOW + timedelta(minutes=minutes)


def climbed(incident: Incident, severity: Severity, *minutes: float) -> list[Rung]:
    """The rungs that are told when the tick looks at these times."""
    rungs = []
    for minute in minutes:
        climb = reminded(incident, minute, severity)
        if climb is not None:
            incident = incident.but(promise=climb.promise)
            rungs += [telling.rung for telling in climb.tell if isinstance(telling, Remind | RemindPerson)]
    return rungs


def reminded(incident: Incident, minute: float, severity: Severity = SEVERITY) -> Climb | None:
    """What a tick so many minutes after the promise does about it."""
    owing = owed(incident)
    assert owing is not None
    return remind(owing, after(minute), severity)


def test_each_rung_comes_at_its_time() -> None:
    """Before, at, ten and twenty minutes after the promised time, and not a moment earlier."""
    early = [25 - 0.001, 30 - 0.001, 40 - 0.001, 50 - 0.001]
    times = sorted([*early, 25, 30, 40, 50, 90])

    assert [Rung.BEFORE, Rung.DUE, Rung.COMMANDER, Rung.MANAGERS] == climbed(OPEN, SEVERITY, *times)
    assert [] == climbed(OPEN, SEVERITY, early[0])


@pytest.mark.parametrize(
    ("minute", "rung"), [(29, Rung.BEFORE), (39, Rung.DUE), (49, Rung.COMMANDER), (600, Rung.MANAGERS)]
)
def test_after_a_downtime_the_highest_rung_alone(minute: float, rung: Rung) -> None:
    """What was missed is told once, at the highest level due, not as a burst."""
    assert [rung] == climbed(OPEN, SEVERITY, minute, minute + 0.1)


@given(st.lists(st.floats(0, 200), max_size=30).map(sorted))
def test_no_rung_is_told_twice_or_early(minutes: list[float]) -> None:
    """Whenever the tick looks, each rung comes at most once, in order, and never before its time."""
    rungs = climbed(OPEN, SEVERITY, *minutes)
    latest = max(minutes, default=0)

    assert sorted(set(rungs), key=lambda rung: rung.height) == rungs
    for rung, minute in ((Rung.BEFORE, 25), (Rung.DUE, 30), (Rung.COMMANDER, 40), (Rung.MANAGERS, 50)):
        assert rung not in rungs or latest >= minute


def test_a_rung_before_the_promise_was_made_is_left_out() -> None:
    """A promise of three minutes has no warning five minutes before."""
    short = promised(BARE, NOW, timedelta(minutes=3), LADDER)

    assert [Rung.DUE] == climbed(short, SEVERITY, 0, 1, 2, 3)


def test_what_is_set_to_nothing_is_left_out() -> None:
    """Without offsets and managers there is only the channel."""
    bare = replace(SEVERITY, ladder=Ladder())
    incident = promised(BARE, NOW, SEVERITY.cadence, Ladder())

    assert [Rung.DUE] == climbed(incident, bare, *range(0, 200, 5))


def test_who_is_told() -> None:
    """First whoever owes the update, later commander and deputy, each directly."""
    led = OPEN.but(roles={Role.COMMANDER: "UC", Role.DEPUTY: "UD", Role.COMMUNICATIONS: "UX"})
    before = reminded(led, 25)
    leaders = reminded(led, 41)

    assert before is not None
    assert leaders is not None
    assert ["UX"] == [telling.user for telling in before.tell if isinstance(telling, RemindPerson)]
    assert ["UC", "UD"] == [telling.user for telling in leaders.tell if isinstance(telling, RemindPerson)]


def test_a_severity_may_bring_the_promise_forward_only() -> None:
    """A shorter cadence brings the promise forward, a longer one leaves it."""
    faster = tightened(OPEN, after(5), replace(SEVERITY, cadence=timedelta(minutes=10)))
    slower = tightened(OPEN, after(5), replace(SEVERITY, cadence=timedelta(hours=4)))

    assert faster.promise is not None
    assert slower.promise is not None
    assert (after(15), after(30)) == (faster.promise.due_at, slower.promise.due_at)


def test_a_snooze_is_a_new_promise_with_a_reason() -> None:
    """The promise moves, the reason stands on the timeline, and the ladder starts anew."""
    decision = snooze(OPEN, ACT, timedelta(minutes=15), "Asleep on my feet", SEVERITY)

    assert decision.incident.promise is not None
    assert after(35) == decision.incident.promise.due_at
    assert [(EntryKind.SNOOZE, "Asleep on my feet")] == [(e.kind, e.text) for e in decision.entries]
    assert [Rung.BEFORE, Rung.DUE] == climbed(decision.incident, SEVERITY, 25, 30, 35)
    assert () == decision.incident.kept


def test_a_snooze_does_not_mend_a_broken_promise() -> None:
    """A promise that is overdue when it is put off counts as broken."""
    late = replace(ACT, at=after(31))
    decision = snooze(OPEN, late, timedelta(minutes=15), "Asleep", SEVERITY)

    assert [(after(31), False)] == [(kept.ended_at, kept.on_time) for kept in decision.incident.kept]
    assert decision.incident.promise is not None
    assert after(46) == decision.incident.promise.due_at


def test_snoozes_have_limits() -> None:
    """Too long, too often, too early, or with nothing promised, a snooze is refused and nothing changes."""
    once = snooze(OPEN, ACT, timedelta(minutes=15), "r", SEVERITY).incident
    twice = snooze(once, ACT, timedelta(minutes=16), "r", SEVERITY).incident
    for incident, length, key in (
        (OPEN, timedelta(minutes=61), "error.snooze_long"),
        (twice, timedelta(minutes=15), "error.snooze_often"),
        (OPEN, timedelta(minutes=9), "error.snooze_earlier"),
        (OPEN, timedelta(minutes=10), "error.snooze_earlier"),
        (BARE, timedelta(minutes=15), "error.nothing_promised"),
    ):
        with pytest.raises(UserError) as refusal:
            snooze(incident, ACT, length, "r", SEVERITY)
        assert key == refusal.value.key


def test_a_quiet_time_after_an_update() -> None:
    """Shortly after an update nobody is warned, but the promise itself is never put off."""
    quiet = replace(SEVERITY, ladder=replace(LADDER, quiet=timedelta(minutes=10)))
    soon = promised(BARE, NOW, timedelta(minutes=12), quiet.ladder)
    sooner = promised(BARE, NOW, timedelta(minutes=8), quiet.ladder)

    assert [Rung.BEFORE, Rung.DUE] == climbed(soon, quiet, 7, 9.9, 10, 12)
    assert [] == climbed(soon, quiet, 7, 9.9)
    assert [Rung.DUE] == climbed(sooner, quiet, 3, 7.9, 8)


HOURS = Hours(start=time(9), end=time(17), days=parse_days("Mon-Fri"), zone=ZoneInfo("Europe/Berlin"))
BY_DAY = replace(SEVERITY, ladder=replace(LADDER, hours=HOURS))


def test_outside_working_hours_the_ladder_stands_still() -> None:
    """What falls into the night begins in the morning, with the channel, and goes up as on any day."""
    # 01:30 UTC is half past two in the night in Berlin; work begins at 08:00 UTC.
    incident = promised(BARE, NOW, SEVERITY.cadence, BY_DAY.ladder)
    morning = 6.5 * 60

    assert [] == climbed(incident, BY_DAY, 30, 60, morning - 0.1)
    told = climbed(incident, BY_DAY, morning, morning + 9.9, morning + 10, morning + 19.9, morning + 20)
    assert [Rung.DUE, Rung.COMMANDER, Rung.MANAGERS] == told
    assert incident.promise is not None
    spoken = spoken_at(incident.promise, timedelta(minutes=5), BY_DAY.ladder)
    assert datetime(2024, 2, 7, 8, 5, tzinfo=UTC) == spoken


def test_outside_working_hours_the_card_says_overdue() -> None:
    """At the promised time card and announcement are shown anew, once, though nobody is reminded."""
    incident = promised(BARE.but(channel="C1"), NOW, SEVERITY.cadence, BY_DAY.ladder)
    climb = reminded(incident, 30, BY_DAY)

    assert climb is not None
    assert (ShowCard(incident=1),) == climb.tell
    assert [False, True] == [each.promise.is_overdue for each in (incident, climb) if each.promise]
    assert reminded(incident.but(promise=climb.promise), 40, BY_DAY) is None
    later = tightened(incident.but(promise=climb.promise), after(40), BY_DAY).promise
    assert climb.promise == later


@given(st.integers(0, 60 * 24 * 14), st.integers(6, 600))
def test_the_working_ladder_is_told_in_working_hours_and_whole(start: int, cadence: int) -> None:
    """Each rung comes, in order, at work, and its offset of working time after the first."""
    made = NOW + timedelta(minutes=start)
    incident, told = promised(BARE, made, timedelta(minutes=cadence), BY_DAY.ladder), []
    while (promise := incident.promise) and promise.next_at:
        owing = owed(incident)
        climb = remind(owing, promise.next_at, BY_DAY) if owing else None
        assert climb is not None
        told += [
            (each.rung, promise.next_at) for each in climb.tell if isinstance(each, Remind | RemindPerson)
        ]
        incident = incident.but(promise=climb.promise)
    times = dict(told)
    due = times[Rung.DUE]

    assert [Rung.DUE, Rung.COMMANDER, Rung.MANAGERS] == [rung for rung, _ in told if rung is not Rung.BEFORE]
    assert all(HOURS.next(at) == at for _, at in told)
    assert HOURS.after(due, timedelta(minutes=10)) == times[Rung.COMMANDER]
    assert HOURS.after(due, timedelta(minutes=20)) == times[Rung.MANAGERS]
    assert times.get(Rung.BEFORE, made) < due
