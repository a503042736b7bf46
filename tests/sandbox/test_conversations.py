"""conversations.*: channels, their names, members and topics."""

from __future__ import annotations

from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox import Channel, Person, Sandbox
from tests.sandbox.doubles import Clock, error, refusal


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("", "invalid_name_required"),
        ("x" * 81, "invalid_name_maxlength"),
        ("Upper", "invalid_name_specials"),
        ("with space", "invalid_name_specials"),
        ("dotted.name", "invalid_name_specials"),
        ("größe", "invalid_name_specials"),
        ("--__", "invalid_name_punctuation"),
        ("talk", "name_taken"),
        ("old", "name_taken"),
    ],
)
async def test_refused_names(
    box: Sandbox, client: AsyncWebClient, ann: Person, talk: Channel, name: str, code: str
) -> None:
    """Names are lower case, short, and never used twice, not even after archiving."""
    box.add_channel("old", [ann])
    await ann.archives("old")
    assert code == await error(client.conversations_create(name=name))
    created = (await client.conversations_create(name="fresh"))["channel"]["id"]
    assert code == await error(client.conversations_rename(channel=created, name=name))


async def test_create(box: Sandbox, client: AsyncWebClient) -> None:
    """The app that creates a channel is its creator and its first member."""
    channel = (await client.conversations_create(name="inc-1", is_private=True))["channel"]
    assert (True, True, box.bot_user) == (channel["is_private"], channel["is_member"], channel["creator"])
    assert [box.bot_user] == (await client.conversations_members(channel=channel["id"]))["members"]


async def test_scope_for_private_creation(clock: Clock) -> None:
    """A private channel takes groups:write, whatever else is granted."""
    async with Sandbox(clock=clock, bot_scopes=["channels:manage"]) as box:
        client = AsyncWebClient(token=box.bot_token, base_url=box.api_url)
        await client.conversations_create(name="open")
        assert "missing_scope" == await error(client.conversations_create(name="closed", is_private=True))


async def test_private_channels_are_invisible(box: Sandbox, client: AsyncWebClient, ann: Person) -> None:
    """To an app that is no member, a private channel does not exist."""
    secret = box.add_channel("secret", [ann], private=True)
    for call in (
        client.conversations_info(channel=secret.id),
        client.conversations_history(channel=secret.id),
        client.conversations_join(channel=secret.id),
        client.conversations_members(channel=secret.id),
        client.pins_list(channel=secret.id),
    ):
        assert "channel_not_found" == await error(call)
    listed = await client.conversations_list(types="public_channel,private_channel")
    assert secret.id not in [channel["id"] for channel in listed["channels"]]


async def test_writes_need_membership(box: Sandbox, client: AsyncWebClient, ann: Person) -> None:
    """A public channel can be looked up from outside, but not read or changed."""
    public = box.add_channel("public", [ann])
    info = await client.conversations_info(channel=public.id, include_num_members=True)
    assert (False, 1) == (info["channel"]["is_member"], info["channel"]["num_members"])
    for call in (
        client.conversations_history(channel=public.id),
        client.conversations_invite(channel=public.id, users=ann.id),
        client.conversations_setTopic(channel=public.id, topic="x"),
        client.conversations_archive(channel=public.id),
        client.conversations_rename(channel=public.id, name="other"),
        client.pins_add(channel=public.id, timestamp="1.000001"),
    ):
        assert "not_in_channel" == await error(call)


async def test_archived_channels_are_read_only(
    client: AsyncWebClient, ann: Person, bob: Person, talk: Channel
) -> None:
    """An archived channel can be read and nothing else; archiving twice is refused, unarchiving by a bot too."""
    ts = (await client.chat_postMessage(channel=talk.id, text="x"))["ts"]
    await client.conversations_archive(channel=talk.id)
    for call in (
        client.conversations_setTopic(channel=talk.id, topic="x"),
        client.conversations_invite(channel=talk.id, users=bob.id),
        client.conversations_join(channel=talk.id),
        client.chat_update(channel=talk.id, ts=ts, text="y"),
        client.pins_add(channel=talk.id, timestamp=ts),
        client.reactions_add(channel=talk.id, timestamp=ts, name="eyes"),
        client.chat_scheduleMessage(channel=talk.id, post_at=1_900_000_000, text="x"),
    ):
        assert "is_archived" == await error(call)
    assert "already_archived" == await error(client.conversations_archive(channel=talk.id))
    assert "not_in_channel" == await error(client.conversations_unarchive(channel=talk.id))
    assert (await client.conversations_history(channel=talk.id))["messages"]


