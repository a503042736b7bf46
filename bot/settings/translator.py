"""Who translates people's words for documents in another language than theirs."""

from __future__ import annotations

from datetime import timedelta
from typing import Literal

from pydantic import model_validator

from bot.settings.kinds import Cadence, WebPage
from bot.settings.table import Table


class TranslatorSettings(Table):
    """A translator; without one, people's words stay in their language. The key is in the environment."""

    kind: Literal["deepl", "libretranslate", ""] = ""
    #: Of the server, without the path of the interface; DeepL's own is found by the key.
    url: WebPage = ""
    #: So long at most a document waits for translations.
    patience: Cadence = timedelta(seconds=20)

    @model_validator(mode="after")
    def _server_is_named(self) -> TranslatorSettings:
        if self.kind == "libretranslate" and not self.url:
            raise ValueError("url: Expected the address of the LibreTranslate server.")
        return self
