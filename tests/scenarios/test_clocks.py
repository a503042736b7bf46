"""Clocks that are set, zones that change, processes that slept: each reminder once, and none early."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import pytest

from bot.app import running
from bot.model import instant
from bot.sandbox import Message
from tests.scenarios.conftest import START, Machine, Night, started

MINUTE, SECOND, HOUR = timedelta(minutes=1), timedelta(seconds=1), timedelta(hours=1)


@asynccontextmanager
async def led(url: str) -> AsyncIterator[Night]:
    """A SEV1 incident led by Ann, declared at START, with managers."""
    async with started(url, channels={"managers": "#managers"}) as night:
        night.box.add_channel("managers", members=[night.ann])
        await night.opens("SEV1 Everything is down")
        await night.types(night.ann, "role commander")
        yield night


def told(night: Night) -> dict[str, list[float]]:
    """When whom was reminded: minutes after START, by Slack's clock."""

    def minutes(messages: list[Message], words: str) -> list[float]:
        return [(instant(m.ts) - START) / MINUTE for m in messages if words in m.text]

    direct = night.posts(night.ann.direct)
    return {
        "before": minutes(direct, "due soon"),
        "due": minutes(night.posts(), "update promised"),
        "commander": minutes(direct, "overdue"),
        "managers": minutes(night.posts(night.box.channel("managers")), "INC-1"),
    }


async def ticks(night: Night, until: float) -> None:
    """The bot looks every twenty seconds, until so many minutes after START by Slack's clock."""
    while night.clock.now < START + until * MINUTE:
        await night.passes(min(20 * SECOND, START + until * MINUTE - night.clock.now))


@pytest.mark.parametrize(
    ("slept", "woke", "due"),
    [
        # It wakes in time to remind the channel itself, and Slack has nothing to say.
        (21, 31, 31),
        # Slack's message cannot be taken back any more, so that it is left to Slack.
        (24.5, 34.5, 35),
        # Slack has spoken.
        (26, 36, 35),
    ],
)
async def test_a_process_suspended_for_ten_minutes(
    sqlite_url: str, slept: float, woke: float, due: float
) -> None:
    """What fell due meanwhile is told once, by the bot or by Slack, and the ladder goes on as it would have."""
    async with led(sqlite_url) as night:
        await ticks(night, slept)
        night.clock.now = START + woke * MINUTE
        night.box.tick()
        await ticks(night, 60)
        found = told(night)

    assert [due] == pytest.approx(found["due"], abs=0.4)
    assert len(found["before"]) == (slept > 25)
    assert [40] == pytest.approx(found["commander"], abs=0.4)
    assert [50] == pytest.approx(found["managers"], abs=0.4)


@pytest.mark.parametrize("ahead", [HOUR, -HOUR])
@pytest.mark.parametrize("minute", [10, 29.9, 33])
async def test_a_clock_set_by_an_hour(sqlite_url: str, ahead: timedelta, minute: float) -> None:
    """Slack's clock counts: the whole ladder comes at its time, whatever the machine's clock has become."""
    async with led(sqlite_url) as night:
        await ticks(night, minute)
        night.machine.ahead = ahead
        await ticks(night, 60)
        found = told(night)

    expected = {"before": 25, "due": 30, "commander": 40, "managers": 50}
    for rung, at in expected.items():
        (when,) = found[rung]
        assert at <= when < at + 0.5, rung


async def test_a_promise_made_by_a_wrong_clock(sqlite_url: str) -> None:
    """A clock that is an hour ahead from the start, and put right later, does not move what was promised."""
    async with started(sqlite_url) as night:
        await night.stops()
        night.machine.ahead = HOUR
        await night.starts()
        await night.opens("SEV1 Everything is down")
        await ticks(night, 20)
        night.machine.ahead = timedelta(0)
        await ticks(night, 40)
        (message,) = due_messages(night)

    assert 30 <= (instant(message.ts) - START) / MINUTE < 30.5


@pytest.mark.parametrize(
    ("declared", "morning"),
    [
        # Clocks go forward on the last Sunday in March, and back on the last one in October.
        (datetime(2024, 3, 30, 22, tzinfo=UTC), datetime(2024, 3, 31, 7, tzinfo=UTC)),
        (datetime(2024, 10, 26, 21, tzinfo=UTC), datetime(2024, 10, 27, 8, tzinfo=UTC)),
    ],
)
async def test_working_hours_when_clocks_change(
    sqlite_url: str, declared: datetime, morning: datetime
) -> None:
    """A reminder that waits for the morning comes at nine by the clocks on the wall, once."""
    hours = {"hours": "09:00-17:00", "days": "Mon-Sun", "commander": "0s", "before": "0s"}
    zones = {"working": "Europe/Berlin"}
    async with started(sqlite_url, severities={"SEV1": hours}, zones=zones) as night:
        night.clock.now = declared
        await night.opens("SEV1 Everything is down")
        night.clock.now = morning - SECOND
        night.box.tick()
        await night.passes(timedelta(0))
        early = due_messages(night)
        await night.passes(SECOND)
        await night.passes(2 * HOUR)

        assert [] == early
        assert [morning] == [instant(message.ts).replace(microsecond=0) for message in due_messages(night)]


def due_messages(night: Night) -> list[Message]:
    """The reminders in the incident's channel."""
    return [message for message in night.posts() if "update promised" in message.text]


@pytest.mark.parametrize(
    "declared", [datetime(2024, 3, 31, 0, 45, tzinfo=UTC), datetime(2024, 10, 27, 0, 45, tzinfo=UTC)]
)
async def test_a_promise_across_a_change_of_clocks(sqlite_url: str, declared: datetime) -> None:
    """Half an hour is half an hour, also in the night in which clocks in Europe change."""
    async with started(sqlite_url) as night:
        night.clock.now = declared
        await night.opens("SEV1 Everything is down")
        await night.passes(30 * MINUTE - SECOND)
        early = due_messages(night)
        await night.passes(SECOND)
        await night.passes(HOUR)

        assert [] == early
        assert [declared + 30 * MINUTE] == [
            instant(message.ts).replace(microsecond=0) for message in due_messages(night)
        ]


async def test_two_replicas_with_clocks_two_seconds_apart(postgres_url: str) -> None:
    """Whichever looks first, each reminder comes once, and not before its time."""
    async with led(postgres_url) as night:
        machine = Machine(night.clock)
        machine.ahead = 2 * SECOND
        async with running(night.settings, clock=machine, ticking=False) as other:
            for minute in (25, 30, 40, 50):
                for second in (-2, -1, -0.5, 0, 0.5, 1, 2, 3):
                    night.clock.now = START + minute * MINUTE + second * SECOND
                    await other.tick()
                    await other.idle()
                    await night.passes(timedelta(0))
            found = told(night)

    for rung, at in {"before": 25, "due": 30, "commander": 40, "managers": 50}.items():
        (when,) = found[rung]
        assert at <= when <= at + 2 / 60, rung
