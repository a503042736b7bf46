"""The tables. ``storage/migrations`` makes them; a test holds both to the same.

Instants are microseconds since the epoch (``storage.columns.Instant``), enums their values as text.
Foreign keys are checked at the commit, so that within a transaction the order of writing does not matter.
"""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    Sequence,
    Table,
    Text,
    false,
)

from storage.columns import Instant, Words

METADATA = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _text(name: str) -> Column[str]:
    return Column(name, Text, nullable=False)


def _words(name: str) -> Column[str]:
    return Column(name, Words, nullable=False)


def _incident() -> Column[int]:
    key = ForeignKey("incidents.number", deferrable=True, initially="DEFERRED")
    return Column("incident", Integer, key, nullable=False)


counters = Table(
    "counters",
    METADATA,
    Column("name", Text, primary_key=True),
    Column("value", Integer, nullable=False),
)

incidents = Table(
    "incidents",
    METADATA,
    Column("number", Integer, primary_key=True, autoincrement=False),
    _words("title"),
    _words("severity"),
    _text("status"),
    _text("opener"),
    Column("declared_at", Instant, nullable=False),
    _text("language"),
    _text("channel"),
    _words("channel_name"),
    _text("card"),
    Column("announcement_channel", Text),
    Column("announcement_ts", Text),
    Column("announcement_thread", Text),
    _words("latest"),
    Column("latest_at", Instant),
    Column("resolved_at", Instant),
    Column("ask_at", Instant),
    #: The message that Slack itself will post unless it is withdrawn: its id, and when.
    _text("dead_man"),
    _text("dead_man_for"),
    Column("dead_man_at", Instant),
)
_made = incidents.c.channel != ""
Index(None, incidents.c.channel, unique=True, sqlite_where=_made, postgresql_where=_made)
_asked = incidents.c.ask_at.is_not(None)
Index(None, incidents.c.ask_at, sqlite_where=_asked, postgresql_where=_asked)

roles = Table(
    "roles",
    METADATA,
    _incident(),
    _text("role"),
    _text("holder"),
    PrimaryKeyConstraint("incident", "role"),
)

moments = Table(
    "moments",
    METADATA,
    _incident(),
    _text("moment"),
    Column("at", Instant, nullable=False),
    _text("entry"),
    PrimaryKeyConstraint("incident", "moment"),
)

sections = Table(
    "sections",
    METADATA,
    _incident(),
    _text("section"),
    _words("text"),
    _text("author"),
    Column("at", Instant, nullable=False),
    _text("entry"),
    PrimaryKeyConstraint("incident", "section"),
)

items = Table(
    "items",
    METADATA,
    _incident(),
    Column("number", Integer, nullable=False),
    _words("text"),
    _text("state"),
    _text("owner"),
    _text("due"),
    _text("author"),
    Column("at", Instant, nullable=False),
    _text("entry"),
    Column("told", Text),
    Column("next_at", Instant),
    PrimaryKeyConstraint("incident", "number"),
)
_watched = items.c.next_at.is_not(None)
Index(None, items.c.next_at, sqlite_where=_watched, postgresql_where=_watched)

#: Numbered from 0 within the incident; the one without ``ended_at`` is open and comes last.
promises = Table(
    "promises",
    METADATA,
    _incident(),
    Column("number", Integer, nullable=False),
    Column("made_at", Instant, nullable=False),
    Column("due_at", Instant, nullable=False),
    Column("told", Text),
    Column("next_at", Instant),
    Column("snoozes", Integer, nullable=False),
    _text("reminder"),
    Column("ended_at", Instant),
    PrimaryKeyConstraint("incident", "number"),
)
#: What the tick asks.
_climbing = promises.c.ended_at.is_(None) & promises.c.next_at.is_not(None)
Index(None, promises.c.next_at, sqlite_where=_climbing, postgresql_where=_climbing)

entries = Table(
    "entries",
    METADATA,
    Column("id", Text, primary_key=True),
    _incident(),
    _text("kind"),
    Column("at", Instant, nullable=False),
    Column("recorded_at", Instant, nullable=False),
    _text("author"),
    _words("author_name"),
    _words("text"),
    Column("data", JSON, nullable=False),
    _text("audience"),
    Column("files", JSON, nullable=False),
    Column("source_channel", Text),
    Column("source_ts", Text),
    Column("source_thread", Text),
    _text("permalink"),
    #: Whether somebody took it off the timeline.
    Column("removed", Boolean, nullable=False, server_default=false()),
    #: Whether the text is a correction's. A message that is not reworded has no text here: it reads as it stands.
    Column("reworded", Boolean, nullable=False, server_default=false()),
    Index(None, "incident", "at"),
    Index(None, "source_channel", "source_ts"),
)

#: What was changed about entries, by whom and when; rows are only added. The text of a deleted message is emptied.
corrections = Table(
    "corrections",
    METADATA,
    _incident(),
    _text("entry"),
    #: From 1, within the entry.
    Column("number", Integer, nullable=False),
    _text("author"),
    Column("made_at", Instant, nullable=False),
    _words("old_text"),
    Column("old_at", Instant, nullable=False),
    _text("old_audience"),
    Column("old_removed", Boolean, nullable=False),
    _words("new_text"),
    Column("new_at", Instant, nullable=False),
    _text("new_audience"),
    Column("new_removed", Boolean, nullable=False),
    PrimaryKeyConstraint("entry", "number"),
    Index(None, "incident"),
)

