"""chat.*: what may be posted, changed and deleted, and what is refused."""

from __future__ import annotations

from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox import Channel, Person, Sandbox
from tests.sandbox.doubles import Clock, error

RICH = [
    {
        "type": "rich_text",
        "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": "x"}]}],
    }
]
SECTION = [{"type": "section", "text": {"type": "mrkdwn", "text": "x"}}]


async def test_post_and_read_back(box: Sandbox, client: AsyncWebClient, talk: Channel) -> None:
    """A posted message carries the app's identity, and its blocks get ids."""
    answer = await client.chat_postMessage(channel=talk.id, text="a & b <c> <@U1>", blocks=SECTION)
    message = answer["message"]
    assert (box.bot_user, box.app.bot_id, box.app.app_id) == (
        message["user"],
        message["bot_id"],
        message["app_id"],
    )
    assert "a &amp; b &lt;c&gt; <@U1>" == message["text"]
    assert message["blocks"][0]["block_id"]
    assert [answer["ts"]] == [found.ts for found in box.messages("talk") if found.subtype is None]


async def test_timestamps_increase_on_a_standing_clock(
    box: Sandbox, client: AsyncWebClient, ann: Person
) -> None:
    """Timestamps are unique in a channel and only there: two channels may hold the same one."""
    one, two = box.add_channel("one", [ann]), box.add_channel("two", [ann])
    first, second = await ann.says(one, "a"), await ann.says(one, "b")
    assert float(first) < float(second)
    assert first == await ann.says(two, "c")


@pytest.mark.parametrize(
    ("args", "code"),
    [
        ({}, "no_text"),
        ({"text": "  "}, "no_text"),
        ({"text": "x", "blocks": "[{"}, "invalid_blocks_format"),
        ({"text": "x", "blocks": {"type": "divider"}}, "invalid_blocks_format"),
        ({"text": "x", "blocks": [{"type": "banner"}]}, "invalid_blocks"),
        ({"text": "x", "attachments": ["no object"]}, "invalid_attachments"),
        ({"text": "x", "attachments": [{"text": "y"}] * 101}, "too_many_attachments"),
        ({"text": "x", "metadata": "{"}, "invalid_metadata_format"),
        ({"text": "x", "metadata": [1]}, "invalid_metadata_format"),
        ({"text": "x", "metadata": {"event_type": "t"}}, "invalid_metadata_schema"),
        ({"text": "x", "metadata": {"event_type": "", "event_payload": {}}}, "invalid_metadata_schema"),
        (
            {"text": "x", "metadata": {"event_type": "t", "event_payload": {"k": "v" * 9000}}},
            "metadata_too_large",
        ),
        ({"text": "x", "thread_ts": "1.000001"}, "cannot_reply_to_message"),
        ({"text": "x", "markdown_text": "y"}, "markdown_text_conflict"),
        ({"text": "x", "as_user": True}, "as_user_not_supported"),
        ({"text": "x", "username": "Boss"}, "missing_scope"),
        ({"text": "x", "unfurl_links": "perhaps"}, "invalid_arguments"),
    ],
)
async def test_refused_posts(client: AsyncWebClient, talk: Channel, args: dict[str, Any], code: str) -> None:
    """Each of these is refused with the documented error."""
    assert code == await error(client.api_call("chat.postMessage", json={"channel": talk.id, **args}))


async def test_where_posts_are_refused(
    box: Sandbox, client: AsyncWebClient, ann: Person, talk: Channel
) -> None:
    """A channel must exist, be visible, hold the app, and be open."""
    public, secret = box.add_channel("public", [ann]), box.add_channel("secret", [ann], private=True)
    assert "channel_not_found" == await error(client.chat_postMessage(channel="C404", text="x"))
    assert "channel_not_found" == await error(client.chat_postMessage(channel=secret.id, text="x"))
    assert "not_in_channel" == await error(client.chat_postMessage(channel=public.id, text="x"))
    await ann.archives(talk)
    assert "is_archived" == await error(client.chat_postMessage(channel=talk.id, text="x"))


async def test_post_by_name_and_to_a_person(client: AsyncWebClient, ann: Person, talk: Channel) -> None:
    """A channel's name works as its id; a person's id opens the direct conversation."""
    assert talk.id == (await client.chat_postMessage(channel="#talk", text="x"))["channel"]
    answer = await client.chat_postMessage(channel=ann.id, text="psst")
    assert ann.direct.id == answer["channel"]
    assert ["psst"] == [message.text for message in ann.sees(ann.direct)]


