"""What people and Slack ask of the bot: stored in the inbox before it is acknowledged, then worked on.

A request's ``key`` is what Slack repeats when it delivers again (``event_id``, ``trigger_id``, the view's id), so
that a redelivery changes nothing. Pure: no I/O, no clock.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import Discriminator

from bot.model import File, Message, Place


@dataclass(frozen=True, kw_only=True)
class Origin:
    """The message that a command was written in, or that a form is about: the source of what comes of it."""

    place: Place
    permalink: str
    files: tuple[File, ...] = ()

    @property
    def thread(self) -> str:
        """Where an answer to it belongs: its thread, or the one that it begins."""
        return self.place.thread or self.place.ts


@dataclass(frozen=True, kw_only=True)
class CommandTyped:
    """A command: typed with a slash, or written behind a mention of the bot.

    ``text`` is what follows the slash command or the mention, in Slack's escaped form.
    """

    key: str
    user: str
    channel: str
    text: str
    response_url: str
    trigger_id: str
    at: datetime
    #: The message with the mention; ``None`` for a slash command, which leaves no message.
    origin: Origin | None = None
    #: Whether the message begins with the mention. Otherwise people only talk about the bot.
    addressed: bool = True
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
    #: What else the form was opened with.
    context: Mapping[str, str] = field(default_factory=dict)
    #: The message that it is about, if it is about one.
    origin: Origin | None = None
    #: By whose clock and in whose language times in it are typed.
    zone: str = "UTC"
    locale: str = "en"
    #: What stood in its fields when it was opened, each as a digest, so far as that matters.
    shown: Mapping[str, str] = field(default_factory=dict)
    #: The question that it answers, if it answers one.
    question: str = ""
    kind: Literal["form"] = "form"


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """Whether a form is taken, and what its acknowledgement says: Slack's ``response_action`` and more."""

    taken: bool
    answer: Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class ButtonPressed:
    """A button under one of the bot's messages, or what was chosen in a menu beside one."""

    key: str
    user: str
    channel: str
    action: str
    value: str
    response_url: str
    trigger_id: str
    at: datetime
    #: The ``block_id`` of the block it stands in.
    block: str = ""
    #: What was ticked in the same message.
    ticked: tuple[str, ...] = ()
    #: The ``ts`` of the message; empty in a form, and as long as only its asker sees it.
    message: str = ""
    kind: Literal["button"] = "button"


@dataclass(frozen=True, kw_only=True)
class FormWanted:
    """A message shortcut: it only opens a form, so that nothing of it is stored."""

    key: str
    user: str
    channel: str
    #: Its callback id.
    shortcut: str
    message: Message
    #: Whether the bot wrote the message.
    own: bool
    response_url: str
    trigger_id: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Marked:
    """A reaction or a native pin that was put on a message, or taken off it.

    ``mark`` is the emoji's name with its skin tone, if any, or ``pin`` for a native pin.
    """

    key: str
    user: str
    channel: str
    ts: str
    mark: str
    added: bool
    at: datetime
    kind: Literal["marked"] = "marked"


@dataclass(frozen=True, kw_only=True)
class Joined:
    """Somebody came into a channel, by themselves or because somebody brought them; they asked for nothing."""

    key: str
    user: str
    channel: str
    at: datetime
    kind: Literal["joined"] = "joined"


Request = CommandTyped | FormSubmitted | ButtonPressed | Marked | Joined

#: For pydantic: which request a stored row is.
StoredRequest = Annotated[Request, Discriminator("kind")]


@dataclass(frozen=True, kw_only=True)
class MessageSeen:
    """A message event: new, edited or deleted. It is evidence and needs no further work once it is stored."""

    message: Message