async def test_general_stays(box: Sandbox, client: AsyncWebClient, ann: Person) -> None:
    """The general channel cannot be archived or left, and nobody is removed from it."""
    general = box.add_channel("general", [ann], bot=True)
    assert "cant_archive_general" == await error(client.conversations_archive(channel=general.id))
    assert "cant_leave_general" == await error(client.conversations_leave(channel=general.id))
    code = await error(client.conversations_kick(channel=general.id, user=ann.id))
    assert "cant_kick_from_general" == code


async def test_topics(box: Sandbox, client: AsyncWebClient, talk: Channel) -> None:
    """A topic is escaped, leaves a line when it differs, and is at most 250 characters long."""
    answer = await client.conversations_setTopic(channel=talk.id, topic="a < b")
    await client.conversations_setTopic(channel=talk.id, topic="a < b")
    assert "a &lt; b" == answer["channel"]["topic"]["value"]
    lines = [message for message in box.messages(talk) if message.subtype == "channel_topic"]
    assert ["set the channel topic: a &lt; b"] == [line.text for line in lines]
    assert "too_long" == await error(client.conversations_setTopic(channel=talk.id, topic="x" * 251))
    assert "too_long" == await error(client.conversations_setPurpose(channel=talk.id, purpose="x" * 251))


async def test_rename_is_the_creators(
    client: AsyncWebClient, talk: Channel, ann: Person, box: Sandbox
) -> None:
    """Only who created a channel may rename it; the old name is remembered."""
    assert "not_authorized" == await error(client.conversations_rename(channel=talk.id, name="other"))
    own = (await client.conversations_create(name="before"))["channel"]["id"]
    renamed = (await client.conversations_rename(channel=own, name="after"))["channel"]
    assert ("after", ["before"]) == (renamed["name"], renamed["previous_names"])


class TestInviting:
    """conversations.invite and its refusals."""

    async def test_all_or_none(
        self, box: Sandbox, client: AsyncWebClient, ann: Person, talk: Channel
    ) -> None:
        """One bad id spoils the call; each is told about; with ``force`` the others come in."""
        eve = box.add_person("eve")
        body = await refusal(client.conversations_invite(channel=talk.id, users=[eve.id, ann.id]))
        assert "already_in_channel" == body["error"]
        assert [{"user": ann.id, "ok": False, "error": "already_in_channel"}] == body["errors"]
        assert eve.id not in talk.members
        await client.conversations_invite(channel=talk.id, users=[eve.id, ann.id], force=True)
        assert eve.id in talk.members

    async def test_refusals(self, box: Sandbox, client: AsyncWebClient, ann: Person, talk: Channel) -> None:
        """Nobody, oneself, strangers, members, guests and more than a hundred are refused."""
        guest = box.add_person("guest", guest=True)
        cases = [
            ("", "no_user"),
            (box.bot_user, "cant_invite_self"),
            ("U404", "user_not_found"),
            (ann.id, "already_in_channel"),
            (guest.id, "user_is_restricted"),
            (",".join(f"U{number}" for number in range(101)), "invalid_arguments"),
        ]
        for users, code in cases:
            assert code == await error(client.conversations_invite(channel=talk.id, users=users))


async def test_joining_and_leaving(box: Sandbox, client: AsyncWebClient, ann: Person) -> None:
    """Joining twice warns; leaving twice says so."""
    public = box.add_channel("public", [ann])
    await client.conversations_join(channel=public.id)
    assert "already_in_channel" == (await client.conversations_join(channel=public.id))["warning"]
    await client.conversations_leave(channel=public.id)
    assert (await client.conversations_leave(channel=public.id))["not_in_channel"]
    alone = (await client.conversations_create(name="alone", is_private=True))["channel"]["id"]
    assert "last_member" == await error(client.conversations_leave(channel=alone))