async def test_text_is_cut_at_40000(box: Sandbox, client: AsyncWebClient, talk: Channel) -> None:
    """A longer text is cut without a word."""
    await client.chat_postMessage(channel=talk.id, text="x" * 40_001)
    assert 40_000 == len(box.messages("talk")[-1].text)


async def test_replies_and_broadcasts(
    box: Sandbox, client: AsyncWebClient, ann: Person, talk: Channel
) -> None:
    """A parent counts its replies; a reply cannot be replied to; a broadcast shows in the channel."""
    parent = await ann.says(talk, "question")
    first = (await client.chat_postMessage(channel=talk.id, text="answer", thread_ts=parent))["ts"]
    second = await client.chat_postMessage(
        channel=talk.id, text="loud", thread_ts=parent, reply_broadcast=True
    )
    code = await error(client.chat_postMessage(channel=talk.id, text="x", thread_ts=first))
    assert "cannot_reply_to_message" == code
    history = (await client.conversations_history(channel=talk.id))["messages"]
    assert ["thread_broadcast", None] == [message.get("subtype") for message in history[:2]]
    assert (2, second["ts"], [box.bot_user]) == tuple(
        history[1][name] for name in ("reply_count", "latest_reply", "reply_users")
    )
    replies = (await client.conversations_replies(channel=talk.id, ts=parent))["messages"]
    assert [parent, first, second["ts"]] == [message["ts"] for message in replies]
    assert ann.id == replies[1]["parent_user_id"]


async def test_update_keeps_metadata_and_marks_the_edit(
    box: Sandbox, client: AsyncWebClient, talk: Channel
) -> None:
    """What is not given stays: metadata and blocks; the edit is marked."""
    metadata = {"event_type": "card", "event_payload": {"key": "1"}}
    ts = (await client.chat_postMessage(channel=talk.id, text="one", blocks=SECTION, metadata=metadata))["ts"]
    answer = await client.chat_update(channel=talk.id, ts=ts, text="two")
    message = answer["message"]
    assert ("two", metadata, box.bot_user) == (
        message["text"],
        message["metadata"],
        message["edited"]["user"],
    )
    assert "section" == message["blocks"][0]["type"]


@pytest.mark.parametrize(
    ("args", "code"),
    [
        ({"text": "x" * 4001}, "msg_too_long"),
        ({}, "no_text"),
        ({"text": "x", "blocks": SECTION}, "block_mismatch"),
        ({"text": "x", "blocks": [{"type": "section"}]}, "invalid_blocks"),
    ],
)
async def test_refused_updates(
    client: AsyncWebClient, talk: Channel, args: dict[str, Any], code: str
) -> None:
    """A text above 4,000 characters, nothing at all, and replacing rich text by other blocks are refused."""
    ts = (await client.chat_postMessage(channel=talk.id, text="x", blocks=RICH))["ts"]
    call = client.api_call("chat.update", json={"channel": talk.id, "ts": ts, **args})
    assert code == await error(call)


async def test_only_own_messages_change(client: AsyncWebClient, ann: Person, talk: Channel) -> None:
    """People's messages and those that are gone cannot be updated or deleted by the app."""
    ts = await ann.says(talk, "mine")
    assert "cant_update_message" == await error(client.chat_update(channel=talk.id, ts=ts, text="x"))
    assert "cant_delete_message" == await error(client.chat_delete(channel=talk.id, ts=ts))
    assert "message_not_found" == await error(client.chat_update(channel=talk.id, ts="1.000001", text="x"))
    assert "message_not_found" == await error(client.chat_delete(channel=talk.id, ts="1.000001"))


async def test_deleting_a_parent_leaves_a_tombstone(
    client: AsyncWebClient, ann: Person, talk: Channel
) -> None:
    """A parent with replies becomes a tombstone without its text; one without is gone."""
    parent = (await client.chat_postMessage(channel=talk.id, text="parent"))["ts"]
    lone = (await client.chat_postMessage(channel=talk.id, text="lone"))["ts"]
    await ann.says(talk, "reply", thread_ts=parent)
    await client.chat_delete(channel=talk.id, ts=parent)
    await client.chat_delete(channel=talk.id, ts=lone)
    left = (await client.conversations_history(channel=talk.id))["messages"][0]
    assert (parent, "tombstone", "This message was deleted.") == (left["ts"], left["subtype"], left["text"])
    assert "message_not_found" == await error(client.chat_update(channel=talk.id, ts=parent, text="x"))


