"""Both translators, over HTTP, against a server that speaks their published interfaces."""

from __future__ import annotations

from collections.abc import AsyncIterator

import aiohttp
import pytest

from bot.translating.deepl import FREE, PAID, DeepL
from bot.translating.libretranslate import LibreTranslate
from bot.translating.port import TranslatorFailed
from tests.translating.servers import serving


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    """A session to ask with."""
    async with aiohttp.ClientSession() as opened:
        yield opened


class Pauses:
    """Remembers how long it was to be waited, and does not wait."""

    def __init__(self) -> None:
        self.seconds: list[float] = []

    async def __call__(self, seconds: float) -> None:
        """Waits, so to speak."""
        self.seconds.append(seconds)


async def test_deepl_translates(session: aiohttp.ClientSession) -> None:
    """Texts come back in their order; languages are those of DeepL, and marks are to be left alone."""
    known = {'Pod <code id="0">7</code>': 'O pod <code id="0">7</code>'}
    async with serving(known=known) as server:
        deepl = DeepL(session, server.url, server.key)
        answers = await deepl.translate(['Pod <code id="0">7</code>', "Tom &amp; Jerry"], "en", "pt-BR")
        await deepl.translate(["x"], "pt-BR", "en")

    assert ['O pod <code id="0">7</code>', "»Tom &amp; Jerry«"] == answers
    assert [("EN", "PT-BR"), ("PT", "EN-GB")] == [
        (body["source_lang"], body["target_lang"]) for body in server.bodies
    ]


async def test_deepl_is_asked_again_when_busy(session: aiohttp.ClientSession) -> None:
    """Too many requests are followed by a pause, which grows."""
    pauses = Pauses()
    async with serving(troubles=[429, 503]) as server:
        answers = await DeepL(session, server.url, server.key, pause=pauses).translate(["a"], "en", "de")

    assert (["»a«"], [1.0, 2.0]) == (answers, pauses.seconds)


@pytest.mark.parametrize(
    ("troubles", "reason"),
    [
        ([456], "the account's quota is used up"),
        ([413], "the text is too long"),
        ([500], "DeepL answered 500"),
        ([429, 429, 429], "DeepL answered 429"),
    ],
)
async def test_deepl_fails(session: aiohttp.ClientSession, troubles: list[int], reason: str) -> None:
    """A refusal is one error, which says why."""
    async with serving(troubles=troubles) as server:
        with pytest.raises(TranslatorFailed, match=reason):
            await DeepL(session, server.url, server.key, pause=Pauses()).translate(["a"], "en", "de")


async def test_a_wrong_key(session: aiohttp.ClientSession) -> None:
    """Both say when a key is not accepted."""
    async with serving() as server:
        with pytest.raises(TranslatorFailed, match="does not accept the key"):
            await DeepL(session, server.url, "wrong").translate(["a"], "en", "de")
        with pytest.raises(TranslatorFailed, match="answered 403"):
            await LibreTranslate(session, server.url, "wrong").translate(["a"], "en", "de")


async def test_nobody_there(session: aiohttp.ClientSession) -> None:
    """A server that is not there is the same error."""
    async with serving() as server:
        url = server.url
    for translator in (DeepL(session, url, "k"), LibreTranslate(session, url, "k")):
        with pytest.raises(TranslatorFailed, match="no answer"):
            await translator.translate(["a"], "en", "de")


def test_the_address_belongs_to_the_key(session: aiohttp.ClientSession) -> None:
    """Keys of DeepL's free plan have a server of their own."""
    addresses = [DeepL(session, "", key)._url for key in ("abc:fx", "abc")]

    assert [FREE, PAID] == addresses


async def test_libretranslate_translates(session: aiohttp.ClientSession) -> None:
    """Texts come back in their order; a server of one's own needs no key."""
    async with serving(key="", known={"Two": "Zwei"}) as server:
        answers = await LibreTranslate(session, server.url, "").translate(["One", "Two"], "en", "de")

    assert ["»One«", "Zwei"] == answers
    assert [{"q": ["One", "Two"], "source": "en", "target": "de", "format": "html"}] == server.bodies


async def test_libretranslate_of_an_older_version(session: aiohttp.ClientSession) -> None:
    """A server that knows one Portuguese alone is asked for that, and from then on at once."""
    async with serving(key="k", languages=("en", "pt")) as server:
        translator = LibreTranslate(session, server.url, "k")
        answers = [
            *await translator.translate(["a"], "en", "pt-BR"),
            *await translator.translate(["b"], "pt-BR", "en"),
        ]
        with pytest.raises(TranslatorFailed, match="answered 400"):
            await translator.translate(["c"], "en", "ko")

    assert ["»a«", "»b«"] == answers
    assert ["pt-BR", "pt", "en", "ko"] == [body["target"] for body in server.bodies]


async def test_an_answer_of_another_form(session: aiohttp.ClientSession) -> None:
    """Fewer texts than were sent are none."""
    async with serving(key="k", troubles=[200, 200]) as server:
        for translator in (LibreTranslate(session, server.url, "k"), DeepL(session, server.url, "k")):
            with pytest.raises(TranslatorFailed, match="form"):
                await translator.translate(["a"], "en", "de")
