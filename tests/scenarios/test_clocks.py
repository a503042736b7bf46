"""Clocks that are set, zones that change, processes that slept: each reminder once, and none early."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import pytest

from bot.app import running
from bot.model import instant
from bot.sandbox import Fault, Message, Trouble
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


@pytest.mark.parametrize("ahead", [HOUR, -HOUR])
async def test_a_wrong_clock_makes_nothing_twice(night: Night, ahead: timedelta) -> None:
    """A channel and a post whose answers were lost are found again, by a machine that is an hour off."""
    await night.stops()
    night.machine.ahead = ahead
    await night.starts()
    night.box.faults.add(Fault(kind=Trouble.LOST_ANSWER, method="conversations.create"))
    await night.opens()
    night.box.faults.add(Fault(kind=Trouble.LOST_ANSWER, method="chat.postMessage"))
    await night.types(night.ann, "note first")
    await night.passes(timedelta(seconds=2))

    assert 1 == len([channel for channel in night.box.channels if channel.name.startswith("inc-")])
    assert 1 == len([text for text in night.heard() if "noted" in text])


async def test_what_was_asked_on_a_fast_machine_waits_for_nothing(night: Night) -> None:
    """What was to be told when the clock was an hour ahead is told at once by a process whose clock is right."""
    await night.opens()
    await night.stops()
    night.machine.ahead = HOUR
    await night.starts()
    night.box.faults.add(Fault(kind=Trouble.HTTP, method="chat.postMessage", status=503, times=None))
    await night.types(night.ann, "note Database is full")
    await night.stops()
    night.box.faults.clear()
    night.machine.ahead = timedelta(0)
    await night.starts()
    await night.passes(timedelta(minutes=1))

    assert 1 == len([text for text in night.heard() if "Database is full" in text])


async def test_entries_stand_at_slacks_time(night: Night) -> None:
    """When somebody sets the machine's clock meanwhile, a note is still dated as the messages around it are."""
    await night.opens()
    night.machine.ahead = HOUR
    await night.types(night.ann, "note Database is full")
    async with night.bot.store.read() as reader:
        entries = await reader.entries(1)

    assert night.clock() == entries[-1].at


async def test_slack_is_asked_when_the_clock_is_in_doubt(night: Night) -> None:
    """Once after the machine's clock was set, and again when Slack has not been able to answer."""

    async def checked() -> int:
        before = len(night.box.calls)
        await night.bot.gateway.check()
        return len(night.box.calls) - before

    calls = [await checked()]
    night.machine.ahead = HOUR
    night.box.faults.add(Fault(kind=Trouble.HTTP, method="auth.test", status=503))
    calls += [await checked(), await checked(), await checked()]

    assert [0, 1, 1, 0] == calls
