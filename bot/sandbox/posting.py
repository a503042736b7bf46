"""Scheduled messages whose time has come."""

from __future__ import annotations

from datetime import UTC, datetime

from bot.sandbox.composing import message
from bot.sandbox.messages import post
from bot.sandbox.records import ScheduledMessage
from bot.sandbox.workspace import Workspace


def post_due(workspace: Workspace) -> None:
    """Posts what is due; silently drops what can no longer post, and what carries metadata, as Slack does."""
    if not workspace.scheduled:
        return
    now = workspace.now().timestamp()
    due = [waiting for waiting in workspace.scheduled.values() if waiting.post_at <= now]
    for waiting in sorted(due, key=lambda found: (found.post_at, found.id)):
        del workspace.scheduled[waiting.id]
        _post(workspace, waiting)
    if due:
        workspace.touch()


def _post(workspace: Workspace, waiting: ScheduledMessage) -> None:
    channel, app = workspace.channels[waiting.channel], workspace.installation(waiting.app_id)
    if waiting.silent or app is None or channel.archived or app.user.id not in channel.members:
        return
    thread_ts = waiting.arguments["thread_ts"]
    draft = message(
        app, channel, waiting.arguments["content"], thread_ts if thread_ts in channel.messages else None
    )
    if draft.thread_ts and waiting.arguments["broadcast"]:
        draft.subtype = "thread_broadcast"
    post(workspace, draft, channel, at=datetime.fromtimestamp(waiting.post_at, UTC))
