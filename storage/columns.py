"""Types of columns that mean the same on SQLite and PostgreSQL."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy import BigInteger, Dialect, Text
from sqlalchemy.types import TypeDecorator

#: Instants are counted from here.
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

_MICROSECOND = timedelta(microseconds=1)


class Instant(TypeDecorator[datetime]):
    """An aware datetime, stored as microseconds since the epoch, so that both databases compare it alike.

    Comes back in UTC. A naive datetime is refused with a ValueError (inside SQLAlchemy's StatementError).
    """

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        """From the value to the column."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value} has no time zone; instants are stored in UTC")
        return (value - EPOCH) // _MICROSECOND

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:
        """From the column to the value."""
        return None if value is None else EPOCH + timedelta(microseconds=value)


class Words(TypeDecorator[str]):
    """Text from outside. What no database can hold (NUL, half a surrogate pair) is left out or becomes ``?``.

    One such character would otherwise fail a whole batch, again at each redelivery.
    """

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """From the value to the column."""
        if value is None or (value.isascii() and "\0" not in value):
            return value
        return value.encode(errors="replace").decode().replace("\0", "")
