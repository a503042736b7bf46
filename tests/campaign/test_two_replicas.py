"""A few schedules with several processes on one PostgreSQL."""

from __future__ import annotations

import pytest

from tests.campaign.play import played
from tests.campaign.schedule import drawn


@pytest.mark.parametrize(("seed", "replicas"), [(18, 2), (318, 2), (1002, 2), (2019, 3)])
async def test_several_replicas(seed: int, replicas: int, postgres_url: str) -> None:
    """The same with several processes, to any of which Slack may give a payload."""
    schedule = drawn(seed, replicas=replicas)
    assert [] == await played(schedule, postgres_url), schedule
