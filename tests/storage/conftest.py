"""A store for each test, and the values that the tests store."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from storage.store import Database
from tests.storage.examples import NOW


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """An empty, migrated database, once of each kind; its clock stands at NOW."""
    async with Database.open(database_url, clock=lambda: NOW) as opened:
        yield opened
