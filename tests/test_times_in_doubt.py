"""What may be in doubt about a time, and that what is written in full reads back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from babel.dates import format_date, format_time
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import UserError
from bot.times import Doubt, Understood, in_full, to_type, understand
from bot.times.written import zone_word

BERLIN = ZoneInfo("Europe/Berlin")
#: A Friday, 17:04:30 in Berlin.
NOW = datetime(2024, 2, 9, 16, 4, 30, tzinfo=UTC)
ZONES = (
    "UTC", "Europe/Berlin", "America/Los_Angeles", "America/St_Johns", "America/Sao_Paulo", "Asia/Tokyo",
    "Asia/Kolkata", "Asia/Kathmandu", "Asia/Jerusalem", "Australia/Lord_Howe", "Pacific/Apia", "Pacific/Chatham",
)  # fmt: skip
LANGUAGES = ("en", "en-GB", "de", "fr", "es", "pt-BR", "it", "ja", "ko")
#: The nights in which clocks are changed, somewhere among the zones, in 2024.
CHANGES = tuple(
    datetime(2024, month, day, tzinfo=UTC)
    for month, day in ((3, 10), (3, 29), (3, 31), (4, 6), (4, 7), (9, 28), (10, 6), (10, 27), (11, 3))
)
instants = st.one_of(
    st.builds(
        lambda change, minutes: change + timedelta(minutes=minutes),
        st.sampled_from(CHANGES),
        st.integers(-1500, 1500),
    ),
    st.integers(0, 2 * 366 * 24 * 60).map(
        lambda minutes: datetime(2023, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    ),
)


def as_typed(at: datetime, zone: ZoneInfo, language: str) -> dict[str, str]:
    """The instant as people write it in that language, dated and with its zone: 12 or 24 hours, long or short."""
    here, locale = at.astimezone(zone), language.replace("-", "_")
    full = in_full(at, zone, "en" if language == "en-GB" else language).split(" = ")
    day, named = full[0].rsplit(", ", 1)[0], zone_word(here)
    twelve = format_time(here, "ah:mm" if language in ("ja", "ko") else "h:mm a", locale=locale)
    written = {
        "in full": full[0],
        "in a field": to_type(at, zone),
        "on a 12-hour clock": f"{day} {twelve} {named}",
        "as the language writes it": " ".join(
            (
                format_date(here.date(), "long", locale=locale),
                format_time(here, "short", locale=locale),
                named,
            )
        ),
    }
    return written | ({"in UTC": full[1]} if len(full) > 1 and "," in full[1] else {})


@given(
    at=instants,
    later=st.integers(0, 200 * 24 * 60),
    zone=st.sampled_from(ZONES).map(ZoneInfo),
    language=st.sampled_from(LANGUAGES),
)
def test_an_instant_written_in_any_zone_and_language_reads_back(
    at: datetime, later: int, zone: ZoneInfo, language: str
) -> None:
    """Instant to any zone, language and clock, and back, is the same instant, over both changes of the clocks."""
    now = at + timedelta(minutes=later)
    for form, text in as_typed(at, zone, language).items():
        found = understand(text.replace("\u202f", " "), now=now, zone=zone, locale=language)
        assert Understood(at=at) == found, (form, text)


@given(at=instants, zone=st.sampled_from(ZONES).map(ZoneInfo))
def test_a_wall_time_that_came_twice_is_in_doubt(at: datetime, zone: ZoneInfo) -> None:
    """Without its zone a time means its instant, or is asked about with the instant among the readings."""
    typed = f"{at.astimezone(zone):%Y-%m-%d %H:%M}"
    found = understand(typed, now=at + timedelta(days=2), zone=zone)

    assert at in (found.at, *found.others)
    assert (Doubt.TWICE if found.others else None) is found.doubt
    assert {typed} == {f"{each.astimezone(zone):%Y-%m-%d %H:%M}" for each in (found.at, *found.others)}


@pytest.mark.parametrize(
    ("typed", "locale", "doubt", "readings"),
    [
        ("2/9 14:05", "en-US", Doubt.DAY, ["2024-02-09 14:05", "2023-09-02 14:05"]),
        ("2/9 14:05", "en-GB", Doubt.DAY, ["2023-09-02 14:05", "2024-02-09 14:05"]),
        ("12/1/2024 14:05", "en-US", Doubt.DAY, ["2024-01-12 14:05", "2024-12-01 14:05"]),  # the past first
        ("2/2 14:05", "en-US", None, ["2024-02-02 14:05"]),
        ("31/1 14:05", "en-US", None, ["2024-01-31 14:05"]),  # there is no 31st month
        ("09.02. 14:05", "en-US", None, ["2024-02-09 14:05"]),  # dots put the day first, everywhere
        ("2023-10-29 02:30", "en", Doubt.TWICE, ["2023-10-29 02:30", "2023-10-29 02:30"]),
        ("2023-10-29 02:30 MEZ", "en", None, ["2023-10-29 02:30"]),
        ("2023-03-26 02:30", "en", Doubt.SKIPPED, ["2023-03-26 03:30", "2023-03-26 01:30"]),
        ("tomorrow 14:05", "en", Doubt.FUTURE, ["2024-02-10 14:05"]),
        ("morgen 14:05", "de", Doubt.FUTURE, ["2024-02-10 14:05"]),
        ("9 Feb 20:00", "en", Doubt.FUTURE, ["2024-02-09 20:00", "2023-02-09 20:00"]),
        ("11.02. 16:55", "de", Doubt.FUTURE, ["2024-02-11 16:55", "2023-02-11 16:55"]),
        ("Feb 13 17:00", "en-US", Doubt.FUTURE, ["2024-02-13 17:00", "2023-02-13 17:00"]),
        ("02/13 5pm", "en-US", Doubt.FUTURE, ["2024-02-13 17:00", "2023-02-13 17:00"]),
        ("Tue 13 Feb 17:00", "en", Doubt.FUTURE, ["2024-02-13 17:00"]),  # in 2023 it was a Monday
        ("Mon 13 Feb 17:00", "en", None, ["2023-02-13 17:00"]),
        ("29 Feb 10:00", "en", Doubt.FUTURE, ["2024-02-29 10:00", "2020-02-29 10:00"]),
        ("31.03. 02:30", "de", Doubt.FUTURE, ["2024-03-31 03:30", "2023-03-31 02:30"]),  # left out this year
        (
            "3/4 14:05",
            "en-US",
            Doubt.DAY,
            ["2024-03-04 14:05", "2024-04-03 14:05", "2023-03-04 14:05", "2023-04-03 14:05"],
        ),
        ("last Tue 10:00", "en", Doubt.DAY, ["2024-02-06 10:00", "2024-01-30 10:00"]),  # this week's?
        ("20:00", "en", None, ["2024-02-08 20:00"]),  # without a day: the nearest in the past
        ("vorgestern 23:50", "de", None, ["2024-02-07 23:50"]),
        ("hier 23:50", "fr", None, ["2024-02-08 23:50"]),
        ("ayer 23:50", "es", None, ["2024-02-08 23:50"]),
        ("ontem 23:50", "pt-BR", None, ["2024-02-08 23:50"]),
        ("ieri 23:50", "it", None, ["2024-02-08 23:50"]),
        ("昨日23時50分", "ja", None, ["2024-02-08 23:50"]),
        ("어제 오후 11:50", "ko", None, ["2024-02-08 23:50"]),
        ("vor 10 Minuten", "de", None, ["2024-02-09 16:54"]),
        ("il y a 10 minutes", "fr", None, ["2024-02-09 16:54"]),
        ("hace 10 minutos", "es", None, ["2024-02-09 16:54"]),
        ("há 10 minutos", "pt-BR", None, ["2024-02-09 16:54"]),
        ("10 minuti fa", "it", None, ["2024-02-09 16:54"]),
        ("10分前", "ja", None, ["2024-02-09 16:54"]),
        ("10분 전", "ko", None, ["2024-02-09 16:54"]),
        ("2024-02-09 15:55 UTC", "en", None, ["2024-02-09 16:55"]),
        ("09.02. 16:55 MEZ", "en", None, ["2024-02-09 16:55"]),
    ],
)
def test_what_is_doubtful_comes_with_its_readings(
    typed: str, locale: str, doubt: Doubt | None, readings: list[str]
) -> None:
    """What may mean two days or two hours, or lies ahead, says so, with the likelier reading first."""
    found = understand(typed, now=NOW, zone=BERLIN, locale=locale)

    shown = [f"{each.astimezone(BERLIN):%Y-%m-%d %H:%M}" for each in (found.at, *found.others)]
    assert (doubt, readings) == (found.doubt, shown)


@pytest.mark.parametrize(
    ("zone", "expected"),
    [
        ("Europe/Berlin", "Fri 9 Feb 2024, 16:55 CET = 15:55 UTC"),
        ("UTC", "Fri 9 Feb 2024, 15:55 UTC"),
        ("Asia/Kathmandu", "Fri 9 Feb 2024, 21:40 UTC+05:45 = 15:55 UTC"),
        ("Pacific/Apia", "Sat 10 Feb 2024, 04:55 UTC+13:00 = Fri 9 Feb 2024, 15:55 UTC"),
    ],
)
def test_an_instant_in_full(zone: str, expected: str) -> None:
    """For a check an instant is shown with its day, on the reader's clock and in UTC."""
    assert expected == in_full(datetime(2024, 2, 9, 15, 55, tzinfo=UTC), ZoneInfo(zone))


def test_a_field_names_the_zone_only_where_it_must() -> None:
    """A time to be changed has no zone that would be wrong on another day, but for an hour that came twice."""
    assert "2024-02-09 16:55" == to_type(datetime(2024, 2, 9, 15, 55, tzinfo=UTC), BERLIN)
    assert "2023-10-29 02:30 CEST" == to_type(datetime(2023, 10, 29, 0, 30, tzinfo=UTC), BERLIN)
    assert "2023-10-29 02:30 CET" == to_type(datetime(2023, 10, 29, 1, 30, tzinfo=UTC), BERLIN)


@given(st.text(max_size=40), st.sampled_from(LANGUAGES))
def test_whatever_is_typed_is_understood_or_refused_in_words(text: str, language: str) -> None:
    """No text makes the reading fail in another way."""
    try:
        found = understand(text, now=NOW, zone=BERLIN, locale=language)
    except UserError as refused:
        assert refused.key.startswith("error.")  # noqa: PT017
    else:
        assert (found.doubt is None) <= (not found.others)
