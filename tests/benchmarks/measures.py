"""What is measured, and against what."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from statistics import median

from tests.benchmarks.envelopes import Json, Post, Writer, edited, unfurled
from tests.benchmarks.workspace import Line

#: Messages each second, for latencies.
RATE = 200
#: Commands each second: one is done with before the next.
COMMAND_RATE = 20


@dataclass(frozen=True, kw_only=True)
class Sizes:
    """How much is sent."""

    rounds: int
    #: Events of one flood.
    events: int
    #: How many may be unacknowledged at once.
    window: int
    #: Messages of one measurement of latency.
    paced: int
    commands: int


@dataclass
class Program:
    """A program under load, and what was said to it."""

    name: str
    line: Line
    writer: Writer
    post: Post
    sizes: Sizes
    #: The address of its database; empty for the yardstick.
    url: str = ""
    #: Messages that it was told of.
    told: int = 0

    async def messages(self) -> float:
        """New messages, acknowledged per second."""
        return await self._flood(self._new(self.sizes.events))

    async def edits(self) -> float:
        """Edits of messages that are stored already, acknowledged per second."""
        return await self._changes(edited)

    async def unfurls(self) -> float:
        """Changes that are no edits, acknowledged per second."""
        return await self._changes(unfurled)

    async def latencies(self) -> tuple[float, float]:
        """Milliseconds until a message is acknowledged: the median, and the 99th percentile."""
        envelopes = [self.post.event(event) for event in self._new(self.sizes.paced)]
        taken = await self.line.paced(envelopes, RATE)
        return 1000 * median(taken), 1000 * taken[len(taken) * 99 // 100]

    async def commands(self) -> float:
        """Milliseconds until a slash command is acknowledged, the median."""
        channel = self.writer.channels[0]
        envelopes = [self.post.command("help", channel) for _ in range(self.sizes.commands)]
        return 1000 * median(await self.line.paced(envelopes, COMMAND_RATE))

    def _new(self, count: int) -> Sequence[Json]:
        self.told += count
        return self.writer.messages(count)

    async def _changes(self, change: Callable[[Json], Json]) -> float:
        new = self._new(self.sizes.events)
        await self._flood(new)
        return await self._flood([change(event) for event in new])

    async def _flood(self, events: Sequence[Json]) -> float:
        return await self.line.flood([self.post.event(event) for event in events], self.sizes.window)


@dataclass
class Comparison:
    """One quantity of two programs, taken in turn so that a disturbance meets both."""

    name: str
    #: A bound for the ratio of the medians' kind: ``>= 1`` for speeds, ``<= 2`` for times.
    target: str
    program: str
    yardstick: str
    values: list[float] = field(default_factory=list)
    beside: list[float] = field(default_factory=list)

    def add(self, value: float, beside: float) -> None:
        """One round's values."""
        self.values.append(value)
        self.beside.append(beside)

    @property
    def ratios(self) -> list[float]:
        """Each round's ratio, sorted."""
        return sorted(value / beside for value, beside in zip(self.values, self.beside, strict=True))

    @property
    def ratio(self) -> float:
        """The median of the rounds' ratios."""
        return median(self.ratios)

    @property
    def met(self) -> bool | None:
        """Whether the target is met; ``None`` when there is none."""
        if not self.target:
            return None
        relation, bound = self.target.split()[:2]
        value = median(self.values) if self.target.endswith("ms") else self.ratio
        return value >= float(bound) if relation == ">=" else value <= float(bound)


class Book:
    """All comparisons, by what they compare."""

    def __init__(self) -> None:
        self.comparisons: dict[tuple[str, str, str], Comparison] = {}

    def add(self, name: str, target: str, pair: tuple[Program, Program], values: tuple[float, float]) -> None:
        """One round's values of two programs."""
        self.note(name, target, (pair[0].name, pair[1].name), values)

    def note(self, name: str, target: str, names: tuple[str, str], values: tuple[float, float]) -> None:
        """One round's values of what has these names."""
        program, yardstick = names
        key = (name, program, yardstick)
        if key not in self.comparisons:
            self.comparisons[key] = Comparison(name, target, program, yardstick)
        self.comparisons[key].add(*values)


Measured = Callable[[Program], Awaitable[float]]

#: The least ratio of stored messages to messages that a bare app forgets.
INGESTION = {"sqlite": ">= 1.0", "postgresql": ">= 0.95"}


async def against_bare(book: Book, program: Program, bare: Program) -> None:
    """One round of everything that the yardstick can do as well."""
    pair = (program, bare)
    speeds: dict[str, Measured] = {
        "messages": Program.messages,
        "edits": Program.edits,
        "unfurls": Program.unfurls,
    }
    for name, measured in speeds.items():
        beside = await measured(bare)
        book.add(f"{name}, per second", INGESTION[program.name], pair, (await measured(program), beside))
    (middle, worst), (bare_middle, bare_worst) = await program.latencies(), await bare.latencies()
    book.add(f"ack at {RATE}/s, median ms", "", pair, (middle, bare_middle))
    book.add(f"ack at {RATE}/s, p99 ms", "<= 2.0", pair, (worst, bare_worst))
    book.add("command, median ms", "<= 5 ms", pair, (await program.commands(), await bare.commands()))


async def against_empty(book: Book, full: Program, empty: Program) -> None:
    """One round of what must not become slower as the record grows."""
    pair = (full, empty)
    for name, measured in (("messages", Program.messages), ("edits", Program.edits)):
        beside = await measured(empty)
        book.add(f"{name}, per second", ">= 0.9", pair, (await measured(full), beside))
