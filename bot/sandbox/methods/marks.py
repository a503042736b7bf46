"""pins.*, reactions.*: marks on messages."""

from __future__ import annotations

from bot.sandbox import messages
from bot.sandbox.call import Call, Handler
from bot.sandbox.errors import ApiError
from bot.sandbox.records import Channel, Json, Message
from bot.sandbox.rendering import message_json


def _marked(call: Call, channel: Channel) -> Message:
    if not call.args.has("timestamp"):
        raise ApiError("no_item_specified")
    found = channel.messages.get(call.args.timestamp("timestamp"))
    if found is None or found.subtype == "tombstone":
        raise ApiError("message_not_found")
    return found


def add_pin(call: Call) -> Json:
    """pins.add."""
    channel = call.writable()
    messages.pin(call.workspace, channel, _marked(call, channel), call.me)
    return {}


def remove_pin(call: Call) -> Json:
    """pins.remove."""
    channel = call.writable()
    messages.unpin(call.workspace, channel, _marked(call, channel), call.me)
    return {}


def list_pins(call: Call) -> Json:
    """pins.list, the newest first."""
    channel = call.visible()
    items = [
        {
            "type": "message",
            "channel": channel.id,
            "created": pin.created,
            "created_by": pin.by,
            "message": message_json(call.workspace, channel, channel.messages[pin.ts])
            | {"permalink": call.workspace.permalink(channel, pin.ts)},
        }
        for pin in channel.pins
    ]
    return {"items": items}


def _reachable(call: Call) -> Channel:
    if not call.args.has("channel"):
        raise ApiError("no_item_specified")
    channel = call.visible()
    if call.me not in channel.members:
        raise ApiError("no_access")
    return channel


def _open(call: Call) -> Channel:
    channel = _reachable(call)
    if channel.archived:
        raise ApiError("is_archived")
    return channel


def add_reaction(call: Call) -> Json:
    """reactions.add."""
    channel = _open(call)
    messages.react(call.workspace, channel, _marked(call, channel), call.me, call.args.text("name"))
    return {}


def remove_reaction(call: Call) -> Json:
    """reactions.remove."""
    channel = _open(call)
    messages.unreact(call.workspace, channel, _marked(call, channel), call.me, call.args.text("name"))
    return {}


def get_reactions(call: Call) -> Json:
    """reactions.get."""
    channel = _reachable(call)
    shown = message_json(call.workspace, channel, _marked(call, channel))
    return {"type": "message", "channel": channel.id, "message": shown}


def list_reactions(call: Call) -> Json:
    """reactions.list: the messages to which a user, by default the app, reacted."""
    user = call.args.text("user") or call.me
    if user not in call.workspace.users:
        raise ApiError("user_not_found")
    items: list[Json] = [
        {"type": "message", "channel": channel.id, "message": message_json(call.workspace, channel, message)}
        for channel in call.workspace.channels.values()
        if call.me in channel.members
        for message in channel.messages.values()
        if any(user in users for users in message.reactions.values())
    ]
    shown, cursor = call.page(items, most=999, default=100)
    return {"items": shown, "response_metadata": {"next_cursor": cursor}}


HANDLERS: dict[str, Handler] = {
    "pins.add": add_pin,
    "pins.remove": remove_pin,
    "pins.list": list_pins,
    "reactions.add": add_reaction,
    "reactions.remove": remove_reaction,
    "reactions.get": get_reactions,
    "reactions.list": list_reactions,
}
