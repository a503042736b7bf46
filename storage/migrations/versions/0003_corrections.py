"""Corrections of entries, beside what stood before."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    for name in ("removed", "reworded"):
        op.add_column("entries", sa.Column(name, sa.Boolean, nullable=False, server_default=sa.false()))
    op.create_table(
        "corrections",
        sa.Column("incident", sa.Integer, nullable=False),
        *_text("entry"),
        sa.Column("number", sa.Integer, nullable=False),
        *_text("author"),
        _instant("made_at"),
        *_wording("old"),
        *_wording("new"),
        sa.PrimaryKeyConstraint("entry", "number", name="pk_corrections"),
        sa.ForeignKeyConstraint(
            ["incident"],
            ["incidents.number"],
            name="fk_corrections_incident_incidents",
            deferrable=True,
            initially="DEFERRED",
        ),
    )
    op.create_index("ix_corrections_incident", "corrections", ["incident"])


def _text(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text, nullable=False) for name in names]


def _instant(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger, nullable=False)


def _wording(prefix: str) -> tuple[sa.Column[str] | sa.Column[int] | sa.Column[bool], ...]:
    return (
        *_text(f"{prefix}_text"),
        _instant(f"{prefix}_at"),
        *_text(f"{prefix}_audience"),
        sa.Column(f"{prefix}_removed", sa.Boolean, nullable=False),
    )
