"""conversations.history, conversations.replies and the lists of conversations."""

from __future__ import annotations

from bot.sandbox.call import Call, Handler
from bot.sandbox.errors import ApiError
from bot.sandbox.pages import decode, encode, page
from bot.sandbox.records import Channel, ChannelKind, Json, Message
from bot.sandbox.rendering import channel_json, message_json

MOST = 999


def _between(call: Call, messages: list[Message]) -> list[Message]:
    args = call.args
    oldest = float(args.timestamp("oldest", "invalid_ts_oldest")) if args.has("oldest") else None
    latest = float(args.timestamp("latest", "invalid_ts_latest")) if args.has("latest") else None
    inclusive = args.flag("inclusive")

    def inside(message: Message) -> bool:
        at = float(message.ts)
        if oldest is not None and (at < oldest or (at == oldest and not inclusive)):
            return False
        return latest is None or at < latest or (at == latest and inclusive)

    return [message for message in messages if inside(message)]


def _limit(call: Call, default: int) -> int:
    limit = call.args.number("limit", "invalid_limit")
    if limit is not None and limit < 0:
        raise ApiError("invalid_limit")
    return min(limit or default, MOST)


def _shown(call: Call, channel: Channel, messages: list[Message]) -> list[Json]:
    metadata = call.args.flag("include_all_metadata")
    return [message_json(call.workspace, channel, message, metadata=metadata) for message in messages]


def history(call: Call) -> Json:
    """conversations.history: newest first, without replies.

    With ``oldest`` and without ``latest`` the pages run forward from there, each newest first, as Slack does.
    """
    channel = call.joined()
    chosen = _between(call, [message for message in channel.messages.values() if message.in_channel])
    chosen.sort(key=lambda message: float(message.ts))
    limit, cursor = _limit(call, 100), call.args.text("cursor")
    forward = call.args.has("oldest") and not call.args.has("latest")
    if cursor:
        edge = _edge(cursor)
        chosen = [m for m in chosen if (float(m.ts) > edge if forward else float(m.ts) < edge)]
    messages = chosen[:limit] if forward else chosen[-limit:]
    more = len(chosen) > len(messages)
    answer: Json = {"messages": _shown(call, channel, messages[::-1]), "has_more": more}
    answer |= {"pin_count": len(channel.pins), "channel_actions_ts": None, "channel_actions_count": 0}
    if more:
        last = messages[-1] if forward else messages[0]
        answer["response_metadata"] = {"next_cursor": encode(f"next_ts:{last.ts}")}
    return answer


def _edge(cursor: str) -> float:
    kind, _, ts = decode(cursor).partition(":")
    if kind != "next_ts":
        raise ApiError("invalid_cursor")
    return float(ts)


def replies(call: Call) -> Json:
    """conversations.replies: oldest first, the parent at the head of every page."""
    channel = call.joined()
    found = channel.messages.get(call.args.timestamp("ts", "thread_not_found"))
    if found is None:
        raise ApiError("thread_not_found")
    if found.is_reply:
        return {"messages": _shown(call, channel, [found]), "has_more": False}
    below = _between(call, channel.replies(found.ts))
    chosen, cursor = page(below, call.args.text("cursor"), max(1, _limit(call, MOST) - 1))
    answer: Json = {"messages": _shown(call, channel, [found, *chosen]), "has_more": bool(cursor)}
    if cursor:
        answer["response_metadata"] = {"next_cursor": cursor}
    return answer


def _kinds(call: Call) -> list[ChannelKind]:
    try:
        kinds = [ChannelKind(kind) for kind in call.args.names("types")] or [ChannelKind.PUBLIC]
    except ValueError as problem:
        raise ApiError("invalid_types") from problem
    for kind in kinds:
        call.need_for(kind)
    return kinds


def listing(call: Call) -> Json:
    """conversations.list: what the app can see."""
    kinds = _kinds(call)
    seen = [c for c in call.workspace.channels.values() if not c.private or call.me in c.members]
    return _page(call, [channel for channel in seen if channel.kind in kinds])


def of_user(call: Call) -> Json:
    """users.conversations: where a user, by default the app, is a member."""
    kinds = _kinds(call)
    user = call.args.text("user") or call.me
    seen = [c for c in call.workspace.channels.values() if not c.private or call.me in c.members]
    return _page(call, [channel for channel in seen if channel.kind in kinds and user in channel.members])


def _page(call: Call, channels: list[Channel]) -> Json:
    if call.args.flag("exclude_archived"):
        channels = [channel for channel in channels if not channel.archived]
    items = [channel_json(call.workspace, channel, call.me, members=True) for channel in channels]
    shown, cursor = call.page(items, most=MOST, default=100)
    return {"channels": shown, "response_metadata": {"next_cursor": cursor}}


HANDLERS: dict[str, Handler] = {
    "conversations.history": history,
    "conversations.replies": replies,
    "conversations.list": listing,
    "users.conversations": of_user,
}
