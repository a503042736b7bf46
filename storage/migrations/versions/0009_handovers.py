"""To whom the command of an incident is offered."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.create_table(
        "offers",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("incident", sa.Integer, nullable=False),
        sa.Column("author", sa.Text, nullable=False),
        sa.Column("person", sa.Text, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("card_channel", sa.Text),
        sa.Column("card_ts", sa.Text),
        sa.PrimaryKeyConstraint("id", name="pk_offers"),
        sa.ForeignKeyConstraint(
            ["incident"],
            ["incidents.number"],
            name="fk_offers_incident_incidents",
            deferrable=True,
            initially="DEFERRED",
        ),
    )
    op.create_index("ix_offers_incident", "offers", ["incident"])
