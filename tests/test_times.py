"""Times and dates: readings in every spelling, across zones, seasons and languages."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import UserError
from bot.phrases import When
from bot.times import leading_time, parse_date, parse_time, starts_with_time, trailing_date

BERLIN = ZoneInfo("Europe/Berlin")
#: A Friday, 17:04:30 in Berlin.
NOW = datetime(2024, 2, 9, 16, 4, 30, tzinfo=UTC)
ZONES = sorted(available_timezones() - {"Factory", "localtime"})


def read(typed: str, *, now: datetime = NOW, locale: str = "en") -> str:
    """The instant in Berlin's wall time, for short expectations."""
    return f"{parse_time(typed, now=now, zone=BERLIN, locale=locale).astimezone(BERLIN):%Y-%m-%d %H:%M:%S}"


def refusal(typed: str, *, now: datetime = NOW) -> UserError:
    """The error that a time is refused with."""
    with pytest.raises(UserError) as refused:
        parse_time(typed, now=now, zone=BERLIN)
    return refused.value


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("14:05", "2024-02-09 14:05:00"),
        ("14.05", "2024-02-09 14:05:00"),
        ("14h05", "2024-02-09 14:05:00"),
        ("14:05:59", "2024-02-09 14:05:59"),
        ("2:05 pm", "2024-02-09 14:05:00"),
        ("2:05 p.m.", "2024-02-09 14:05:00"),
        ("2pm", "2024-02-09 14:00:00"),
        ("12am", "2024-02-09 00:00:00"),
        ("noon", "2024-02-09 12:00:00"),
        ("midnight", "2024-02-09 00:00:00"),
        ("at 14:05", "2024-02-09 14:05:00"),
        ("about 14:05.", "2024-02-09 14:05:00"),
        ("17:04", "2024-02-09 17:04:00"),  # the running minute
        ("17:04:50", "2024-02-09 17:04:50"),  # the same
        ("17:05", "2024-02-08 17:05:00"),  # still to come today, so yesterday
        ("23:50", "2024-02-08 23:50:00"),
    ],
)
def test_time_without_a_day_is_the_nearest_in_the_past(typed: str, expected: str) -> None:
    """A time of day alone means its latest occurrence."""
    assert expected == read(typed)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("now", "2024-02-09 17:04:30"),
        ("just now", "2024-02-09 17:04:30"),
        ("10 minutes ago", "2024-02-09 16:54:30"),
        ("an hour ago", "2024-02-09 16:04:30"),
        ("2h ago", "2024-02-09 15:04:30"),
        ("1h30m ago", "2024-02-09 15:34:30"),
        ("3 days ago", "2024-02-06 17:04:30"),
    ],
)
def test_time_counted_from_now(typed: str, expected: str) -> None:
    """A length of time ago is counted back from the present."""
    assert expected == read(typed)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("yesterday 23:50", "2024-02-08 23:50:00"),
        ("today 08:00", "2024-02-09 08:00:00"),
        ("2024-02-09 15:55", "2024-02-09 15:55:00"),
        ("2024/02/09 15:55", "2024-02-09 15:55:00"),
        ("2024-02-09T14:55Z", "2024-02-09 15:55:00"),
        ("2024-02-09T14:55:10.123Z", "2024-02-09 15:55:10"),  # copied from a log
        ("09.02. 15:55", "2024-02-09 15:55:00"),
        ("9.2.2024, 15:55", "2024-02-09 15:55:00"),
        ("9 Feb 15:55", "2024-02-09 15:55:00"),
        ("9th of February 2024 at 15:55", "2024-02-09 15:55:00"),
        ("Feb 9, 2024 3:55 PM", "2024-02-09 15:55:00"),
        ("Feb 9 15:55", "2024-02-09 15:55:00"),
        ("31 Dec 23:59", "2023-12-31 23:59:00"),
        ("11 Aug 10:00", "2023-08-11 10:00:00"),  # nearer than the next one
        ("Mon 14:05", "2024-02-05 14:05:00"),
        ("Friday 14:05", "2024-02-09 14:05:00"),  # today
        ("Fri 23:00", "2024-02-02 23:00:00"),  # today's is still to come
        ("Fri, 9 Feb 2024 15:55:00 +0100", "2024-02-09 15:55:00"),
        ("on 9 Feb at 15:55", "2024-02-09 15:55:00"),
        ("15:55 yesterday", "2024-02-08 15:55:00"),
        ("15:55 on 8 Feb", "2024-02-08 15:55:00"),
    ],
)
def test_time_with_a_day(typed: str, expected: str) -> None:
    """A day may be named in many ways; without a year it is the nearest in the past."""
    assert expected == read(typed)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("2024-02-09 14:55 UTC", "2024-02-09 15:55:00"),
        ("14:55 (UTC)", "2024-02-09 15:55:00"),
        ("14:55 utc", "2024-02-09 15:55:00"),
        ("09.02. 15:55 MEZ", "2024-02-09 15:55:00"),
        ("09.02. 16:55 MESZ", "2024-02-09 15:55:00"),
        ("Feb 9 2024 6:55 AM PT", "2024-02-09 15:55:00"),
        ("07:55 PDT", "2024-02-09 15:55:00"),
        ("20:25 IST", "2024-02-09 15:55:00"),
        ("14:55 +00:00", "2024-02-09 15:55:00"),
        ("15:55 UTC+1", "2024-02-09 15:55:00"),
        ("2024-02-09T07:55-0700", "2024-02-09 15:55:00"),
        ("23:55 Asia/Tokyo", "2024-02-09 15:55:00"),
        ("23:55 asia/tokyo", "2024-02-09 15:55:00"),
        ("yesterday 20:00 UTC", "2024-02-08 21:00:00"),
    ],
)
def test_time_with_a_zone(typed: str, expected: str) -> None:
    """A named zone counts instead of the typist's."""
    assert expected == read(typed)


