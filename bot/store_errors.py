"""How the store fails, whichever it is. Nothing of the transaction is stored then.

Pure: no I/O, no clock.
"""

from __future__ import annotations


class StoreUnreachable(Exception):
    """The database is away, locked or full.

    Whoever meets it tries again later and logs nothing: the store itself does, once for the whole outage.
    """


class TooLate(Exception):
    """The commit was given up, since what it was for could not be acknowledged in time any more."""
