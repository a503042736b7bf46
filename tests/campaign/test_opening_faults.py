"""Opening an incident while each of its calls goes wrong, in each way: all of it happens, once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from bot.sandbox import DeliveryFault, DeliveryTrouble, Fault, Trouble
from tests.campaign.oracle import judged
from tests.campaign.people import act
from tests.campaign.schedule import CALLS_OF_AN_OPENING as CALLS
from tests.campaign.schedule import Kind, Step
from tests.campaign.stage import Stage, set_up

Struck = Callable[[Stage, str, int], list[Fault]]


def _slow_down(stage: Stage, method: str, nth: int) -> list[Fault]:
    return [Fault(kind=Trouble.RATELIMITED, method=method, nth=nth, retry_after=2)]


def _fails(stage: Stage, method: str, nth: int) -> list[Fault]:
    return [Fault(kind=Trouble.HTTP, method=method, nth=nth)]


def _loses_its_answer(stage: Stage, method: str, nth: int) -> list[Fault]:
    return [Fault(kind=Trouble.LOST_ANSWER, method=method, nth=nth)]


def _kills_before(stage: Stage, method: str, nth: int) -> list[Fault]:
    kill = Fault(kind=Trouble.CALLBACK, method=method, nth=nth, before=stage.replicas[0].kill)
    return [kill, Fault(kind=Trouble.REFUSED, method=method, nth=nth)]


def _kills_after(stage: Stage, method: str, nth: int) -> list[Fault]:
    kill = Fault(kind=Trouble.CALLBACK, method=method, nth=nth, after=stage.replicas[0].kill)
    return [kill, Fault(kind=Trouble.LOST_ANSWER, method=method, nth=nth)]


WAYS: tuple[Struck, ...] = (_slow_down, _fails, _loses_its_answer, _kills_before, _kills_after)


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__.strip("_"))
async def test_each_call_in_each_way(way: Struck, sqlite_url: str) -> None:
    """Channel, people, topic, card, pin, announcement and answer are there once, and no call came too early."""
    async with set_up(sqlite_url, people=len(CALLS)) as stage:
        for number, (method, nth) in enumerate(CALLS):
            # Everybody opens one, so that each time there is somebody to be learnt.
            faults = way(stage, method, nth)
            for fault in faults:
                stage.box.faults.add(fault)
            await act(stage, Step(kind=Kind.OPEN, who=number))
            await stage.settle()
            if not stage.alive:
                await stage.replicas[0].start()
            for _ in range(4):
                await stage.passes(1)
            assert [1] * len(faults) == [fault.hits for fault in faults], (method, nth)
        waiting = await stage.rests()

        assert [] == waiting + await judged(stage), list(enumerate(CALLS, start=1))
        assert len(CALLS) == len(stage.rooms)


async def test_every_payload_three_times(sqlite_url: str) -> None:
    """Commands, forms, clicks and events that Slack delivers three times have one effect."""
    async with set_up(sqlite_url) as stage:
        stage.box.faults.add(DeliveryFault(kind=DeliveryTrouble.DUPLICATE, copies=2, times=None))
        for kind in (Kind.OPEN, Kind.OPEN_FORM, Kind.CHAT, Kind.REACT, Kind.NOTE, Kind.UPDATE, Kind.RESOLVE):
            await act(stage, Step(kind=kind))
            await stage.passes(1)
        waiting = await stage.rests()

        assert [] == waiting + await judged(stage)
        assert 2 == len(stage.rooms)


async def test_a_pause_outlives_the_process(sqlite_url: str) -> None:
    """What Slack asked to wait with is waited for by the process that is started after a ``kill -9``, too."""
    async with set_up(sqlite_url) as stage:
        await act(stage, Step(kind=Kind.OPEN))
        await stage.rests()
        stage.box.faults.add(Fault(kind=Trouble.RATELIMITED, method="chat.postMessage", retry_after=30))
        await act(stage, Step(kind=Kind.NOTE))
        await stage.settle()
        told = stage.box.calls[-1]
        assert ("chat.postMessage", "ratelimited") == (told.method, told.error)
        stage.replicas[0].kill()
        await stage.replicas[0].start()
        await stage.passes(10)
        await stage.rests()

        later = [call for call in stage.box.calls[told.number :] if call.method == "chat.postMessage"]
        assert later
        assert all(call.at - told.at >= timedelta(seconds=30) for call in later)
        assert [] == await judged(stage)
