"""Slack as far as programs under load need it: it sends prepared envelopes and notes when each is acknowledged."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import WSMsgType, web

from tests.benchmarks.envelopes import TEAM, Envelope

#: How long nothing may be acknowledged before a program counts as stuck.
PATIENCE_SECONDS = 30.0


class Line:
    """One program's connection."""

    def __init__(self) -> None:
        self.connected = asyncio.Event()
        self._socket: web.WebSocketResponse
        #: Envelopes that wait for their acknowledgement, by when they were sent.
        self._sent: dict[str, float] = {}
        self._seconds: list[float] = []
        self._room = asyncio.Event()
        self._enough = 0

    async def listen(self, socket: web.WebSocketResponse) -> None:
        """Takes acknowledgements until the program hangs up."""
        self._socket = socket
        self.connected.set()
        async for frame in socket:
            if frame.type is WSMsgType.TEXT:
                self._acknowledge(json.loads(frame.data)["envelope_id"])

    def _acknowledge(self, envelope_id: str) -> None:
        sent = self._sent.pop(envelope_id, None)
        if sent is None:
            return
        self._seconds.append(time.perf_counter() - sent)
        if len(self._sent) <= self._enough:
            self._room.set()

    async def flood(self, envelopes: Sequence[Envelope], window: int) -> float:
        """Sends all as fast as they are acknowledged, at most ``window`` ahead; acknowledged ones per second."""
        began = time.perf_counter()
        for envelope in envelopes:
            if len(self._sent) >= window:
                await self._until(window // 2)
            await self._send(envelope)
        await self._until(0)
        return len(envelopes) / (time.perf_counter() - began)

    async def paced(self, envelopes: Sequence[Envelope], rate: float) -> list[float]:
        """Sends so many each second, whatever happens; how long each acknowledgement took, in seconds, sorted."""
        self._seconds = []
        began = time.perf_counter()
        for number, envelope in enumerate(envelopes):
            await asyncio.sleep(max(0.0, began + number / rate - time.perf_counter()))
            await self._send(envelope)
        await self._until(0)
        return sorted(self._seconds)

    async def _send(self, envelope: Envelope) -> None:
        self._sent[envelope.id] = time.perf_counter()
        await self._socket.send_str(envelope.text)

    async def _until(self, enough: int) -> None:
        """Waits until no more than so many are unacknowledged."""
        self._enough = enough
        while len(self._sent) > enough:
            self._room.clear()
            async with asyncio.timeout(PATIENCE_SECONDS):
                await self._room.wait()


class Workspace:
    """Programs connect under a name, which is the second half of both their tokens."""

    def __init__(self) -> None:
        self.address = ""
        self._lines: dict[str, Line] = {}

    def line(self, name: str) -> Line:
        """That program's connection, whether or not it is there already."""
        return self._lines.setdefault(name, Line())

    async def call(self, request: web.Request) -> web.Response:
        """Answers the few Web API methods that a program needs to be at work."""
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        answers: dict[str, dict[str, Any]] = {
            "auth.test": {"user_id": "U0BOT", "bot_id": "B0BOT", "team_id": TEAM, "url": self.address + "/"},
            "apps.connections.open": {"url": f"{self.address}/link/{token.removeprefix('xapp-')}"},
            "conversations.history": {"messages": []},
            "users.info": {"user": {"id": "U0", "name": "ann", "tz": "Europe/Berlin", "locale": "en-US"}},
        }
        method = request.match_info["method"]
        if method not in answers:
            return web.json_response({"ok": False, "error": "unknown_method"})
        return web.json_response({"ok": True, **answers[method]})

    async def link(self, request: web.Request) -> web.WebSocketResponse:
        """One Socket Mode connection."""
        socket = web.WebSocketResponse(compress=False)
        await socket.prepare(request)
        await socket.send_json({"type": "hello", "num_connections": 1})
        await self.line(request.match_info["name"]).listen(socket)
        return socket

    async def respond(self, _: web.Request) -> web.Response:
        """Takes a command's answer."""
        return web.json_response({"ok": True})


@asynccontextmanager
async def serving() -> AsyncIterator[Workspace]:
    """A workspace on 127.0.0.1 until the block ends."""
    workspace = Workspace()
    application = web.Application()
    application.router.add_post("/api/{method}", workspace.call)
    application.router.add_get("/link/{name}", workspace.link)
    application.router.add_post("/response", workspace.respond)
    runner = web.AppRunner(application, access_log=None, shutdown_timeout=0.2)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        workspace.address = f"http://127.0.0.1:{runner.addresses[0][1]}"
        yield workspace
    finally:
        await runner.cleanup()
