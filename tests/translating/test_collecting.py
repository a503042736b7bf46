"""What a document lacks is translated, as far as the translator takes it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime

import pytest

from bot.locales import load
from bot.settings import Settings
from bot.settings.translator import TranslatorSettings
from bot.translating.collecting import REST, Translations
from bot.translating.port import TextsRefused, TranslatorFailed
from storage.migrations import upgrade
from storage.store import Database
from tests.storage.examples import an_incident, an_item

NOW = datetime(2031, 3, 10, tzinfo=UTC)


class Clock:
    """Stands still until it is moved."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        """The instant at which it stands."""
        return self.now


class Reluctant:
    """Refuses some texts, together with all others of the same call, and fails as long as it is away."""

    name = "reluctant"
    most_texts = 3
    most_characters = 60

    def __init__(self, *refused: str) -> None:
        self.refused = refused
        self.away = False
        self.calls: list[list[str]] = []

    async def translate(self, texts: Sequence[str], source: str, target: str) -> Sequence[str]:
        """The texts in brackets."""
        self.calls.append(list(texts))
        if self.away:
            raise TranslatorFailed("away")
        if set(texts) & set(self.refused):
            raise TextsRefused("not this one")
        return [f"[{text}]" for text in texts]


@pytest.fixture
async def database(sqlite_url: str) -> AsyncIterator[Database]:
    """A database with an incident that has four remediation items."""
    async with Database.open(sqlite_url) as opened:
        await upgrade(opened)
        texts = ("Alpha", "Beta", "Gamma", "D" * 70)
        items = tuple(an_item(number, text=text) for number, text in enumerate(texts, 1))
        async with opened.change() as change:
            await change.save(an_incident(title="Title", items=items))
        yield opened


async def completed(database: Database, translator: Reluctant, *clocks: datetime) -> set[str]:
    """What is known after a German draft was asked for at each of these instants."""
    settings = Settings(translator=TranslatorSettings(kind="libretranslate", url="http://127.0.0.1:1"))
    clock = Clock()
    translations = Translations(database, translator, settings, clock)
    async with database.read() as reader:
        incident = await reader.incident(1)
    assert incident is not None
    for clock.now in clocks or (NOW,):
        await translations.complete(incident, load("de"))
    async with database.read() as reader:
        return set((await reader.translated(1, "en", "de")).values())


async def test_calls_are_as_large_as_the_translator_takes(database: Database) -> None:
    """Neither more texts nor more characters than it takes at a time; a longer text is a call of its own."""
    translator = Reluctant()
    known = await completed(database, translator, NOW, NOW)

    assert [["Title", "Alpha", "Beta"], ["Gamma"], ["D" * 70]] == translator.calls
    assert {"[Title]", "[Alpha]", "[Beta]", "[Gamma]", f"[{'D' * 70}]"} == known


async def test_one_text_that_is_refused(database: Database) -> None:
    """The others are translated without it."""
    translator = Reluctant("Alpha")
    known = await completed(database, translator)

    assert {"[Title]", "[Beta]", "[Gamma]", f"[{'D' * 70}]"} == known


async def test_all_texts_are_refused(database: Database) -> None:
    """A translator that takes none, as for a language that it does not know, is asked for no more."""
    translator = Reluctant("Title", "Alpha", "Beta")
    known = await completed(database, translator)

    assert (set(), 4) == (known, len(translator.calls))


async def test_a_translator_that_is_away_is_left_alone(database: Database) -> None:
    """Not every document waits for it; a while later it is tried again."""
    translator = Reluctant()
    translator.away = True
    await completed(database, translator, NOW, NOW + REST / 2, NOW + REST)

    assert 2 == len(translator.calls)
