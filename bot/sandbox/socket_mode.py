"""Socket Mode: tickets, up to ten connections, envelopes and their acknowledgements."""

from __future__ import annotations

import asyncio
import json
import time
from dataclasses import dataclass, field

from aiohttp import WSMsgType, web

from bot.sandbox.journal import Attempt, Delivery
from bot.sandbox.records import Json
from bot.sandbox.workspace import Workspace

MOST_CONNECTIONS = 10
CONNECTION_TIME = 3600
CLOSE_SECONDS = 0.5
ANSWERABLE = frozenset({"slash_commands", "view_submission", "block_suggestion"})


@dataclass(kw_only=True, eq=False)
class Connection:
    """One open WebSocket, with the envelopes that wait for their acknowledgement."""

    number: int
    socket: web.WebSocketResponse
    request: web.Request
    waiting: dict[str, asyncio.Future[Json | None]] = field(default_factory=dict)


class SocketMode:
    """The app's connections; each payload goes to exactly one of them, in turn."""

    name = "socket"
    lost = "connection_closed"

    def __init__(self, workspace: Workspace, app_id: str, ack_timeout: float) -> None:
        self.connections: list[Connection] = []
        self.opened = 0
        self.refuse_handshakes = False
        self._workspace = workspace
        self._app_id = app_id
        self._ack_timeout = ack_timeout
        self._tickets: set[str] = set()
        self._turn = 0
        self._envelopes = 0

    @property
    def known(self) -> bool:
        """Whether the app was ever connected."""
        return self.opened > 0

    def url(self) -> str:
        """A fresh address that takes one connection."""
        ticket = self._workspace.new_id("ticket-")
        self._tickets.add(ticket)
        base = self._workspace.base_url.replace("http://", "ws://", 1)
        return f"{base}/link/?ticket={ticket}&app_id={self._app_id}"

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """One connection, from its handshake to its end."""
        ticket = request.query.get("ticket", "")
        if self.refuse_handshakes or ticket not in self._tickets:
            return web.Response(status=401, text="invalid ticket")
        self._tickets.remove(ticket)
        socket = web.WebSocketResponse(timeout=CLOSE_SECONDS)
        await socket.prepare(request)
        if len(self.connections) >= MOST_CONNECTIONS:
            await socket.send_json({"type": "disconnect", "reason": "too_many_websockets"})
            await socket.close()
            return socket
        self.opened += 1
        connection = Connection(number=self.opened, socket=socket, request=request)
        self.connections.append(connection)
        try:
            await socket.send_json(self._hello())
            self._workspace.touch()
            await self._listen(connection)
        finally:
            self._forget(connection)
        return socket

    async def send(
        self, delivery: Delivery, attempt: Attempt, reason: str | None, cut: float | None = None
    ) -> None:
        """Sends one envelope and waits for its acknowledgement (real time)."""
        if not self.connections:
            attempt.problem = "no_connection"
            return
        self._turn += 1
        connection = self.connections[self._turn % len(self.connections)]
        attempt.connection = connection.number
        envelope = self._envelope(delivery, attempt, reason)
        acknowledged: asyncio.Future[Json | None] = asyncio.get_running_loop().create_future()
        connection.waiting[envelope["envelope_id"]] = acknowledged
        try:
            await connection.socket.send_json(envelope)
            answer = await asyncio.wait_for(acknowledged, self._ack_timeout if cut is None else cut)
        except TimeoutError:
            attempt.problem = "timeout" if cut is None else self.lost
            if cut is not None:
                self._break(connection)
        except ConnectionError:
            attempt.problem = self.lost
        else:
            if answer is None:
                attempt.problem = self.lost
            else:
                attempt.acknowledged, attempt.answer = time.monotonic(), answer
        finally:
            connection.waiting.pop(envelope["envelope_id"], None)

    async def disconnect(self, reason: str = "refresh_requested", *, close: bool = False) -> None:
        """Asks all connections to go: ``warning``, ``refresh_requested`` or ``link_disabled``."""
        debug_info = {"host": "applink-sandbox"}
        for connection in list(self.connections):
            await connection.socket.send_json(
                {"type": "disconnect", "reason": reason, "debug_info": debug_info}
            )
            if close:
                await connection.socket.close()

    async def drop(self) -> None:
        """Breaks all connections without a word."""
        for connection in list(self.connections):
            self._break(connection)

    def _break(self, connection: Connection) -> None:
        if connection.request.transport is not None:
            connection.request.transport.abort()
        self._forget(connection)

    def freeze(self) -> None:
        """Leaves all connections open and dead: nothing is read any more, no ping is answered."""
        for connection in self.connections:
            if connection.request.transport is not None:
                connection.request.transport.pause_reading()

    async def close(self) -> None:
        """Closes all connections in order and takes no more."""
        self.refuse_handshakes = True
        for connection in list(self.connections):
            await connection.socket.close()

    def _hello(self) -> Json:
        debug = {"host": "applink-sandbox", "approximate_connection_time": CONNECTION_TIME}
        return {
            "type": "hello",
            "num_connections": len(self.connections),
            "debug_info": debug,
            "connection_info": {"app_id": self._app_id},
        }

    def _envelope(self, delivery: Delivery, attempt: Attempt, reason: str | None) -> Json:
        self._envelopes += 1
        envelope: Json = {
            "envelope_id": f"00000000-0000-4000-8000-{self._envelopes:012x}",
            "payload": delivery.payload,
            "type": delivery.kind,
            "accepts_response_payload": bool(ANSWERABLE & {delivery.kind, delivery.name}),
        }
        if delivery.kind == "events_api":
            why = ("timeout" if reason else "") if attempt.number else ""
            envelope |= {"retry_attempt": attempt.number, "retry_reason": why}
        return envelope

    async def _listen(self, connection: Connection) -> None:
        async for frame in connection.socket:
            if frame.type is not WSMsgType.TEXT:
                continue
            try:
                said = json.loads(frame.data)
            except ValueError:
                continue
            waiting = connection.waiting.get(str(said.get("envelope_id")))
            if waiting is not None and not waiting.done():
                waiting.set_result(said.get("payload") or {})

    def _forget(self, connection: Connection) -> None:
        if connection in self.connections:
            self.connections.remove(connection)
        for waiting in connection.waiting.values():
            if not waiting.done():
                waiting.set_result(None)
        self._workspace.touch()
