"""Working hours."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.hours import Hours, parse_days, parse_hours

BERLIN = Hours(start=time(9), end=time(17), days=parse_days("Mon-Fri"), zone=ZoneInfo("Europe/Berlin"))


def utc(*parts: int) -> datetime:
    """An instant in UTC."""
    return datetime(*parts, tzinfo=UTC)  # type: ignore[misc, arg-type]


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        # Within working hours an instant stays.
        (utc(2024, 2, 7, 10), utc(2024, 2, 7, 10)),
        (utc(2024, 2, 7, 8), utc(2024, 2, 7, 8)),
        # Too early, too late, and on Friday evening.
        (utc(2024, 2, 7, 7, 59), utc(2024, 2, 7, 8)),
        (utc(2024, 2, 7, 16), utc(2024, 2, 8, 8)),
        (utc(2024, 2, 9, 16), utc(2024, 2, 12, 8)),
        # The clocks go forward on Sunday, 31 March: nine in the morning comes an hour earlier.
        (utc(2024, 3, 29, 16), utc(2024, 4, 1, 7)),
        # They go back on Sunday, 27 October.
        (utc(2024, 10, 25, 16), utc(2024, 10, 28, 8)),
    ],
)
def test_the_next_working_instant(at: datetime, expected: datetime) -> None:
    """Work begins by the clock on the wall, in summer and winter."""
    assert expected == BERLIN.next(at)


@pytest.mark.parametrize(
    ("at", "minutes", "expected"),
    [
        (utc(2024, 2, 7, 10), 10, utc(2024, 2, 7, 10, 10)),
        # What Friday has no time for is Monday's, and Friday's end is Monday's beginning.
        (utc(2024, 2, 9, 15, 55), 10, utc(2024, 2, 12, 8, 5)),
        (utc(2024, 2, 9, 15, 50), 10, utc(2024, 2, 12, 8)),
        # From a night on, over a whole day.
        (utc(2024, 2, 7, 1), 9 * 60, utc(2024, 2, 8, 9)),
    ],
)
def test_working_time_alone_counts(at: datetime, minutes: int, expected: datetime) -> None:
    """Nights and weekends do not count."""
    assert expected == BERLIN.after(at, timedelta(minutes=minutes))


@given(st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1)), st.sets(st.integers(0, 6), min_size=1))  # noqa: DTZ001
def test_never_earlier_and_always_at_work(at: datetime, days: set[int]) -> None:
    """What is put off is never early, lies in working hours, and is put off by a week at most."""
    hours = Hours(start=time(9), end=time(17), days=frozenset(days), zone=ZoneInfo("America/New_York"))
    found = hours.next(at.replace(tzinfo=UTC))
    local = found.astimezone(hours.zone)

    assert timedelta(0) <= found - at.replace(tzinfo=UTC) <= timedelta(days=7, hours=1)
    assert local.weekday() in days
    assert hours.start <= local.time() < hours.end


def test_as_settings_write_them() -> None:
    """Days are ranges or lists, around the weekend too; hours are a beginning and an end."""
    assert {0, 1, 2, 3, 4} == parse_days("Mon-Fri")
    assert {5, 6, 0, 2} == parse_days("sat-mon, Wed")
    assert (time(9), time(17, 30)) == parse_hours("09:00 - 17:30")


@pytest.mark.parametrize("text", ["", "Mon-", "Someday", "Mon-Fri-Sun"])
def test_days_that_cannot_be(text: str) -> None:
    """Anything else is refused."""
    with pytest.raises(ValueError, match=r"."):
        parse_days(text)


@pytest.mark.parametrize("text", ["", "09:00", "17:00-09:00", "9-17", "09:00-25:00"])
def test_hours_that_cannot_be(text: str) -> None:
    """Anything else is refused."""
    with pytest.raises(ValueError, match=r"."):
        parse_hours(text)
