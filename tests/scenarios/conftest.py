"""A night in the local workspace: people, the real bot connected over Socket Mode, and a clock moved by hand."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.app import Chronik, running
from bot.drafts import compiled
from bot.manifest import EVENTS, SCOPES
from bot.sandbox import Channel, Limits, Message, Person, Reply, Sandbox
from bot.settings import Settings
from bot.slack_clock import steady_by

#: A Tuesday evening in San Francisco, a Wednesday night in Berlin.
START = datetime(2024, 2, 7, 1, 30, tzinfo=UTC)


#: What Slack delays by less is waited for without a word.
PATIENCE = timedelta(seconds=5)


class Clock:
    """Stands still until it is moved."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        """The instant at which it stands, in UTC."""
        return self.now


class Machine:
    """The clock of a machine that the bot runs on: Slack's, unless somebody sets it."""

    def __init__(self, clock: Clock) -> None:
        self.ahead = timedelta(0)
        self._clock = clock

    def __call__(self) -> datetime:
        """The instant as the machine sees it, in UTC."""
        return self._clock() + self.ahead


class Night:
    """The words in which a scenario is told."""

    def __init__(self, box: Sandbox, clock: Clock, settings: Settings) -> None:
        self.box = box
        self.clock = clock
        self.machine = Machine(clock)
        self.settings = settings
        self.ann = box.add_person("ann", real_name="Ann Lee", tz="America/Los_Angeles")
        self.bob = box.add_person("bob", real_name="Bob Marsh", tz="Europe/Berlin")
        self.general = box.add_channel("general", members=[self.ann, self.bob])
        self.announcements = box.add_channel("incidents", members=[self.ann, self.bob])
        self.bot: Chronik
        self._running: AsyncExitStack | None = None

    async def starts(self) -> None:
        """The bot starts and connects."""
        self._running = AsyncExitStack()
        self.bot = await self._running.enter_async_context(
            running(self.settings, clock=self.machine, counting=steady_by(self.clock), ticking=False)
        )

    async def stops(self) -> None:
        """The bot finishes what is in hand and goes."""
        if self._running is not None:
            await self._running.aclose()
            self._running = None

    async def settles(self) -> None:
        """Everything that was said and asked has had its effect; the clock gives posts the second they need."""
        await self.box.settled()
        await self.bot.idle()
        while (due := await self.bot.store.next_delivery_at()) and due - self.clock.now <= PATIENCE:
            self.clock.now = max(due, self.clock.now)
            await self.bot.idle()
        await self.box.settled()

    async def passes(self, length: timedelta) -> None:
        """Time passes, and the bot looks what is due."""
        self.clock.now += length
        await self.bot.tick()
        await self.settles()

    async def types(self, person: Person, text: str, channel: Channel | None = None) -> Reply:
        """Somebody types ``/incident text``, in the incident's channel unless another is named."""
        reply = await person.types("/incident", text, channel or self.channel)
        await self.settles()
        return reply

    async def opens(self, title: str = "SEV2 Checkout is down", by: Person | None = None) -> Channel:
        """An incident is opened from #general; its channel."""
        await self.types(by or self.ann, f"open {title}", self.general)
        return self.channel

    async def says(self, person: Person, text: str, **more: Any) -> str:
        """Somebody says something in the incident's channel; its ``ts``."""
        if person.id not in self.channel.members:
            await person.joins(self.channel)
        ts = await person.says(self.channel, text, **more)
        await self.settles()
        return ts

    @property
    def channel(self) -> Channel:
        """The incident's channel: the latest that the bot made."""
        return [channel for channel in self.box.channels if channel.creator == self.box.bot_user][-1]

    def heard(self, channel: Channel | None = None) -> list[str]:
        """What the bot posted in a channel, oldest first; not the card's earlier versions."""
        return [m.text for m in self.posts(channel)]

    def posts(self, channel: Channel | None = None) -> list[Message]:
        """The bot's messages in a channel, oldest first."""
        everything = self.box.messages(channel or self.channel)
        return [m for m in everything if m.user == self.box.bot_user and m.subtype in (None, "bot_message")]

    def message(self, channel: Channel, ts: str) -> Message:
        """A message of a channel, as it reads now."""
        return next(m for m in self.box.messages(channel) if m.ts == ts)

    def told(self, person: Person, channel: Channel | None = None) -> str:
        """The latest answer that only this person saw."""
        return person.ephemerals(channel or self.general)[-1].text

    @property
    def card(self) -> Message:
        """The pinned card."""
        (pin,) = self.box.pins(self.channel)
        return next(m for m in self.box.messages(self.channel) if m.ts == pin.ts)

    async def draft(self) -> str:
        """The draft of INC-1 as Markdown."""
        async with self.bot.store.read() as reader:
            incident = await reader.incident(1)
            assert incident is not None
            catalogue = self.bot.catalogues.official
            made = await compiled(reader, incident, self.settings, catalogue, self.clock())
        return made.markdown()

    async def timeline(self) -> list[str]:
        """The timeline as kind and text, in order."""
        async with self.bot.store.read() as reader:
            return [f"{entry.kind}: {entry.text}" for entry in await reader.entries(1)]


Starting = Callable[..., Awaitable[Night]]


@asynccontextmanager
async def started(url: str, limits: Limits | None = None, **settings: Any) -> AsyncIterator[Night]:
    """A night on that database with the bot running; ``settings`` as in ``chronik.toml``."""
    clock = Clock()
    async with Sandbox(
        clock=clock,
        bot_events=EVENTS,
        bot_scopes=SCOPES,
        commands=("/incident",),
        bot_name="chronik",
        limits=limits,
    ) as box:
        given = {
            "SLACK_BOT_TOKEN": box.bot_token,
            "SLACK_APP_TOKEN": box.app_token,
            "SLACK_API_URL": box.api_url,
            "DATABASE_URL": url,
            "CHRONIK_PORT": 0,
            "channels": {"announcements": "#incidents"},
        }
        night = Night(box, clock, Settings.model_validate(given | settings))
        await night.starts()
        try:
            yield night
        finally:
            await night.stops()


@pytest.fixture
async def night(sqlite_url: str) -> AsyncIterator[Night]:
    """A night on SQLite with the default settings and an announcements channel."""
    async with started(sqlite_url) as told:
        yield told


@pytest.fixture
async def night_anywhere(database_url: str) -> AsyncIterator[Night]:
    """The same, once on each kind of database."""
    async with started(database_url) as told:
        yield told
