"""Has translated what a document needs and the record does not have yet, before the document is made.

Nothing is translated within a transaction, and a document waits only so long: what has not come by then stands in it
in its own language, marked, and is asked for again when a document needs it the next time.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta

import aiohttp
import structlog

from bot.drafts import compiled
from bot.errors import UserError
from bot.locales import Catalogue
from bot.model import Audience, Incident
from bot.ports import Reader, Store
from bot.settings import Settings
from bot.translating.deepl import DeepL
from bot.translating.libretranslate import LibreTranslate
from bot.translating.port import TextsRefused, Translator, TranslatorFailed
from bot.translating.protecting import digest

log = structlog.get_logger()

#: A translator that failed is left alone for so long, so that not every document waits for it.
REST = timedelta(minutes=1)


def translator_of(settings: Settings, session: aiohttp.ClientSession) -> Translator | None:
    """The translator that the settings name, if they name one."""
    key = settings.translator_key.get_secret_value() if settings.translator_key else ""
    match settings.translator.kind:
        case "deepl":
            return DeepL(session, settings.translator.url, key)
        case "libretranslate":
            return LibreTranslate(session, settings.translator.url, key)
        case _:
            return None


class Translations:
    """Completes what the record has of translations."""

    def __init__(
        self,
        store: Store,
        translator: Translator | None,
        settings: Settings,
        clock: Callable[[], datetime],
    ) -> None:
        """Without a translator nothing is ever translated."""
        self._store = store
        self._translator = translator
        self._settings = settings
        self._clock = clock
        self._rests_until: datetime | None = None

    async def complete(
        self, incident: Incident, catalogue: Catalogue, edition: Audience = Audience.INTERNAL
    ) -> None:
        """Translates and stores what an edition in the catalogue's language lacks, as far as that succeeds."""
        translator = self._translator
        if translator is None or incident.language == catalogue.language or self._rests():
            return
        async with self._store.read() as reader:
            texts = await self._lacking(reader, incident, catalogue, edition)
        if not texts:
            return
        made: dict[str, str] = {}
        try:
            async with asyncio.timeout(self._settings.translator.patience.total_seconds()):
                for some in _calls(texts, translator):
                    await _ask(translator, some, (incident.language, catalogue.language), made)
        except (TranslatorFailed, TimeoutError) as failure:
            self._rests_until = self._clock() + REST
            reason = str(failure) or "too slow"
            log.warning("translator failed", translator=translator.name, reason=reason, incident=incident.id)
        await self._keep(incident, catalogue, edition, made, translator)

    def _rests(self) -> bool:
        return self._rests_until is not None and self._clock() < self._rests_until

    async def _keep(
        self,
        incident: Incident,
        catalogue: Catalogue,
        edition: Audience,
        made: dict[str, str],
        translator: Translator,
    ) -> None:
        if not made:
            return
        source, target = incident.language, catalogue.language
        async with self._store.change(incident.number) as change:
            found = await change.incident(incident.number) or incident
            # Meanwhile a text may have been removed from the record: what is not asked for now is not kept.
            still = set(await self._lacking(change, found, catalogue, edition))
            kept = {digest(text): answer for text, answer in made.items() if text in still}
            await change.keep_translations(incident.number, source, target, kept, translator.name)

    async def _lacking(
        self, reader: Reader, incident: Incident, catalogue: Catalogue, edition: Audience
    ) -> tuple[str, ...]:
        """What the edition lacks; nothing where there is no such edition."""
        try:
            made = await compiled(reader, incident, self._settings, catalogue, self._clock(), edition=edition)
        except UserError:
            return ()
        return made.wanted


async def _ask(
    translator: Translator, texts: Sequence[str], languages: tuple[str, str], made: dict[str, str]
) -> None:
    """Adds those of the texts that the translator takes, each with its translation.

    Raises TranslatorFailed when it takes none, or is not to be had.
    """
    try:
        made |= dict(zip(texts, await translator.translate(texts, *languages), strict=True))
        return
    except TextsRefused:
        if len(texts) == 1:
            raise
    before = len(made)
    for text in texts:
        with contextlib.suppress(TextsRefused):
            made |= dict(zip([text], await translator.translate([text], *languages), strict=True))
    if len(made) == before:
        raise TranslatorFailed("all texts were refused")


def _calls(texts: Sequence[str], translator: Translator) -> Iterator[list[str]]:
    """The texts, as many at a time as the translator takes."""
    call: list[str] = []
    for text in texts:
        full = len(call) >= translator.most_texts
        if call and (full or sum(map(len, call)) + len(text) > translator.most_characters):
            yield call
            call = []
        call.append(text)
    if call:
        yield call
