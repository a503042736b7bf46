"""Opening an incident while each of its calls goes wrong, in each way: all of it happens, once."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.sandbox import DeliveryFault, DeliveryTrouble, Fault, Trouble
from tests.campaign.openings import FAULTS, opened
from tests.campaign.oracle import judged
from tests.campaign.people import act
from tests.campaign.schedule import CALLS_OF_AN_OPENING as CALLS
from tests.campaign.schedule import Kind, Step, Way
from tests.campaign.stage import set_up

#: What people do in a short incident, with all sorts of payloads.
DONE = (
    Kind.OPEN, Kind.OPEN_FORM, Kind.CHAT, Kind.REACT, Kind.PIN, Kind.NOTE, Kind.UPDATE_BY_BUTTON, Kind.RESOLVE,
    Kind.POSTMORTEM_BY_BUTTON,
)  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
async def test_each_call_in_each_way(fault: str, sqlite_url: str) -> None:
    """Whatever an opening brings about is there once, and no call came too early."""
    async with set_up(sqlite_url, people=len(CALLS)) as stage:
        found = await opened(stage, fault)
    effects = dict(found.effects)
    # An answer that only one person sees may come twice when it is not known whether it came.
    answered = effects.pop("answered")
    assert ((), 0) == (found.wrong, found.early), list(enumerate(CALLS, start=1))
    assert dict.fromkeys(effects, len(CALLS)) == effects
    assert len(CALLS) <= answered <= len(CALLS) * (1 if fault in ("429", "500") else 2)


@pytest.mark.parametrize("way", [Way.SOCKET, Way.HTTP])
async def test_every_payload_three_times(way: Way, sqlite_url: str) -> None:
    """Commands, forms, clicks and events that Slack delivers three times have one effect."""
    async with set_up(sqlite_url, way=way) as stage:
        stage.box.faults.add(DeliveryFault(kind=DeliveryTrouble.DUPLICATE, copies=2, times=None))
        for kind in DONE:
            await act(stage, Step(kind=kind))
            await stage.passes(1)
        waiting = await stage.rests()

        assert [] == waiting + await judged(stage)
        assert 2 == len(stage.rooms)
        assert {3} == {len(delivery.attempts) for delivery in stage.box.deliveries}


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
