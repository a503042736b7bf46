"""The errors that are meant for people: :class:`UserError` for whoever types, :class:`StartRefused` for the operator.

Everything else that goes wrong is a fault of the program, and is logged.
Pure: no I/O, no clock.
"""

from __future__ import annotations

from bot.phrases import Param, phrase


class UserError(Exception):
    """A sentence for the person, saying what to do.

    It carries a key of the catalogue and typed parameters, not finished text, so that it reads right in every
    language: ``UserError("error.time_unreadable", typed="25:99")``.
    A ``str`` parameter is plain text as the person typed it, not in Slack's escaped form.
    """

    def __init__(self, key: str, /, **params: Param) -> None:
        super().__init__(key, params)
        #: The sentence in the catalogue.
        self.key = key
        #: What stands in the sentence's placeholders, by name.
        self.params: dict[str, Param] = params
        #: Both together, as a renderer takes them.
        self.phrase = phrase(key, **params)


class StartRefused(Exception):
    """The bot cannot start, and waiting will not help; the message tells the operator what to do."""
