"""Instants in a document."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.postmortem.times import UTC_ALONE, Clock, Zones, clock_for, long_date

PACIFIC = Zones(second=ZoneInfo("America/Los_Angeles"), label="PT")


def utc(text: str) -> datetime:
    """An instant from its ISO form without zone."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("first", "last", "stamp"),
    [
        ("2024-02-09 15:55", "2024-02-09 17:00", "15:55 UTC | 07:55 PT"),
        # Crosses midnight in Los Angeles alone.
        ("2024-02-09 07:30", "2024-02-09 08:30", "2024-02-09 07:30 UTC | 2024-02-08 23:30 PT"),
        # Crosses midnight in UTC alone.
        ("2024-02-09 23:30", "2024-02-10 00:30", "2024-02-09 23:30 UTC | 15:30 PT"),
        # Crosses no midnight, yet the days differ.
        ("2024-02-09 00:44", "2024-02-09 01:44", "2024-02-09 00:44 UTC | 2024-02-08 16:44 PT"),
    ],
)
def test_dates_where_times_would_mislead(first: str, last: str, stamp: str) -> None:
    """Times stand alone only where everything shown is on one day in both zones."""
    assert stamp == clock_for([utc(first), utc(last)], PACIFIC).stamp(utc(first))


@pytest.mark.parametrize(
    ("at", "stamp"),
    [
        ("2024-03-10 09:59", "2024-03-10 09:59 UTC | 01:59 PT"),
        ("2024-03-10 10:00", "2024-03-10 10:00 UTC | 03:00 PT"),
        ("2024-11-03 08:30", "2024-11-03 08:30 UTC | 01:30 PT"),
        ("2024-11-03 09:30", "2024-11-03 09:30 UTC | 01:30 PT"),
        ("2024-11-03 10:30", "2024-11-03 10:30 UTC | 02:30 PT"),
    ],
)
def test_each_instant_is_converted_by_itself(at: str, stamp: str) -> None:
    """Both nights of a changed clock are right, under one label."""
    assert stamp == Clock(zones=PACIFIC).stamp(utc(at))


def test_one_zone() -> None:
    """Without a second zone there is UTC alone."""
    at = utc("2024-02-09 15:55")
    assert "15:55 UTC" == clock_for([at], UTC_ALONE).stamp(at)


def test_another_day_is_dated() -> None:
    """An instant of another day than the document's is dated, even where the others are not."""
    clock = clock_for([utc("2024-02-09 15:55")], PACIFIC)
    assert "2024-02-12 15:55 UTC | 07:55 PT" == clock.stamp(utc("2024-02-12 15:55"))


MINUTES = st.integers(0, 60 * 24 * 366 * 3).map(lambda n: utc("2023-01-01") + timedelta(minutes=n))
ZONES = st.sampled_from(
    ["America/Los_Angeles", "Europe/Berlin", "Asia/Kathmandu", "Pacific/Apia", "Australia/Lord_Howe"]
)


@given(st.lists(MINUTES, min_size=1, max_size=4), ZONES)
def test_stamps_can_be_read_back(instants: list[datetime], zone: str) -> None:
    """Whatever day a time is shown on, both halves mean the very instant."""
    zones = Zones(second=ZoneInfo(zone), label="XT")
    clock = clock_for(instants, zones)
    for at in instants:
        left, right = clock.stamp(at).removesuffix(" XT").split(" UTC | ")
        day = min(clock.days) if len(left) == 5 else None
        left = f"{day} {left}" if day else left
        right = f"{left[:10]} {right}" if len(right) == 5 else right
        assert at == utc(left)
        assert right == f"{at.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M}"


@pytest.mark.parametrize(
    ("language", "written"),
    [
        ("en", "7 February 2024"),
        ("de", "7. Februar 2024"),
        ("pt-BR", "7 de fevereiro de 2024"),
        ("ja", "2024年2月7日"),
    ],
)
def test_dates_in_prose(language: str, written: str) -> None:
    """Prose has its language's own long dates."""
    assert written == long_date(utc("2024-02-07 01:30"), language)
