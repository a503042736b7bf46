"""Answers to an interaction: with the acknowledgement, or later to its response address."""

from __future__ import annotations

from bot.sandbox.call import Services
from bot.sandbox.composing import checked, message
from bot.sandbox.errors import ApiError
from bot.sandbox.messages import delete, edit, post, with_ids
from bot.sandbox.records import Channel, Installation, Json, Message
from bot.sandbox.triggers import ResponseAddress

KEYS = frozenset(
    {
        "text", "blocks", "attachments", "response_type", "replace_original", "delete_original",
        "thread_ts", "unfurl_links", "unfurl_media", "metadata", "mrkdwn", "parse", "link_names",
    }
)  # fmt: skip


def answer(services: Services, app: Installation, address: ResponseAddress, body: Json) -> Message | None:
    """Posts, replaces or deletes as the body says; raises :class:`ApiError` for what Slack would refuse."""
    unknown = sorted(set(body) - KEYS)
    if unknown:
        raise ApiError("invalid_arguments", [f"unknown argument: {name}" for name in unknown])
    channel = services.workspace.channels[address.channel]
    if body.get("response_type", "ephemeral") not in {"ephemeral", "in_channel"}:
        raise ApiError("invalid_arguments", ["must be in_channel or ephemeral [json-pointer:/response_type]"])
    if body.get("delete_original"):
        _delete_original(services, channel, address)
        return None
    made = checked(services.rules, body.get("text", ""), body.get("blocks"), body.get("attachments"))
    if body.get("replace_original"):
        original = _original(channel, address)
        changes = {"text": made.text, "blocks": made.blocks, "attachments": made.attachments}
        _replace(services, channel, original, changes)
        return original
    thread_ts = body.get("thread_ts") or address.thread_ts
    reply = message(app, channel, made, thread_ts if thread_ts in channel.messages else None)
    if body.get("response_type") == "in_channel":
        if channel.archived:
            raise ApiError("is_archived")
        return post(services.workspace, reply, channel)
    return whisper(services, channel, reply, address.user)


def whisper(services: Services, channel: Channel, draft: Message, user: str) -> Message:
    """Shows a message to one person only; no event, no place in the history."""
    draft.only_for = user
    draft.ts = services.workspace.stamp(channel)
    draft.blocks = with_ids(services.workspace, draft.blocks)
    channel.ephemerals.append(draft)
    services.workspace.touch()
    return draft


def _original(channel: Channel, address: ResponseAddress) -> Message:
    if address.ephemeral:
        found = next((m for m in channel.ephemerals if m.ts == address.ts), None)
    else:
        found = channel.messages.get(address.ts or "")
    if found is None:
        raise ApiError("message_not_found")
    return found


def _replace(services: Services, channel: Channel, original: Message, changes: Json) -> None:
    if original.only_for is None:
        edit(services.workspace, channel, original, changes, original.user)
        return
    for name, value in changes.items():
        setattr(original, name, with_ids(services.workspace, value) if name == "blocks" else value)
    services.workspace.touch()


def _delete_original(services: Services, channel: Channel, address: ResponseAddress) -> None:
    original = _original(channel, address)
    if original.only_for is None:
        delete(services.workspace, channel, original)
    else:
        channel.ephemerals.remove(original)
        services.workspace.touch()
