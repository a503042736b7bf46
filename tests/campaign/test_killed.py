"""The real process killed with ``kill -9`` while it opens an incident."""

from __future__ import annotations

from pathlib import Path

from tests.campaign.processes import Kill, opening

KILLS = (
    Kill(method="conversations.create"),
    Kill(method="conversations.create", after=True),
    Kill(method="chat.postMessage", after=True),
    Kill(method="pins.add"),
)


async def test_killed_four_times(tmp_path: Path) -> None:
    """One opening survives four kills at its boundaries: everything is there, once, and the opener is told."""
    assert [] == await opening(tmp_path, KILLS)