@pytest.mark.parametrize(
    ("locale", "typed", "expected"),
    [
        ("de", "vor 10 Minuten", "2024-02-09 16:54:30"),
        ("de-DE", "gestern 14:05 Uhr", "2024-02-08 14:05:00"),
        ("de", "9. Februar 15:55", "2024-02-09 15:55:00"),
        ("de", "Mo. 14:05", "2024-02-05 14:05:00"),
        ("fr", "il y a 2 heures", "2024-02-09 15:04:30"),
        ("fr", "aujourd’hui 14:05", "2024-02-09 14:05:00"),
        ("es", "9 de febrero de 2024 15:55", "2024-02-09 15:55:00"),
        ("pt-BR", "9 de fevereiro 15:55", "2024-02-09 15:55:00"),
        ("it", "ieri 14:05", "2024-02-08 14:05:00"),
        ("ja", "2月9日 15:55", "2024-02-09 15:55:00"),
        ("ja", "10分前", "2024-02-09 16:54:30"),
        ("ko", "2월 9일 15:55", "2024-02-09 15:55:00"),
        ("de", "gestern um 23:50 Uhr", "2024-02-08 23:50:00"),
        ("de", "14 Uhr", "2024-02-09 14:00:00"),
        ("de", "am Montag um 10 Uhr", "2024-02-05 10:00:00"),
        ("de", "heute Morgen um 8:00", "2024-02-09 08:00:00"),
        ("de", "vor einer Stunde", "2024-02-09 16:04:30"),
        ("de", "vor einer halben Stunde", "2024-02-09 16:34:30"),
        ("fr", "hier à 23h50", "2024-02-08 23:50:00"),
        ("fr", "lundi 10h", "2024-02-05 10:00:00"),
        ("fr", "9h", "2024-02-09 09:00:00"),
        ("fr", "14h et demie", "2024-02-09 14:30:00"),
        ("fr", "il y a une heure", "2024-02-09 16:04:30"),
        ("fr", "aujourd’hui à 14 h 05", "2024-02-09 14:05:00"),
        ("es", "ayer a las 23:50", "2024-02-08 23:50:00"),
        ("es", "miercoles 10:00", "2024-02-07 10:00:00"),  # typed without its accent
        ("pt-BR", "ontem às 23:50", "2024-02-08 23:50:00"),
        ("pt-BR", "segunda às 10h", "2024-02-05 10:00:00"),
        ("pt-BR", "há duas horas", "2024-02-09 15:04:30"),
        ("it", "ieri alle 23:50", "2024-02-08 23:50:00"),
        ("it", "un'ora fa", "2024-02-09 16:04:30"),
        ("ja", "昨日の23:50", "2024-02-08 23:50:00"),
        ("ja", "１４：０５", "2024-02-09 14:05:00"),
        ("ja", "2月5日16時55分", "2024-02-05 16:55:00"),
        ("ja", "14時半", "2024-02-09 14:30:00"),
        ("ja", "一時間前", "2024-02-09 16:04:30"),
        ("ko", "14시 반", "2024-02-09 14:30:00"),
        ("ko", "한 시간 전", "2024-02-09 16:04:30"),
        ("en", "two hours ago", "2024-02-09 15:04:30"),
        ("en", "last Friday 10:00", "2024-02-02 10:00:00"),
        ("en", "this morning 8:00", "2024-02-09 08:00:00"),
        ("en", "last night at 23:50", "2024-02-08 23:50:00"),
        ("en-US", "vor einer Stunde", "2024-02-09 16:04:30"),  # another language than the profile's
        ("de", "10 minutes ago", "2024-02-09 16:54:30"),  # English is always understood
        ("xx-yy", "14:05", "2024-02-09 14:05:00"),  # so an unknown locale is no obstacle
        ("not a locale", "14:05", "2024-02-09 14:05:00"),
    ],
)
def test_time_in_the_readers_language(locale: str, typed: str, expected: str) -> None:
    """The names of days and months, and times ago, are understood in the typist's language."""
    assert expected == read(typed, locale=locale)


