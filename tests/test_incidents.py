"""The use cases and the commands that ask for them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import get_args, get_type_hints

from bot.commands import TABLE, CommandSpec, Panel
from bot.incidents.asked import BY_COMMAND


def commands(specs: Iterable[CommandSpec]) -> set[type[object]]:
    """What the readers of these verbs make of a text."""
    read = [get_type_hints(spec.read)["return"] for spec in specs]
    return {command for made in read for command in get_args(made) or (made,)}


def test_every_command_has_its_use_case() -> None:
    """What help lists can be done, and so can nothing typed at all."""
    assert set() == {Panel, *commands(TABLE)} - set(BY_COMMAND)