async def test_ephemeral(
    box: Sandbox, client: AsyncWebClient, ann: Person, bob: Person, talk: Channel
) -> None:
    """Only the addressee sees it; it is in no history and cannot be updated; a stranger is refused."""
    answer = await client.chat_postEphemeral(channel=talk.id, user=ann.id, text="psst")
    assert ["psst"] == [message.text for message in ann.ephemerals(talk)]
    assert [] == bob.ephemerals(talk)
    assert "psst" not in [
        m["text"] for m in (await client.conversations_history(channel=talk.id))["messages"]
    ]
    code = await error(client.chat_update(channel=talk.id, ts=answer["message_ts"], text="x"))
    assert "message_not_found" == code
    eve = box.add_person("eve")
    code = await error(client.chat_postEphemeral(channel=talk.id, user=eve.id, text="x"))
    assert "user_not_in_channel" == code


async def test_permalinks(client: AsyncWebClient, ann: Person, talk: Channel) -> None:
    """A reply's address names its thread."""
    parent = await ann.says(talk, "q")
    reply = await ann.says(talk, "a", thread_ts=parent)
    link = (await client.chat_getPermalink(channel=talk.id, message_ts=reply))["permalink"]
    expected = f"/archives/{talk.id}/p{reply.replace('.', '')}?thread_ts={parent}&cid={talk.id}"
    assert link.endswith(expected)
    code = await error(client.chat_getPermalink(channel=talk.id, message_ts="1.000001"))
    assert "message_not_found" == code


class TestScheduled:
    """Messages that wait."""

    async def test_posts_when_the_clock_passes(
        self, box: Sandbox, client: AsyncWebClient, clock: Clock, talk: Channel
    ) -> None:
        """It posts at its time, not before, stamped with that time."""
        at = int(clock().timestamp()) + 120
        answer = await client.chat_scheduleMessage(channel=talk.id, post_at=at, text="later")
        clock.forward(seconds=119)
        box.tick()
        assert [answer["scheduled_message_id"]] == [waiting.id for waiting in box.scheduled]
        clock.forward(seconds=2)
        await box.until(lambda: box.messages(talk)[-1].text == "later")
        assert at == int(float(box.messages(talk)[-1].ts))
        assert [] == box.scheduled

    async def test_with_metadata_never_posts(
        self, box: Sandbox, client: AsyncWebClient, clock: Clock, talk: Channel
    ) -> None:
        """A scheduled message with metadata is accepted and then lost, as Slack warns."""
        at = int(clock().timestamp()) + 120
        metadata = {"event_type": "t", "event_payload": {}}
        await client.chat_scheduleMessage(channel=talk.id, post_at=at, text="later", metadata=metadata)
        clock.forward(minutes=3)
        box.tick()
        assert [] == box.scheduled
        assert "later" not in [message.text for message in box.messages(talk)]

    @pytest.mark.parametrize(
        ("ahead", "code"), [(0, "time_in_past"), (-1, "time_in_past"), (121 * 86400, "time_too_far")]
    )
    async def test_refused_times(
        self, client: AsyncWebClient, clock: Clock, talk: Channel, ahead: int, code: str
    ) -> None:
        """The past and more than 120 days ahead are refused."""
        at = int(clock().timestamp()) + ahead
        assert code == await error(client.chat_scheduleMessage(channel=talk.id, post_at=at, text="x"))

    async def test_no_time(self, client: AsyncWebClient, talk: Channel) -> None:
        """A time that is no number is refused."""
        call = client.api_call(
            "chat.scheduleMessage", json={"channel": talk.id, "post_at": "noon", "text": "x"}
        )
        assert "invalid_time" == await error(call)

    async def test_thirty_in_five_minutes(self, client: AsyncWebClient, clock: Clock, talk: Channel) -> None:
        """The thirty-first in one five-minute window of a channel is refused."""
        at = int(clock().timestamp()) + 600
        for _ in range(30):
            await client.chat_scheduleMessage(channel=talk.id, post_at=at, text="x")
        code = await error(client.chat_scheduleMessage(channel=talk.id, post_at=at, text="x"))
        assert "restricted_too_many" == code

    async def test_deletion_closes_a_minute_before(
        self, box: Sandbox, client: AsyncWebClient, clock: Clock, talk: Channel
    ) -> None:
        """It can be deleted until sixty seconds before its time."""
        at = int(clock().timestamp()) + 120
        keys = [
            (await client.chat_scheduleMessage(channel=talk.id, post_at=at, text="x"))["scheduled_message_id"]
            for _ in range(2)
        ]
        await client.chat_deleteScheduledMessage(channel=talk.id, scheduled_message_id=keys[0])
        listed = (await client.chat_scheduledMessages_list(channel=talk.id))["scheduled_messages"]
        assert [(keys[1], at)] == [(entry["id"], entry["post_at"]) for entry in listed]
        clock.forward(seconds=61)
        code = await error(client.chat_deleteScheduledMessage(channel=talk.id, scheduled_message_id=keys[1]))
        assert "invalid_scheduled_message_id" == code


