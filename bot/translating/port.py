"""What a translator is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol


class TranslatorFailed(Exception):
    """No translation this time; the message says why, in words for the operator and without any of the texts."""


class TextsRefused(TranslatorFailed):
    """It is about these texts, or some of them: others may fare better."""


class Translator(Protocol):
    """Translates texts in which ``<code id="…">`` is to be left alone, and ``<b id="…">`` to be kept."""

    #: How the record names it.
    name: str
    #: How many texts, and how many characters of them, one call may have; a longer text is a call of its own.
    most_texts: int
    most_characters: int

    async def translate(self, texts: Sequence[str], source: str, target: str) -> Sequence[str]:
        """The texts in the other language, in their order. Languages are those of catalogues: ``de``, ``pt-BR``.

        Raises :class:`TranslatorFailed` for all of them.
        """
