"""pins.*, reactions.*, bookmarks.*: marks on messages and channels."""

from __future__ import annotations

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox import Channel, Limits, Person, Sandbox
from tests.sandbox.doubles import Clock, error


async def test_pins(box: Sandbox, client: AsyncWebClient, ann: Person, talk: Channel) -> None:
    """A pin shows in the list and on the message, and leaves a line in the channel."""
    ts = await ann.says(talk, "keep")
    await client.pins_add(channel=talk.id, timestamp=ts)
    items = (await client.pins_list(channel=talk.id))["items"]
    assert [(ts, box.bot_user)] == [(item["message"]["ts"], item["created_by"]) for item in items]
    assert [talk.id] == items[0]["message"]["pinned_to"]
    assert "pinned_item" == box.messages(talk)[-1].subtype
    assert "already_pinned" == await error(client.pins_add(channel=talk.id, timestamp=ts))
    await client.pins_remove(channel=talk.id, timestamp=ts)
    assert "no_pin" == await error(client.pins_remove(channel=talk.id, timestamp=ts))
    assert [] == box.pins(talk)


async def test_refused_pins(box: Sandbox, client: AsyncWebClient, talk: Channel) -> None:
    """Nothing, nonsense, what is not there and mere notices cannot be pinned."""
    notice = next(message.ts for message in box.messages(talk) if message.subtype == "channel_join")
    assert "no_item_specified" == await error(client.pins_add(channel=talk.id))
    assert "bad_timestamp" == await error(client.pins_add(channel=talk.id, timestamp="noon"))
    assert "message_not_found" == await error(client.pins_add(channel=talk.id, timestamp="1.000001"))
    assert "not_pinnable" == await error(client.pins_add(channel=talk.id, timestamp=notice))


async def test_a_hundred_pins(clock: Clock) -> None:
    """The hundred-and-first pin of a channel is refused."""
    async with Sandbox(clock=clock, limits=Limits(enabled=False)) as box:
        ann = box.add_person("ann")
        talk = box.add_channel("talk", [ann], bot=True)
        for _ in range(100):
            await ann.pins(talk, await ann.says(talk, "x"))
        client = AsyncWebClient(token=box.bot_token, base_url=box.api_url)
        code = await error(client.pins_add(channel=talk.id, timestamp=await ann.says(talk, "x")))
    assert "too_many_pins" == code


async def test_reactions(client: AsyncWebClient, ann: Person, talk: Channel) -> None:
    """Reactions are counted by name; nobody reacts twice or takes back what was not given."""
    ts = await ann.says(talk, "x")
    await ann.reacts(talk, ts, "eyes")
    await client.reactions_add(channel=talk.id, timestamp=ts, name="eyes")
    message = (await client.reactions_get(channel=talk.id, timestamp=ts))["message"]
    assert [("eyes", 2)] == [(reaction["name"], reaction["count"]) for reaction in message["reactions"]]
    code = await error(client.reactions_add(channel=talk.id, timestamp=ts, name="eyes"))
    assert "already_reacted" == code
    assert [ts] == [item["message"]["ts"] for item in (await client.reactions_list())["items"]]
    await client.reactions_remove(channel=talk.id, timestamp=ts, name="eyes")
    code = await error(client.reactions_remove(channel=talk.id, timestamp=ts, name="eyes"))
    assert "no_reaction" == code


@pytest.mark.parametrize(
    ("name", "timestamp", "code"),
    [
        (":eyes:", "", "invalid_name"),
        ("two words", "", "invalid_name"),
        ("eyes", "noon", "bad_timestamp"),
        ("eyes", "1.000001", "message_not_found"),
    ],
)
async def test_refused_reactions(
    client: AsyncWebClient, ann: Person, talk: Channel, name: str, timestamp: str, code: str
) -> None:
    """Colons, spaces and messages that are not there are refused."""
    ts = timestamp or await ann.says(talk, "x")
    assert code == await error(client.reactions_add(channel=talk.id, timestamp=ts, name=name))


async def test_23_kinds_of_reaction(client: AsyncWebClient, ann: Person, talk: Channel) -> None:
    """A message carries at most 23 different reactions."""
    ts = await ann.says(talk, "x")
    for number in range(23):
        await ann.reacts(talk, ts, f"emoji{number}")
    code = await error(client.reactions_add(channel=talk.id, timestamp=ts, name="eyes"))
    assert "too_many_emoji" == code


async def test_reactions_need_membership(box: Sandbox, client: AsyncWebClient, ann: Person) -> None:
    """From outside a channel the app cannot react."""
    public = box.add_channel("public", [ann])
    ts = await ann.says(public, "x")
    assert "no_access" == await error(client.reactions_add(channel=public.id, timestamp=ts, name="eyes"))


async def test_bookmarks(client: AsyncWebClient, talk: Channel) -> None:
    """Web links can be bookmarked, other things cannot."""
    link = {"channel_id": talk.id, "title": "Runbook", "type": "link"}
    await client.bookmarks_add(**link, link="https://example.com")
    bookmarks = (await client.bookmarks_list(channel_id=talk.id))["bookmarks"]
    assert [("Runbook", "https://example.com")] == [(mark["title"], mark["link"]) for mark in bookmarks]
    assert "invalid_link" == await error(client.bookmarks_add(**link, link="ftp://example.com"))
    code = await error(client.bookmarks_add(channel_id=talk.id, title="x", type="folder"))
    assert "invalid_bookmark_type" == code


async def test_a_hundred_bookmarks(clock: Clock) -> None:
    """The hundred-and-first bookmark is refused."""
    async with Sandbox(clock=clock, limits=Limits(enabled=False)) as box:
        talk = box.add_channel("talk", [box.add_person("ann")], bot=True)
        client = AsyncWebClient(token=box.bot_token, base_url=box.api_url)
        talk.bookmarks = [{}] * 100
        link = {"title": "x", "type": "link", "link": "https://example.com"}
        assert "too_many_bookmarks" == await error(client.bookmarks_add(channel_id=talk.id, **link))


async def test_marks_from_outside(box: Sandbox, client: AsyncWebClient, ann: Person, talk: Channel) -> None:
    """Bookmarks need membership and an open channel; reactions need a channel and a known user."""
    public = box.add_channel("public", [ann])
    link = {"title": "x", "type": "link", "link": "https://example.com"}
    assert "permission_denied" == await error(client.bookmarks_add(channel_id=public.id, **link))
    await ann.archives(talk)
    assert "permission_denied" == await error(client.bookmarks_add(channel_id=talk.id, **link))
    assert "no_item_specified" == await error(client.reactions_get())
    assert "user_not_found" == await error(client.reactions_list(user="U404"))
