"""Machines whose clocks are wrong."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.sandbox import Fault, Trouble
from tests.scenarios.conftest import Night

HOUR = timedelta(hours=1)


@pytest.mark.parametrize("ahead", [HOUR, -HOUR])
async def test_a_wrong_clock_makes_nothing_twice(night: Night, ahead: timedelta) -> None:
    """A channel and a post whose answers were lost are found again, by a machine that is an hour off."""
    await night.stops()
    night.ahead = ahead
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
    night.ahead = HOUR
    await night.starts()
    night.box.faults.add(Fault(kind=Trouble.HTTP, method="chat.postMessage", status=503, times=None))
    await night.types(night.ann, "note Database is full")
    await night.stops()
    night.box.faults.clear()
    night.ahead = timedelta(0)
    await night.starts()
    await night.passes(timedelta(minutes=1))

    assert 1 == len([text for text in night.heard() if "Database is full" in text])


async def test_entries_stand_at_slacks_time(night: Night) -> None:
    """When somebody sets the machine's clock meanwhile, a note is still dated as the messages around it are."""
    await night.opens()
    night.ahead = HOUR
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
    night.ahead = HOUR
    night.box.faults.add(Fault(kind=Trouble.HTTP, method="auth.test", status=503))
    calls += [await checked(), await checked(), await checked()]

    assert [0, 1, 1, 0] == calls