async def test_kicking(box: Sandbox, client: AsyncWebClient, ann: Person, talk: Channel) -> None:
    """A member can be removed; oneself and strangers cannot."""
    await client.conversations_kick(channel=talk.id, user=ann.id)
    assert "not_in_channel" == await error(client.conversations_kick(channel=talk.id, user=ann.id))
    assert "cant_kick_self" == await error(client.conversations_kick(channel=talk.id, user=box.bot_user))


@pytest.mark.parametrize(
    ("users", "code"),
    [
        ("", "users_list_not_supplied"),
        ("U404", "user_not_found"),
        (",".join(["U1"] * 9), "too_many_users"),
        ("USLACKBOT", "invalid_user_combination"),
    ],
)
async def test_refused_direct_conversations(client: AsyncWebClient, users: str, code: str) -> None:
    """A direct conversation is with one to eight people who exist."""
    assert code == await error(client.conversations_open(users=users))


async def test_direct_conversations(client: AsyncWebClient, ann: Person, bob: Person) -> None:
    """The same people share one direct conversation; it takes no topic-like operations of channels."""
    first = (await client.conversations_open(users=ann.id))["channel"]["id"]
    again = await client.conversations_open(users=ann.id)
    assert (first, True) == (again["channel"]["id"], again["already_open"])
    code = await error(client.conversations_archive(channel=first))
    assert "method_not_supported_for_channel_type" == code
    code = await error(client.conversations_open(users=f"{ann.id},{bob.id}"))
    assert "missing_scope" == code


async def test_lists(box: Sandbox, client: AsyncWebClient, ann: Person, talk: Channel) -> None:
    """Lists come in pages and by kind; a wrong kind, limit or cursor is refused."""
    for number in range(3):
        box.add_channel(f"more-{number}", [ann])
    await ann.archives("more-0")
    page = await client.conversations_list(limit=2)
    rest = await client.conversations_list(limit=2, cursor=page["response_metadata"]["next_cursor"])
    names = [channel["name"] for channel in [*page["channels"], *rest["channels"]]]
    assert (["talk", "more-0", "more-1", "more-2"], "") == (names, rest["response_metadata"]["next_cursor"])
    live = await client.conversations_list(exclude_archived=True)
    assert "more-0" not in [channel["name"] for channel in live["channels"]]
    mine = await client.users_conversations()
    assert ["talk"] == [channel["name"] for channel in mine["channels"]]
    assert "invalid_types" == await error(client.conversations_list(types="secret"))
    assert "invalid_limit" == await error(client.conversations_list(limit=-1))
    assert "invalid_cursor" == await error(client.conversations_list(cursor="page 2"))


