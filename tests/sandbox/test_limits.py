"""Rate limits, on the workspace's clock."""

from __future__ import annotations

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox import Channel, Limits, Person, Sandbox
from tests.sandbox.doubles import Clock, error


async def test_tier_2(client: AsyncWebClient, clock: Clock) -> None:
    """The twenty-first call of a Tier 2 method within a minute is refused, until the minute has passed."""
    for number in range(20):
        await client.conversations_create(name=f"c{number}")
    with pytest.raises(SlackApiError) as raised:
        await client.conversations_create(name="c20")
    response = raised.value.response
    assert (429, "ratelimited", "60") == (
        response.status_code,
        response["error"],
        response.headers["Retry-After"],
    )
    clock.forward(seconds=60)
    await client.conversations_create(name="c20")


async def test_posts_per_channel(
    box: Sandbox, client: AsyncWebClient, clock: Clock, ann: Person, talk: Channel
) -> None:
    """Ten posts at once are tolerated in a channel, then one a second; other channels are not held up."""
    other = box.add_channel("other", [ann], bot=True)
    for _ in range(10):
        await client.chat_postMessage(channel=talk.id, text="x")
    assert "ratelimited" == await error(client.chat_postMessage(channel=talk.id, text="x"))
    await client.chat_postMessage(channel=other.id, text="x")
    clock.forward(seconds=1)
    await client.chat_postMessage(channel=talk.id, text="x")
    assert [] == box.violations


async def test_impatience_is_noted(box: Sandbox, client: AsyncWebClient, clock: Clock, talk: Channel) -> None:
    """A call before Retry-After is over is refused again and noted as a violation."""
    for _ in range(11):
        try:
            await client.chat_postMessage(channel=talk.id, text="x")
        except SlackApiError:
            clock.forward(seconds=0.5)
    assert "ratelimited" == await error(client.chat_postMessage(channel=talk.id, text="x"))
    assert ["chat.postMessage"] == [violation.method for violation in box.violations]


async def test_who_was_not_told_is_not_impatient(
    box: Sandbox, client: AsyncWebClient, clock: Clock, talk: Channel
) -> None:
    """Of several processes of an app, only the one that was told to wait can come too early."""
    other = AsyncWebClient(token=box.bot_token, base_url=box.api_url_of("other"))
    for _ in range(10):
        await client.chat_postMessage(channel=talk.id, text="x")
    assert "ratelimited" == await error(client.chat_postMessage(channel=talk.id, text="x"))
    for _ in range(2):
        assert "ratelimited" == await error(other.chat_postMessage(channel=talk.id, text="x"))
    assert 1 == len(box.violations)
    assert ["other", "other"] == [call.caller for call in box.calls[-2:]]


async def test_configured(clock: Clock) -> None:
    """Single methods can be held tighter, and all limits can be off."""
    async with Sandbox(clock=clock, limits=Limits(per_minute={"conversations.list": 1})) as box:
        client = AsyncWebClient(token=box.bot_token, base_url=box.api_url)
        await client.conversations_list()
        assert "ratelimited" == await error(client.conversations_list())
    async with Sandbox(clock=clock, limits=Limits(enabled=False)) as box:
        client = AsyncWebClient(token=box.bot_token, base_url=box.api_url)
        for _ in range(25):
            await client.conversations_list()