@pytest.mark.parametrize(
    "typed",
    [
        "", "9:5", "25:99", "24:00", "14:05 pm", "13pm", "0am", "5", "may", "second", "Monday", "yesterday",
        "9/2 14:05", "30 Feb 10:00", "in 5 minutes", "a few minutes ago", "1h 2h ago", "99 years ago",
        "99999 days ago", "20000 days ago", "14:05-10:00", "14:05 +25", "1200-01-01 10:00", "when it broke", "14:05:99",
        "14:05 (UTC", "2h", "12h", "last night 2:00", "this morning 3pm", "14時間",
    ],
)  # fmt: skip
def test_refuses_what_is_no_time(typed: str) -> None:
    """Prose, half times and impossible ones are refused, never guessed."""
    assert "error.time_unreadable" == refusal(typed).key


@pytest.mark.parametrize(("typed", "zone"), [("14:05 XYZ", "XYZ"), ("9 Feb 14:05 Mars/Base", "Mars/Base")])
def test_refuses_an_unknown_zone_by_name(typed: str, zone: str) -> None:
    """A word in the zone's place that is no zone is named in the refusal."""
    assert ("error.zone_unknown", {"typed": typed, "zone": zone}) == (
        refusal(typed).key,
        refusal(typed).params,
    )


@pytest.mark.parametrize(
    ("typed", "at"),
    [
        ("today 23:00", datetime(2024, 2, 9, 22, tzinfo=UTC)),
        ("tomorrow 08:00", datetime(2024, 2, 10, 7, tzinfo=UTC)),
        ("9 Feb 18:00", datetime(2024, 2, 9, 17, tzinfo=UTC)),  # a slip, not last year's
        ("10 Feb 15:55", datetime(2024, 2, 10, 14, 55, tzinfo=UTC)),
        ("2024-02-09 17:05", datetime(2024, 2, 9, 16, 5, tzinfo=UTC)),
        ("2100-01-01 00:00 UTC", datetime(2100, 1, 1, tzinfo=UTC)),
    ],
)
def test_refuses_the_future_with_its_reading(typed: str, at: datetime) -> None:
    """A time still to come is refused, and how it was read is shown back."""
    error = refusal(typed)
    assert ("error.time_future", {"typed": typed, "reading": When(at=at)}) == (error.key, error.params)


