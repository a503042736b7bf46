"""The Events API: what is sent, in which shape, to whom."""

from __future__ import annotations

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox import Channel, Person, Sandbox
from tests.sandbox.doubles import Clock, SocketApp


async def test_envelope(box: Sandbox, app: SocketApp, ann: Person, talk: Channel) -> None:
    """An event comes in Slack's outer payload, a person's message with its rich text."""
    ts = await ann.says(talk, "see https://example.com, @bob & #talk")
    await box.until(lambda: app.events)
    outer = app.envelopes[0]["payload"]
    assert ("event_callback", box.workspace.team_id, box.app.app_id) == tuple(
        outer[name] for name in ("type", "team_id", "api_app_id")
    )
    assert outer["event_id"].startswith("Ev")
    assert (int(float(ts)), box.bot_user) == (outer["event_time"], outer["authorizations"][0]["user_id"])
    event = outer["event"]
    assert ("message", "channel", talk.id, ts, ts) == tuple(
        event[name] for name in ("type", "channel_type", "channel", "ts", "event_ts")
    )
    bob = next(user.id for user in box.workspace.users.values() if user.name == "bob")
    assert f"see <https://example.com>, <@{bob}> &amp; <#{talk.id}|talk>" == event["text"]
    assert ["text", "link", "text", "user", "text", "channel"] == [
        element["type"] for element in event["blocks"][0]["elements"][0]["elements"]
    ]
    assert event["client_msg_id"]


async def test_own_messages_come_too(
    box: Sandbox, app: SocketApp, client: AsyncWebClient, talk: Channel
) -> None:
    """The app hears what it posts itself."""
    await client.chat_postMessage(channel=talk.id, text="mine")
    await box.until(lambda: app.events)
    assert (box.app.bot_id, "mine") == (app.events[0]["bot_id"], app.events[0]["text"])


async def test_edits_and_deletions(box: Sandbox, app: SocketApp, ann: Person, talk: Channel) -> None:
    """An edit and a deletion carry the message before; an unfurl changes without an edit."""
    ts = await ann.says(talk, "one")
    await ann.edits(talk, ts, "two")
    box.unfurls(talk, ts, [{"title": "Example"}])
    await ann.deletes(talk, ts)
    await box.until(lambda: len(app.events) == 4)
    edit, unfurl, deletion = app.events[1:]
    assert ("message_changed", "two", "one") == (
        edit["subtype"],
        edit["message"]["text"],
        edit["previous_message"]["text"],
    )
    assert ann.id == edit["message"]["edited"]["user"]
    assert unfurl["previous_message"]["edited"] == unfurl["message"]["edited"]
    assert ("message_deleted", ts, "two") == (
        deletion["subtype"],
        deletion["deleted_ts"],
        deletion["previous_message"]["text"],
    )


async def test_threads(box: Sandbox, app: SocketApp, ann: Person, talk: Channel) -> None:
    """A reply changes its parent; a deleted parent becomes a tombstone."""
    parent = await ann.says(talk, "parent")
    await ann.says(talk, "reply", thread_ts=parent)
    await ann.deletes(talk, parent)
    await box.until(lambda: len(app.events) == 4)
    reply, changed, tombstone = app.events[1:]
    assert (parent, ann.id) == (reply["thread_ts"], reply["parent_user_id"])
    assert (1, None) == (changed["message"]["reply_count"], changed["message"].get("edited"))
    assert ("message_changed", "tombstone") == (tombstone["subtype"], tombstone["message"]["subtype"])


async def test_marks(box: Sandbox, app: SocketApp, ann: Person, bob: Person, talk: Channel) -> None:
    """Reactions and pins name their message and its author."""
    ts = await bob.says(talk, "x")
    await ann.reacts(talk, ts, "eyes")
    await ann.unreacts(talk, ts, "eyes")
    await ann.pins(talk, ts)
    await ann.unpins(talk, ts)
    await box.until(lambda: app.named("pin_removed"))
    added = app.named("reaction_added")[0]
    item = {"type": "message", "channel": talk.id, "ts": ts}
    assert (ann.id, "eyes", bob.id, item) == tuple(
        added[name] for name in ("user", "reaction", "item_user", "item")
    )
    assert app.named("reaction_removed")
    pin = app.named("pin_added")[0]
    assert (talk.id, ts) == (pin["channel_id"], pin["item"]["message"]["ts"])
    assert app.named("pinned_item")


