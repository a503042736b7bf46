"""From a typed text to a command: verb, ID, then the verb's own reader."""

from __future__ import annotations

from collections.abc import Sequence

from bot.commands.request import Request
from bot.commands.table import Reach, spec_for
from bot.commands.values import Command, Help, Panel
from bot.commands.words import first_word, leading_id, trimmed
from bot.errors import UserError

#: What people type behind a verb when they want to know how it is used.
_ASKED = ("--help", "-h", "—help", "–help")


def parse(text: str, *, severities: Sequence[str], roles: Sequence[str]) -> Command:
    """The command that a text stands for.

    ``text`` is what follows the slash command, in Slack's escaped form; ``severities`` and ``roles`` are the
    names that the settings define. Raises :class:`UserError` with what to do instead.
    """
    typed, rest = first_word(text)
    if not typed:
        return Panel()
    if leading_id(trimmed(text))[0] is not None:
        raise UserError("error.command_first", id=f"INC-{leading_id(trimmed(text))[0]}")
    spec = spec_for(typed)
    if trimmed(rest).casefold() in _ASKED:
        return Help(verb=spec.verb)
    incident: int | None = None
    if spec.reach is Reach.INCIDENT:
        incident, rest = leading_id(rest)
    request = Request(
        verb=spec.verb,
        usage=spec.usage,
        incident=incident,
        rest=trimmed(rest),
        severities=tuple(severities),
        roles=tuple(roles),
    )
    return spec.read(request)
