"""The bot's own addresses: alive, ready, counted. Slack's requests come in here too when there is no socket."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AsyncExitStack
from typing import Protocol

import structlog
from aiohttp import web

from bot.errors import StartRefused
from bot.metrics import Metrics

log = structlog.get_logger()

#: Slack's largest payloads (a view of 250 kB, form-encoded) fit well; anything larger is not Slack's.
LARGEST_BODY = 2 * 1024 * 1024


#: Whoever asks whether the bot is ready gives up after about a second.
PROBE_SECONDS = 0.8


class Probe:
    """A check that may hang, for whoever cannot wait: one at a time, and one that takes too long has failed so far."""

    def __init__(self, check: Callable[[], Awaitable[bool]]) -> None:
        """``check`` is not cancelled when it takes too long."""
        self._check = check
        self._asking: asyncio.Future[bool] | None = None

    async def passes(self) -> bool:
        """Whether it went well, within :data:`PROBE_SECONDS`."""
        if self._asking is None or self._asking.done():
            self._asking = asyncio.ensure_future(self._check())
        done, _ = await asyncio.wait({self._asking}, timeout=PROBE_SECONDS)
        return bool(done) and self._asking.result()


class Served(Protocol):
    """The bot, as its own addresses show it."""

    @property
    def metrics(self) -> Metrics:
        """What is counted."""

    async def slack(self, request: web.Request) -> web.StreamResponse:
        """A signed request of Slack."""

    async def troubles(self) -> Sequence[str]:
        """Sentences that say why the bot would lose something; empty when it is ready."""


async def serve(stack: AsyncExitStack, bot: Served, port: int, *, needed: bool) -> None:
    """Serves until the stack ends. Port 0 means not at all, where Slack does not ``need`` it.

    Raises :class:`StartRefused` when the port cannot be used.
    """
    if port == 0 and not needed:
        return
    runner = web.AppRunner(application(bot), access_log=None)
    await runner.setup()
    stack.push_async_callback(runner.cleanup)
    try:
        await web.TCPSite(runner, port=port).start()
    except OSError as error:
        raise StartRefused(
            f"Port {port} cannot be used ({error.strerror}). Set CHRONIK_PORT to a free one; "
            "in Socket Mode, 0 turns it off."
        ) from error
    log.info("listening", port=port)


def application(bot: Served) -> web.Application:
    """The web application with ``/healthz``, ``/readyz``, ``/metrics`` and ``/slack/events``."""

    async def alive(_: web.Request) -> web.Response:
        return web.Response(text="alive\n")

    async def ready(_: web.Request) -> web.Response:
        troubles = await bot.troubles()
        return web.Response(text="\n".join(troubles or ["ready"]) + "\n", status=503 if troubles else 200)

    async def counted(_: web.Request) -> web.Response:
        content = "text/plain; version=0.0.4; charset=utf-8"
        return web.Response(body=bot.metrics.exposition(), headers={"Content-Type": content})

    app = web.Application(client_max_size=LARGEST_BODY)
    app.add_routes(
        [
            web.get("/healthz", alive),
            web.get("/readyz", ready),
            web.get("/metrics", counted),
            web.post("/slack/events", bot.slack),
        ]
    )
    return app
