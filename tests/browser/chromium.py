"""A headless Chromium of the machine's, spoken to over its DevTools protocol."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import itertools
import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp

#: A JSON object.
Json = dict[str, Any]

_NAMES = ("chromium", "chromium-browser", "google-chrome")


def executable() -> str:
    """The browser's program. Raises ``LookupError`` that says how to get one."""
    found = next((path for name in _NAMES if (path := shutil.which(name))), None)
    if found is None:
        raise LookupError("These tests need Chromium on the path: apt-get install chromium (Debian, Ubuntu).")
    return found


@dataclass(kw_only=True)
class Page:
    """A tab; ``requests`` has the address of everything that it asked for."""

    socket: aiohttp.ClientWebSocketResponse
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    _numbers: itertools.count[int] = field(default_factory=itertools.count)
    _seen: set[str] = field(default_factory=set)

    async def call(self, method: str, **params: object) -> Json:
        """One command of the protocol, and its result."""
        number = next(self._numbers)
        await self.socket.send_json({"id": number, "method": method, "params": params})
        while True:
            message = await self._next()
            if message.get("id") == number:
                assert "error" not in message, message["error"]
                result: Json = message["result"]
                return result

    async def show(self, path: Path, *, width: int, dark: bool = False, media: str = "screen") -> None:
        """Opens a file in a window that wide, and waits until it is there."""
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        await self.call(
            "Emulation.setDeviceMetricsOverride", width=width, height=800, deviceScaleFactor=1, mobile=False
        )
        await self.call("Emulation.setEmulatedMedia", media=media, features=[scheme])
        self._seen.clear()
        await self.call("Page.navigate", url=path.as_uri())
        while "Page.loadEventFired" not in self._seen:
            await self._next()

    async def evaluate(self, script: str) -> Any:
        """The value of a script, awaited if it is a promise."""
        answer = await self.call("Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True)
        assert "exceptionDetails" not in answer, answer["exceptionDetails"]
        return answer["result"].get("value")

    async def picture(self) -> bytes:
        """The whole page as PNG."""
        answer = await self.call("Page.captureScreenshot", captureBeyondViewport=True)
        return base64.b64decode(answer["data"])

    async def _next(self) -> Json:
        message: Json = await self.socket.receive_json(timeout=20)
        method, params = message.get("method", ""), message.get("params", {})
        self._seen.add(method)
        if method == "Network.requestWillBeSent":
            self.requests.append(params["request"]["url"])
        if method == "Log.entryAdded":
            self.complaints.append(params["entry"]["text"])
        return message


@contextlib.asynccontextmanager
async def opened(profile: Path) -> AsyncIterator[Page]:
    """A browser of its own with one empty page; it ends with the block."""
    # Without its own sandbox, as root and in containers it does not start otherwise; it reads our files alone.
    flags = (
        "--headless",
        "--hide-scrollbars",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--remote-debugging-port=0",
    )
    process = await asyncio.create_subprocess_exec(
        executable(), *flags, f"--user-data-dir={profile}", "about:blank",
        stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    try:
        port = await asyncio.wait_for(_port(process), timeout=30)
        async with aiohttp.ClientSession() as session:
            async with session.get(f"http://127.0.0.1:{port}/json") as answer:
                targets: list[Json] = await answer.json()
            address = next(each["webSocketDebuggerUrl"] for each in targets if each["type"] == "page")
            async with session.ws_connect(address, max_msg_size=0) as socket:
                page = Page(socket=socket)
                for domain in ("Page", "Network", "Runtime", "Log"):
                    await page.call(f"{domain}.enable")
                yield page
    finally:
        process.terminate()
        await process.communicate()


async def _port(process: asyncio.subprocess.Process) -> int:
    """The port that it says it listens on."""
    assert process.stderr
    async for line in process.stderr:
        if b"DevTools listening on" in line:
            return int(line.split(b"127.0.0.1:")[1].split(b"/")[0])
    raise AssertionError(f"the browser ended with {await process.wait()}")
