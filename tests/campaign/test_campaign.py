"""A few schedules of the campaign; ``python -m tests.campaign`` plays many."""

from __future__ import annotations

import pytest

from tests.campaign.play import played
from tests.campaign.schedule import Kind, Way, drawn


@pytest.mark.parametrize("seed", range(1, 9))
async def test_nothing_lost_nothing_twice(seed: int, sqlite_url: str) -> None:
    """Whatever goes wrong, record, channels and draft are what people did."""
    schedule = drawn(seed)
    assert [] == await played(schedule, sqlite_url), schedule


def test_a_seed_is_a_schedule() -> None:
    """The same seed draws the same schedule, so that a failure can be played again."""
    assert drawn(7) == drawn(7)
    assert drawn(7) != drawn(8)


def test_a_night_leaves_nothing_out() -> None:
    """Among two hundred seeds, everything that people do and that goes wrong is drawn, over each way to the bot."""
    night = [drawn(seed, replicas=2) for seed in range(1, 201)]
    assert set(Kind) == {step.kind for schedule in night for step in schedule.steps}
    assert set(Way) == {schedule.way for schedule in night}
