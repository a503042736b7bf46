"""The times in which the database is away: a line in the log when one begins, when it ends, and one a minute meanwhile.

Everything asks the database again and again, so each failure by itself is worth no line.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from types import TracebackType

import structlog
from sqlalchemy.exc import DBAPIError

from storage.errors import DatabaseUnreachable, reason_of

log = structlog.get_logger()

#: Seconds between two lines of one outage.
REMIND_SECONDS = 60.0

#: Seconds without a failure until an outage counts as over: on a full disk what changes nothing still goes well.
CALM_SECONDS = 3.0

#: SQLite's primary result codes that tell of the file and its disk, not of the statement:
#: BUSY, LOCKED, NOMEM, READONLY, IOERR, CORRUPT, FULL, CANTOPEN, PROTOCOL, NOTADB.
_OF_THE_FILE = frozenset({5, 6, 7, 8, 10, 11, 13, 14, 15, 26})
#: PostgreSQL's classes of errors that tell of the connection and the server: connection, resources, operator, system.
_OF_THE_SERVER = ("08", "53", "57P", "58")


class Outage:
    """Whether the database is away just now, as far as the transactions of this process have seen."""

    def __init__(self, name: str, counting: Callable[[], float]) -> None:
        """``name`` is the database's; ``counting`` tells seconds and only goes forward."""
        self._name = name
        self._counting = counting
        self._began: float | None = None
        self._told = self._failed = 0.0
        self._failures = 0
        #: A locked file can be read, and that does not end what keeps it from being written.
        self._writes = False

    def watch(self, *, writes: bool) -> AbstractContextManager[None]:
        """Watches one transaction; of an error that tells of the database as a whole it makes DatabaseUnreachable."""
        return _Watch(self, self._name, writes)

    def failed(self, error: DatabaseUnreachable, *, writes: bool) -> None:
        """A transaction has found the database away."""
        self._failed = now = self._counting()
        self._writes = self._writes or writes
        self._failures += 1
        if self._began is None:
            self._began = self._told = now
            log.error("database unreachable", reason=str(error))
        elif now - self._told >= REMIND_SECONDS:
            self._told = now
            seconds = round(now - self._began)
            log.error(
                "database still unreachable", seconds=seconds, failures=self._failures, reason=str(error)
            )

    def worked(self, *, writes: bool) -> None:
        """A transaction has gone well."""
        if self._began is None or (self._writes and not writes):
            return
        now = self._counting()
        if now - self._failed < CALM_SECONDS:
            return
        seconds = round(now - self._began)
        log.warning("database reachable again", seconds=seconds, failures=self._failures)
        self._began, self._failures, self._writes = None, 0, False


class _Watch(AbstractContextManager[None]):
    def __init__(self, outage: Outage, name: str, writes: bool) -> None:
        self._outage = outage
        self._name = name
        self._writes = writes

    def __enter__(self) -> None:
        return None

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is None:
            self._outage.worked(writes=self._writes)
        elif isinstance(error, DatabaseUnreachable):
            self._outage.failed(error, writes=self._writes)
        elif isinstance(error, DBAPIError) and is_of_the_database(error):
            away = DatabaseUnreachable(self._name, reason_of(error))
            self._outage.failed(away, writes=self._writes)
            raise away from error


def is_of_the_database(error: DBAPIError) -> bool:
    """Whether it tells of the database as a whole: gone, locked, full; not of the statement or its values."""
    if error.connection_invalidated:
        return True
    code = getattr(error.orig, "sqlite_errorcode", None)
    if code is not None:
        return code & 0xFF in _OF_THE_FILE
    return str(getattr(error.orig, "sqlstate", None) or "").startswith(_OF_THE_SERVER)
