"""Adoptions, redactions, the documents handed out, and warnings about masked secrets."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.create_table(
        "adoptions",
        sa.Column("incident", sa.Integer, nullable=False, autoincrement=False),
        *_text("began"),
        sa.Column("keeps_topic", sa.Boolean, nullable=False),
        *_text("progress"),
        sa.Column("shown_at", sa.BigInteger),
        sa.Column("done_at", sa.BigInteger),
        sa.PrimaryKeyConstraint("incident", name="pk_adoptions"),
        _to_incident("adoptions"),
    )
    op.create_table(
        "redactions",
        *_text("channel", "ts"),
        sa.Column("incident", sa.Integer, nullable=False),
        *_text("author"),
        sa.Column("at", sa.BigInteger, nullable=False),
        *_text("reason"),
        sa.PrimaryKeyConstraint("channel", "ts", name="pk_redactions"),
        _to_incident("redactions"),
    )
    op.create_table(
        "documents",
        sa.Column("incident", sa.Integer, nullable=False),
        *_text("id", "format", "language", "edition"),
        sa.Column("made_at", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("incident", "id", name="pk_documents"),
        _to_incident("documents"),
    )
    op.create_table(
        "warnings",
        *_text("channel", "ts"),
        sa.PrimaryKeyConstraint("channel", "ts", name="pk_warnings"),
    )


def _text(*names: str) -> list[sa.Column[Any]]:
    return [sa.Column(name, sa.Text, nullable=False) for name in names]


def _to_incident(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["incident"],
        ["incidents.number"],
        name=f"fk_{table}_incident_incidents",
        deferrable=True,
        initially="DEFERRED",
    )
