"""The one error that is meant for a person.

Everything else that goes wrong is a fault of the program and is logged; a :class:`UserError` is an answer.
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
