"""The kinds of value a setting can have; each refuses in one sentence that says what was expected.

The sentence follows "KEY: " and does not repeat the value, since some values are secrets.
"""

from __future__ import annotations

import difflib
import re
from datetime import timedelta
from typing import Annotated, Any
from zoneinfo import ZoneInfo, available_timezones

from pydantic import AfterValidator, BeforeValidator
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from bot.durations import parse_duration
from bot.errors import UserError
from bot.hours import parse_days, parse_hours
from bot.locales import languages, named

#: What people write for a database, and the driver that speaks it without blocking the loop.
DRIVERS = {
    "sqlite": "sqlite+aiosqlite",
    "sqlite+aiosqlite": "sqlite+aiosqlite",
    "postgres": "postgresql+asyncpg",
    "postgresql": "postgresql+asyncpg",
    "postgresql+asyncpg": "postgresql+asyncpg",
}

#: Slack cannot withdraw a scheduled message in its last minute, so a shorter grace would speak out of turn.
SHORTEST_GRACE = timedelta(minutes=2)


def nearest(word: str, known: list[str]) -> str:
    """A sentence that names the known word nearest to this one; empty if none is near."""
    by_folded = {name.casefold(): name for name in known}
    found = difflib.get_close_matches(word.casefold(), by_folded, n=1)
    return f" Did you mean {by_folded[found[0]]}?" if found else ""


def matching(pattern: str, expected: str) -> AfterValidator:
    """A text that matches the pattern as a whole; ``expected`` completes "Expected …"."""
    whole = re.compile(pattern)

    def check(value: str) -> str:
        if not whole.fullmatch(value):
            raise ValueError(f"Expected {expected}.")
        return value

    return AfterValidator(check)


def _duration(value: Any) -> timedelta:
    if isinstance(value, timedelta):
        return value
    try:
        return parse_duration(value if isinstance(value, str) else "")
    except UserError as error:
        raise ValueError('Expected a duration in quotes, such as "30m", "2h", "1h30m" or "3s".') from error


def _some_time(value: timedelta) -> timedelta:
    if value <= timedelta(0):
        raise ValueError("Expected a duration longer than nothing.")
    return value


def _grace(value: timedelta) -> timedelta:
    if timedelta(0) < value < SHORTEST_GRACE:
        raise ValueError(
            "Expected at least 2m, or 0s for none: "
            "Slack cannot withdraw a scheduled message in its last minute."
        )
    return value


def _zone(value: str) -> str:
    if not value:
        return value
    try:
        return ZoneInfo(value).key
    except (KeyError, ValueError, OSError) as error:
        near = nearest(value, sorted(available_timezones()))
        raise ValueError(f"Expected a zone's name, such as Europe/Berlin.{near}") from error


def _hours(value: str) -> str:
    if value:
        try:
            parse_hours(value)
        except ValueError as error:
            raise ValueError("Expected working hours of one day, such as 09:00-17:30, or nothing.") from error
    return value


def _days(value: str) -> str:
    try:
        parse_days(value)
    except ValueError as error:
        raise ValueError("Expected days of the week, such as Mon-Fri or Mon, Wed, Sat.") from error
    return value


def _language(value: str) -> str:
    language = named(value)
    if language is None:
        raise ValueError(f"Expected one of {', '.join(languages())}.{nearest(value, list(languages()))}")
    return language


def _database(value: str) -> str:
    try:
        url = make_url(value)
    except ArgumentError as error:
        raise ValueError(f"Expected {DATABASES}.") from error
    if url.drivername not in DRIVERS:
        raise ValueError(f"{url.drivername} is no database that Chronik can use. Expected {DATABASES}.")
    url = url.set(drivername=DRIVERS[url.drivername])
    if url.drivername == "postgresql+asyncpg" and "sslmode" in url.query:
        # Hosting providers write libpq's word for it, which asyncpg does not take.
        mode = url.query["sslmode"]
        url = url.difference_update_query(["sslmode"]).update_query_dict({"ssl": mode})
    return url.render_as_string(hide_password=False)


def _with_slash(value: str) -> str:
    return value.rstrip("/") + "/"


DATABASES = "sqlite:///PATH or postgresql://USER:PASSWORD@HOST/NAME"

Duration = Annotated[timedelta, BeforeValidator(_duration)]
Cadence = Annotated[Duration, AfterValidator(_some_time)]
Grace = Annotated[Duration, AfterValidator(_grace)]
Zone = Annotated[str, AfterValidator(_zone)]
WorkingHours = Annotated[str, AfterValidator(_hours)]
Days = Annotated[str, AfterValidator(_days)]
Language = Annotated[str, AfterValidator(_language)]
DatabaseUrl = Annotated[str, AfterValidator(_database)]
ApiUrl = Annotated[
    str, matching(r"https?://[^\s/]+\S*", "an address that begins with https://"), AfterValidator(_with_slash)
]
CommandName = Annotated[
    str, matching(r"/[a-z0-9_-]{1,31}", "a slash and up to 31 of a-z, 0-9, - and _, such as /incident")
]
TimeOfDay = Annotated[str, matching(r"([01]\d|2[0-3]):[0-5]\d", "a time of day, such as 09:00")]
ChannelPrefix = Annotated[str, matching(r"[a-z0-9_-]{0,20}", "up to 20 of a-z, 0-9, - and _, such as inc-")]
ChannelName = Annotated[
    str, matching(r"|#[^\s#]{1,80}|[CG][A-Z0-9]{2,}", "a channel's id, or its name such as #incidents")
]
Invited = Annotated[
    str, matching(r"@\S+|[UWS][A-Z0-9]{2,}", "a person or user group, such as @oncall, or an id of one")
]
Emoji = Annotated[str, matching(r"[^\s:]*", "an emoji's name without colons, such as pushpin")]
SeverityName = Annotated[
    str, matching(r"\w[\w.-]{0,19}", "a severity's name of one word, up to 20 letters and digits")
]
WebPage = Annotated[str, matching(r"|https?://\S+", "an address that begins with https://")]
Host = Annotated[str, matching(r"[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+", "a host's name, such as help.example.com")]
OneLine = Annotated[str, matching(r"[^\r\n]*", "a text of one line")]
Denied = Annotated[str, matching(r"[^\r\n]*\S[^\r\n]*", "a text that is not empty")]
