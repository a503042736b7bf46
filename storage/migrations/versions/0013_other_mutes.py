"""Who does not want to be asked for a post-mortem, or reminded of items: apart from an incident's updates."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    op.create_table(
        "other_mutes",
        sa.Column("incident", sa.Integer, nullable=False),
        sa.Column("user", sa.Text, nullable=False),
        sa.Column("about", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("incident", "user", "about", name="pk_other_mutes"),
        sa.ForeignKeyConstraint(
            ["incident"],
            ["incidents.number"],
            name="fk_other_mutes_incident_incidents",
            deferrable=True,
            initially="DEFERRED",
        ),
    )
