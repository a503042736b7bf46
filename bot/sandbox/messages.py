"""What happens to messages, whoever does it: posts, edits, deletions, reactions, pins; each with its event."""

from __future__ import annotations

import copy
import re
from datetime import datetime

from bot.sandbox.blocks import elements_of
from bot.sandbox.errors import ApiError
from bot.sandbox.records import Channel, ChannelKind, Json, Message, Pin
from bot.sandbox.rendering import message_json, tombstone
from bot.sandbox.workspace import Workspace

PINS = 100
REACTIONS = 23
CHANNEL_TYPES = {
    ChannelKind.PUBLIC: "channel",
    ChannelKind.PRIVATE: "group",
    ChannelKind.IM: "im",
    ChannelKind.MPIM: "mpim",
}
EMOJI = re.compile(r"[\w+'-]+(::skin-tone-[2-6])?")
MENTION = re.compile(r"<@([UW][A-Z0-9]+)(?:\|[^>]*)?>")
UNANSWERABLE = frozenset(
    {"channel_join", "channel_leave", "channel_topic", "channel_purpose", "channel_name", "channel_archive"}
)


def post(workspace: Workspace, message: Message, channel: Channel, at: datetime | None = None) -> Message:
    """Stores a message (its ``ts`` is set here) and announces it, its mentions and its thread's change."""
    message.ts = workspace.stamp(channel, at)
    message.blocks = with_ids(workspace, message.blocks)
    parent = channel.messages.get(message.thread_ts or "")
    before = message_json(workspace, channel, parent) if parent else None
    channel.messages[message.ts] = message
    for file in message.files:
        file.shares.append((channel.id, message.ts))
    if parent is not None:
        channel.threads.setdefault(parent.ts, []).append(message.ts)
    announce_message(workspace, channel, message_json(workspace, channel, message))
    _announce_mentions(workspace, channel, message)
    if parent is not None and before is not None:
        _announce_changed(workspace, channel, parent, before)
    return message


def with_ids(workspace: Workspace, blocks: list[Json]) -> list[Json]:
    """A copy of the blocks in which each has a ``block_id`` and each interactive element an ``action_id``."""
    copied = copy.deepcopy(blocks)
    for block in copied:
        block.setdefault("block_id", workspace.new_id("b")[-5:])
        for element in elements_of(block):
            if element.get("type") != "image":
                element.setdefault("action_id", workspace.new_id("a")[-5:])
    return copied


def announce_message(workspace: Workspace, channel: Channel, event: Json) -> None:
    """Announces a message event in this channel."""
    outer = {"channel": channel.id, "channel_type": CHANNEL_TYPES[channel.kind], "event_ts": event["ts"]}
    workspace.announce("message", event | outer, channel)


def _announce_mentions(workspace: Workspace, channel: Channel, message: Message) -> None:
    if channel.kind is ChannelKind.IM or message.subtype not in (None, "file_share", "thread_broadcast"):
        return
    for user in dict.fromkeys(MENTION.findall(message.text)):
        shown = message_json(workspace, channel, message)
        event = shown | {"type": "app_mention", "channel": channel.id, "event_ts": message.ts}
        event.pop("subtype", None)
        workspace.announce("app_mention", event, channel, to=user)


def _announce_changed(workspace: Workspace, channel: Channel, message: Message, before: Json) -> None:
    event: Json = {
        "type": "message",
        "subtype": "message_changed",
        "hidden": True,
        "ts": workspace.stamp(channel),
        "message": message_json(workspace, channel, message),
        "previous_message": before,
    }
    announce_message(workspace, channel, event)


def edit(workspace: Workspace, channel: Channel, message: Message, changes: Json, editor: str | None) -> None:
    """Replaces attributes of a message; ``editor`` None for what is no edit, such as an unfurl."""
    before = message_json(workspace, channel, message)
    for name, value in changes.items():
        setattr(message, name, with_ids(workspace, value) if name == "blocks" else value)
    if editor is not None:
        message.edited = {"user": editor, "ts": f"{workspace.seconds()}.000000"}
    _announce_changed(workspace, channel, message, before)


