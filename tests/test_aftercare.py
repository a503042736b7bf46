"""What is asked for after an incident, decided without a clock."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.aftercare import Rhythm, Rules, asking, look, open_sections
from bot.afterwards import AskPostMortem, RemindOfItem
from bot.decisions import Act
from bot.lifecycle import reopen, resolve
from bot.model import Incident, ItemReminder, ItemState, Role, Section, SectionName, Severity, Status
from bot.record import add_item, set_item_state

NOW = datetime(2024, 2, 7, 1, 30, tzinfo=UTC)
DAY = timedelta(days=1)
WEEK = timedelta(weeks=1)
BERLIN, SAMOA = ZoneInfo("Europe/Berlin"), ZoneInfo("Pacific/Pago_Pago")
RULES = Rules(post_mortem=DAY, items=True, zone=BERLIN)
ACT = Act(by="U1", at=NOW, id="e1")
OPEN = Incident(
    number=1, title="t", severity="SEV1", status=Status.INVESTIGATING, opener="UOPEN", declared_at=NOW
)
RESOLVED = resolve(OPEN, ACT, text="", post_mortem=DAY).incident
SECTIONS = {name: Section(text="x", author="U1", at=NOW, entry="e2") for name in SectionName}
SEVERITY = Severity(name="SEV1", means="", cadence=timedelta(minutes=30))


def with_item(due: date | None = date(2024, 2, 14), owner: str = "UOWN", at: datetime = NOW) -> Incident:
    """An open incident with one remediation item."""
    return add_item(OPEN, replace(ACT, at=at), "Fix it", owner=owner, due=due).incident


def told(
    incident: Incident, times: Iterable[datetime], rules: Rules = RULES, zone: ZoneInfo | None = None
) -> list[tuple[datetime, AskPostMortem | RemindOfItem]]:
    """What is told when the tick looks at these times, and when."""
    found = []
    for at in times:
        decision = look(incident, at, rules, {"UOWN": zone} if zone else {})
        if decision is not None:
            incident = decision.incident
            found += [(at, each) for each in decision.tell if isinstance(each, AskPostMortem | RemindOfItem)]
    return found


def hourly(days: int) -> list[datetime]:
    """Every hour from NOW on, at half past."""
    return [NOW + timedelta(hours=hour) for hour in range(24 * days)]


def test_the_post_mortem_is_asked_for_then_weekly() -> None:
    """A day after the resolution, and a week after each time it was asked for."""
    asked = [at for at, _ in told(RESOLVED, hourly(16))]

    assert [NOW + DAY, NOW + DAY + WEEK, NOW + DAY + 2 * WEEK] == asked


@pytest.mark.parametrize(
    ("incident", "asked"),
    [
        (RESOLVED, ["UOPEN"]),
        (RESOLVED.but(roles={Role.COMMANDER: "UCOM"}), ["UCOM"]),
        (RESOLVED.but(sections={SectionName.FIX: SECTIONS[SectionName.FIX]}), ["UOPEN"]),
        (RESOLVED.but(sections=SECTIONS), []),
        (reopen(RESOLVED, ACT, SEVERITY, reason="").incident, []),
        (resolve(OPEN, ACT, text="", post_mortem=timedelta(0)).incident, []),
        (RESOLVED.but(status=Status.CANCELLED), []),
    ],
)
def test_who_is_asked(incident: Incident, asked: list[str]) -> None:
    """The commander, else the opener; nobody when all is written, and not after a reopening."""
    assert asked == [telling.user for _, telling in told(incident, [NOW + DAY])]


def test_sections_without_words_are_open() -> None:
    """A section counts as written when it says something; an open incident owes none."""
    blank = Section(text=" ", author="U1", at=NOW, entry="e2")
    partly = {SectionName.CAUSE: SECTIONS[SectionName.CAUSE], SectionName.FIX: blank}

    assert (SectionName.IMPACT, SectionName.FIX) == open_sections(RESOLVED.but(sections=partly))
    assert () == open_sections(OPEN)


def test_asking_ends_when_it_is_switched_off() -> None:
    """With no time set, what was resolved before is not asked for either."""
    assert [] == told(RESOLVED, hourly(9), replace(RULES, post_mortem=timedelta(0)))


def test_after_a_downtime_the_post_mortem_is_asked_for_once() -> None:
    """Weeks that were slept through are not made up for."""
    late = NOW + DAY + 3 * WEEK + timedelta(hours=1)
    asked = [at for at, _ in told(RESOLVED, [late, late + timedelta(minutes=1), NOW + DAY + 4 * WEEK])]

    assert [late, NOW + DAY + 4 * WEEK] == asked


@pytest.mark.parametrize("zone", [None, SAMOA, ZoneInfo("Pacific/Kiritimati"), ZoneInfo("America/New_York")])
def test_an_item_is_told_of_the_morning_before_and_after(zone: ZoneInfo | None) -> None:
    """At nine by the owner's clocks the day before, and the day after; by the working zone when theirs is unknown."""
    times = [NOW + timedelta(minutes=30 * count) for count in range(48 * 11)]
    found = told(with_item(), times, zone=zone)

    mornings = [datetime(2024, 2, day, 9, tzinfo=zone or BERLIN).astimezone(UTC) for day in (13, 15)]
    assert mornings == [at for at, _ in found]
    assert [RemindOfItem(incident=1, number=1, told=reminder, user="UOWN") for reminder in ItemReminder] == [
        telling for _, telling in found
    ]


