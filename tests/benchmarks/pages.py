"""How long a page of the timeline takes: read from the database and made into blocks, as it is told."""

from __future__ import annotations

import time
from functools import cache
from statistics import median

from bot.blocks.timeline import ENTRIES, Shown, timeline_page
from bot.curating import LATEST
from bot.locales import Catalogue, load
from bot.ports import Page, Reader
from bot.timeline import position
from storage.store import Database
from tests.benchmarks import databases
from tests.benchmarks.measures import Book

#: Messages of the long incident, half of them marked, and of the short one.
LONG, SHORT = 50_000, 40
#: Pages turned in one round.
TURNS = 20


async def compare(book: Book, kind: str, urls: tuple[str, str], rounds: int) -> None:
    """A page of the long timeline beside one of the short, the latest ones and those further back."""
    name = f"timeline page of {LONG:,} messages, ms"
    for round_ in range(rounds + 1):
        values = [await _pages(url) for url in urls]
        if round_:  # In the first, everything warms up.
            book.note(name, "<= 50 ms", (kind, f"{SHORT} messages"), (values[0], values[1]))


async def prepare(urls: tuple[str, str]) -> None:
    """Fills the databases: one incident each."""
    for url, messages in zip(urls, (LONG, SHORT), strict=True):
        await databases.prepare(url, incidents=1, messages=messages)
        await databases.mark_half(url)


async def _pages(url: str) -> float:
    """Milliseconds for a page, the median: the latest one again and again, each followed by the one before it."""
    taken = []
    async with Database.open(url) as database:
        for _ in range(TURNS):
            async with database.read() as reader:
                start = time.perf_counter()
                page = await reader.page(1, ENTRIES)
                await _made(reader, page)
                taken.append(time.perf_counter() - start)
                start = time.perf_counter()
                await _made(reader, await reader.page(1, ENTRIES, before=position(page.entries[0])))
                taken.append(time.perf_counter() - start)
    return 1000 * median(taken)


async def _made(reader: Reader, page: Page) -> None:
    incident = await reader.incident(1)
    assert incident is not None
    shown = Shown(
        incident=incident, entries=page.entries, cursor=LATEST, earlier=page.earlier, later=page.later
    )
    assert timeline_page(shown, english(), {}).blocks


@cache
def english() -> Catalogue:
    """The sentences, read once."""
    return load("en")
