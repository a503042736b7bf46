"""Reminders that people got directly, whose buttons go when they are answered."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.create_table(
        "direct_reminders",
        sa.Column("incident", sa.Integer, nullable=False),
        sa.Column("user", sa.Text, nullable=False),
        sa.Column("due_at", sa.BigInteger, nullable=False),
        sa.Column("channel", sa.Text, nullable=False),
        sa.Column("ts", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("incident", "channel", "ts", name="pk_direct_reminders"),
        sa.ForeignKeyConstraint(
            ["incident"],
            ["incidents.number"],
            name="fk_direct_reminders_incident_incidents",
            deferrable=True,
            initially="DEFERRED",
        ),
    )
