"""chat.*: posting, updating, deleting, whispering, permalinks."""

from __future__ import annotations

from bot.sandbox.answers import whisper
from bot.sandbox.call import Call, Handler
from bot.sandbox.composing import content, message, metadata, thread
from bot.sandbox.errors import ApiError
from bot.sandbox.messages import delete, edit, post
from bot.sandbox.records import Channel, ChannelKind, Json, Message
from bot.sandbox.rendering import message_json

UPDATE_LENGTH = 4000


def target(call: Call) -> Channel:
    """Where to post: a conversation's id, a channel's name, or a person's id for a direct message."""
    name = call.args.text("channel")
    workspace = call.workspace
    if name in workspace.users and name not in (call.me, "USLACKBOT"):
        return workspace.direct(name, call.me)
    channel = workspace.channels.get(name) or workspace.channel_named(name)
    member = channel is not None and call.me in channel.members
    if channel is None or (channel.private and not member):
        raise ApiError("channel_not_found")
    if channel.archived:
        raise ApiError("is_archived")
    if not member and not (channel.kind is ChannelKind.PUBLIC and "chat:write.public" in call.app.scopes):
        raise ApiError("not_in_channel")
    return channel


def compose(call: Call, channel: Channel) -> Message:
    """The message that the arguments describe."""
    if call.args.has("as_user"):
        raise ApiError("as_user_not_supported")
    if any(call.args.has(name) for name in ("username", "icon_emoji", "icon_url")):
        call.need(["chat:write.customize"])
    for name in ("link_names", "unfurl_links", "unfurl_media", "mrkdwn", "reply_broadcast"):
        call.args.flag(name)
    draft = message(call.app, channel, content(call.services.rules, call.args), thread(channel, call.args))
    draft.username = call.args.text("username") or None
    if draft.thread_ts and call.args.flag("reply_broadcast"):
        draft.subtype = "thread_broadcast"
    return draft


def post_message(call: Call) -> Json:
    """chat.postMessage."""
    channel = target(call)
    draft = compose(call, channel)
    draft.metadata = metadata(call.services, call.args) or None
    posted = post(call.workspace, draft, channel)
    shown = message_json(call.workspace, channel, posted, metadata=True)
    return {"channel": channel.id, "ts": posted.ts, "message": shown}


def post_ephemeral(call: Call) -> Json:
    """chat.postEphemeral."""
    channel = target(call)
    user = call.args.text("user")
    if user not in channel.members:
        raise ApiError("user_not_in_channel")
    return {"message_ts": whisper(call.services, channel, compose(call, channel), user).ts}


def _own(call: Call, channel: Channel, error: str) -> Message:
    found = channel.messages.get(call.args.timestamp("ts", "message_not_found"))
    if found is None or found.subtype == "tombstone":
        raise ApiError("message_not_found")
    if found.app_id != call.app.app_id or found.subtype not in (None, "thread_broadcast", "file_share"):
        raise ApiError(error)
    return found


def update(call: Call) -> Json:
    """chat.update: what is not given stays, except the text."""
    channel = call.writable()
    found = _own(call, channel, "cant_update_message")
    if call.args.has("as_user"):
        raise ApiError("as_user_not_supported")
    if len(call.args.text("text")) > UPDATE_LENGTH:
        raise ApiError("msg_too_long")
    made = content(call.services.rules, call.args)
    changes: Json = {"text": made.text}
    if call.args.has("blocks") or call.args.has("markdown_text"):
        if _rich(found.blocks) and not _rich(made.blocks):
            raise ApiError("block_mismatch")
        changes["blocks"] = made.blocks
    if call.args.has("attachments"):
        changes["attachments"] = made.attachments
    if call.args.has("metadata"):
        changes["metadata"] = metadata(call.services, call.args) or None
    edit(call.workspace, channel, found, changes, call.me)
    shown = message_json(call.workspace, channel, found, metadata=True)
    return {"channel": channel.id, "ts": found.ts, "text": found.text, "message": shown}


def _rich(blocks: list[Json]) -> bool:
    return any(block["type"] == "rich_text" for block in blocks)


def delete_message(call: Call) -> Json:
    """chat.delete."""
    channel = call.writable()
    found = _own(call, channel, "cant_delete_message")
    delete(call.workspace, channel, found)
    return {"channel": channel.id, "ts": found.ts}


def get_permalink(call: Call) -> Json:
    """chat.getPermalink."""
    channel = call.visible()
    ts = call.args.timestamp("message_ts", "message_not_found")
    if ts not in channel.messages:
        raise ApiError("message_not_found")
    return {"channel": channel.id, "permalink": call.workspace.permalink(channel, ts)}


HANDLERS: dict[str, Handler] = {
    "chat.postMessage": post_message,
    "chat.postEphemeral": post_ephemeral,
    "chat.update": update,
    "chat.delete": delete_message,
    "chat.getPermalink": get_permalink,
}
