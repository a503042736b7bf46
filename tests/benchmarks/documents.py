"""``python -m tests.benchmarks.documents``: how long both editions take, and how much memory.

An incident on SQLite with as many messages and entries as asked for; compiled and written as Markdown, read from
the database each time. The second table shows what the cost grows with: entries, not messages.
"""

from __future__ import annotations

import argparse
import asyncio
import tempfile
import time
import tracemalloc
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median

from rich.console import Console
from rich.table import Table

from bot.drafts import compiled
from bot.locales import load
from bot.model import (
    Audience,
    Entry,
    EntryKind,
    Incident,
    Message,
    Person,
    Place,
    Section,
    SectionName,
    Status,
)
from bot.requests import MessageSeen
from bot.settings import Settings
from storage.migrations import upgrade
from storage.store import Database

START = datetime(2024, 11, 12, 21, 40, tzinfo=UTC)
CHANNEL = "C0BENCH"
PEOPLE = [Person(id=f"U{number:07}", name=f"Person{number} Family{number}") for number in range(60)]
ROUNDS = 9
_ENGLISH = load("en")


@dataclass(frozen=True, kw_only=True)
class Cost:
    """Of one edition: milliseconds, the median of the rounds, and the peak of allocated megabytes."""

    milliseconds: float
    megabytes: float


def entries(count: int) -> list[Entry]:
    """Every tenth entry is a notice to customers, the others are notes."""
    return [
        Entry(
            id=f"e{number}",
            kind=EntryKind.NOTE if number % 10 else EntryKind.NOTICE,
            audience=Audience.INTERNAL if number % 10 else Audience.CUSTOMER,
            at=START + timedelta(minutes=number),
            recorded_at=START + timedelta(minutes=number),
            author=PEOPLE[number % len(PEOPLE)].id,
            text=f"Node {number} of *pool* is up, <@{PEOPLE[0].id}> watches `worker_{number}` on db-{number}.internal",
            permalink=f"https://example.slack.com/archives/{CHANNEL}/p{number}",
        )
        for number in range(count)
    ]


async def fill(database: Database, messages: int, count: int) -> None:
    """One incident with its timeline, its channel's messages and its people."""
    section = Section(text="Some customers on pods 4 and 7", author=PEOPLE[0].id, at=START, entry="e1")
    incident = Incident(
        number=1,
        title="A long night",
        severity="SEV1",
        status=Status.RESOLVED,
        opener=PEOPLE[0].id,
        declared_at=START,
        resolved_at=START + timedelta(days=1),
        channel=CHANNEL,
        channel_name="inc-1-a-long-night",
        sections={SectionName.IMPACT: section},
    )
    async with database.change() as change:
        await change.save(incident)
        await change.add(entries(count), 1)
        for person in PEOPLE:
            await change.remember(person)
    seen = [_message(number) for number in range(messages)]
    for first in range(0, messages, 500):
        await database.accept([], seen[first : first + 500], START)


def _message(number: int) -> MessageSeen:
    at = START + timedelta(seconds=number)
    place = Place(channel=CHANNEL, ts=f"{at.timestamp():.6f}")
    author = PEOPLE[number % len(PEOPLE)].id
    return MessageSeen(message=Message(place=place, at=at, author=author, text=f"Message {number}"))


async def measure(messages: int, count: int) -> dict[Audience, Cost]:
    """The cost of each edition of an incident of that size."""
    with tempfile.TemporaryDirectory(prefix="chronik-documents-") as folder:
        url = f"sqlite+aiosqlite:///{Path(folder) / 'bench.db'}"
        async with Database.open(url) as database:
            await upgrade(database)
            await fill(database, messages, count)
            return {edition: await _cost(database, edition) for edition in Audience}


async def _cost(database: Database, edition: Audience) -> Cost:
    taken = []
    for _ in range(ROUNDS + 1):
        start = time.perf_counter()
        await _written(database, edition)
        taken.append(1000 * (time.perf_counter() - start))
    tracemalloc.start()
    await _written(database, edition)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    # The first round, in which everything warms up, does not count.
    return Cost(milliseconds=median(taken[1:]), megabytes=peak / 1e6)


async def _written(database: Database, edition: Audience) -> str:
    settings = Settings.model_validate({"privacy": {"deny": ["db-*.internal"]}})
    async with database.read() as reader:
        incident = await reader.incident(1)
        if incident is None:
            raise LookupError("the incident was not stored")
        made = await compiled(reader, incident, settings, _ENGLISH, START, edition=edition)
        return made.markdown()


def main(arguments: Sequence[str] | None = None) -> None:
    """Reads the options, measures and prints."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.documents", description=__doc__)
    parser.add_argument("--messages", type=int, default=10_000)
    parser.add_argument("--entries", type=int, default=500)
    given = parser.parse_args(arguments)
    shown = Table("messages", "entries", "edition", "ms", "MB")
    for messages, count in (
        (given.messages, given.entries),
        (given.messages // 10, given.entries),
        (given.messages, 2 * given.entries),
    ):
        costs = asyncio.run(measure(messages, count))
        for edition, cost in costs.items():
            shown.add_row(
                f"{messages:,}", f"{count:,}", edition, f"{cost.milliseconds:.0f}", f"{cost.megabytes:.1f}"
            )
    Console().print(shown)


if __name__ == "__main__":
    main()
