"""What the tests of the workspace put at its edges: a clock, and an app that speaks bare Socket Mode."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable
from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError

from bot.sandbox import Sandbox

NOON = datetime(2025, 3, 4, 12, 0, tzinfo=UTC)


class Clock:
    """Stands at noon until moved."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        """The time."""
        return self.now

    def forward(self, **span: float) -> None:
        """Moves it, as ``forward(minutes=5)``."""
        self.now += timedelta(**span)


class SocketApp:
    """Takes envelopes and acknowledges them, with ``answers`` by type or command; a ``deaf`` one says nothing."""

    def __init__(self, box: Sandbox, session: aiohttp.ClientSession) -> None:
        self.envelopes: list[dict[str, Any]] = []
        self.control: list[dict[str, Any]] = []
        self.answers: dict[str, dict[str, Any]] = {}
        self.deaf = False
        self.socket: aiohttp.ClientWebSocketResponse | None = None
        self._box = box
        self._session = session
        self._reading: asyncio.Task[None] | None = None

    async def url(self) -> str:
        """A fresh ticket."""
        headers = {"Authorization": f"Bearer {self._box.app_token}"}
        async with self._session.post(
            self._box.api_url + "apps.connections.open", headers=headers
        ) as response:
            return str((await response.json())["url"])

    async def connect(self) -> None:
        """Opens the connection and waits for the hello."""
        self.socket = await self._session.ws_connect(await self.url())
        self.control.append(await self.socket.receive_json())
        self._reading = asyncio.create_task(self._read(self.socket))

    async def close(self) -> None:
        """Closes the connection."""
        if self.socket is not None:
            await self.socket.close()
        if self._reading is not None:
            self._reading.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._reading

    @property
    def events(self) -> list[dict[str, Any]]:
        """The inner events so far."""
        return [e["payload"]["event"] for e in self.envelopes if "event" in e["payload"]]

    def named(self, kind: str) -> list[dict[str, Any]]:
        """The inner events of one type or subtype."""
        return [event for event in self.events if kind in (event["type"], event.get("subtype"))]

    async def _read(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        async for frame in socket:
            envelope = frame.json()
            if "envelope_id" not in envelope:
                self.control.append(envelope)
                self._box.workspace.touch()
                continue
            self.envelopes.append(envelope)
            self._box.workspace.touch()
            if self.deaf:
                continue
            payload = envelope["payload"]
            answer = self.answers.get(payload.get("command") or payload.get("type", ""))
            said = {"envelope_id": envelope["envelope_id"]} | ({"payload": answer} if answer else {})
            await socket.send_json(said)


async def refusal(call: Awaitable[object]) -> dict[str, Any]:
    """The body with which Slack refused; fails when it did not."""
    with pytest.raises(SlackApiError) as raised:
        await call
    body = raised.value.response.data
    assert isinstance(body, dict)
    return body


async def error(call: Awaitable[object]) -> str:
    """The code with which Slack refused."""
    return str((await refusal(call))["error"])
