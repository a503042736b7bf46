"""The workspace as a whole: started, filled with people and channels, watched."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime, timedelta
from types import TracebackType
from typing import Self

from bot.sandbox import conversations
from bot.sandbox.api import WebApi
from bot.sandbox.blocks import BlockRules
from bot.sandbox.call import Services
from bot.sandbox.deliveries import RETRY_DELAYS, Deliveries
from bot.sandbox.events import BOT_EVENTS, Feed
from bot.sandbox.faults import Faults
from bot.sandbox.http_delivery import HttpDelivery
from bot.sandbox.interactions import Interactions
from bot.sandbox.limits import Limits
from bot.sandbox.messages import edit
from bot.sandbox.modals import Modals
from bot.sandbox.other_apps import OtherApp
from bot.sandbox.people import Person, Place
from bot.sandbox.posting import post_due
from bot.sandbox.records import (
    Channel,
    Installation,
    Json,
    User,
    Usergroup,
)
from bot.sandbox.server import Server
from bot.sandbox.socket_mode import SocketMode
from bot.sandbox.triggers import TRIGGER_LIFE, Keys
from bot.sandbox.watching import Watched
from bot.sandbox.workspace import Workspace

BOT_SCOPES = (
    "app_mentions:read", "bookmarks:read", "bookmarks:write", "canvases:read", "canvases:write", "channels:history",
    "channels:join", "channels:manage", "channels:read", "chat:write", "commands", "files:read", "files:write",
    "groups:history", "groups:read", "groups:write", "im:history", "im:read", "im:write", "pins:read", "pins:write",
    "reactions:read", "reactions:write", "team:read", "usergroups:read", "users:read", "users:read.email",
)  # fmt: skip
APP_TOKEN = "xapp-1-sandbox"  # noqa: S105  # opens nothing but this workspace
SIGNING_SECRET = "sandbox-signing-secret"  # noqa: S105  # likewise


def _wall_clock() -> datetime:
    return datetime.now(UTC)


class Sandbox(Watched):
    """A Slack-compatible workspace on 127.0.0.1, as an asynchronous context manager.

    ``clock`` returns aware UTC and rules all windows; ``ack_timeout`` and ``tick_seconds`` are real seconds.
    ``bot_scopes`` and ``bot_events`` are what the app was granted and subscribed to, as in its manifest.
    """

    def __init__(
        self,
        *,
        clock: Callable[[], datetime] = _wall_clock,
        bot_events: Iterable[str] = BOT_EVENTS,
        bot_scopes: Iterable[str] = BOT_SCOPES,
        commands: Sequence[str] = (),
        bot_name: str = "bot",
        port: int = 0,
        limits: Limits | None = None,
        ack_timeout: float = 3.0,
        retry_delays: Sequence[timedelta] = RETRY_DELAYS,
        trigger_life: timedelta = TRIGGER_LIFE,
        tick_seconds: float = 0.05,
        paid: bool = True,
        bots_unarchive: bool = False,
    ) -> None:
        workspace = Workspace(clock=clock, paid=paid)
        self.app = install(workspace, bot_name, bot_scopes)
        self.faults = Faults()
        self.sockets = SocketMode(workspace, self.app.app_id, ack_timeout)
        self.services = _services(workspace, self.sockets, trigger_life, bots_unarchive=bots_unarchive)
        api = WebApi(self.services, APP_TOKEN, self.faults, limits or Limits())
        super().__init__(workspace, api, Deliveries(workspace, self.faults, self.sockets, retry_delays))
        api.before_each = self.tick
        self._feed = Feed(workspace, self.app, bot_events, self._deliveries.event)
        workspace.listeners.append(self._feed.hear)
        self._interactions = Interactions(self.services, self.app, self._deliveries)
        self._server = Server(self.services, api, self.sockets, self.faults)
        self._commands = tuple(commands)
        self._port, self._tick_seconds, self._ack_timeout = port, tick_seconds, ack_timeout
        self._http: HttpDelivery | None = None
        self._ticking: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        await self._server.start(self._port)
        self._deliveries.start()
        self._ticking = asyncio.create_task(self._tick_always())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        ended: list[object] = []
        if self._ticking is not None:
            self._ticking.cancel()
            ended += await asyncio.gather(self._ticking, return_exceptions=True)
        await self.sockets.close()
        try:
            await self._deliveries.close()
        finally:
            if self._http is not None:
                await self._http.close()
            await self._server.stop()
        for failure in ended:
            if isinstance(failure, Exception):
                raise failure

    # What an app needs to connect

    app_token = APP_TOKEN
    signing_secret = SIGNING_SECRET

    @property
    def api_url(self) -> str:
        """The base address of the Web API, with its slash at the end."""
        return f"{self.workspace.base_url}/api/"

    def api_url_of(self, caller: str) -> str:
        """The same for one of several processes of the app, which its name tells apart in the journal."""
        return f"{self.workspace.base_url}/of/{caller}/api/"

    @property
    def bot_token(self) -> str:
        """The app's bot token."""
        return self.app.token

    @property
    def bot_user(self) -> str:
        """The app's user id."""
        return self.app.user.id

    async def deliver_to(self, *urls: str, choose: Callable[[int], int] | None = None) -> None:
        """From here on everything goes to this address, signed, instead of Socket Mode.

        Several stand behind a balancer: each delivery goes to one of them, in turn or to the one that ``choose``
        names among so many, and to the next where nobody listens.
        """
        http = HttpDelivery(urls, self.signing_secret, self._ack_timeout, choose)
        if self._http is not None:
            await self._http.close()
        self._http = http
        await http.verify()
        self._deliveries.transport = http

    # Filling it

    def add_person(
        self,
        name: str,
        *,
        real_name: str = "",
        tz: str = "America/Los_Angeles",
        locale: str = "en-US",
        admin: bool = False,
        email: str = "",
        guest: bool = False,
    ) -> Person:
        """A person with an account."""
        user = User(
            id=self.workspace.new_id("U"),
            name=name,
            real_name=real_name or name.title(),
            tz=tz,
            locale=locale,
            email=email or f"{name}@example.com",
            is_admin=admin,
            is_restricted=guest,
        )
        self.workspace.users[user.id] = user
        return Person(self.workspace, user, self._interactions, self._commands)

    def add_channel(
        self,
        name: str,
        members: Sequence[Person | OtherApp] = (),
        *,
        private: bool = False,
        bot: bool = False,
    ) -> Channel:
        """A channel with these members, the first its creator; ``bot`` adds the app."""
        ids = [member.id for member in members] + ([self.bot_user] if bot else [])
        creator = ids[0] if ids else "USLACKBOT"
        channel = conversations.create(self.workspace, name, creator, private=private)
        for member in ids[1:]:
            conversations.join(self.workspace, channel, member)
        if not ids:
            channel.members.clear()
        return channel

    def add_usergroup(self, handle: str, members: Sequence[Person] = (), name: str = "") -> Usergroup:
        """A user group, mentioned as @handle."""
        group = Usergroup(
            id=self.workspace.new_id("S"),
            handle=handle,
            name=name or handle.title(),
            creator=members[0].id if members else "USLACKBOT",
            created=self.workspace.now(),
            users=[member.id for member in members],
        )
        self.workspace.usergroups[group.id] = group
        return group

    def add_app(self, name: str, scopes: Iterable[str] = BOT_SCOPES) -> OtherApp:
        """Another app that can post."""
        return OtherApp(self.workspace, self.services.rules, install(self.workspace, name, scopes))

    def unfurls(self, channel: Place, ts: str, attachments: list[Json]) -> None:
        """Puts a link preview below a message, which changes it without an edit."""
        there = self.channel(channel)
        edit(self.workspace, there, there.messages[ts], {"attachments": attachments}, None)

    # Time and connections

    def tick(self) -> None:
        """Does what is due on the workspace's clock: scheduled messages, redeliveries."""
        post_due(self.workspace)
        self._deliveries.tick()

    def hasten(self) -> None:
        """Makes all redeliveries that wait, now."""
        self._deliveries.hasten()

    def rate_limit_events(self) -> None:
        """Sends ``app_rate_limited``."""
        self._feed.rate_limited()

    async def drop(self) -> None:
        """Breaks all connections over which payloads are delivered, without a word."""
        await self._deliveries.transport.drop()

    async def _tick_always(self) -> None:
        while True:
            await asyncio.sleep(self._tick_seconds)
            self.tick()


def install(workspace: Workspace, name: str, scopes: Iterable[str]) -> Installation:
    """Puts an app with its bot user into the workspace."""
    number = workspace.new_id("A")
    bot = User(
        id=workspace.new_id("U"),
        name=name,
        real_name=name.title(),
        bot_id=workspace.new_id("B"),
        app_id=number,
    )
    workspace.users[bot.id] = bot
    app = Installation(
        app_id=number,
        bot_id=str(bot.bot_id),
        user=bot,
        token=f"xoxb-{number}-sandbox",
        scopes=frozenset(scopes),
    )
    workspace.installations[app.token] = app
    return app


def _services(
    workspace: Workspace, sockets: SocketMode, trigger_life: timedelta, *, bots_unarchive: bool
) -> Services:
    rules = BlockRules()
    return Services(
        workspace=workspace,
        rules=rules,
        modals=Modals(workspace, rules),
        keys=Keys(workspace, trigger_life),
        socket_url=sockets.url,
        bots_unarchive=bots_unarchive,
    )
