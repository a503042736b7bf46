"""The tables of the people around an incident."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Integer, PrimaryKeyConstraint, Table, Text

from storage.columns import Instant
from storage.tables import METADATA


def _text(name: str) -> Column[str]:
    return Column(name, Text, nullable=False)


def _incident(*, index: bool = False) -> Column[int]:
    key = ForeignKey("incidents.number", deferrable=True, initially="DEFERRED")
    return Column("incident", Integer, key, nullable=False, index=index)


#: The command of an incident, offered to one person after the other.
offers = Table(
    "offers",
    METADATA,
    #: The id of the entry that tells of it.
    Column("id", Text, primary_key=True),
    _incident(index=True),
    #: Who offers it, and to whom.
    _text("author"),
    _text("person"),
    Column("at", Instant, nullable=False),
    _text("state"),
    #: The direct message with the buttons, once it is posted.
    Column("card_channel", Text),
    Column("card_ts", Text),
)

#: When each person last saw how an incident stands.
looks = Table(
    "looks",
    METADATA,
    _incident(),
    _text("person"),
    Column("at", Instant, nullable=False),
    PrimaryKeyConstraint("incident", "person"),
)
