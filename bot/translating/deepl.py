"""DeepL's HTTP interface (developers.deepl.com): ``POST /v2/translate``."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence

import aiohttp

from bot.translating.answers import as_texts, posted
from bot.translating.port import TextsRefused, TranslatorFailed

PAID, FREE = "https://api.deepl.com", "https://api-free.deepl.com"
#: Keys of the free plan say so.
_FREE_KEY = ":fx"
#: As targets, these need a variant; as sources, none has one.
_TARGETS = {"en": "EN-GB", "pt-BR": "PT-BR"}
#: Try again after so many seconds: too many requests, or DeepL is busy.
_PAUSES = (1.0, 2.0)
_BUSY = frozenset({429, 503, 504, 529})
_ABOUT_TEXTS = frozenset({400, 413})
_REASONS = {
    403: "DeepL does not accept the key",
    413: "the text is too long",
    456: "the account's quota is used up",
}


class DeepL:
    """Translates with DeepL."""

    name = "deepl"
    most_texts = 50
    #: A request is 128 KiB at most, and a character up to six bytes in JSON.
    most_characters = 15_000

    def __init__(
        self,
        session: aiohttp.ClientSession,
        url: str,
        key: str,
        *,
        pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        """``url``: empty for the one that the key belongs to."""
        self._session = session
        self._url = (url or (FREE if key.endswith(_FREE_KEY) else PAID)).rstrip("/")
        self._key = key
        self._pause = pause

    async def translate(self, texts: Sequence[str], source: str, target: str) -> Sequence[str]:
        """The texts in the other language, in their order. Raises :class:`TranslatorFailed`."""
        body = {
            "text": list(texts),
            "source_lang": source.partition("-")[0].upper(),
            "target_lang": _TARGETS.get(target, target.upper()),
            "tag_handling": "xml",
            "ignore_tags": ["code"],
        }
        headers = {"Authorization": f"DeepL-Auth-Key {self._key}"}
        for wait in (*_PAUSES, None):
            status, answer, _ = await posted(self._session, f"{self._url}/v2/translate", body, headers)
            if status == 200:
                return as_texts(_texts(answer), len(texts))
            if status in _ABOUT_TEXTS:
                raise TextsRefused(_REASONS.get(status, f"DeepL answered {status}"))
            if status not in _BUSY or wait is None:
                raise TranslatorFailed(_REASONS.get(status, f"DeepL answered {status}"))
            await self._pause(wait)
        raise AssertionError("the last attempt has no pause")


def _texts(answer: object) -> object:
    found = answer.get("translations") if isinstance(answer, dict) else None
    return [each.get("text") if isinstance(each, dict) else None for each in found or ()]