def delete(workspace: Workspace, channel: Channel, message: Message) -> None:
    """Removes a message; one with replies leaves a tombstone."""
    before = message_json(workspace, channel, message)
    channel.pins = [pin for pin in channel.pins if pin.ts != message.ts]
    if channel.replies(message.ts):
        channel.messages[message.ts] = left = tombstone(message)
        _announce_changed(workspace, channel, left, before)
        return
    parent = channel.messages.get(message.thread_ts or "") if message.is_reply else None
    parent_before = message_json(workspace, channel, parent) if parent else None
    del channel.messages[message.ts]
    if parent is not None and parent_before is not None:
        channel.threads[parent.ts].remove(message.ts)
    event: Json = {
        "type": "message",
        "subtype": "message_deleted",
        "hidden": True,
        "ts": workspace.stamp(channel),
        "deleted_ts": message.ts,
        "previous_message": before,
    }
    announce_message(workspace, channel, event)
    if parent is not None and parent_before is not None:
        _announce_changed(workspace, channel, parent, parent_before)


def react(workspace: Workspace, channel: Channel, message: Message, user: str, name: str) -> None:
    """Adds a reaction; raises the documented errors."""
    if not EMOJI.fullmatch(name):
        raise ApiError("invalid_name")
    if user in message.reactions.get(name, []):
        raise ApiError("already_reacted")
    if name not in message.reactions and len(message.reactions) >= REACTIONS:
        raise ApiError("too_many_emoji")
    message.reactions.setdefault(name, []).append(user)
    _announce_reaction(workspace, channel, message, user, name, "reaction_added")


def unreact(workspace: Workspace, channel: Channel, message: Message, user: str, name: str) -> None:
    """Takes a reaction back."""
    users = message.reactions.get(name, [])
    if user not in users:
        raise ApiError("no_reaction")
    users.remove(user)
    if not users:
        del message.reactions[name]
    _announce_reaction(workspace, channel, message, user, name, "reaction_removed")


def _announce_reaction(
    workspace: Workspace, channel: Channel, message: Message, user: str, name: str, event: str
) -> None:
    payload: Json = {
        "type": event,
        "user": user,
        "reaction": name,
        "item": {"type": "message", "channel": channel.id, "ts": message.ts},
        "item_user": message.user,
        "event_ts": workspace.stamp(channel),
    }
    workspace.announce(event, payload, channel)


def pin(workspace: Workspace, channel: Channel, message: Message, user: str) -> None:
    """Pins a message, which also leaves a ``pinned_item`` line; raises the documented errors."""
    if any(known.ts == message.ts for known in channel.pins):
        raise ApiError("already_pinned")
    if len(channel.pins) >= PINS:
        raise ApiError("too_many_pins")
    if message.subtype in UNANSWERABLE:
        raise ApiError("not_pinnable")
    channel.pins.insert(0, Pin(ts=message.ts, by=user, created=workspace.seconds()))
    _announce_pin(workspace, channel, message, user, "pin_added")
    extra = {"item": message_json(workspace, channel, message), "item_type": "C"}
    text = f"<@{user}> pinned a message to this channel."
    line = Message(channel=channel.id, ts="", user=user, text=text, subtype="pinned_item", extra=extra)
    post(workspace, line, channel)


def unpin(workspace: Workspace, channel: Channel, message: Message, user: str) -> None:
    """Takes a pin off."""
    if not any(known.ts == message.ts for known in channel.pins):
        raise ApiError("no_pin")
    channel.pins = [known for known in channel.pins if known.ts != message.ts]
    _announce_pin(workspace, channel, message, user, "pin_removed")


def _announce_pin(workspace: Workspace, channel: Channel, message: Message, user: str, event: str) -> None:
    item: Json = {
        "type": "message",
        "channel": channel.id,
        "message": message_json(workspace, channel, message)
        | {"permalink": workspace.permalink(channel, message.ts)},
        "created": workspace.seconds(),
        "created_by": user,
    }
    payload: Json = {
        "type": event,
        "user": user,
        "channel_id": channel.id,
        "item": item,
        "item_user": message.user,
        "pin_count": len(channel.pins),
        "pinned_info": {"channel": channel.id, "pinned_by": user, "pinned_ts": workspace.seconds()},
        "event_ts": workspace.stamp(channel),
    }
    if event == "pin_removed":
        payload |= {"has_pins": bool(channel.pins)}
    workspace.announce(event, payload, channel)
