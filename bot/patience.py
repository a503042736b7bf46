"""Waiting for the database: at start until it is there, later until the next time."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable

import structlog

from bot.store_errors import StoreUnreachable

log = structlog.get_logger()

#: Between two attempts to reach Slack or the database at start.
RETRY_SECONDS = 2.0


async def patiently(act: Callable[[], Awaitable[None]]) -> None:
    """Does it, as soon as the database can be reached and nobody else holds it."""
    told = False
    while True:
        try:
            await act()
        except StoreUnreachable:
            if not told:
                log.warning("waiting for the database", again_in=RETRY_SECONDS)
            told = True
            await asyncio.sleep(RETRY_SECONDS)
        else:
            return


def later(act: Callable[[], Awaitable[None]]) -> Callable[[], Awaitable[None]]:
    """The same; while the database is away it is left to the next time."""

    async def acted() -> None:
        with contextlib.suppress(StoreUnreachable):
            await act()

    return acted
