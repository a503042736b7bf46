"""A workspace on a clock that stands still, and the ways to talk to it."""

from __future__ import annotations

from collections.abc import AsyncIterator

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox import Channel, Person, Sandbox
from tests.sandbox.doubles import Clock, SocketApp


@pytest.fixture
def clock() -> Clock:
    """A clock that moves only when told to."""
    return Clock()


@pytest.fixture
async def box(clock: Clock) -> AsyncIterator[Sandbox]:
    """A workspace with the command /greet."""
    async with Sandbox(clock=clock, commands=("/greet",), ack_timeout=0.5) as started:
        yield started


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    """One HTTP session for the test."""
    async with aiohttp.ClientSession() as opened:
        yield opened


@pytest.fixture
def client(box: Sandbox, session: aiohttp.ClientSession) -> AsyncWebClient:
    """The real SDK's client with the app's bot token."""
    return AsyncWebClient(token=box.bot_token, base_url=box.api_url, session=session, retry_handlers=[])


@pytest.fixture
def ann(box: Sandbox) -> Person:
    """A person."""
    return box.add_person("ann", real_name="Ann Lee", admin=False)


@pytest.fixture
def bob(box: Sandbox) -> Person:
    """Another person."""
    return box.add_person("bob", real_name="Bob Ray")


@pytest.fixture
def talk(box: Sandbox, ann: Person, bob: Person) -> Channel:
    """A public channel with Ann, Bob and the app in it."""
    return box.add_channel("talk", [ann, bob], bot=True)


@pytest.fixture
async def app(box: Sandbox, session: aiohttp.ClientSession, talk: Channel) -> AsyncIterator[SocketApp]:
    """A bare Socket Mode app that acknowledges everything; it comes when the channel is already there."""
    connected = SocketApp(box, session)
    await connected.connect()
    yield connected
    await connected.close()
