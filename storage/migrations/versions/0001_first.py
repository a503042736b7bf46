"""The first tables."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    _incidents()
    _parts()
    _promises()
    _entries()
    _messages()
    _people()
    _requests()
    _deliveries()


def _text(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text, nullable=False) for name in names]


def _instant(name: str, *, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger, nullable=nullable)


def _of_incident(table: str, key: str, *columns: sa.Column[Any]) -> None:
    op.create_table(
        table,
        sa.Column("incident", sa.Integer, nullable=False),
        *columns,
        sa.PrimaryKeyConstraint("incident", key, name=f"pk_{table}"),
        _to_incident(table),
    )


def _to_incident(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["incident"],
        ["incidents.number"],
        name=f"fk_{table}_incident_incidents",
        deferrable=True,
        initially="DEFERRED",
    )


def _index(table: str, *columns: str, where: str = "", unique: bool = False) -> None:
    only = sa.text(where) if where else None
    name = f"ix_{table}_{'_'.join(columns)}"
    op.create_index(name, table, list(columns), unique=unique, sqlite_where=only, postgresql_where=only)


def _incidents() -> None:
    op.create_table(
        "counters",
        *_text("name"),
        sa.Column("value", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_counters"),
    )
    op.create_table(
        "incidents",
        sa.Column("number", sa.Integer, autoincrement=False, nullable=False),
        *_text("title", "severity", "status", "opener"),
        _instant("declared_at"),
        *_text("language", "channel", "channel_name", "card"),
        sa.Column("announcement_channel", sa.Text),
        sa.Column("announcement_ts", sa.Text),
        sa.Column("announcement_thread", sa.Text),
        *_text("latest"),
        _instant("latest_at", nullable=True),
        _instant("resolved_at", nullable=True),
        _instant("ask_at", nullable=True),
        *_text("dead_man", "dead_man_for"),
        _instant("dead_man_at", nullable=True),
        sa.PrimaryKeyConstraint("number", name="pk_incidents"),
    )
    _index("incidents", "channel", where="channel != ''", unique=True)
    _index("incidents", "ask_at", where="ask_at IS NOT NULL")


def _parts() -> None:
    _of_incident("mutes", "user", *_text("user"))
    _of_incident("roles", "role", *_text("role", "holder"))
    _of_incident("moments", "moment", *_text("moment"), _instant("at"), *_text("entry"))
    _of_incident("sections", "section", *_text("section", "text", "author"), _instant("at"), *_text("entry"))
    _of_incident(
        "items",
        "number",
        sa.Column("number", sa.Integer, nullable=False),
        *_text("text", "state", "owner", "due", "author"),
        _instant("at"),
        *_text("entry"),
        sa.Column("told", sa.Text),
        _instant("next_at", nullable=True),
    )
    _index("items", "next_at", where="next_at IS NOT NULL")


def _promises() -> None:
    _of_incident(
        "promises",
        "number",
        sa.Column("number", sa.Integer, nullable=False),
        _instant("made_at"),
        _instant("due_at"),
        sa.Column("told", sa.Text),
        _instant("next_at", nullable=True),
        sa.Column("snoozes", sa.Integer, nullable=False),
        *_text("reminder"),
        _instant("ended_at", nullable=True),
    )
    _index("promises", "next_at", where="ended_at IS NULL AND next_at IS NOT NULL")


def _entries() -> None:
    op.create_table(
        "entries",
        *_text("id"),
        sa.Column("incident", sa.Integer, nullable=False),
        *_text("kind"),
        _instant("at"),
        _instant("recorded_at"),
        *_text("author", "author_name", "text"),
        sa.Column("data", sa.JSON, nullable=False),
        *_text("audience"),
        sa.Column("files", sa.JSON, nullable=False),
        sa.Column("source_channel", sa.Text),
        sa.Column("source_ts", sa.Text),
        sa.Column("source_thread", sa.Text),
        *_text("permalink"),
        sa.PrimaryKeyConstraint("id", name="pk_entries"),
        _to_incident("entries"),
    )
    _index("entries", "incident", "at")


def _messages() -> None:
    op.create_table(
        "messages",
        *_text("channel", "ts"),
        sa.Column("thread", sa.Text),
        _instant("at"),
        *_text("author", "author_name", "text"),
        sa.Column("files", sa.JSON, nullable=False),
        *_text("permalink"),
        _instant("edited_at", nullable=True),
        sa.Column("deleted", sa.Boolean, nullable=False),
        sa.Column("recovered", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("channel", "ts", name="pk_messages"),
    )
    op.create_table(
        "message_versions",
        *_text("channel", "ts"),
        _instant("written_at"),
        *_text("text"),
        sa.Column("files", sa.JSON, nullable=False),
        sa.PrimaryKeyConstraint("channel", "ts", "written_at", name="pk_message_versions"),
    )
    op.create_table(
        "marks",
        *_text("channel", "ts", "mark", "user"),
        _instant("at"),
        sa.Column("present", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("channel", "ts", "mark", "user", name="pk_marks"),
    )


def _people() -> None:
    op.create_table(
        "people",
        *_text("id", "name", "zone", "locale"),
        sa.Column("is_bot", sa.Boolean, nullable=False),
        sa.Column("known", sa.Boolean, nullable=False),
        _instant("asked_at", nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_people"),
    )


def _requests() -> None:
    op.create_table(
        "requests",
        *_text("key", "kind"),
        sa.Column("body", sa.JSON, nullable=False),
        *_text("channel"),
        _instant("at"),
        _instant("received_at"),
        _instant("done_at", nullable=True),
        sa.PrimaryKeyConstraint("key", name="pk_requests"),
    )
    _index("requests", "received_at", where="done_at IS NULL")


def _deliveries() -> None:
    op.create_table(
        "deliveries",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer, "sqlite"), nullable=False),
        *_text("key", "lane"),
        sa.Column("incident", sa.Integer),
        *_text("kind"),
        sa.Column("body", sa.JSON, nullable=False),
        sa.Column("coalesce", sa.Text),
        _instant("created_at"),
        _instant("due_at"),
        sa.Column("claimed_by", sa.Text),
        _instant("claimed_until", nullable=True),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("unknown", sa.Integer, nullable=False),
        _instant("done_at", nullable=True),
        sa.Column("failed", sa.Text),
        sa.PrimaryKeyConstraint("id", name="pk_deliveries"),
        sa.UniqueConstraint("key", name="uq_deliveries_key"),
    )
    _index("deliveries", "lane", "id", where="done_at IS NULL")
    _index("deliveries", "due_at", where="done_at IS NULL")
    _index("deliveries", "coalesce", where="done_at IS NULL")
    _index("deliveries", "incident", "done_at")
    op.create_table(
        "rhythms",
        *_text("name"),
        _instant("told_at"),
        sa.PrimaryKeyConstraint("name", name="pk_rhythms"),
    )
    op.create_table(
        "pauses",
        *_text("key"),
        _instant("until"),
        sa.PrimaryKeyConstraint("key", name="pk_pauses"),
    )
