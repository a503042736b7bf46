"""What can be wrong with a database as a whole, in sentences for the person who runs Chronik."""

from __future__ import annotations

from sqlalchemy.exc import DBAPIError

from bot.store_errors import StoreUnreachable


class StorageError(Exception):
    """The database cannot be used; the text is a sentence for the operator."""


class DatabaseUnreachable(StorageError, StoreUnreachable):
    """The database cannot be reached, refuses the connection, is locked by another process, or its disk is full.

    The sentence never holds the password.
    """

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(f"The database {name} cannot be reached: {reason}.")


class NewerDatabase(StorageError):
    """The database was migrated by a newer Chronik, whose tables this one does not know."""

    def __init__(self, name: str, revision: str) -> None:
        super().__init__(
            f"The database {name} belongs to a newer version of Chronik (revision {revision}); "
            "start that version, or restore a backup from before the upgrade."
        )


class UnsupportedDatabase(StorageError):
    """``DATABASE_URL`` names something that Chronik does not store in."""


def reason_of(error: OSError | DBAPIError) -> str:
    """The driver's own words, to end a sentence with."""
    cause = error.orig if isinstance(error, DBAPIError) else error
    return str(cause).strip().rstrip(".") or type(cause).__name__
