"""The Socket Mode connection, and the watchdog that replaces it when it is dead.

The SDK keeps a connection open and reconnects, with one gap: when a handshake fails it tries the same ticket for
ever, though each is good once. So every connection here begins with a ticket of our own, and one that is down for
too long is thrown away with its client.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from typing import Any

import structlog
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.web.async_client import AsyncWebClient

from bot.gateway import Gateway
from bot.slack_errors import SlackError, SlackRefused
from bot.store_errors import StoreUnreachable

log = structlog.get_logger()

#: A cut connection is noticed after about twice as long.
PING_SECONDS = 2.0
#: How long a handshake may take, and how long a connection may be down before it is replaced.
PATIENCE_SECONDS = 10.0
#: How often the watchdog looks, and waits between two attempts.
LOOK_SECONDS = 1.0
#: Slack waits so long for an acknowledgement; later ones are worth nothing.
ACKNOWLEDGED_SECONDS = 3.0


class _Handler(AsyncSocketModeHandler):
    """Bolt's, which knows what it has not acknowledged yet."""

    def __init__(self, *arguments: Any, **more: Any) -> None:
        super().__init__(*arguments, **more)
        self._in_hand = 0
        self._ends = False
        self._finished = asyncio.Event()

    async def handle(self, client: AsyncBaseSocketModeClient, req: SocketModeRequest) -> None:
        """Has a payload taken and acknowledges it, unless the bot stops: then Slack delivers it elsewhere."""
        if self._ends:
            return
        self._in_hand += 1
        try:
            await super().handle(client, req)  # type: ignore[arg-type]
        except ConnectionError as error:
            # The connection broke in between. What was stored is known when Slack delivers it again.
            log.warning("acknowledgement not sent", type=req.type, error=str(error))
        finally:
            self._in_hand -= 1
            if not self._in_hand:
                self._finished.set()

    async def finish(self) -> None:
        """Takes no more, and returns when everything that was taken is acknowledged or too late to be."""
        self._ends = True
        self._finished.clear()
        if self._in_hand:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._finished.wait(), ACKNOWLEDGED_SECONDS)


class Connection:
    """One Socket Mode connection at a time."""

    def __init__(self, bolt: AsyncApp, gateway: Gateway, client: AsyncWebClient, app_token: str) -> None:
        """``client`` is used by the SDK for further tickets."""
        self._bolt = bolt
        self._gateway = gateway
        self._client = client
        self._token = app_token
        self._handler: _Handler | None = None
        self._session = ""

    async def open(self) -> None:
        """Connects. Raises :class:`SlackError` when there is no ticket, ``TimeoutError`` when no handshake succeeds."""
        ticket = await self._gateway.ticket(self._token)
        handler = _Handler(self._bolt, self._token, web_client=self._client, ping_interval=PING_SECONDS)
        handler.client.wss_uri = ticket
        self._handler = handler
        async with asyncio.timeout(PATIENCE_SECONDS):
            await handler.connect_async()  # type: ignore[no-untyped-call]

    async def close(self) -> None:
        """Disconnects, so that Slack gives its payloads to others."""
        handler, self._handler = self._handler, None
        if handler is not None:
            await handler.close_async()  # type: ignore[no-untyped-call]

    async def end(self) -> None:
        """Disconnects for good, when what is in hand is acknowledged."""
        if self._handler is not None:
            await self._handler.finish()
        await self.close()

    async def is_up(self) -> bool:
        """Whether Slack can reach the bot now."""
        return self._handler is not None and await self._handler.client.is_connected()

    async def watch(self, reconnected: Callable[[], Awaitable[None]]) -> None:
        """Replaces a connection that stays down, and tells when there is a new one, until cancelled."""
        down, owed = 0.0, False
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            down = 0.0 if await self.is_up() else down + LOOK_SECONDS
            owed = await self._is_another() or owed
            if owed:
                owed = not await _told(reconnected)
            if down >= PATIENCE_SECONDS:
                log.warning("socket replaced", down_seconds=down)
                await self._replace()
                down = 0.0

    async def _is_another(self) -> bool:
        """Whether the connection is up and not the one it was at the last look; the SDK makes new ones by itself."""
        if self._handler is None or not await self.is_up():
            return False
        session = await self._handler.client.session_id()
        before, self._session = self._session, session
        return bool(before) and before != session

    async def _replace(self) -> None:
        with contextlib.suppress(Exception):  # What is thrown away may fail to close in any way.
            await self.close()
        try:
            await self.open()
        except SlackRefused as refusal:
            log.error("slack does not accept SLACK_APP_TOKEN", error=refusal.error)
        except (SlackError, TimeoutError) as error:
            log.warning("socket cannot be opened", error=str(error))


async def _told(reconnected: Callable[[], Awaitable[None]]) -> bool:
    try:
        await reconnected()
    except StoreUnreachable:
        return False  # The gap is still owed.
    except Exception as error:  # So it is here, and the watch goes on.
        log.warning("gap not closed yet", error=str(error))
        return False
    return True
