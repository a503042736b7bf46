"""Requests get their order, and who asked.

While the version before is still at work beside this one, its rows get both by themselves.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

_POSITIONS = sa.Sequence("request_positions")


def upgrade() -> None:
    connection = op.get_bind()
    position = sa.Column("position", sa.BigInteger, nullable=False, server_default="0")
    if connection.dialect.name == "postgresql":
        op.execute(sa.schema.CreateSequence(_POSITIONS))
        position.server_default = sa.DefaultClause(_POSITIONS.next_value())
    op.add_column("requests", position)
    op.add_column("requests", sa.Column("asker", sa.Text, nullable=False, server_default=""))
    if connection.dialect.name == "sqlite":
        op.execute("UPDATE requests SET position = rowid")
    op.create_index("ix_requests_position", "requests", ["position"])
    for column in ("channel", "asker"):
        undone = sa.text("done_at IS NULL")
        op.create_index(
            f"ix_requests_{column}_position",
            "requests",
            [column, "position"],
            sqlite_where=undone,
            postgresql_where=undone,
        )
