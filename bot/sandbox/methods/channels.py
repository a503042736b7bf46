"""conversations.*: making, naming and closing channels."""

from __future__ import annotations

from bot.sandbox import conversations
from bot.sandbox.call import Call, Handler
from bot.sandbox.errors import ApiError
from bot.sandbox.records import Channel, ChannelKind, Json
from bot.sandbox.rendering import channel_json


def shown(call: Call, channel: Channel) -> Json:
    """The answer that holds the channel."""
    return {"channel": channel_json(call.workspace, channel, call.me)}


def create(call: Call) -> Json:
    """conversations.create."""
    private = call.args.flag("is_private")
    call.need_for(ChannelKind.PRIVATE if private else ChannelKind.PUBLIC)
    channel = conversations.create(call.workspace, call.args.text("name"), call.me, private=private)
    return shown(call, channel)


def archive(call: Call) -> Json:
    """conversations.archive."""
    channel = call.named(call.visible())
    if channel.general:
        raise ApiError("cant_archive_general")
    if channel.archived:
        raise ApiError("already_archived")
    if call.me not in channel.members:
        raise ApiError("not_in_channel")
    conversations.archive(call.workspace, channel, call.me)
    return {}


def unarchive(call: Call) -> Json:
    """conversations.unarchive; refused to bots unless the workspace is told otherwise.

    Archiving takes the app out of the channel, so Slack finds it not to be a member.
    """
    channel = call.named(call.visible())
    if not channel.archived:
        raise ApiError("not_archived")
    if not call.services.bots_unarchive:
        raise ApiError("not_in_channel")
    conversations.unarchive(call.workspace, channel, call.me)
    return {}


def rename(call: Call) -> Json:
    """conversations.rename; only who created the channel may."""
    channel = call.named(call.writable())
    if channel.creator != call.me:
        raise ApiError("not_authorized")
    conversations.rename(call.workspace, channel, call.me, call.args.text("name"))
    return shown(call, channel)


def set_topic(call: Call) -> Json:
    """conversations.setTopic."""
    channel = call.writable()
    conversations.set_note(call.workspace, channel, call.me, "topic", call.args.text("topic"))
    return shown(call, channel)


def set_purpose(call: Call) -> Json:
    """conversations.setPurpose."""
    channel = call.writable()
    conversations.set_note(call.workspace, channel, call.me, "purpose", call.args.text("purpose"))
    return shown(call, channel) | {"purpose": channel.purpose.value}


def info(call: Call) -> Json:
    """conversations.info."""
    channel = call.visible()
    members = call.args.flag("include_num_members")
    answer = channel_json(call.workspace, channel, call.me, members=members)
    if call.args.flag("include_locale"):
        answer["locale"] = "en-US"
    return {"channel": answer}


HANDLERS: dict[str, Handler] = {
    "conversations.create": create,
    "conversations.archive": archive,
    "conversations.unarchive": unarchive,
    "conversations.rename": rename,
    "conversations.setTopic": set_topic,
    "conversations.setPurpose": set_purpose,
    "conversations.info": info,
}
