"""That the benchmark runs and counts; how fast anything is, no test says.

Not collected with the rest, since a busy machine makes it slow: `pytest tests/benchmarks/smoke.py` runs it.
"""

from __future__ import annotations

from rich.console import Console

from bot.model import Audience
from tests.benchmarks import documents, drafts
from tests.benchmarks.__main__ import Scale, measure, table
from tests.benchmarks.measures import Sizes


async def test_it_runs_with_tiny_sizes() -> None:
    """Every comparison is in the table; what was acknowledged is stored, or the run would have failed."""
    sizes = Sizes(rounds=1, events=20, window=10, paced=10, commands=2)
    book = await measure(sizes, Scale(incidents=2, messages=10), ("sqlite",))
    console = Console(record=True, width=200)
    console.print(table(book))

    assert 10 == len(book.comparisons)
    assert all(1 == len(each.values) and each.ratio > 0 for each in book.comparisons.values())
    assert "messages, per second" in console.export_text()


async def test_documents_with_tiny_sizes() -> None:
    """Both editions are compiled from what was stored, and cost something."""
    costs = await documents.measure(20, 10)

    assert set(Audience) == set(costs)
    assert all(cost.milliseconds > 0 and cost.megabytes > 0 for cost in costs.values())


def test_drafts_with_tiny_sizes() -> None:
    """A draft is made of an export, and costs something."""
    assert all(cost > 0 for cost in drafts.measure(20, days=2))
