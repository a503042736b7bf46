"""Types of columns."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import URL

from storage.columns import Instant, Words

DIALECT = URL.create("sqlite").get_dialect()()
ZONES = st.integers(-14 * 60, 14 * 60).map(lambda offset: timezone(timedelta(minutes=offset)))
# Whole days inside of what a datetime can say in every zone.
INSTANTS = st.datetimes(min_value=datetime(2, 1, 1), max_value=datetime(9998, 1, 1), timezones=ZONES)  # noqa: DTZ001


@given(INSTANTS)
def test_an_instant_comes_back_exact_and_in_utc(at: datetime) -> None:
    """Whatever zone an instant is given in, it comes back in UTC, the same to the microsecond."""
    stored = Instant().process_bind_param(at, DIALECT)
    back = Instant().process_result_value(stored, DIALECT)

    assert back is not None
    assert (at, UTC) == (back, back.tzinfo)


@given(INSTANTS, INSTANTS)
def test_instants_compare_as_stored(one: datetime, other: datetime) -> None:
    """What is stored of two instants compares as the instants do."""
    first, second = (Instant().process_bind_param(at, DIALECT) for at in (one, other))

    assert first is not None
    assert second is not None
    assert (one < other) == (first < second)


def test_a_naive_datetime_is_refused() -> None:
    """A datetime without a zone is no instant."""
    naive = datetime(2031, 3, 9)  # noqa: DTZ001

    with pytest.raises(ValueError, match="no time zone"):
        Instant().process_bind_param(naive, DIALECT)


@pytest.mark.parametrize(
    ("given_", "stored"),
    [
        ("plain", "plain"),
        ("Öfen 🥖", "Öfen 🥖"),
        ("a\0b", "ab"),  # PostgreSQL has no NUL in text
        ("half \ud83e", "half ?"),  # neither database can encode it
        (None, None),
    ],
)
def test_words_are_what_a_database_can_hold(given_: str | None, stored: str | None) -> None:
    """Characters that a database refuses are replaced, everything else stays."""
    assert stored == Words().process_bind_param(given_, DIALECT)
