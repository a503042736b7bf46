"""Durations: what is accepted, what is refused, and that the short form reads back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.durations import leading_duration, parse_duration, short
from bot.errors import UserError


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("30m", timedelta(minutes=30)),
        ("2h", timedelta(hours=2)),
        ("3s", timedelta(seconds=3)),
        ("1d", timedelta(days=1)),
        ("2w", timedelta(days=14)),
        ("1h30m", timedelta(minutes=90)),
        ("1h 30m", timedelta(minutes=90)),
        ("1.5h", timedelta(minutes=90)),
        ("45 min", timedelta(minutes=45)),
        ("2 Hours", timedelta(hours=2)),
        ("1 hour and 30 minutes", timedelta(minutes=90)),
        ("1h,30m", timedelta(minutes=90)),
        ("an hour", timedelta(hours=1)),
        ("half an hour", timedelta(minutes=30)),
        ("0s", timedelta(0)),  # settings switch a reminder off with it
        ("90\u00a0m", timedelta(minutes=90)),  # a phone's blank
    ],
)
def test_reads_what_people_type(typed: str, expected: timedelta) -> None:
    """The usual spellings of a duration are understood."""
    assert expected == parse_duration(typed)


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "45",
        "m",
        "a m",
        "-5m",
        "30m 1h",
        "1h 2h",
        "0.3s",
        "2 months",
        "99999999w",
        "soon",
        "5 m o",
        "1h30",
    ],
)
def test_refuses_what_is_no_duration(typed: str) -> None:
    """Anything else is refused with what was typed."""
    with pytest.raises(UserError) as refused:
        parse_duration(typed)
    assert ("error.duration_unreadable", {"typed": typed}) == (refused.value.key, refused.value.params)


@given(st.integers(min_value=0, max_value=36_525 * 86_400))
def test_short_form_reads_back(seconds: int) -> None:
    """The canonical spelling of a duration stands for that duration."""
    duration = timedelta(seconds=seconds)
    assert duration == parse_duration(short(duration))


@pytest.mark.parametrize(
    ("duration", "expected"),
    [
        (timedelta(minutes=90), "1h30m"),
        (timedelta(days=90), "90d"),
        (timedelta(0), "0s"),
        (timedelta(days=1, seconds=1), "1d1s"),
    ],
)
def test_short_form_leaves_out_zeros(duration: timedelta, expected: str) -> None:
    """The canonical spelling names only the units it needs."""
    assert expected == short(duration)


def test_short_form_refuses_the_past() -> None:
    """A negative duration has no spelling."""
    with pytest.raises(ValueError, match="never negative"):
        short(timedelta(seconds=-1))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("30m waiting", ("30m", "waiting")),
        ("1 hour 30 minutes: waiting", ("1 hour 30 minutes", ": waiting")),
        ("30m", ("30m", "")),
        ("30more nodes", None),
        ("waiting 30m", None),
    ],
)
def test_leading_duration_takes_the_longest(text: str, expected: tuple[str, str] | None) -> None:
    """A duration at the start of a text is split off, as long as it goes."""
    assert expected == leading_duration(text)
