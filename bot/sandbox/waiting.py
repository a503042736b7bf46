"""Waiting for something to come true, woken by changes of the workspace."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Awaitable, Callable
from typing import TypeVar

ELSEWHERE = 0.25
Result = TypeVar("Result")


async def until(
    predicate: Callable[[], Result | Awaitable[Result]],
    changed: Callable[[], Awaitable[None]],
    describe: Callable[[], str],
    seconds: float,
) -> Result:
    """The predicate's first true value; after ``seconds`` (real time) an AssertionError with what was there."""
    loop = asyncio.get_running_loop()
    deadline = loop.time() + seconds
    while True:
        # The wait begins before the look, so that no change falls between the two.
        change = asyncio.ensure_future(changed())
        try:
            await asyncio.sleep(0)
            found = predicate()
            value = await found if inspect.isawaitable(found) else found
            if value:
                return value
            left = deadline - loop.time()
            if left <= 0:
                raise AssertionError(f"after {seconds} s not yet: {_source(predicate)}\n{describe()}")
            # The workspace cannot know of changes elsewhere, such as in the app's own store.
            await asyncio.wait([change], timeout=min(left, ELSEWHERE))
        finally:
            change.cancel()


def _source(predicate: Callable[..., object]) -> str:
    try:
        return inspect.getsource(predicate).strip()
    except (OSError, TypeError):
        return repr(predicate)
