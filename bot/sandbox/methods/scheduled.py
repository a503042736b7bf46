"""chat.scheduleMessage and its kin."""

from __future__ import annotations

from bot.sandbox.call import Call, Handler
from bot.sandbox.composing import content, metadata, thread
from bot.sandbox.errors import ApiError
from bot.sandbox.methods.chat import target
from bot.sandbox.records import Json, ScheduledMessage

AHEAD = 120 * 24 * 3600
WINDOW = 5 * 60
IN_WINDOW = 30
LAST_SECONDS = 60


def schedule(call: Call) -> Json:
    """chat.scheduleMessage; one with metadata is accepted and never posts, as Slack warns."""
    channel = target(call)
    if call.args.has("as_user"):
        raise ApiError("as_user_not_supported")
    post_at = call.args.number("post_at", "invalid_time")
    now = call.workspace.now().timestamp()
    if post_at is None:
        raise ApiError("invalid_time")
    if post_at <= now:
        raise ApiError("time_in_past")
    if post_at > now + AHEAD:
        raise ApiError("time_too_far")
    made = content(call.services.rules, call.args)
    near = [m for m in call.workspace.scheduled.values() if m.channel == channel.id]
    if sum(m.post_at // WINDOW == post_at // WINDOW for m in near) >= IN_WINDOW:
        raise ApiError("restricted_too_many")
    scheduled = ScheduledMessage(
        id=call.workspace.new_id("Q"),
        channel=channel.id,
        post_at=post_at,
        created=int(now),
        text=made.text,
        app_id=call.app.app_id,
        arguments={
            "content": made,
            "thread_ts": thread(channel, call.args),
            "broadcast": call.args.flag("reply_broadcast"),
        },
        silent=metadata(call.services, call.args) is not None,
    )
    call.workspace.scheduled[scheduled.id] = scheduled
    call.workspace.touch()
    shown = {
        "text": made.text,
        "type": "delayed_message",
        "subtype": "bot_message",
        "bot_id": call.app.bot_id,
    }
    return {"channel": channel.id, "scheduled_message_id": scheduled.id, "post_at": post_at, "message": shown}


def delete(call: Call) -> Json:
    """chat.deleteScheduledMessage; too late in the last minute."""
    channel = call.visible()
    found = call.workspace.scheduled.get(call.args.text("scheduled_message_id"))
    if found is None or found.channel != channel.id or found.app_id != call.app.app_id:
        raise ApiError("invalid_scheduled_message_id")
    if found.post_at - call.workspace.now().timestamp() < LAST_SECONDS:
        raise ApiError("invalid_scheduled_message_id")
    del call.workspace.scheduled[found.id]
    call.workspace.touch()
    return {}


def listing(call: Call) -> Json:
    """chat.scheduledMessages.list, the next to post first."""
    channel = call.args.text("channel")
    if channel and channel not in call.workspace.channels:
        raise ApiError("invalid_channel")
    oldest = float(call.args.timestamp("oldest", "invalid_arguments")) if call.args.has("oldest") else 0.0
    latest = (
        float(call.args.timestamp("latest", "invalid_arguments")) if call.args.has("latest") else float("inf")
    )
    own = [m for m in call.workspace.scheduled.values() if m.app_id == call.app.app_id]
    chosen = [m for m in own if channel in ("", m.channel) and oldest <= m.post_at <= latest]
    items: list[Json] = [
        {"id": m.id, "channel_id": m.channel, "post_at": m.post_at, "date_created": m.created, "text": m.text}
        for m in sorted(chosen, key=lambda m: (m.post_at, m.id))
    ]
    shown, cursor = call.page(items, most=100, default=100)
    return {"scheduled_messages": shown, "response_metadata": {"next_cursor": cursor}}


HANDLERS: dict[str, Handler] = {
    "chat.scheduleMessage": schedule,
    "chat.deleteScheduledMessage": delete,
    "chat.scheduledMessages.list": listing,
}