class TestHistory:
    """conversations.history and conversations.replies."""

    async def _texts(self, client: AsyncWebClient, channel: Channel, **args: Any) -> list[str]:
        answer = await client.conversations_history(channel=channel.id, **args)
        return [message["text"] for message in answer["messages"]]

    async def test_bounds(self, client: AsyncWebClient, clock: Clock, ann: Person, talk: Channel) -> None:
        """Bounds are exclusive unless ``inclusive``; the newest comes first."""
        stamps = []
        for text in "abc":
            clock.forward(seconds=1)
            stamps.append(await ann.says(talk, text))
        assert ["b"] == await self._texts(client, talk, oldest=stamps[0], latest=stamps[2])
        bounds = {"oldest": stamps[0], "latest": stamps[2], "inclusive": True}
        assert ["c", "b", "a"] == await self._texts(client, talk, **bounds)
        assert ["c"] == await self._texts(client, talk, limit=1)
        for name in ("oldest", "latest"):
            code = await error(client.conversations_history(channel=talk.id, **{name: "noon"}))  # type: ignore[arg-type]
            assert f"invalid_ts_{name}" == code

    async def test_forward_pages(
        self, client: AsyncWebClient, clock: Clock, ann: Person, talk: Channel
    ) -> None:
        """With ``oldest`` alone, pages run forward from there, each newest first."""
        clock.forward(seconds=1)
        start = await ann.says(talk, "start")
        for text in "abc":
            clock.forward(seconds=1)
            await ann.says(talk, text)
        page = await client.conversations_history(channel=talk.id, oldest=start, limit=2)
        assert (["b", "a"], True) == ([message["text"] for message in page["messages"]], page["has_more"])
        cursor = page["response_metadata"]["next_cursor"]
        assert ["c"] == await self._texts(client, talk, oldest=start, limit=2, cursor=cursor)
        code = await error(client.conversations_history(channel=talk.id, cursor="bmV4dDox"))
        assert "invalid_cursor" == code

    async def test_replies_stay_out(self, client: AsyncWebClient, ann: Person, talk: Channel) -> None:
        """History holds parents only; the thread comes by its parent, page by page with the parent on each."""
        parent = await ann.says(talk, "parent")
        for number in range(3):
            await ann.says(talk, f"reply {number}", thread_ts=parent)
        assert "reply 0" not in await self._texts(client, talk)
        first = await client.conversations_replies(channel=talk.id, ts=parent, limit=3)
        assert ["parent", "reply 0", "reply 1"] == [message["text"] for message in first["messages"]]
        cursor = first["response_metadata"]["next_cursor"]
        second = await client.conversations_replies(channel=talk.id, ts=parent, limit=3, cursor=cursor)
        assert ["parent", "reply 2"] == [message["text"] for message in second["messages"]]
        code = await error(client.conversations_replies(channel=talk.id, ts="1.000001"))
        assert "thread_not_found" == code

    async def test_metadata_only_on_request(self, client: AsyncWebClient, talk: Channel) -> None:
        """Metadata is returned with ``include_all_metadata`` and not without."""
        metadata = {"event_type": "card", "event_payload": {"key": "1"}}
        await client.chat_postMessage(channel=talk.id, text="x", metadata=metadata)
        plain = await client.conversations_history(channel=talk.id, limit=1)
        full = await client.conversations_history(channel=talk.id, limit=1, include_all_metadata=True)
        assert "metadata" not in plain["messages"][0]
        assert metadata == full["messages"][0]["metadata"]

    async def test_refused_limits_and_cursors(self, client: AsyncWebClient, talk: Channel) -> None:
        """A negative limit and a cursor of another kind are refused."""
        assert "invalid_limit" == await error(client.conversations_history(channel=talk.id, limit=-1))
        assert "invalid_cursor" == await error(client.conversations_list(cursor="bmV4dF90czox"))


async def test_unarchiving(clock: Clock) -> None:
    """A workspace can let bots unarchive; what is not archived cannot be."""
    async with Sandbox(clock=clock, bots_unarchive=True) as box:
        talk = box.add_channel("talk", [box.add_person("ann")], bot=True)
        client = AsyncWebClient(token=box.bot_token, base_url=box.api_url)
        assert "not_archived" == await error(client.conversations_unarchive(channel=talk.id))
        await client.conversations_archive(channel=talk.id)
        await client.conversations_unarchive(channel=talk.id)
        assert not talk.archived


async def test_archived_membership(client: AsyncWebClient, ann: Person, bob: Person, talk: Channel) -> None:
    """Nobody leaves or is removed from an archived channel."""
    await ann.archives(talk)
    assert "not_supported" == await error(client.conversations_kick(channel=talk.id, user=bob.id))
    assert "is_archived" == await error(client.conversations_leave(channel=talk.id))


async def test_slackbot_is_not_invited(client: AsyncWebClient, talk: Channel) -> None:
    """Slackbot cannot be invited."""
    assert "cant_invite" == await error(client.conversations_invite(channel=talk.id, users="USLACKBOT"))


async def test_direct_conversation_info(client: AsyncWebClient, ann: Person) -> None:
    """A direct conversation names the other person; it can be opened by its id and cannot be joined."""
    opened = (await client.conversations_open(users=ann.id))["channel"]["id"]
    info = (await client.conversations_info(channel=opened, include_locale=True))["channel"]
    assert (True, ann.id, "en-US") == (info["is_im"], info["user"], info["locale"])
    assert opened == (await client.conversations_open(channel=opened))["channel"]["id"]
    code = await error(client.conversations_join(channel=opened))
    assert "method_not_supported_for_channel_type" == code


async def test_purpose(client: AsyncWebClient, talk: Channel) -> None:
    """The purpose is answered as stored."""
    answer = await client.conversations_setPurpose(channel=talk.id, purpose="all & sundry")
    assert "all &amp; sundry" == answer["purpose"]
