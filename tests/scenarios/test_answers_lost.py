"""Answers to one person of which Slack's word was lost."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.sandbox import Fault, Trouble
from tests.scenarios.conftest import Night


@pytest.mark.parametrize("trouble", [Trouble.LOST_ANSWER, Trouble.HTTP])
async def test_nobody_is_written_to_directly_instead(night: Night, trouble: Trouble) -> None:
    """What was asked in a channel is answered there, once more if need be, and not in a direct message as well."""
    night.box.faults.add(Fault(kind=trouble, method="response"))
    await night.types(night.bob, "list", night.general)
    await night.passes(timedelta(seconds=5))

    assert "No incident is open" in night.told(night.bob)
    assert [] == night.box.messages(night.bob.direct)