@pytest.mark.parametrize(
    "incident",
    [
        with_item(due=None),
        with_item(owner=""),
        with_item(due=date(9999, 12, 31)),
        set_item_state(with_item(), ACT, 1, ItemState.COMPLETED).incident,
        set_item_state(with_item(), ACT, 1, ItemState.WONT_DO).incident,
    ],
)
def test_what_nobody_owes_is_never_looked_at(incident: Incident) -> None:
    """Without an owner or a day, and once it is done or dropped, an item is not due at any time."""
    assert [None] == [item.next_at for item in incident.items]


def test_an_item_taken_up_again_goes_on_where_it_was() -> None:
    """Done and undone again, its owner is told only what was not told before."""
    incident = with_item()
    before = datetime(2024, 2, 13, 12, tzinfo=UTC)
    decision = look(incident, before, RULES, {})
    assert decision is not None
    done = set_item_state(decision.incident, ACT, 1, ItemState.COMPLETED).incident
    again = set_item_state(done, ACT, 1, ItemState.IN_PROGRESS).incident

    assert [] == told(done, hourly(11))
    assert [ItemReminder.AFTER] == [
        telling.told for _, telling in told(again, hourly(11)) if isinstance(telling, RemindOfItem)
    ]


def test_items_can_be_switched_off() -> None:
    """Where the settings say so, nobody is reminded of items."""
    assert [] == told(with_item(), hourly(11), replace(RULES, items=False))


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        # Written down after the morning of the day before: that reminder is left out.
        (datetime(2024, 2, 13, 12, tzinfo=UTC), [ItemReminder.AFTER]),
        (datetime(2024, 2, 13, 3, tzinfo=UTC), [ItemReminder.BEFORE, ItemReminder.AFTER]),
    ],
)
def test_what_lies_before_the_item_is_left_out(at: datetime, expected: list[ItemReminder]) -> None:
    """Nobody is reminded at once of what was written down a moment ago."""
    found = told(with_item(at=at), [at + timedelta(hours=hour) for hour in range(96)])

    assert expected == [telling.told for _, telling in found if isinstance(telling, RemindOfItem)]


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        (datetime(2024, 2, 14, 20, tzinfo=UTC), [ItemReminder.BEFORE]),
        (datetime(2024, 2, 15, 1, tzinfo=UTC), []),
        (datetime(2024, 2, 20, 1, tzinfo=UTC), [ItemReminder.AFTER]),
    ],
)
def test_after_a_downtime_an_item_is_told_of_once(at: datetime, expected: list[ItemReminder]) -> None:
    """The latest alone; that it will be due is not said once it was."""
    found = told(with_item(), [at, at + timedelta(minutes=1)])

    assert expected == [telling.told for _, telling in found if isinstance(telling, RemindOfItem)]


@given(st.lists(st.integers(0, 60 * 24 * 14), max_size=30), st.sampled_from([None, SAMOA, BERLIN]))
def test_each_reminder_at_most_once_and_none_early(minutes: list[int], zone: ZoneInfo | None) -> None:
    """However the ticks fall, an item's owner is told each at most once, in order, and never early."""
    found = told(with_item(), [NOW + timedelta(minutes=minute) for minute in sorted(minutes)], zone=zone)
    reminders = [telling.told for _, telling in found if isinstance(telling, RemindOfItem)]
    first = datetime(2024, 2, 13, 9, tzinfo=zone or BERLIN)

    assert [each for each in ItemReminder if each in reminders] == reminders
    assert all(at >= first for at, _ in found)


@pytest.mark.parametrize(
    ("every", "after", "expected"),
    [
        ("day", datetime(2024, 2, 7, 7, 59, tzinfo=UTC), datetime(2024, 2, 7, 8, tzinfo=UTC)),
        ("day", datetime(2024, 2, 7, 8, tzinfo=UTC), datetime(2024, 2, 8, 8, tzinfo=UTC)),
        ("week", datetime(2024, 2, 7, 8, tzinfo=UTC), datetime(2024, 2, 12, 8, tzinfo=UTC)),
        ("week", datetime(2024, 2, 12, 8, tzinfo=UTC), datetime(2024, 2, 19, 8, tzinfo=UTC)),
        # Nine o'clock comes an hour earlier once the clocks have gone forward.
        ("day", datetime(2024, 3, 30, 8, tzinfo=UTC), datetime(2024, 3, 31, 7, tzinfo=UTC)),
    ],
)
def test_rhythm(every: str, after: datetime, expected: datetime) -> None:
    """A digest comes at its time by the zone's clocks, each day or on Mondays."""
    rhythm = Rhythm(every="week" if every == "week" else "day", at=time(9), zone=BERLIN)

    assert expected == rhythm.next(after)


def test_asking_sets_the_time() -> None:
    """Nothing is asked for where no time is set."""
    assert (NOW + DAY, None) == (
        asking(RESOLVED, NOW, DAY).ask_at,
        asking(RESOLVED, NOW, timedelta(0)).ask_at,
    )
