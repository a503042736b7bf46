"""Help, derived from the table of commands.

Pure: no I/O, no clock.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from bot.commands.table import CommandSpec
from bot.phrases import Phrase, phrase


def help(specs: Sequence[CommandSpec], command: str = "/incident") -> tuple[Phrase, ...]:
    """Every command with what it does, under the headings of its group; ``command`` as people type it."""
    lines: list[Phrase] = []
    for group, members in groupby(specs, key=lambda spec: spec.group):
        lines.append(phrase("help.heading", group=phrase(f"help.group.{group}")))
        lines += [
            phrase("help.line", verb=spec.verb, command=command, does=phrase(spec.help_key))
            for spec in members
        ]
    return (*lines, phrase("help.elsewhere"), phrase("help.more", command=command))


def help_for(spec: CommandSpec, command: str = "/incident") -> tuple[Phrase, ...]:
    """One command: how it is typed, what it does, where it works, and its other names."""
    return (
        phrase("help.usage", command=command, usage=spec.usage),
        phrase(spec.help_key),
        phrase(f"help.reach.{spec.reach}"),
        *((phrase("help.aliases", names=", ".join(spec.aliases)),) if spec.aliases else ()),
    )
