"""``python -m tests.benchmarks``: measures, and prints the table."""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
from collections.abc import AsyncIterator, Coroutine, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from rich.console import Console
from rich.table import Table

from tests.benchmarks import databases, finding, pages, programs, workspace
from tests.benchmarks.envelopes import Post, Writer
from tests.benchmarks.measures import Book, Program, Sizes, against_bare, against_empty

#: A program on its way up.
Starting = Coroutine[None, None, Program]

KINDS = ("sqlite", "postgresql")


@dataclass(frozen=True, kw_only=True)
class Scale:
    """How large the record is that is not empty."""

    incidents: int
    messages: int


class Bench:
    """A workspace with programs connected to it."""

    def __init__(self, stack: AsyncExitStack, folder: Path, slack: workspace.Workspace, sizes: Sizes) -> None:
        self._stack = stack
        self._folder = folder
        self._slack = slack
        self._sizes = sizes
        self._post = Post(slack.address)
        self._postgres = ""

    async def bare(self) -> Program:
        """The yardstick, connected."""
        return await self._program("bare", programs.BARE, "", 1)

    async def chronik(self, kind: str, name: str, scale: Scale) -> Starting:
        """Prepares a database of that kind; then Chronik on it, connected and with nothing left to do."""
        url = await self._database(kind, name)
        await databases.prepare(url, incidents=scale.incidents, messages=scale.messages)
        return self._chronik(name, url, scale.incidents)

    async def pages(self, book: Book, kind: str) -> None:
        """Measures how long a page of a long timeline takes, in this process."""
        urls = (await self._database(kind, f"{kind} long"), await self._database(kind, f"{kind} short"))
        await pages.prepare(urls)
        await pages.compare(book, kind, urls, self._sizes.rounds)

    async def finding(self, book: Book, kind: str, scale: Scale) -> None:
        """Measures how long a search of a long record takes, in this process."""
        url = await self._database(kind, f"{kind} find")
        await finding.prepare(url, scale.incidents, scale.messages)
        await finding.compare(book, kind, url, self._sizes.rounds)

    async def _chronik(self, name: str, url: str, incidents: int) -> Program:
        program = await self._program(name, programs.CHRONIK, url, incidents)
        program.url = url
        await databases.settled(url)
        return program

    async def _database(self, kind: str, name: str) -> str:
        if kind == "sqlite":
            return f"sqlite:///{self._folder / name}.db"
        self._postgres = self._postgres or self._stack.enter_context(databases.postgres_server())
        return await databases.postgres_url(self._postgres, name.replace(" ", "_"))

    async def _program(self, name: str, command: Sequence[str], url: str, incidents: int) -> Program:
        running = programs.connected(self._slack, name.replace(" ", "-"), command, self._folder, url)
        line = await self._stack.enter_async_context(running)
        writer = Writer(databases.channels(incidents))
        return Program(name=name, line=line, writer=writer, post=self._post, sizes=self._sizes)


@asynccontextmanager
async def bench(sizes: Sizes) -> AsyncIterator[Bench]:
    """A bench in a temporary folder, until the block ends."""
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="chronik-benchmark-")))
        slack = await stack.enter_async_context(workspace.serving())
        yield Bench(stack, folder, slack, sizes)


async def measure(sizes: Sizes, scale: Scale, kinds: Sequence[str]) -> Book:
    """All rounds; the first, in which everything warms up, does not count."""
    book = Book()
    async with bench(sizes) as on:
        nothing = Scale(incidents=1, messages=0)
        starting: list[Starting] = [on.bare()]
        for kind in kinds:
            starting.append(await on.chronik(kind, kind, nothing))
            starting.append(await on.chronik(kind, f"{kind} full", scale))
        bare, *chroniks = await asyncio.gather(*starting)
        pairs = list(zip(chroniks[::2], chroniks[1::2], strict=True))
        for number in range(sizes.rounds + 1):
            for empty, full in pairs:
                counts = book if number else Book()
                await against_bare(counts, empty, bare)
                await against_empty(counts, full, empty)
        for empty, full in pairs:
            await databases.check(empty.url, empty.told)
            await databases.check(full.url, full.told + scale.messages)
        for kind in kinds:
            await on.pages(book, kind)
            await on.finding(book, kind, scale)
    return book


def table(book: Book) -> Table:
    """The comparisons, each with its ratio and the spread of the rounds."""
    shown = Table("what", "program", "beside", "it", "the other", "ratio", "rounds", "target", "")
    for each in sorted(book.comparisons.values(), key=lambda each: (each.yardstick != "bare", each.program)):
        met = {True: "met", False: "[bold]missed[/bold]", None: ""}[each.met]
        shown.add_row(
            each.name,
            each.program,
            each.yardstick,
            f"{median(each.values):,.2f}" if "ms" in each.name else f"{median(each.values):,.0f}",
            f"{median(each.beside):,.2f}" if "ms" in each.name else f"{median(each.beside):,.0f}",
            f"{each.ratio:.2f}",
            f"{each.ratios[0]:.2f} to {each.ratios[-1]:.2f}",
            each.target,
            met,
        )
    return shown


def main(arguments: Sequence[str] | None = None) -> None:
    """Reads the options, measures and prints."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description="How fast the record is.")
    parser.add_argument("--quick", action="store_true", help="small sizes: about a minute, a rough picture")
    parser.add_argument("--rounds", type=int, help="how often everything is measured")
    parser.add_argument("--events", type=int, help="events of one flood")
    parser.add_argument("--window", type=int, default=500, help="how many may be unacknowledged at once")
    parser.add_argument("--incidents", type=int, help="open incidents of the full record")
    parser.add_argument("--messages", type=int, help="messages of the full record")
    parser.add_argument("--database", choices=KINDS, action="append", help="only this kind of database")
    given = parser.parse_args(arguments)
    quick = given.quick
    sizes = Sizes(
        rounds=given.rounds or (3 if quick else 7),
        events=given.events or (2000 if quick else 5000),
        window=given.window,
        paced=200 if quick else 600,
        commands=10 if quick else 40,
    )
    scale = Scale(
        incidents=given.incidents or (100 if quick else 1000),
        messages=given.messages if given.messages is not None else (50_000 if quick else 1_000_000),
    )
    book = asyncio.run(measure(sizes, scale, given.database or KINDS))
    # A pipe has no width of its own.
    Console(width=None if sys.stdout.isatty() else 140).print(table(book))


if __name__ == "__main__":
    main()
