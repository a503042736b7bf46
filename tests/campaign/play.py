"""Playing a schedule: step after step, then rest, then the oracle."""

from __future__ import annotations

import asyncio

from tests.campaign import people, troubles
from tests.campaign.oracle import judged
from tests.campaign.schedule import Schedule, Step
from tests.campaign.stage import Stage, set_up


async def played(schedule: Schedule, url: str) -> list[str]:
    """What is wrong after the schedule was played on that migrated and empty database; empty when all is well."""
    async with set_up(
        url, people=schedule.people, replicas=schedule.replicas, way=schedule.way, seed=schedule.seed
    ) as stage:
        for step in schedule.steps:
            await perform(stage, step)
        waiting = await stage.rests()
        return [f"still waiting: {what}" for what in waiting] + await judged(stage)


async def perform(stage: Stage, step: Step) -> None:
    """One step."""
    if not step.hasty:
        await stage.done()
    if step.seconds:
        await stage.at_rest()
        stage.forward(step.seconds)
    if step.kind in troubles.TROUBLES:
        await troubles.strike(stage, step)
    elif step.hasty:
        stage.begin(people.act(stage, step))
        await asyncio.sleep(0)
    else:
        await people.act(stage, step)
