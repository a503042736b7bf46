"""The conversations of an export, and which of them an operator means."""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.slack_export import shapes
from bot.slack_export.archive import INDEXES, Archive, printable
from bot.slack_export.elements import elements

#: Names of channels that are an incident's own, besides those of the settings' prefix.
_INCIDENT = re.compile(r"#?(?:inc|incident|sev\d?|outage|warroom|war-room|ir)(?=[-_\d])", re.IGNORECASE)
_LISTED = 20


@dataclass(frozen=True, kw_only=True)
class Conversation:
    """A channel, a group or a direct message with at least one file of messages."""

    #: Its folder in the export.
    folder: str
    #: Empty where the export does not tell.
    id: str = ""
    topic: str = ""
    purpose: str = ""
    #: The ``ts`` of its pinned messages.
    pins: frozenset[str] = frozenset()
    #: The files of its messages, the oldest day first.
    days: tuple[str, ...]

    @property
    def name(self) -> str:
        """What people call it, without ``#``."""
        return self.folder.rpartition("/")[2]

    def listed(self) -> str:
        """A line for whoever has to choose: the name, and from when to when it was spoken in."""
        first, last = (self.days[end].rpartition("/")[2].removesuffix(".json") for end in (0, -1))
        return f"{printable(self.name)} ({first if first == last else f'{first} to {last}'})"


def conversations(archive: Archive) -> tuple[Conversation, ...]:
    """Those of which there are messages, by name."""
    known = {}
    for index in INDEXES:
        if index not in archive.files:
            continue
        for raw in elements(archive, index):
            if found := shapes.channel(raw):
                known[found.name or found.id] = found
    if not known:
        archive.unread("channels.json", "not there or empty; without ids there are no links to messages.")
    return tuple(
        _conversation(folder, days, known.get(folder.rpartition("/")[2]))
        for folder, days in archive.days().items()
    )


def _conversation(folder: str, days: Sequence[str], known: shapes.RawChannel | None) -> Conversation:
    if known is None:
        return Conversation(folder=folder, days=tuple(days))
    return Conversation(
        folder=folder,
        id=known.id,
        topic=known.topic.value,
        purpose=known.purpose.value,
        pins=frozenset(pin.id for pin in known.pins),
        days=tuple(days),
    )


def chosen(found: Sequence[Conversation], typed: str) -> Conversation | None:
    """The one that is meant: by name, by id, or ``INC-12`` by its beginning; ``None`` when that is not sure."""
    if not typed:
        return found[0] if len(found) == 1 else None
    name = typed.strip().lstrip("#").casefold()
    exact = [each for each in found if name in (each.name.casefold(), each.id.casefold())]
    near = [each for each in found if each.name.casefold().startswith((f"{name}-", f"{name}_"))]
    several = exact or near
    return several[0] if len(several) == 1 else None


def choice(found: Sequence[Conversation], typed: str, prefix: str) -> list[str]:
    """What to choose from, for the operator: those that look like incidents, or like what was typed."""
    if typed:
        close = difflib.get_close_matches(typed.lstrip("#"), [each.name for each in found], n=5, cutoff=0.4)
        listed = [each for each in found if each.name in close or typed.lstrip("#") in each.name]
        lines = [f"There is no channel {printable(typed)} in this export."]
    else:
        listed = [each for each in found if is_incident(each.name, prefix)]
        lines = [f"The export has {len(found)} channels with messages."]
    listed = listed or list(found)
    lines += ["Name one with --channel:", *(f"  {each.listed()}" for each in listed[:_LISTED])]
    more = len(found) - len(listed[:_LISTED])
    return lines + ([f"  … and {more} more"] if more else [])


def is_incident(name: str, prefix: str) -> bool:
    """Whether a channel of that name is an incident's own."""
    return (bool(prefix) and name.startswith(prefix)) or bool(_INCIDENT.match(name))
