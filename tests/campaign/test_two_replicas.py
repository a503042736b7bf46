"""A few schedules with several processes on one PostgreSQL."""

from __future__ import annotations

import pytest

from bot.sandbox import Fault, Trouble
from tests.campaign.oracle import judged
from tests.campaign.people import act
from tests.campaign.play import played
from tests.campaign.schedule import Kind, Step, drawn
from tests.campaign.stage import set_up


@pytest.mark.parametrize(("seed", "replicas"), [(18, 2), (318, 2), (1002, 2), (2019, 3)])
async def test_several_replicas(seed: int, replicas: int, postgres_url: str) -> None:
    """The same with several processes, to any of which Slack may give a payload."""
    schedule = drawn(seed, replicas=replicas)
    assert [] == await played(schedule, postgres_url), schedule


async def test_a_process_that_stood_still_posts_nothing(postgres_url: str) -> None:
    """What another process has taken meanwhile is told once, though the first goes on where it stood."""
    async with set_up(postgres_url, replicas=2) as stage:
        standing = Fault(kind=Trouble.LATENCY, method="users.info", times=None, seconds=1.0)
        stage.box.faults.add(standing)
        stage.begin(act(stage, Step(kind=Kind.OPEN)))
        await stage.box.until(lambda: stage.rooms and standing.hits >= 7)
        stage.box.faults.clear()
        stage.forward(20)
        await stage.settle()
        posted = [m.text for m in stage.box.messages(stage.announcements) if m.subtype is None]

        assert 1 == len(posted)
        assert [] == await stage.rests() + await judged(stage)