def test_refuses_a_weekday_that_disagrees() -> None:
    """A weekday beside a date must be that date's."""
    assert "error.weekday_wrong" == refusal("Thu 8 Feb 2023 10:00").key


@pytest.mark.parametrize(
    ("typed", "now"),
    [
        ("2023-03-26 02:30", NOW),
        ("02:30", datetime(2024, 3, 31, 8, tzinfo=UTC)),  # the same morning
        ("02:30", datetime(2024, 3, 31, 23, tzinfo=UTC)),  # the next night at one
        ("2030-03-31 02:30", NOW),  # a gap that is still to come
    ],
)
def test_refuses_a_wall_time_that_was_skipped(typed: str, now: datetime) -> None:
    """A time that clocks jumped over in spring is refused with that reason."""
    assert "error.time_skipped" == refusal(typed, now=now).key


@pytest.mark.parametrize(
    ("typed", "now", "expected"),
    [
        ("02:30", datetime(2024, 10, 27, 8, tzinfo=UTC), datetime(2024, 10, 27, 1, 30, tzinfo=UTC)),
        ("02:30", datetime(2024, 10, 27, 0, 45, tzinfo=UTC), datetime(2024, 10, 27, 0, 30, tzinfo=UTC)),
        ("02:30 CEST", datetime(2024, 10, 27, 8, tzinfo=UTC), datetime(2024, 10, 27, 0, 30, tzinfo=UTC)),
        ("02:30 MEZ", datetime(2024, 10, 27, 8, tzinfo=UTC), datetime(2024, 10, 27, 1, 30, tzinfo=UTC)),
        ("02:30 +02:00", datetime(2024, 10, 27, 8, tzinfo=UTC), datetime(2024, 10, 27, 0, 30, tzinfo=UTC)),
    ],
)
def test_wall_time_that_happened_twice(typed: str, now: datetime, expected: datetime) -> None:
    """In autumn's double hour the nearer one counts, unless an offset says which."""
    assert expected == parse_time(typed, now=now, zone=BERLIN)


#: Until 2037, where the zones' tables end and rules begin; whole minutes, since offsets are.
MINUTES = st.integers(min_value=0, max_value=67 * 365 * 24 * 60 - 1)
#: Around the changes of clocks in Europe, America and Australia.
CHANGES = st.sampled_from(
    [datetime(2024, *day, tzinfo=UTC) for day in [(3, 10), (3, 31), (4, 7), (10, 6), (10, 27), (11, 3)]]
)
INSTANTS = st.one_of(
    MINUTES.map(lambda minutes: datetime(1972, 6, 1, tzinfo=UTC) + timedelta(minutes=minutes)),
    st.builds(lambda day, hour: day + timedelta(minutes=hour), CHANGES, st.integers(-600, 1800)),
)


@given(at=INSTANTS, zone=st.sampled_from(ZONES), typist=st.sampled_from(ZONES), style=st.integers(0, 3))
def test_instant_with_its_offset_reads_back(at: datetime, zone: str, typist: str, style: int) -> None:
    """An instant written with an explicit offset is that instant, whatever the typist's zone and season."""
    local = at.astimezone(ZoneInfo(zone))
    offset = f"{local:%z}"[:3] + ":" + f"{local:%z}"[3:5]
    spellings = [
        f"{local:%Y-%m-%dT%H:%M}{offset}",
        f"{local:%Y-%m-%d %H:%M} {offset}",
        f"{local.day} {local:%b %Y %I:%M %p} UTC{offset}",
        f"{local:%d.%m.%Y %H:%M} {local:%z}",
    ]
    now = at + timedelta(days=400)
    assert at == parse_time(spellings[style], now=now, zone=ZoneInfo(typist))