async def test_markdown_text(box: Sandbox, client: AsyncWebClient, talk: Channel) -> None:
    """Markdown becomes a block of its own, up to 12,000 characters."""
    await client.chat_postMessage(channel=talk.id, markdown_text="# Title")
    assert ["markdown"] == [block["type"] for block in box.messages(talk)[-1].blocks]
    code = await error(client.chat_postMessage(channel=talk.id, markdown_text="x" * 12_001))
    assert "msg_too_long" == code


async def test_blocks_in_attachments(client: AsyncWebClient, talk: Channel) -> None:
    """Blocks inside attachments follow the same rules."""
    attachments = [{"fallback": "x", "blocks": [{"type": "section"}]}]
    code = await error(client.chat_postMessage(channel=talk.id, text="x", attachments=attachments))
    assert "invalid_blocks" == code


async def test_update_replaces_what_is_given(box: Sandbox, client: AsyncWebClient, talk: Channel) -> None:
    """Blocks, attachments and metadata that are given replace the old ones; empty metadata removes them."""
    metadata = {"event_type": "card", "event_payload": {}}
    ts = (await client.chat_postMessage(channel=talk.id, text="one", blocks=SECTION, metadata=metadata))["ts"]
    change = {"channel": talk.id, "ts": ts, "text": "two", "blocks": RICH, "attachments": [{"text": "more"}]}
    message = (await client.api_call("chat.update", json=change | {"metadata": {}}))["message"]
    assert ("rich_text", "more") == (message["blocks"][0]["type"], message["attachments"][0]["text"])
    assert "metadata" not in message


async def test_deleting_a_reply_changes_the_parent(
    client: AsyncWebClient, ann: Person, talk: Channel
) -> None:
    """The parent no longer counts a deleted reply; a lone reply is found by its own ts."""
    parent = await ann.says(talk, "q")
    kept = await ann.says(talk, "kept", thread_ts=parent)
    gone = (await client.chat_postMessage(channel=talk.id, text="gone", thread_ts=parent))["ts"]
    await client.chat_delete(channel=talk.id, ts=gone)
    found = (await client.conversations_replies(channel=talk.id, ts=parent))["messages"]
    assert (1, [parent, kept]) == (found[0]["reply_count"], [message["ts"] for message in found])
    assert [kept] == [
        m["ts"] for m in (await client.conversations_replies(channel=talk.id, ts=kept))["messages"]
    ]


async def test_scheduled_refusals(client: AsyncWebClient, clock: Clock, talk: Channel) -> None:
    """Unknown channels and unknown scheduled messages are refused."""
    code = await error(client.chat_deleteScheduledMessage(channel=talk.id, scheduled_message_id="Q404"))
    assert "invalid_scheduled_message_id" == code
    assert "invalid_channel" == await error(client.chat_scheduledMessages_list(channel="C404"))
    at = int(clock().timestamp()) + 120
    code = await error(client.chat_scheduleMessage(channel=talk.id, post_at=at, text="x", as_user=True))
    assert "as_user_not_supported" == code


async def test_scheduled_into_a_thread(
    box: Sandbox, client: AsyncWebClient, clock: Clock, ann: Person, talk: Channel
) -> None:
    """A scheduled reply keeps its thread; one whose channel was archived meanwhile is dropped."""
    parent = await ann.says(talk, "q")
    at = int(clock().timestamp()) + 120
    await client.chat_scheduleMessage(
        channel=talk.id, post_at=at, text="reply", thread_ts=parent, reply_broadcast=True
    )
    await client.chat_scheduleMessage(channel=talk.id, post_at=at + 60, text="late")
    clock.forward(seconds=121)
    box.tick()
    assert (parent, "thread_broadcast") == (box.messages(talk)[-1].thread_ts, box.messages(talk)[-1].subtype)
    await ann.archives(talk)
    clock.forward(minutes=2)
    box.tick()
    assert "late" not in [message.text for message in box.messages(talk)]
