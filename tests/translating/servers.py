"""Local servers that speak the published interfaces of DeepL and LibreTranslate, as strictly as these do."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from aiohttp import web

_DEEPL_SOURCES = frozenset({"EN", "DE", "FR", "ES", "PT", "IT", "JA", "KO"})
_DEEPL_TARGETS = frozenset({"EN-GB", "EN-US", "DE", "FR", "ES", "PT-BR", "PT-PT", "IT", "JA", "KO"})
#: Bytes of a request.
_DEEPL_SIZE = 128 * 1024


@dataclass(kw_only=True)
class Server:
    """A translator; what it does not know it puts in quotes of the other language."""

    key: str
    known: Mapping[str, str] = field(default_factory=dict)
    #: Statuses to be answered before anything is translated.
    troubles: list[int] = field(default_factory=list)
    #: Everything that arrived, and all texts in it.
    bodies: list[dict[str, Any]] = field(default_factory=list)
    #: What is waited for before an answer.
    hold: asyncio.Event | None = None
    #: LibreTranslate's languages.
    languages: tuple[str, ...] = ("en", "de", "fr", "es", "pt-BR", "it", "ja", "ko")
    most: int = 50
    url: str = ""

    @property
    def texts(self) -> list[str]:
        """All texts that arrived."""
        return [text for body in self.bodies for text in body.get("text", body.get("q", []))]

    def translated(self, text: str) -> str:
        """The text in the other language."""
        return self.known.get(text, f"»{text}«")

    async def deepl(self, request: web.Request) -> web.Response:
        """``POST /v2/translate``."""
        raw = await request.read()
        if self.hold:
            await self.hold.wait()
        if request.headers.get("Authorization") != f"DeepL-Auth-Key {self.key}":
            return web.json_response({"message": "Forbidden"}, status=403)
        if len(raw) > _DEEPL_SIZE:
            return web.json_response({"message": "Request size exceeds the limit"}, status=413)
        body = await request.json()
        self.bodies.append(body)
        if self.troubles:
            return web.json_response({"message": "trouble"}, status=self.troubles.pop(0))
        right = (
            isinstance(body["text"], list)
            and 0 < len(body["text"]) <= self.most
            and body["source_lang"] in _DEEPL_SOURCES
            and body["target_lang"] in _DEEPL_TARGETS
            and body["tag_handling"] == "xml"
            and body["ignore_tags"] == ["code"]
            and all(map(_is_well_formed, body["text"]))
        )
        if not right:
            return web.json_response({"message": "Bad request"}, status=400)
        answers = [
            {"detected_source_language": body["source_lang"], "text": self.translated(text)}
            for text in body["text"]
        ]
        return web.json_response({"translations": answers})

    async def libretranslate(self, request: web.Request) -> web.Response:
        """``POST /translate``."""
        body = await request.json()
        if self.hold:
            await self.hold.wait()
        self.bodies.append(body)
        if self.troubles:
            return web.json_response({"error": "trouble"}, status=self.troubles.pop(0))
        if body.get("api_key", "") != self.key:
            return web.json_response({"error": "Invalid API key"}, status=403)
        for language in (body["source"], body["target"]):
            if language not in self.languages:
                return web.json_response({"error": f"{language} is not supported"}, status=400)
        if body["format"] != "html" or len(body["q"]) > self.most:
            return web.json_response({"error": "Invalid request"}, status=400)
        return web.json_response({"translatedText": [self.translated(text) for text in body["q"]]})


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def _is_well_formed(text: str) -> bool:
    tags = _Tags()
    tags.feed(text)
    return not tags.open and "<" not in text.replace("<code", "").replace("</code>", "").replace(
        "<b ", ""
    ).replace("</b>", "")


@asynccontextmanager
async def serving(key: str = "secret:fx", **fields: Any) -> AsyncIterator[Server]:
    """Both interfaces on one port of this machine, until the block ends."""
    server = Server(key=key, **fields)
    app = web.Application()
    app.router.add_post("/v2/translate", server.deepl)
    app.router.add_post("/translate", server.libretranslate)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    host, port = runner.addresses[0][:2]
    server.url = f"http://{host}:{port}"
    try:
        yield server
    finally:
        if server.hold:
            server.hold.set()
        await runner.cleanup()
