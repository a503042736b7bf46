"""From Slack's payloads to requests: plain reading, no decisions.

The shapes are those of docs.slack.dev: interaction payloads, slash commands, and the Events API.
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import replace
from datetime import datetime

from bot.blocks import long_text
from bot.blocks.reading import read_form, read_ticked
from bot.gateway import Identity
from bot.marks import PIN
from bot.messages import WRITTEN, Payload, read_message, tombstone
from bot.model import Message, Place, instant
from bot.requests import (
    ButtonPressed,
    CommandTyped,
    FormSubmitted,
    FormWanted,
    Joined,
    Marked,
    MessageSeen,
    Origin,
)

#: What tells two slash commands apart; Slack repeats all of it when it delivers again.
_COMMAND = ("trigger_id", "user_id", "channel_id", "command", "text", "response_url")

#: What every form was opened with.
_PLACE = ("channel", "response_url", "incident")


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


def mention(body: Payload, bot: Identity) -> CommandTyped | None:
    """A message that mentions the bot; ``None`` for those of apps.

    Its key is the message's, so that an edit of it, and whatever event tells of it again, is the same request.
    """
    event = body["event"]
    if event.get("bot_id") or "user" not in event:
        return None
    written = read_message(event["channel"], event, bot.permalink)
    before, after = _around_mention(written.text, bot)
    return CommandTyped(
        key=_key("mention", event["channel"], event["ts"]),
        user=event["user"],
        channel=event["channel"],
        text=after,
        response_url="",
        trigger_id="",
        at=written.at,
        origin=Origin(place=written.place, permalink=written.permalink, files=written.files),
        addressed=not before,
    )


def _around_mention(text: str, bot: Identity) -> tuple[str, str]:
    before, _, after = re.sub(rf"<@{bot.user}(?:\|[^>]*)?>", "\0", text).partition("\0")
    return before.strip(), after.lstrip(" \t\r\n\xa0:,")


def form_wanted(body: Payload, bot: Identity, at: datetime) -> FormWanted:
    """A message shortcut; all of them open a form."""
    channel = body["channel"]["id"]
    message = body["message"]
    return FormWanted(
        key=_key("shortcut", body.get("trigger_id", "")),
        user=body["user"]["id"],
        channel=channel,
        shortcut=body["callback_id"],
        message=read_message(channel, message, bot.permalink),
        own=_is_about(message, bot),
        response_url=body.get("response_url", ""),
        trigger_id=body.get("trigger_id", ""),
        at=at,
    )


def button(body: Payload, at: datetime) -> ButtonPressed:
    """A button that was pressed, or what was chosen in a menu."""
    action = body["actions"][0]
    value = action.get("value") or (action.get("selected_option") or {}).get("value", "")
    said = (action["action_id"], action.get("action_ts", ""), value, action.get("block_id", ""))
    return ButtonPressed(
        key=_key("button", body.get("trigger_id", ""), body["user"]["id"], *said),
        user=body["user"]["id"],
        channel=(body.get("channel") or {}).get("id", ""),
        action=action["action_id"],
        value=value,
        block=action.get("block_id", ""),
        response_url=body.get("response_url", ""),
        trigger_id=body.get("trigger_id", ""),
        at=at,
        ticked=read_ticked(body.get("state") or {}),
        message=_message_ts(body.get("container") or {}),
    )


def _message_ts(container: Payload) -> str:
    return "" if container.get("is_ephemeral") else str(container.get("message_ts", ""))


def form(body: Payload, at: datetime) -> FormSubmitted:
    """A modal that was sent. One view is submitted with success once, so its id is the key."""
    view = body["view"]
    context = json.loads(view.get("private_metadata") or "{}")
    origin = context.get("origin")
    return FormSubmitted(
        key=_key("form", view["callback_id"], view["id"]),
        user=body["user"]["id"],
        form=view["callback_id"],
        fields=long_text.joined(read_form(view), str(context.get("joints", ""))),
        channel=context.get("channel", ""),
        response_url=context.get("response_url", ""),
        incident=context.get("incident", 0),
        context={
            name: value for name, value in context.items() if name not in _PLACE and isinstance(value, str)
        },
        at=at,
        origin=Origin(place=Place(**origin["place"]), permalink=origin["permalink"]) if origin else None,
        zone=context.get("zone", "UTC"),
        locale=context.get("locale", "en"),
        shown=context.get("shown", {}),
        question=context.get("question", ""),
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
        mark=event["reaction"],
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
        mark=PIN,
        added=event["type"] == "pin_added",
        at=instant(event.get("event_ts") or str(body["event_time"])),
    )


def joined(body: Payload, bot: Identity) -> Joined | None:
    """Somebody came into a channel; ``None`` for the bot, and for those whom it has invited itself."""
    event = body["event"]
    if bot.user in (event["user"], event.get("inviter")):
        return None
    return Joined(
        key=_event_key(body),
        user=event["user"],
        channel=event["channel"],
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
