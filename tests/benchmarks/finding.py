"""How long `find` takes: asked of the database, and made into what is shown."""

from __future__ import annotations

import time
from statistics import median

from sqlalchemy import JSON, BigInteger, Text, cast, func, insert, literal, select, text

from bot.answers.found import PAGE, found
from bot.finding import terms
from storage import tables
from storage.store import Database
from tests.benchmarks import databases
from tests.benchmarks.measures import Book

#: So many entries are on each timeline, and of the messages one in fifty is marked.
ENTRIES, MARKED = 20, 50

#: What is searched for: a word of all texts, of one in a thousand, of one; a phrase; two letters; what is nowhere.
QUESTIONS = (
    "valve",
    "valve 4711",
    "gasket7",
    "“valve number 123456”",
    "checkout answers",
    "vq",
    "nowhere to be found",
    "障害",
)
TURNS = 5


async def compare(book: Book, kind: str, url: str, rounds: int) -> None:
    """The slowest of the questions, each answered several times."""
    for round_ in range(rounds + 1):
        slowest = max((await _asked(url)).values())
        if round_:  # In the first, everything warms up.
            book.note("find, the slowest question, ms", "<= 150 ms", (kind, "150 ms"), (slowest, 150.0))


async def prepare(url: str, incidents: int, messages: int) -> None:
    """Fills the database with so many incidents and messages."""
    await databases.prepare(url, incidents=incidents, messages=messages)
    second = cast(func.substr(tables.messages.c.ts, 1, 10), BigInteger)
    m = tables.messages.c
    mark = {
        "channel": m.channel,
        "ts": m.ts,
        "mark": literal("pushpin"),
        "user": literal("U00000000"),
        "at": m.at,
        "present": literal(True),
    }
    marked = select(*(value.label(name) for name, value in mark.items())).where(second % MARKED == 0)
    numbers = select(literal(0, BigInteger).label("n")).cte("numbers", recursive=True)
    numbers = numbers.union_all(select(numbers.c.n + 1).where(numbers.c.n < incidents * ENTRIES - 1))
    count = cast(numbers.c.n, Text)
    words = literal("Somebody opened the valve number ").concat(count).concat(" of gasket")
    entry = {
        "id": literal("e").concat(count),
        "incident": numbers.c.n % incidents + 1,
        "kind": literal("note"),
        "at": numbers.c.n + databases.LONG_AGO * 1_000_000,
        "recorded_at": numbers.c.n + databases.LONG_AGO * 1_000_000,
        "author": literal("U00000000"),
        "author_name": literal(""),
        "text": words.concat(cast(numbers.c.n % 1000, Text)),
        "data": literal({}, JSON),
        "audience": literal("internal"),
        "files": literal([], JSON),
        "source_channel": literal("C").concat(cast(numbers.c.n % incidents + 10_000_001, Text)),
        "source_ts": cast(numbers.c.n + databases.LONG_AGO, Text).concat(".000200"),
        "permalink": literal("https://example.slack.com/archives/C1/p1"),
    }
    written = select(*(value.label(name) for name, value in entry.items()))
    async with Database.open(url) as database:
        async with database.transactions.writing() as connection:
            await connection.execute(insert(tables.marks).from_select(list(mark), marked))
            await connection.execute(insert(tables.entries).from_select(list(entry), written))
        async with database.transactions.writing() as connection:
            await connection.execute(text("ANALYZE"))


async def _asked(url: str) -> dict[str, float]:
    """Milliseconds for each question, the median."""
    taken: dict[str, float] = {}
    async with Database.open(url) as database:
        for question in QUESTIONS:
            each = []
            for _ in range(TURNS):
                async with database.read() as reader:
                    start = time.perf_counter()
                    wanted = terms(question)
                    findings = await reader.find("U00000000", wanted, PAGE)
                    assert found(findings, question, wanted, lambda place: place.ts)
                    each.append(time.perf_counter() - start)
            taken[question] = 1000 * median(each)
    return taken
