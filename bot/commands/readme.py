"""The README's table of commands, derived from the one table of commands."""

from __future__ import annotations

from collections.abc import Callable

from bot.commands.table import TABLE


def readme_table(translate: Callable[[str], str]) -> str:
    """The commands as a Markdown table; ``translate`` turns a catalogue's key into its sentence."""
    lines = [f"| {translate('help.column_command')} | {translate('help.column_does')} |", "|---|---|"]
    for spec in TABLE:
        does = translate(spec.help_key)
        names = ", ".join(f"`{alias}`" for alias in spec.aliases)
        also = " " + translate("help.also").format(names=names) if names else ""
        line = f"`{spec.usage}`{also} | {does}".replace(" | action N STATE", "`, `action N STATE")
        command, _, does = line.partition(" | ")
        lines.append(f"| {_cell(command)} | {_cell(does)} |")
    return "\n".join(lines) + "\n"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
