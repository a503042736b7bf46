"""LibreTranslate's HTTP interface (docs.libretranslate.com): ``POST /translate``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import aiohttp

from bot.translating.answers import as_texts, posted
from bot.translating.port import TextsRefused, TranslatorFailed

#: What a server without the first calls the language.
_ELSE = {"pt-BR": "pt"}


class LibreTranslate:
    """Translates with a LibreTranslate server, one's own or another's."""

    name = "libretranslate"
    #: Public servers take little at a time.
    most_texts = 10
    most_characters = 1_800

    def __init__(self, session: aiohttp.ClientSession, url: str, key: str) -> None:
        """``key``: empty where the server needs none."""
        self._session = session
        self._url = url.rstrip("/")
        self._key = key
        self._names: dict[str, str] = {}

    async def translate(self, texts: Sequence[str], source: str, target: str) -> Sequence[str]:
        """The texts in the other language, in their order. Raises :class:`TranslatorFailed`."""
        status, answer = await self._asked(texts, source, target)
        if status == 400 and {source, target} & _ELSE.keys() - self._names.keys():
            # Which of the two names the server knows depends on its version.
            names = {**self._names, **_ELSE}
            status, answer = await self._asked(texts, names.get(source, source), names.get(target, target))
            if status == 200:
                self._names = names
        if status == 200:
            return as_texts(answer.get("translatedText") if isinstance(answer, dict) else None, len(texts))
        # A text that is too long, or a language that the server does not have.
        kind = TextsRefused if status == 400 else TranslatorFailed
        raise kind(f"LibreTranslate answered {status}")

    async def _asked(self, texts: Sequence[str], source: str, target: str) -> tuple[int, Any]:
        body: dict[str, Any] = {
            "q": list(texts),
            "source": self._names.get(source, source),
            "target": self._names.get(target, target),
            "format": "html",
        }
        if self._key:
            body["api_key"] = self._key
        status, answer, _ = await posted(self._session, f"{self._url}/translate", body, {})
        return status, answer
