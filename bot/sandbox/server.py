"""The workspace's HTTP server on 127.0.0.1."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable

from aiohttp import web

from bot.sandbox.answers import answer
from bot.sandbox.api import WebApi
from bot.sandbox.call import Services
from bot.sandbox.errors import ApiError
from bot.sandbox.faults import Fault, Faults, Trouble
from bot.sandbox.socket_mode import SocketMode

LARGEST_BODY = 64 * 1024**2

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Server:
    """Web API, Socket Mode, uploads, files and response addresses under one port."""

    def __init__(self, services: Services, api: WebApi, sockets: SocketMode, faults: Faults) -> None:
        self._services = services
        self._faults = faults
        self._workspace = services.workspace
        application = web.Application(client_max_size=LARGEST_BODY)
        application.router.add_route("*", "/api/{method}", api.handle)
        application.router.add_route("*", "/of/{caller}/api/{method}", api.handle)
        application.router.add_get("/link/", sockets.handle)
        application.router.add_post("/upload/{file}", self._troubled("upload", self._upload))
        application.router.add_get("/files/{file}/{name}", self._download)
        application.router.add_post("/response/{team}/{token}", self._troubled("response", self._respond))
        self._runner = web.AppRunner(application, access_log=None, shutdown_timeout=0.2)

    async def start(self, port: int) -> None:
        """Listens; port 0 takes a free one. The workspace's ``base_url`` is set."""
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", port)
        await site.start()
        self._workspace.base_url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"

    async def stop(self) -> None:
        """Ends listening and all connections."""
        await self._runner.cleanup()

    def _troubled(self, name: str, handler: Handler) -> Handler:
        """What is no method of the Web API meets trouble as well."""

        async def handle(request: web.Request) -> web.StreamResponse:
            faults = self._faults.on_call(name, {})
            for fault in faults:
                if (answer := await _before(fault, request)) is not None:
                    return answer
            answer = await handler(request)
            for fault in faults:
                fault.after()
            if any(fault.kind is Trouble.LOST_ANSWER for fault in faults):
                return _cut(request)
            return answer

        return handle

    async def _upload(self, request: web.Request) -> web.StreamResponse:
        file = self._workspace.files.get(request.match_info["file"])
        if file is None or file.content is not None:
            return web.Response(status=404, text="no such upload")
        if request.content_type == "multipart/form-data":
            parts = [part for part in (await request.post()).values() if isinstance(part, web.FileField)]
            content = parts[0].file.read() if parts else b""
        else:
            content = await request.read()
        if len(content) != file.length:
            return web.Response(status=400, text=f"expected {file.length} bytes, got {len(content)}")
        file.content = content
        return web.Response(text=f"OK - {file.length}")

    async def _download(self, request: web.Request) -> web.StreamResponse:
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        app = self._workspace.installations.get(token)
        file = self._workspace.files.get(request.match_info["file"])
        if app is None or "files:read" not in app.scopes:
            return web.Response(status=403, text="files:read needed")
        if file is None or file.content is None:
            return web.Response(status=404)
        return web.Response(body=file.content)

    async def _respond(self, request: web.Request) -> web.StreamResponse:
        try:
            address = self._services.keys.answerable(request.match_info["token"])
            app = self._workspace.installation(address.app_id)
            body = json.loads(await request.text())
            if app is None or not isinstance(body, dict):
                raise ApiError("invalid_payload")
            answer(self._services, app, address, body)
        except ApiError as refusal:
            return web.json_response(refusal.answer(), status=404 if refusal.error.endswith("_url") else 400)
        except ValueError:
            return web.json_response({"ok": False, "error": "invalid_payload"}, status=400)
        address.uses += 1
        return web.json_response({"ok": True})


async def _before(fault: Fault, request: web.Request) -> web.StreamResponse | None:
    match fault.kind:
        case Trouble.LATENCY:
            await asyncio.sleep(fault.seconds)
        case Trouble.REFUSED:
            return _cut(request)
        case Trouble.HTTP:
            return web.Response(status=fault.status)
        case Trouble.ERROR:
            return web.json_response({"ok": False, "error": fault.error}, status=400)
        case Trouble.RATELIMITED:
            return web.Response(status=429, headers={"Retry-After": str(fault.retry_after)})
        case Trouble.CALLBACK:
            fault.before()
    return None


def _cut(request: web.Request) -> web.Response:
    if request.transport is not None:
        request.transport.abort()
    return web.Response()
