"""Types of columns that mean the same on SQLite and PostgreSQL."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy import BigInteger, Dialect, Text
from sqlalchemy.types import TypeDecorator

#: Instants are counted from here.
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

_MICROSECOND = timedelta(microseconds=1)


def microseconds(instant: datetime) -> int:
    """How an instant is stored. Raises ValueError when it has no zone."""
    if instant.tzinfo is None:
        raise ValueError(f"{instant} has no time zone; instants are stored in UTC")
    return (instant - EPOCH) // _MICROSECOND


def storable(text: str) -> str:
    """Text without what no database can hold: NUL is left out, half a surrogate pair becomes ``?``."""
    if text.isascii() and "\0" not in text:
        return text
    return text.encode(errors="replace").decode().replace("\0", "")


class Instant(TypeDecorator[datetime]):
    """An aware datetime, stored as microseconds since the epoch, so that both databases compare it alike.

    Comes back in UTC. A naive datetime is refused with a ValueError (inside SQLAlchemy's StatementError).
    """

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        """From the value to the column."""
        return None if value is None else microseconds(value)

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:
        """From the column to the value."""
        return None if value is None else EPOCH + timedelta(microseconds=value)


class Words(TypeDecorator[str]):
    """Text from outside, made :func:`storable`.

    One bad character would otherwise fail a whole batch, again at each redelivery.
    """

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """From the value to the column."""
        return None if value is None else storable(value)
