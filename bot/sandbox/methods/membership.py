"""conversations.*: who is in a channel."""

from __future__ import annotations

from bot.sandbox import conversations
from bot.sandbox.call import Call, Handler
from bot.sandbox.errors import ApiError
from bot.sandbox.methods.channels import shown
from bot.sandbox.records import Channel, ChannelKind, Json
from bot.sandbox.rendering import channel_json
from bot.sandbox.workspace import SLACKBOT

INVITES = 100
DIRECT_USERS = 8


def invite(call: Call) -> Json:
    """conversations.invite: all or none, unless ``force`` passes over those who cannot be invited."""
    channel = call.named(call.writable())
    users = call.args.names("users")
    if not users:
        raise ApiError("no_user")
    if len(users) > INVITES:
        raise ApiError("invalid_arguments", [f"no more than {INVITES} users [json-pointer:/users]"])
    force = call.args.flag("force")
    refused = {user: error for user in users if (error := _uninvitable(call, channel, user))}
    problems: list[Json] = [{"user": user, "ok": False, "error": error} for user, error in refused.items()]
    willing = [user for user in dict.fromkeys(users) if user not in refused]
    if problems and not (force and willing):
        raise ApiError(problems[0]["error"], errors=problems)
    for user in willing:
        conversations.join(call.workspace, channel, user, inviter=call.me)
    return shown(call, channel) | ({"errors": problems} if problems else {})


def _uninvitable(call: Call, channel: Channel, user: str) -> str | None:
    known = call.workspace.users.get(user)
    if user == call.me:
        return "cant_invite_self"
    if known is None or known.deleted:
        return "user_not_found"
    if user == SLACKBOT:
        return "cant_invite"
    if user in channel.members:
        return "already_in_channel"
    return "user_is_restricted" if known.is_restricted else None


def join(call: Call) -> Json:
    """conversations.join: public channels only."""
    channel = call.visible()
    if channel.archived:
        raise ApiError("is_archived")
    if call.me in channel.members:
        warnings = {"response_metadata": {"warnings": ["already_in_channel"]}}
        return shown(call, channel) | {"warning": "already_in_channel"} | warnings
    conversations.join(call.workspace, channel, call.me)
    return shown(call, channel)


def kick(call: Call) -> Json:
    """conversations.kick."""
    channel = call.named(call.joined())
    if channel.archived:
        raise ApiError("not_supported")
    user = call.user().id
    if user == call.me:
        raise ApiError("cant_kick_self")
    if channel.general:
        raise ApiError("cant_kick_from_general")
    if user not in channel.members:
        raise ApiError("not_in_channel")
    conversations.leave(call.workspace, channel, user)
    return {"errors": {}}


def leave(call: Call) -> Json:
    """conversations.leave."""
    channel = call.named(call.visible())
    if channel.archived:
        raise ApiError("is_archived")
    if channel.general:
        raise ApiError("cant_leave_general")
    if call.me not in channel.members:
        return {"not_in_channel": True}
    if channel.private and len(channel.members) == 1:
        raise ApiError("last_member")
    conversations.leave(call.workspace, channel, call.me)
    return {}


def members(call: Call) -> Json:
    """conversations.members."""
    channel = call.visible()
    items = [{"id": user} for user in channel.members]
    users, cursor = call.page(items, most=999, default=100)
    return {"members": [user["id"] for user in users], "response_metadata": {"next_cursor": cursor}}


def open_direct(call: Call) -> Json:
    """conversations.open: a direct conversation with one to eight people."""
    if call.args.has("channel"):
        return shown(call, call.visible())
    users = call.args.names("users")
    if not users:
        raise ApiError("users_list_not_supplied")
    if len(users) > DIRECT_USERS:
        raise ApiError("too_many_users")
    if any(user not in call.workspace.users for user in users):
        raise ApiError("user_not_found")
    if SLACKBOT in users or call.me in users:
        raise ApiError("invalid_user_combination")
    call.need_for(ChannelKind.IM if len(users) == 1 else ChannelKind.MPIM)
    existed = set(call.workspace.channels)
    channel = call.workspace.direct(*users, call.me)
    call.workspace.touch()
    full = call.args.flag("return_im")
    answer = channel_json(call.workspace, channel, call.me) if full else {"id": channel.id}
    known = channel.id in existed
    return {"channel": answer, "already_open": known, "no_op": known}


HANDLERS: dict[str, Handler] = {
    "conversations.invite": invite,
    "conversations.join": join,
    "conversations.kick": kick,
    "conversations.leave": leave,
    "conversations.members": members,
    "conversations.open": open_direct,
}
