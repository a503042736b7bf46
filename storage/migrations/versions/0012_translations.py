"""Translated sentences."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    op.create_table(
        "translations",
        sa.Column("incident", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("target", sa.Text, nullable=False),
        sa.Column("digest", sa.Text, nullable=False),
        sa.Column("translated", sa.Text, nullable=False),
        sa.Column("translator", sa.Text, nullable=False),
        sa.Column("made_at", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("incident", "source", "target", "digest", name="pk_translations"),
        sa.ForeignKeyConstraint(
            ["incident"],
            ["incidents.number"],
            name="fk_translations_incident_incidents",
            deferrable=True,
            initially="DEFERRED",
        ),
    )
