"""What is common to translators over HTTP: asking, and reading the answer."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import aiohttp

from bot.translating.port import TranslatorFailed


async def posted(
    session: aiohttp.ClientSession, url: str, body: Mapping[str, Any], headers: Mapping[str, str]
) -> tuple[int, Any, Mapping[str, str]]:
    """Status, JSON (``None`` if it is none) and headers of the answer; the caller sets the time limit.

    Raises :class:`TranslatorFailed` when there is no answer.
    """
    try:
        # What is sent goes to the address that the operator named, and nowhere else.
        async with session.post(url, json=body, headers=headers, allow_redirects=False) as answer:
            text = await answer.text(errors="replace")
            return answer.status, _parsed(text), answer.headers
    except (TimeoutError, aiohttp.ClientError, OSError) as error:
        raise TranslatorFailed(f"no answer: {type(error).__name__}") from error


def _parsed(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return None


def as_texts(found: Any, count: int) -> list[str]:
    """The texts of an answer. Raises :class:`TranslatorFailed` unless they are as many as were sent."""
    if isinstance(found, list) and len(found) == count and all(isinstance(each, str) for each in found):
        return found
    raise TranslatorFailed("the answer does not have the form that was agreed on")
