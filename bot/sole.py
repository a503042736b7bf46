"""One process at a time on a database that is a file.

SQLite itself would let two processes write in turn, but what one has in hand the other would take for left behind,
and say it twice. So the second waits until the first has gone: at a restart that overlaps, for a moment.
"""

from __future__ import annotations

import asyncio
import fcntl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import structlog
from sqlalchemy.engine import make_url

log = structlog.get_logger()

#: Between two looks whether the other has gone.
LOOK_SECONDS = 0.2


@asynccontextmanager
async def sole(database_url: str) -> AsyncIterator[None]:
    """Holds the database's file against other processes until the block ends, or the process does.

    Of a database that is no file nothing is held: several processes share it by its own locks.
    """
    url = make_url(database_url)
    if url.get_backend_name() != "sqlite" or url.database in (None, "", ":memory:"):
        yield
        return
    with await asyncio.to_thread(Path(f"{url.database}-process").open, "a") as held:
        told = False
        while not _taken(held.fileno()):
            if not told:
                log.warning("another process works on this database", database=url.database, until="it ends")
            told = True
            await asyncio.sleep(LOOK_SECONDS)
        yield


def _taken(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