@given(now=INSTANTS, zone=st.sampled_from(ZONES), hour=st.integers(0, 23), minute=st.integers(0, 59))
def test_bare_time_is_never_ahead_and_shows_what_was_typed(
    now: datetime, zone: str, hour: int, minute: int
) -> None:
    """A time of day becomes an instant of the past two days whose wall time in the zone is the one typed."""
    try:
        at = parse_time(f"{hour}:{minute:02}", now=now, zone=ZoneInfo(zone))
    except UserError as error:
        assert "error.time_skipped" == error.key  # noqa: PT017
        return
    local = at.astimezone(ZoneInfo(zone))
    assert (hour, minute) == (local.hour, local.minute)
    assert timedelta(0) <= now - at < timedelta(days=2, hours=2)


@given(st.text(max_size=40))
def test_any_text_is_read_or_refused(text: str) -> None:
    """Whatever is typed, the answer is an instant or a sentence for the person."""
    for check in (
        lambda: parse_time(text, now=NOW, zone=BERLIN),
        lambda: leading_time(text, now=NOW, zone=BERLIN),
        lambda: parse_date(text, now=NOW, zone=BERLIN),
        lambda: trailing_date(f"x by {text}"),
        lambda: starts_with_time(text),
    ):
        try:
            check()
        except UserError as error:
            assert error.key.startswith("error.")  # noqa: PT017


@pytest.mark.parametrize(
    ("text", "expected", "rest"),
    [
        ("14:05 rolled back build 4711", "14:05", "rolled back build 4711"),
        ("10 minutes ago restarted db", "16:54", "restarted db"),
        ("2024-02-09 14:55 UTC provider confirmed", "15:55", "provider confirmed"),
        ("yesterday 23:50: pager fired", "23:50", "pager fired"),
        ("14:05. Restarted.", "14:05", "Restarted."),
        ("14:05 – rolled back", "14:05", "rolled back"),
        ("14:05", "14:05", ""),
        ("14:05,\nfirst\n second", "14:05", "first\n second"),
        ("14:05 - 14:10 short outage", "14:05", "- 14:10 short outage"),  # a range stays whole
        ("14:05 Monday's deploy", "14:05", "Monday's deploy"),  # no day of the time
        ("14:05 today's backup", "14:05", "today's backup"),
        ("14:05 yesterday it broke", "14:05", "it broke"),
        ("2 pm met with the vendor", "14:00", "met with the vendor"),  # MET is a zone, met is not
        ("14:05 pt 3 of the plan", "14:05", "pt 3 of the plan"),
        ("06:05 PT it broke", "15:05", "it broke"),
        ("14:05 db/replica restarted", "14:05", "db/replica restarted"),
        ("noon restarted", "12:00", "restarted"),
        ("14시 반에 재시작", "14:30", "재시작"),
        ("14시 반영했다", "14:00", "반영했다"),
        ("2月9日14時05分に再起動", "14:05", "再起動"),
        ("14 Uhr Neustart", "14:00", "Neustart"),
        ("\u00a014:05\u00a0restarted", "14:05", "restarted"),
    ],
)
def test_leading_time_takes_the_longest_time(text: str, expected: str, rest: str) -> None:
    """The longest time at the start of a note is split off, with one separator."""
    at, prose = leading_time(text, now=NOW, zone=BERLIN)
    assert (expected, rest) == (f"{at.astimezone(BERLIN):%H:%M}", prose)


