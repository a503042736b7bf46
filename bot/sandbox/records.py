"""What a workspace is made of: people, apps, channels, messages, files, canvases."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

Json = dict[str, Any]


class ChannelKind(StrEnum):
    """Which kind of conversation is it? The value is Slack's word in ``types``."""

    PUBLIC = "public_channel"
    PRIVATE = "private_channel"
    IM = "im"
    MPIM = "mpim"

    @property
    def scope_family(self) -> str:
        """The first half of the scopes that concern this kind, as ``groups`` in ``groups:history``."""
        return {"public_channel": "channels", "private_channel": "groups"}.get(self.value, self.value)


@dataclass(kw_only=True)
class User:
    """An account: a person, or the bot user of an app (``bot_id`` and ``app_id`` set)."""

    id: str
    name: str
    real_name: str
    tz: str = "America/Los_Angeles"
    locale: str = "en-US"
    email: str = ""
    is_admin: bool = False
    is_restricted: bool = False
    deleted: bool = False
    bot_id: str | None = None
    app_id: str | None = None


@dataclass(kw_only=True)
class Installation:
    """An app in the workspace, with what it was granted."""

    app_id: str
    bot_id: str
    user: User
    token: str
    scopes: frozenset[str]


@dataclass(kw_only=True)
class StoredFile:
    """A file; ``content`` is None until it is uploaded, ``shares`` holds (channel id, ts)."""

    id: str
    name: str
    title: str
    user: str
    created: datetime
    length: int
    content: bytes | None = None
    snippet_type: str | None = None
    completed: bool = False
    shares: list[tuple[str, str]] = field(default_factory=list)


@dataclass(kw_only=True)
class Message:
    """A message as stored; ``only_for`` names the one person who sees an ephemeral one."""

    channel: str
    ts: str
    user: str
    text: str = ""
    blocks: list[Json] = field(default_factory=list)
    attachments: list[Json] = field(default_factory=list)
    files: list[StoredFile] = field(default_factory=list)
    thread_ts: str | None = None
    subtype: str | None = None
    bot_id: str | None = None
    app_id: str | None = None
    username: str | None = None
    client_msg_id: str | None = None
    metadata: Json | None = None
    edited: Json | None = None
    reactions: dict[str, list[str]] = field(default_factory=dict)
    only_for: str | None = None
    hidden: bool = False
    #: What people have ticked and chosen in it, by user id; each sees their own.
    entered: dict[str, dict[str, Json]] = field(default_factory=dict)
    extra: Json = field(default_factory=dict)

    @property
    def is_reply(self) -> bool:
        """Whether it stands in a thread below another message."""
        return self.thread_ts is not None and self.thread_ts != self.ts

    @property
    def in_channel(self) -> bool:
        """Whether it shows in the channel itself, not only in a thread."""
        return not self.is_reply or self.subtype == "thread_broadcast"


@dataclass(kw_only=True)
class Note:
    """A channel's topic or purpose."""

    value: str = ""
    creator: str = ""
    last_set: int = 0


@dataclass(frozen=True, kw_only=True)
class Pin:
    """A pinned message."""

    ts: str
    by: str
    created: int


@dataclass(kw_only=True)
class Channel:
    """A conversation with all that is in it; ``messages`` and ``threads`` are keyed by ts."""

    id: str
    kind: ChannelKind
    name: str
    creator: str
    created: datetime
    members: list[str] = field(default_factory=list)
    topic: Note = field(default_factory=Note)
    purpose: Note = field(default_factory=Note)
    archived: bool = False
    general: bool = False
    messages: dict[str, Message] = field(default_factory=dict)
    threads: dict[str, list[str]] = field(default_factory=dict)
    ephemerals: list[Message] = field(default_factory=list)
    pins: list[Pin] = field(default_factory=list)
    bookmarks: list[Json] = field(default_factory=list)
    canvas: str | None = None
    previous_names: list[str] = field(default_factory=list)
    last_stamp: int = 0

    @property
    def private(self) -> bool:
        """Whether only members know that it exists."""
        return self.kind is not ChannelKind.PUBLIC

    def replies(self, ts: str) -> list[Message]:
        """The messages below the one at ``ts``, oldest first."""
        return [self.messages[reply] for reply in self.threads.get(ts, []) if reply in self.messages]


@dataclass(kw_only=True)
class Usergroup:
    """A user group with its handle, as ``oncall`` for @oncall."""

    id: str
    handle: str
    name: str
    creator: str
    created: datetime
    users: list[str] = field(default_factory=list)


@dataclass(kw_only=True)
class Section:
    """One block of a canvas."""

    id: str
    markdown: str


@dataclass(kw_only=True)
class Canvas:
    """A canvas; ``channel`` is set for the one that belongs to a channel."""

    id: str
    title: str
    owner: str
    channel: str | None = None
    sections: list[Section] = field(default_factory=list)
    user_access: dict[str, str] = field(default_factory=dict)
    channel_access: dict[str, str] = field(default_factory=dict)

    @property
    def markdown(self) -> str:
        """The whole text."""
        return "\n\n".join(section.markdown for section in self.sections)


@dataclass(kw_only=True)
class ScheduledMessage:
    """A message that waits; ``arguments`` are those of the message to be, ``silent`` ones never post."""

    id: str
    channel: str
    post_at: int
    created: int
    text: str
    app_id: str
    arguments: Json
    silent: bool = False
