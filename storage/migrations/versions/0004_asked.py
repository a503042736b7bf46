"""What has been asked about an incident, and the way from a message to what was made of it."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.create_index("ix_entries_source_channel_source_ts", "entries", ["source_channel", "source_ts"])
    op.create_table(
        "asked",
        sa.Column("incident", sa.Integer, nullable=False),
        sa.Column("question", sa.Text, nullable=False),
        sa.Column("person", sa.Text, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("incident", "question", name="pk_asked"),
        sa.ForeignKeyConstraint(
            ["incident"],
            ["incidents.number"],
            name="fk_asked_incident_incidents",
            deferrable=True,
            initially="DEFERRED",
        ),
    )
