"""The interpreter for one record and one document."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Protocol

from bot.locales import Catalogue, named
from bot.locales.wording import language_name
from bot.model import Incident, Person
from bot.privacy import Names, Places
from bot.settings import Settings
from bot.translating.interpreter import Interpreter
from bot.translating.protecting import Finder


class Memory(Protocol):
    """What is asked of the record."""

    async def everybody(self) -> dict[str, Person]:
        """All people whose names are known, by id."""

    async def translated(self, number: int, source: str, target: str) -> dict[str, str]:
        """What an incident's texts were translated to, by the digests of what was sent."""


async def interpreter_for(
    memory: Memory,
    incident: Incident,
    settings: Settings,
    catalogue: Catalogue,
    involved: Mapping[str, Person],
    everybody: Mapping[str, Person] | None = None,
) -> Interpreter | None:
    """The interpreter for a document in the catalogue's language; ``None`` where people wrote in that.

    ``involved`` in the incident, by id; ``everybody``: asked for where it is not known.
    """
    source, target = named(incident.language), catalogue.language
    if source is None or source == target:
        return None
    interpreter = Interpreter(
        source=source,
        target=target,
        mark=language_name(source, target),
        official=settings.languages.official,
        translates=bool(settings.translator.kind),
    )
    if interpreter.translates:
        known = await memory.everybody() if everybody is None else everybody
        interpreter.known = await memory.translated(incident.number, source, target)
        interpreter.hidden = _hidden(involved.values(), known.values(), settings)
        interpreter.shown = _literal((settings.customer.product, incident.id))
    return interpreter


def wanted(interpreter: Interpreter | None) -> tuple[str, ...]:
    """The texts that it had no translation of."""
    return tuple(interpreter.wanted) if interpreter else ()


def _hidden(involved: Iterable[Person], known: Iterable[Person], settings: Settings) -> Finder:
    names = Names(involved, known)
    places = Places(deny=settings.privacy.deny, links=())

    def find(text: str) -> Iterator[tuple[int, int]]:
        yield from names.find(text)
        yield from ((each.start, each.end) for each in places.find(text))

    return find


def _literal(words: Iterable[str]) -> Finder:
    pattern = "|".join(re.escape(word) for word in words if word)

    def find(text: str) -> Iterator[tuple[int, int]]:
        return (match.span() for match in re.finditer(pattern, text)) if pattern else iter(())

    return find
