"""The tables of what looks after the record: adoptions, redactions, the documents handed out, and warnings."""

from __future__ import annotations

from sqlalchemy import JSON, Boolean, Column, ForeignKey, Integer, PrimaryKeyConstraint, Table, Text

from storage.columns import Instant, Words
from storage.tables import METADATA


def _text(name: str) -> Column[str]:
    return Column(name, Text, nullable=False)


def _incident(*, primary_key: bool = False) -> Column[int]:
    key = ForeignKey("incidents.number", deferrable=True, initially="DEFERRED")
    return Column("incident", Integer, key, nullable=False, primary_key=primary_key, autoincrement=False)


#: Incidents whose channel was there before them.
adoptions = Table(
    "adoptions",
    METADATA,
    _incident(primary_key=True),
    #: The ``ts`` of the message at which it began, if somebody said so.
    _text("began"),
    #: Whether the channel had a topic of its own, which stays.
    Column("keeps_topic", Boolean, nullable=False),
    #: The message that shows how far the reading is: its ``ts``, and when it was shown last.
    _text("progress"),
    Column("shown_at", Instant),
    #: When all was read.
    Column("done_at", Instant),
)

#: What was removed from the record; the message at that place, or the entry whose echo it is, has no text any more.
redactions = Table(
    "redactions",
    METADATA,
    _text("channel"),
    _text("ts"),
    _incident(),
    _text("author"),
    Column("at", Instant, nullable=False),
    Column("reason", Words, nullable=False),
    PrimaryKeyConstraint("channel", "ts"),
)

#: Drafts that were posted or shared in an incident's channel.
documents = Table(
    "documents",
    METADATA,
    _incident(),
    #: A message's ``ts``, or a file's id.
    _text("id"),
    #: ``blocks`` for a message, else the file's format.
    _text("format"),
    #: The one asked for; empty for the incident's.
    _text("language"),
    _text("edition"),
    Column("made_at", Instant, nullable=False),
    PrimaryKeyConstraint("incident", "id"),
)

#: Messages whose authors were told that a secret was masked.
warnings = Table(
    "warnings",
    METADATA,
    _text("channel"),
    _text("ts"),
    PrimaryKeyConstraint("channel", "ts"),
)

#: Messages of the bot's that no part of the record renders anew, as they were posted.
posts = Table(
    "posts",
    METADATA,
    #: The key of the delivery that says it.
    Column("delivery", Text, primary_key=True),
    #: NULL for none, or several.
    Column("incident", Integer, index=True),
    #: Where it is; empty until Slack has told.
    _text("channel"),
    _text("ts"),
    Column("text", Words, nullable=False),
    Column("blocks", JSON, nullable=False),
)
