"""A typed command whose verb is known: what each verb's reader gets."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from bot.commands.words import number_of, shown
from bot.durations import duration_within
from bot.errors import UserError

_SHORTEST = timedelta(seconds=1)
_LONGEST = timedelta(days=30)


@dataclass(frozen=True, kw_only=True)
class Request:
    """What follows the verb, with the settings' names that the words may refer to."""

    verb: str
    #: The line that shows how the verb is used.
    usage: str
    #: The number of an ID that came first.
    incident: int | None
    #: All that follows verb and ID, trimmed.
    rest: str
    severities: tuple[str, ...]
    roles: tuple[str, ...]

    def needed(self, text: str | None) -> str:
        """The text, which must be there; raises ``UserError("error.text_needed")``."""
        if not text:
            raise UserError("error.text_needed", verb=self.verb, usage=self.usage)
        return text

    def text(self) -> str:
        """All that follows, which must be there; raises ``UserError("error.text_needed")``."""
        return self.needed(self.rest)

    def nothing_more(self, rest: str) -> None:
        """Refuses words that have no place; raises ``UserError("error.extra_words")``."""
        if rest:
            raise UserError("error.extra_words", typed=shown(rest), verb=self.verb, usage=self.usage)

    def only_incident(self) -> int | None:
        """The ID, where nothing but an ID may follow: a bare number is one too."""
        if self.incident is None and self.rest.isascii() and self.rest.isdigit():
            return number_of(self.rest)
        self.nothing_more(self.rest)
        return self.incident


def promised(typed: str) -> timedelta:
    """A duration that an update may be promised in.

    Raises ``UserError("error.duration_range")`` with ``typed``, ``shortest`` and ``longest``.
    """
    return duration_within(typed, _SHORTEST, _LONGEST)
