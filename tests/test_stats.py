"""Statistics, computed without a database."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answers import stats
from bot.model import Moment, Status
from bot.stats import Course, Facts, spread, weeks

NOW = datetime(2024, 2, 5, 7, 30, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
COURSE = Course(severity="SEV1", status=Status.RESOLVED, declared_at=NOW)


@pytest.mark.parametrize(
    ("minutes", "median", "high"),
    [([4], 4, 4), ([1, 2], 1.5, 2), (range(1, 11), 5.5, 9), (range(1, 12), 6, 10), ([9, 1, 5], 5, 9)],
)
def test_median_and_ninetieth_percentile(minutes: list[int], median: float, high: float) -> None:
    """The percentile is the shortest length that nine tenths do not exceed."""
    found = spread([minute * MINUTE for minute in minutes])

    assert found is not None
    assert (median * MINUTE, high * MINUTE) == (found.median, found.high)


@given(st.lists(st.one_of(st.none(), st.timedeltas(timedelta(0), timedelta(days=999)))))
def test_unknown_lengths_do_not_count(lengths: list[timedelta | None]) -> None:
    """Only what is known is counted, and at least nine tenths of it are no longer than the percentile."""
    known = [length for length in lengths if length is not None]
    found = spread(lengths)

    assert (found.count if found else 0) == len(known)
    if found:
        assert 10 * sum(length <= found.high for length in known) >= 9 * len(known)


def test_lengths_count_from_the_beginning() -> None:
    """From when it began, else from the declaration; an end before that is no length."""
    began = Course(
        severity="SEV1",
        status=Status.RESOLVED,
        declared_at=NOW,
        began_at=NOW - 9 * MINUTE,
        mitigated_at=NOW + MINUTE,
        resolved_at=NOW + 2 * MINUTE,
    )
    early = Course(severity="SEV1", status=Status.RESOLVED, declared_at=NOW, mitigated_at=NOW - MINUTE)
    moments = (Moment.DECLARED, Moment.MITIGATED, Moment.RESOLVED)

    assert [9 * MINUTE, 10 * MINUTE, 11 * MINUTE] == [began.lasted(moment) for moment in moments]
    assert [None, None, None] == [early.lasted(moment) for moment in moments]


def test_quiet_weeks_are_weeks_too() -> None:
    """Between the first and the last week with an incident, those without any are there, empty."""
    found = weeks([COURSE, replace(COURSE, declared_at=NOW + timedelta(days=15))], UTC)

    assert [1, 0, 1] == [counts.total() for counts in found.values()]


def test_the_chart_has_a_bar_for_each_week() -> None:
    """A square for each incident in its severity's colour; so many incidents a square where bars would be long."""
    minor = replace(COURSE, severity="SEV3")

    def bars(*courses: Course) -> list[str]:
        found = stats(Facts(courses=courses), timedelta(days=90), ["SEV1", "SEV2", "SEV3"], UTC)
        return [str(line.params["bar"]) for line in found if line.key == "stats.bar"]

    assert ["🟥🟨🟨"] == bars(minor, COURSE, minor)
    assert ["🟥" * 10 + "⬜"] == bars(*[COURSE] * 30, replace(COURSE, severity="old"))


def test_what_is_overdue_is_always_said() -> None:
    """Also where no incident was declared within the period."""
    found = stats(Facts(overdue=1), timedelta(days=7), ["SEV1"], UTC)

    assert ["stats.none", "stats.overdue"] == [line.key for line in found]


def test_weeks_begin_on_the_readers_monday() -> None:
    """Half past seven on a Monday in UTC is still Sunday in San Francisco."""
    assert {date(2024, 2, 5): Counter(SEV1=1)} == weeks([COURSE], UTC)
    assert {date(2024, 1, 29): Counter(SEV1=1)} == weeks([COURSE], ZoneInfo("America/Los_Angeles"))
