"""What people and Slack ask of the bot: stored in the inbox before it is acknowledged, then worked on.

A request's ``key`` is what Slack repeats when it delivers again (``event_id``, ``trigger_id``, the view's id), so
that a redelivery changes nothing. Pure: no I/O, no clock.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Literal

from pydantic import Discriminator

from bot.model import Message


@dataclass(frozen=True, kw_only=True)
class CommandTyped:
    """A slash command; ``text`` is what follows it, in Slack's escaped form."""

    key: str
    user: str
    channel: str
    text: str
    response_url: str
    trigger_id: str
    at: datetime
    kind: Literal["command"] = "command"


@dataclass(frozen=True, kw_only=True)
class FormSubmitted:
    """A modal that was sent: its callback id, what was typed by field, and the context it was opened with."""

    key: str
    user: str
    form: str
    #: Field name to what was typed or chosen, raw; empty fields are left out.
    fields: Mapping[str, str]
    #: Where the form was opened, and the address for answers if the form came from a command.
    channel: str
    response_url: str
    #: The incident it was opened for; 0 for none.
    incident: int
    at: datetime
    #: What else the form was opened for.
    value: str = ""
    kind: Literal["form"] = "form"


@dataclass(frozen=True, kw_only=True)
class ButtonPressed:
    """A button under one of the bot's messages."""

    key: str
    user: str
    channel: str
    action: str
    value: str
    response_url: str
    trigger_id: str
    at: datetime
    kind: Literal["button"] = "button"


#: The mark that a native pin is.
PIN = "pin"


@dataclass(frozen=True, kw_only=True)
class Marked:
    """A reaction or a native pin that was put on a message, or taken off it.

    ``mark`` is the emoji's name, or ``pin`` for a native pin.
    """

    key: str
    user: str
    channel: str
    ts: str
    mark: str
    added: bool
    at: datetime
    kind: Literal["marked"] = "marked"


Request = CommandTyped | FormSubmitted | ButtonPressed | Marked

#: For pydantic: which request a stored row is.
StoredRequest = Annotated[Request, Discriminator("kind")]


@dataclass(frozen=True, kw_only=True)
class MessageSeen:
    """A message event: new, edited or deleted. It is evidence and needs no further work once it is stored."""

    message: Message