@pytest.mark.parametrize(
    "text", ["14時のデプロイ", "25:99 restarted", "3 of 5 nodes", "14:05-14:10 outage", "least two nodes", ""]
)
def test_leading_time_refuses_a_text_without_one(text: str) -> None:
    """A text that does not start with a time is refused, never back-dated by a guess."""
    with pytest.raises(UserError) as refused:
        leading_time(text, now=NOW, zone=BERLIN)
    assert "error.time_unreadable" == refused.value.key


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("14:05 restarted", True),
        ("25:99 restarted", True),  # refused later, not kept as prose
        ("noon restarted", True),
        ("an hour ago it broke", True),
        ("gestern 14:05 Neustart", True),  # in whatever language
        ("two hours ago it broke", True),
        ("hier à 23h50 panne", True),
        ("aujourd’hui 14:05 panne", True),
        ("least two nodes", False),
        ("Monday's stand-up we decided", False),
        ("", False),
    ],
)
def test_words_after_at_are_a_time_or_prose(text: str, expected: bool) -> None:
    """Whether a note carries a time is told from its words alone."""
    assert expected is starts_with_time(text)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("2024-03-01", date(2024, 3, 1)),
        ("1 March", date(2024, 3, 1)),
        ("Mar 1, 2025", date(2025, 3, 1)),
        ("01.03.", date(2024, 3, 1)),
        ("1.3.2024", date(2024, 3, 1)),
        ("8 Feb", date(2025, 2, 8)),  # this year's has passed
        ("9 Feb", date(2024, 2, 9)),  # today
        ("Friday", date(2024, 2, 9)),  # today
        ("by Monday", date(2024, 2, 12)),
        ("next Friday", date(2024, 2, 16)),
        ("next Monday", date(2024, 2, 12)),
        ("Fri, 1 March", date(2024, 3, 1)),
        ("today", date(2024, 2, 9)),
        ("tomorrow.", date(2024, 2, 10)),
        ("next week", date(2024, 2, 16)),
        ("next month", date(2024, 3, 9)),
        ("in 2 weeks", date(2024, 2, 23)),
        ("in a day", date(2024, 2, 10)),
        ("in 12 months", date(2025, 2, 9)),
        ("29 Feb", date(2024, 2, 29)),
    ],
)
def test_date_is_the_nearest_ahead(typed: str, expected: date) -> None:
    """A due date is the nearest such day in the future, today included."""
    assert expected == parse_date(typed, now=NOW, zone=BERLIN)


def test_date_is_counted_in_the_typists_zone() -> None:
    """Late in the evening in Los Angeles it is still today there."""
    now = datetime(2024, 2, 10, 5, tzinfo=UTC)
    assert date(2024, 2, 9) == parse_date("today", now=now, zone=ZoneInfo("America/Los_Angeles"))


def test_month_ahead_ends_with_the_month() -> None:
    """A month after 31 January is the last day of February."""
    assert date(2024, 2, 29) == parse_date("in a month", now=datetime(2024, 1, 31, tzinfo=UTC), zone=UTC)


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("30 Feb", "error.date_unreadable"),
        ("5", "error.date_unreadable"),
        ("May", "error.date_unreadable"),
        ("soon", "error.date_unreadable"),
        ("Thu 1 March", "error.date_unreadable"),  # a Friday
        ("next 1 March", "error.date_unreadable"),
        ("2024-02-08", "error.date_past"),
        ("yesterday", "error.date_past"),
    ],
)
def test_refuses_what_is_no_due_date(typed: str, key: str) -> None:
    """A due date must be a day of the calendar, and not have passed."""
    with pytest.raises(UserError) as refused:
        parse_date(typed, now=NOW, zone=BERLIN)
    assert key == refused.value.key


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Fix it by Friday", ("Fix it", "Friday")),
        ("Stand by me by 1 March.", ("Stand by me", "1 March.")),
        ("Fix it by\n01.03.", ("Fix it", "01.03.")),
        ("Fix it by 30 Feb", ("Fix it", "30 Feb")),  # refused once it is read
        ("Fix it by in 2 weeks", ("Fix it", "in 2 weeks")),
        ("by Friday", ("", "Friday")),
        ("Cut it by 10%", None),
        ("Do it by hand", None),
        ("Ready by May", None),
        ("By Friday all is well", None),
    ],
)
def test_trailing_date_is_told_from_prose_by_its_words(text: str, expected: tuple[str, str] | None) -> None:
    """Only a date after the last ``by`` is split off an action's text."""
    assert expected == trailing_date(text)