async def test_members_and_names(box: Sandbox, app: SocketApp, ann: Person, talk: Channel) -> None:
    """Joining, leaving, renaming and archiving are told."""
    eve = box.add_person("eve")
    await ann.invites(talk, eve)
    await eve.leaves(talk)
    await ann.renames(talk, "talks")
    await ann.archives(talk)
    await ann.unarchives(talk)
    await box.until(lambda: app.named("channel_unarchive"))
    joined = app.named("member_joined_channel")[0]
    assert (eve.id, ann.id, "C") == (joined["user"], joined["inviter"], joined["channel_type"])
    assert app.named("member_left_channel")
    assert "talks" == app.named("channel_rename")[0]["channel"]["name"]
    assert ["channel_join", "channel_leave", "channel_name", "channel_archive", "channel_unarchive"] == [
        event["subtype"] for event in app.events if event["type"] == "message"
    ]


async def test_only_where_the_app_is(box: Sandbox, app: SocketApp, ann: Person, talk: Channel) -> None:
    """Channels without the app are silent; leaving one is the last that is heard of it."""
    elsewhere = box.add_channel("elsewhere", [ann])
    await ann.says(elsewhere, "unheard @bot")
    await ann.invites(elsewhere, box.bot_user)
    await ann.says(elsewhere, "heard")
    await box.until(lambda: any(event.get("text") == "heard" for event in app.events))
    assert "unheard" not in str(app.events)


async def test_mentions_and_direct_messages(box: Sandbox, app: SocketApp, ann: Person, talk: Channel) -> None:
    """A mention of the app is an event of its own; direct messages come as such."""
    await ann.says(talk, "@bot @ann help")
    await ann.says(ann.direct, "psst")
    await box.until(lambda: len(app.events) == 3)
    assert [talk.id] == [event["channel"] for event in app.named("app_mention")]
    assert "im" == app.events[-1]["channel_type"]


async def test_home_opened(box: Sandbox, app: SocketApp, ann: Person) -> None:
    """Opening the Home tab is told with the tab's name."""
    await ann.opens_home()
    await box.until(lambda: app.events)
    assert ("app_home_opened", ann.id, "home") == tuple(
        app.events[0][name] for name in ("type", "user", "tab")
    )


async def test_subscriptions_and_scopes(clock: Clock, session: aiohttp.ClientSession) -> None:
    """An event needs its subscription and its scope."""
    scopes = ["channels:history", "channels:read"]
    async with Sandbox(
        clock=clock, bot_events=["message.channels", "reaction_added"], bot_scopes=scopes
    ) as box:
        ann = box.add_person("ann")
        talk = box.add_channel("talk", [ann], bot=True)
        app = SocketApp(box, session)
        await app.connect()
        ts = await ann.says(talk, "x")
        await ann.reacts(talk, ts, "eyes")  # subscribed, but without reactions:read
        await ann.invites(talk, box.add_person("eve"))  # member_joined_channel is not subscribed
        await ann.says(talk, "y")
        await box.until(lambda: len(app.events) == 3)
        assert [None, "channel_join", None] == [event.get("subtype") for event in app.events]
        await app.close()


async def test_other_apps_and_files(box: Sandbox, app: SocketApp, ann: Person, talk: Channel) -> None:
    """Another app's message carries its own bot id; a file comes with its message."""
    alerts = box.add_app("alerts")
    await ann.invites(talk, alerts.id)
    await alerts.says(
        talk, "disk full", blocks=[{"type": "header", "text": {"type": "plain_text", "text": "!"}}]
    )
    await ann.says(talk, "log", files=[("log.txt", b"x")])
    await box.until(lambda: app.named("file_share"))
    event = next(event for event in app.events if event.get("text") == "disk full")
    assert box.app.bot_id != event["bot_id"]
    assert ["log.txt"] == [file["name"] for file in app.named("file_share")[0]["files"]]


async def test_rate_limited_events(box: Sandbox, app: SocketApp) -> None:
    """On request the app is told that events were dropped; there is no inner event."""
    box.rate_limit_events()
    await box.until(lambda: app.envelopes)
    payload = app.envelopes[0]["payload"]
    assert ("app_rate_limited", False) == (payload["type"], "event" in payload)
