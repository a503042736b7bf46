"""One process at a time on a database that is a file."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from bot.sole import sole


async def test_the_second_waits_for_the_first(tmp_path: Path) -> None:
    """Whoever comes second to a file has it when the first has gone, and says so once."""
    url = f"sqlite+aiosqlite:///{tmp_path / 'chronik.db'}"
    order: list[str] = []

    async def second() -> None:
        async with sole(url):
            order.append("second")

    async with sole(url):
        waiting = asyncio.create_task(second())
        done, _ = await asyncio.wait({waiting}, timeout=0.05)
        order.append("first")
    await asyncio.wait_for(waiting, 5)

    assert (set(), ["first", "second"]) == (done, order)


@pytest.mark.parametrize("url", ["postgresql+asyncpg://bot@db/chronik", "sqlite+aiosqlite://"])
async def test_others_share(url: str) -> None:
    """A database that is no file is held by nobody."""
    async with sole(url), asyncio.timeout(1), sole(url):
        pass
