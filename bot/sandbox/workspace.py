"""The workspace's state, its clock and its identifiers; whoever changes it announces what happened."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from bot.sandbox.journal import Violation
from bot.sandbox.records import (
    Canvas,
    Channel,
    ChannelKind,
    Installation,
    Json,
    ScheduledMessage,
    StoredFile,
    User,
    Usergroup,
)

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
SLACKBOT = "USLACKBOT"
Listener = Callable[["Happening"], None]


@dataclass(frozen=True, kw_only=True)
class Happening:
    """Something that apps may hear of: ``payload`` is Slack's inner event.

    ``channel`` is where, if anywhere; ``to`` the one user (an app's, too) that it concerns, if only one.
    """

    event: str
    payload: Json
    channel: Channel | None = None
    to: str | None = None


class Workspace:
    """All people, apps and conversations, on one clock; ``paid`` is the plan."""

    def __init__(self, *, clock: Callable[[], datetime], name: str = "Sandbox", paid: bool = True) -> None:
        self.clock = clock
        self.name = name
        self.domain = name.lower()
        self.paid = paid
        self.team_id = "T0SANDBOX1"
        self.base_url = ""
        self.users: dict[str, User] = {SLACKBOT: User(id=SLACKBOT, name="slackbot", real_name="Slackbot")}
        self.installations: dict[str, Installation] = {}
        self.channels: dict[str, Channel] = {}
        self.usergroups: dict[str, Usergroup] = {}
        self.files: dict[str, StoredFile] = {}
        self.canvases: dict[str, Canvas] = {}
        self.scheduled: dict[str, ScheduledMessage] = {}
        self.violations: list[Violation] = []
        self.listeners: list[Listener] = []
        self._counters: dict[str, int] = {}
        self._change = asyncio.Event()

    def now(self) -> datetime:
        """The workspace's time (UTC)."""
        return self.clock()

    def seconds(self) -> int:
        """The workspace's time in whole seconds since 1970."""
        return int(self.now().timestamp())

    def new_id(self, prefix: str) -> str:
        """An identifier in Slack's form, unique in this workspace and the same in every run."""
        self._counters[prefix] = number = self._counters.get(prefix, 0) + 1
        return f"{prefix}0{number:09X}"

    def stamp(self, channel: Channel, at: datetime | None = None) -> str:
        """A ``ts``: unique in its channel only, always later than the one before."""
        micros = ((at or self.now()) - EPOCH) // timedelta(microseconds=1)
        channel.last_stamp = micros = max(micros, channel.last_stamp + 1)
        return f"{micros // 1_000_000}.{micros % 1_000_000:06d}"

    def announce(
        self, event: str, payload: Json, channel: Channel | None = None, to: str | None = None
    ) -> None:
        """Tells the listeners that something happened, in Slack's event shape."""
        for listener in self.listeners:
            listener(Happening(event=event, payload=payload, channel=channel, to=to))
        self.touch()

    def touch(self) -> None:
        """Wakes all that wait for a change."""
        self._change.set()
        self._change = asyncio.Event()

    async def changed(self) -> None:
        """Returns when something has changed since the call."""
        await self._change.wait()

    def installation(self, app_id: str | None) -> Installation | None:
        """The app with this id, if it is installed."""
        return next((known for known in self.installations.values() if known.app_id == app_id), None)

    def channel_named(self, name: str) -> Channel | None:
        """The channel with this name, with or without #, archived ones included."""
        wanted = name.removeprefix("#")
        named = (ChannelKind.PUBLIC, ChannelKind.PRIVATE)
        return next((c for c in self.channels.values() if c.kind in named and c.name == wanted), None)

    def direct(self, *users: str) -> Channel:
        """The direct conversation between exactly these users, opened when there is none."""
        members = list(dict.fromkeys(users))
        for channel in self.channels.values():
            direct = channel.kind in (ChannelKind.IM, ChannelKind.MPIM)
            if direct and set(channel.members) == set(members):
                return channel
        kind = ChannelKind.IM if len(members) <= 2 else ChannelKind.MPIM
        channel = Channel(
            id=self.new_id("D" if kind is ChannelKind.IM else "C"),
            kind=kind,
            name=""
            if kind is ChannelKind.IM
            else "mpdm-" + "--".join(self.users[m].name for m in members) + "-1",
            creator=members[0],
            created=self.now(),
            members=members,
        )
        self.channels[channel.id] = channel
        return channel

    def permalink(self, channel: Channel, ts: str) -> str:
        """The web address of a message; a reply's names its thread."""
        message = channel.messages[ts]
        link = f"https://{self.domain}.slack.com/archives/{channel.id}/p{ts.replace('.', '')}"
        return f"{link}?thread_ts={message.thread_ts}&cid={channel.id}" if message.is_reply else link
