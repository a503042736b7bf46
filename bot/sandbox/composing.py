"""What a message may consist of, whichever way an app sends it."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from bot.sandbox.arguments import Arguments
from bot.sandbox.blocks import BlockRules
from bot.sandbox.call import Services
from bot.sandbox.errors import ApiError
from bot.sandbox.messages import UNANSWERABLE
from bot.sandbox.records import Channel, Installation, Json, Message
from bot.sandbox.text import normalised

TEXT_LENGTH = 40_000
MARKDOWN_LENGTH = 12_000
ATTACHMENTS = 100


@dataclass(kw_only=True)
class Content:
    """The checked content of a message to be."""

    text: str = ""
    blocks: list[Json] = field(default_factory=list)
    attachments: list[Json] = field(default_factory=list)


def content(rules: BlockRules, args: Arguments) -> Content:
    """The text, blocks and attachments of a call; raises the documented errors, ``no_text`` among them."""
    if args.has("markdown_text"):
        if args.has("text") or args.has("blocks"):
            raise ApiError("markdown_text_conflict")
        markdown = args.text("markdown_text")
        if len(markdown) > MARKDOWN_LENGTH:
            raise ApiError("msg_too_long")
        return checked(rules, markdown, [{"type": "markdown", "text": markdown}], None)
    blocks = args.json("blocks", "invalid_blocks_format")
    return checked(rules, args.text("text"), blocks, args.json("attachments", "invalid_attachments"))


def checked(rules: BlockRules, text: object, blocks: Any, attachments: Any) -> Content:
    """The content, unless Slack would refuse it; a text beyond 40,000 characters is cut, as Slack does silently."""
    if not isinstance(text, str):
        raise ApiError("invalid_arguments", ["must provide a string [json-pointer:/text]"])
    if blocks is not None:
        rules.check_message(blocks)
    if attachments is not None:
        _check_attachments(attachments, rules)
    if not (text.strip() or blocks or attachments):
        raise ApiError("no_text")
    stored = normalised(text[:TEXT_LENGTH])
    return Content(text=stored, blocks=list(blocks or []), attachments=list(attachments or []))


def _check_attachments(attachments: object, rules: BlockRules) -> None:
    if not isinstance(attachments, list) or not all(isinstance(entry, dict) for entry in attachments):
        raise ApiError("invalid_attachments")
    if len(attachments) > ATTACHMENTS:
        raise ApiError("too_many_attachments")
    for entry in attachments:
        if "blocks" in entry:
            rules.check_message(entry["blocks"])


def metadata(services: Services, args: Arguments) -> Json | None:
    """The checked metadata; None when none was given."""
    given = args.json("metadata", "invalid_metadata_format")
    if given is None:
        return None
    if not isinstance(given, dict):
        raise ApiError("invalid_metadata_format")
    if not given:
        return {}
    payload = given.get("event_payload")
    if set(given) != {"event_type", "event_payload"} or not isinstance(payload, dict):
        raise ApiError("invalid_metadata_schema")
    if not isinstance(given["event_type"], str) or not given["event_type"]:
        raise ApiError("invalid_metadata_schema")
    if len(json.dumps(given).encode()) > services.metadata_bytes:
        raise ApiError("metadata_too_large")
    return given


def thread(channel: Channel, args: Arguments) -> str | None:
    """The parent's ts when the message is to be a reply; only what can have replies may be named."""
    if not args.text("thread_ts"):
        return None
    ts = args.timestamp("thread_ts", "invalid_arguments")
    parent = channel.messages.get(ts)
    if parent is None or parent.is_reply or parent.subtype in UNANSWERABLE:
        raise ApiError("cannot_reply_to_message")
    return ts


def message(app: Installation, channel: Channel, made: Content, thread_ts: str | None = None) -> Message:
    """The app's message with this content, not yet posted."""
    return Message(
        channel=channel.id,
        ts="",
        user=app.user.id,
        text=made.text,
        blocks=made.blocks,
        attachments=made.attachments,
        thread_ts=thread_ts,
        bot_id=app.bot_id,
        app_id=app.app_id,
    )
