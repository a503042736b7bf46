"""What has been asked about an incident."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
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