messages = Table(
    "messages",
    METADATA,
    _text("channel"),
    _text("ts"),
    Column("thread", Text),
    Column("at", Instant, nullable=False),
    _text("author"),
    _words("author_name"),
    _words("text"),
    Column("files", JSON, nullable=False),
    _text("permalink"),
    Column("edited_at", Instant),
    Column("deleted", Boolean, nullable=False),
    Column("recovered", Boolean, nullable=False),
    PrimaryKeyConstraint("channel", "ts"),
)

#: Earlier texts. ``written_at`` is when the text was edited into this form, the epoch for the first form.
message_versions = Table(
    "message_versions",
    METADATA,
    _text("channel"),
    _text("ts"),
    Column("written_at", Instant, nullable=False),
    _words("text"),
    Column("files", JSON, nullable=False),
    PrimaryKeyConstraint("channel", "ts", "written_at"),
)

#: A mark may come before the message that it is on, hence no foreign key.
marks = Table(
    "marks",
    METADATA,
    _text("channel"),
    _text("ts"),
    _text("mark"),
    _text("user"),
    #: Since when it is so; a mark taken off stays as a row, so that a late older event cannot put it back.
    Column("at", Instant, nullable=False),
    Column("present", Boolean, nullable=False),
    PrimaryKeyConstraint("channel", "ts", "mark", "user"),
)

people = Table(
    "people",
    METADATA,
    Column("id", Text, primary_key=True),
    _words("name"),
    _text("zone"),
    _text("locale"),
    Column("is_bot", Boolean, nullable=False),
    #: Whether Slack has told about them; until then name, zone and locale are placeholders.
    Column("known", Boolean, nullable=False),
    #: When Slack was asked, if a message made that necessary.
    Column("asked_at", Instant),
)

requests = Table(
    "requests",
    METADATA,
    Column("key", Text, primary_key=True),
    #: Their order: what was acknowledged before another arrived comes before it.
    Column("position", BigInteger, nullable=False, index=True),
    _text("kind"),
    Column("body", JSON, nullable=False),
    _text("channel"),
    _text("asker"),
    Column("at", Instant, nullable=False),
    Column("received_at", Instant, nullable=False),
    Column("done_at", Instant),
)
REQUEST_POSITIONS = Sequence("request_positions", metadata=METADATA)
_undone = requests.c.done_at.is_(None)
Index(None, requests.c.channel, requests.c.position, sqlite_where=_undone, postgresql_where=_undone)
Index(None, requests.c.asker, requests.c.position, sqlite_where=_undone, postgresql_where=_undone)
Index(None, requests.c.received_at, sqlite_where=_undone, postgresql_where=_undone)

deliveries = Table(
    "deliveries",
    METADATA,
    Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True),
    Column("key", Text, nullable=False, unique=True),
    _text("lane"),
    Column("incident", Integer),
    _text("kind"),
    Column("body", JSON, nullable=False),
    #: Rows that show the same thing share it; NULL for tellings of what happened.
    Column("coalesce", Text),
    Column("created_at", Instant, nullable=False),
    Column("due_at", Instant, nullable=False),
    Column("claimed_by", Text),
    Column("claimed_until", Instant),
    #: How many attempts were begun.
    Column("attempts", Integer, nullable=False),
    #: How many of them may have reached Slack.
    Column("unknown", Integer, nullable=False),
    Column("done_at", Instant),
    #: Slack's reason, when it was given up.
    Column("failed", Words),
)
_waiting = deliveries.c.done_at.is_(None)
Index(None, deliveries.c.lane, deliveries.c.id, sqlite_where=_waiting, postgresql_where=_waiting)
Index(None, deliveries.c.due_at, sqlite_where=_waiting, postgresql_where=_waiting)
Index(None, deliveries.c.coalesce, sqlite_where=_waiting, postgresql_where=_waiting)
#: What has been said in a channel lately.
Index(None, deliveries.c.incident, deliveries.c.done_at)

#: Until when Slack asked to wait: a method, or a method in one channel.
pauses = Table(
    "pauses",
    METADATA,
    Column("key", Text, primary_key=True),
    Column("until", Instant, nullable=False),
)

#: When something that comes again and again was told last.
rhythms = Table(
    "rhythms", METADATA, Column("name", Text, primary_key=True), Column("told_at", Instant, nullable=False)
)

#: Who does not want to be reminded of which incident's updates.
mutes = Table(
    "mutes",
    METADATA,
    _incident(),
    _text("user"),
    PrimaryKeyConstraint("incident", "user"),
)

#: Who does not want to be reminded of what else of an incident.
other_mutes = Table(
    "other_mutes",
    METADATA,
    _incident(),
    _text("user"),
    _text("about"),
    PrimaryKeyConstraint("incident", "user", "about"),
)

#: Reminders that people got directly and that still have their buttons.
direct_reminders = Table(
    "direct_reminders",
    METADATA,
    _incident(),
    _text("user"),
    Column("due_at", Instant, nullable=False),
    _text("channel"),
    _text("ts"),
    PrimaryKeyConstraint("incident", "channel", "ts"),
)

#: What a careful reader asked about an incident, each once.
asked = Table(
    "asked",
    METADATA,
    _incident(),
    _text("question"),
    _text("person"),
    Column("at", Instant, nullable=False),
    PrimaryKeyConstraint("incident", "question"),
)
