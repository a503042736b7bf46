"""People's own versions of sections, how far each document is, and what was handed to them to edit."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def _incident(table: str) -> tuple[sa.Column[int], sa.ForeignKeyConstraint]:
    name = f"fk_{table}_incident_incidents"
    return (
        sa.Column("incident", sa.Integer, nullable=False),
        sa.ForeignKeyConstraint(
            ["incident"], ["incidents.number"], name, deferrable=True, initially="DEFERRED"
        ),
    )


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text, nullable=False)


def _instant() -> sa.Column[int]:
    return sa.Column("at", sa.BigInteger, nullable=False)


def upgrade() -> None:
    op.create_table(
        "section_versions",
        *_incident("section_versions"),
        *map(_text, ("edition", "language", "section")),
        sa.Column("number", sa.Integer, nullable=False),
        *map(_text, ("text", "author", "author_name")),
        _instant(),
        sa.Column("base", sa.JSON, nullable=False),
        sa.Column("beside", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint(
            "incident", "edition", "language", "section", "number", name="pk_section_versions"
        ),
    )
    op.create_table(
        "document_states",
        *_incident("document_states"),
        *map(_text, ("edition", "language")),
        sa.Column("number", sa.Integer, nullable=False),
        *map(_text, ("state", "author", "author_name")),
        _instant(),
        sa.PrimaryKeyConstraint("incident", "edition", "language", "number", name="pk_document_states"),
    )
    op.create_table(
        "shown_drafts",
        *_incident("shown_drafts"),
        _text("id"),
        *map(_text, ("edition", "language")),
        _instant(),
        sa.Column("sections", sa.JSON, nullable=False),
        sa.PrimaryKeyConstraint("incident", "id", name="pk_shown_drafts"),
    )
