"""From Slack's payloads to requests: plain reading, no decisions.

The shapes are those of docs.slack.dev: interaction payloads, slash commands, and the Events API.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from datetime import datetime

from bot.blocks.forms import read_form
from bot.gateway import Identity
from bot.messages import WRITTEN, Payload, read_message, tombstone
from bot.model import Message, instant
from bot.requests import ButtonPressed, CommandTyped, FormSubmitted, Marked, MessageSeen

#: What tells two slash commands apart; Slack repeats all of it when it delivers again.
_COMMAND = ("trigger_id", "user_id", "channel_id", "command", "text", "response_url")


def command(body: Payload, at: datetime) -> CommandTyped:
    """A slash command."""
    return CommandTyped(
        key=_key("command", *(body.get(name, "") for name in _COMMAND)),
        user=body["user_id"],
        channel=body.get("channel_id", ""),
        text=body.get("text", ""),
        response_url=body.get("response_url", ""),
        trigger_id=body.get("trigger_id", ""),
        at=at,
    )


def button(body: Payload, at: datetime) -> ButtonPressed:
    """A button that was pressed."""
    action = body["actions"][0]
    said = (action["action_id"], action.get("action_ts", ""), action.get("value", ""))
    return ButtonPressed(
        key=_key("button", body.get("trigger_id", ""), body["user"]["id"], *said),
        user=body["user"]["id"],
        channel=(body.get("channel") or {}).get("id", ""),
        action=action["action_id"],
        value=action.get("value", ""),
        response_url=body.get("response_url", ""),
        trigger_id=body.get("trigger_id", ""),
        at=at,
    )


def form(body: Payload, at: datetime) -> FormSubmitted:
    """A modal that was sent. One view is submitted with success once, so its id is the key."""
    view = body["view"]
    context = json.loads(view.get("private_metadata") or "{}")
    return FormSubmitted(
        key=_key("form", view["callback_id"], view["id"]),
        user=body["user"]["id"],
        form=view["callback_id"],
        fields=read_form(view),
        channel=context.get("channel", ""),
        response_url=context.get("response_url", ""),
        incident=context.get("incident", 0),
        value=context.get("value", ""),
        at=at,
    )


def reaction(body: Payload) -> Marked | None:
    """A reaction added or removed; ``None`` when it is not on a message."""
    event = body["event"]
    item = event["item"]
    if item.get("type") != "message":
        return None
    return Marked(
        key=_event_key(body),
        user=event["user"],
        channel=item["channel"],
        ts=item["ts"],
        mark=event["reaction"].partition("::")[0],
        added=event["type"] == "reaction_added",
        at=instant(event.get("event_ts") or str(body["event_time"])),
    )


def pin(body: Payload) -> Marked | None:
    """A native pin added or removed; ``None`` when it is not on a message."""
    event = body["event"]
    message = event["item"].get("message")
    if not message:
        return None
    return Marked(
        key=_event_key(body),
        user=event["user"],
        channel=event.get("channel_id") or event["item"]["channel"],
        ts=message["ts"],
        mark="pin",
        added=event["type"] == "pin_added",
        at=instant(event.get("event_ts") or str(body["event_time"])),
    )


def message(event: Payload, bot: Identity) -> MessageSeen | None:
    """A message event as evidence.

    ``None`` for the bot's own messages, book-keeping, unfurls and changes of a thread's parent.
    """
    channel, subtype = event["channel"], event.get("subtype")
    if _is_about(event, bot):
        return None
    if subtype == "message_deleted":
        return MessageSeen(message=tombstone(channel, event["deleted_ts"]))
    now = event["message"] if subtype == "message_changed" else event
    if now.get("subtype") == "tombstone":
        return MessageSeen(message=tombstone(channel, now["ts"]))
    # Only people's edits say when they were made; unfurls and reply counts do not.
    if now.get("subtype") not in WRITTEN or (now is not event and "edited" not in now):
        return None
    return MessageSeen(message=_exactly_dated(read_message(channel, now, bot.permalink), event))


def _exactly_dated(said: Message, event: Payload) -> Message:
    """Slack dates edits to the second; of two within one, the events' own times tell which came first."""
    if said.edited_at is None:
        return said
    exact = instant(event.get("event_ts") or event["ts"])
    same = exact.replace(microsecond=0) == said.edited_at.replace(microsecond=0)
    return replace(said, edited_at=exact) if same else said


def _is_about(event: Payload, bot: Identity) -> bool:
    told = event.get("message") or event.get("previous_message") or event
    return told.get("user") == bot.user or told.get("bot_id") == bot.bot


def _event_key(body: Payload) -> str:
    event = body["event"]
    return _key("event", body.get("event_id") or json.dumps(event, sort_keys=True))


def _key(kind: str, *parts: str) -> str:
    """What a redelivery repeats, as one short word; whatever differs in any part is another request."""
    return f"{kind}:{hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:40]}"
