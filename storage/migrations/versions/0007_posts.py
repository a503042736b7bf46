"""Messages of the bot's that no part of the record renders anew, so that a removed text leaves them too."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.create_table(
        "posts",
        sa.Column("delivery", sa.Text, nullable=False),
        sa.Column("incident", sa.Integer),
        sa.Column("channel", sa.Text, nullable=False),
        sa.Column("ts", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("blocks", sa.JSON, nullable=False),
        sa.PrimaryKeyConstraint("delivery", name="pk_posts"),
    )
    op.create_index("ix_posts_incident", "posts", ["incident"])
