"""A post-mortem from a Slack export: for teams that did not have Chronik that night.

An export is read as it is, offline, and never trusted: it may be cut off, edited by hand, or made to do harm.
Whatever cannot be read is listed and the rest is used. Nothing is unpacked, and a file is read an element at a time.
"""

from bot.slack_export.archive import Archive, ExportError, opened
from bot.slack_export.conversations import Conversation, conversations
from bot.slack_export.evidence import Exported, Wanted, read_export
from bot.slack_export.incident import Span

__all__ = [
    "Archive",
    "Conversation",
    "ExportError",
    "Exported",
    "Span",
    "Wanted",
    "conversations",
    "opened",
    "read_export",
]
