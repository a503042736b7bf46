"""What the bot says, before it is put into a language: a catalogue key and typed parameters.

A :class:`Phrase` is decided and stored; only a renderer turns it into words (``bot.locales``) and then into
Block Kit, Markdown or plain text. Because every parameter says what it is, a renderer escapes each one exactly
once, and a person, an instant or a duration reads right in every language and zone.

Pure: no I/O, no clock.
All values are plain dataclasses that pydantic turns to JSON and back, so that they can wait in the outbox.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Literal


@dataclass(frozen=True, kw_only=True)
class Prose:
    """People's own words, in Slack's escaped form (``&amp;``, ``<@U1>``); they never ping anybody."""

    text: str
    kind: Literal["prose"] = "prose"


@dataclass(frozen=True, kw_only=True)
class Who:
    """A person (by user id). Only with ``ping`` is the person notified."""

    user: str
    ping: bool = False
    kind: Literal["who"] = "who"


@dataclass(frozen=True, kw_only=True)
class When:
    """An instant, shown in the reader's own zone in Slack and in the document's zones elsewhere."""

    at: datetime
    kind: Literal["when"] = "when"


@dataclass(frozen=True, kw_only=True)
class OnDay:
    """A calendar day, written as the reader's language does."""

    on: date
    kind: Literal["on_day"] = "on_day"


@dataclass(frozen=True, kw_only=True)
class Lasting:
    """A duration, worded in the reader's language."""

    length: timedelta
    kind: Literal["lasting"] = "lasting"


@dataclass(frozen=True, kw_only=True)
class Room:
    """A channel (by id), with the name to show where a link is impossible."""

    channel: str
    name: str = ""
    kind: Literal["room"] = "room"


@dataclass(frozen=True, kw_only=True)
class Link:
    """A web address with the words it stands behind (literal text)."""

    url: str
    label: str
    kind: Literal["link"] = "link"


@dataclass(frozen=True, kw_only=True)
class Several:
    """Things of one kind, enumerated as the reader's language does: ``a, b and c``."""

    of: tuple[Param, ...]
    kind: Literal["several"] = "several"


@dataclass(frozen=True, kw_only=True)
class Phrase:
    """A sentence of the catalogue: its key, and what stands in its placeholders.

    A parameter that is a ``str`` is literal text, an ``int`` is a number (``count`` chooses the plural form).
    """

    key: str
    params: Mapping[str, Param] = field(default_factory=dict)
    kind: Literal["phrase"] = "phrase"


Param = str | int | Prose | Who | When | OnDay | Lasting | Room | Link | Several | Phrase


def phrase(key: str, /, **params: Param) -> Phrase:
    """A phrase, written shortly: ``phrase("entry.note", who=Who(user="U1"), text=Prose(text="…"))``."""
    return Phrase(key=key, params=params)
