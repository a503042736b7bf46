"""The draft as a message."""

from __future__ import annotations

import pytest

from bot.blocks.draft import draft
from bot.model import Entry, Incident, Person
from bot.postmortem.document import Document
from bot.postmortem.draft import compile_draft
from tests.blocks.checking import assert_sendable, links, pinged, visible
from tests.blocks.samples import BARE, ENGLISH, NAMES, RESOLVED, TEXTS, at, entries, item, worst

PEOPLE = {id: Person(id=id, name=name) for id, name in NAMES.items()}


def compiled(incident: Incident, timeline: tuple[Entry, ...]) -> Document:
    """The draft of that incident."""
    return compile_draft(incident, timeline, PEOPLE, catalogue=ENGLISH, now=at(120))


def test_overview() -> None:
    """The overview shows summary, impact, key moments and items, what is open, and what the file holds."""
    shown = visible(draft(compiled(RESOLVED, entries(34, "text")), ENGLISH, NAMES, incident=12))

    assert [
        "Post-mortem INC-12: Checkout fails for card payments",
        "On 9 February 2024",
        "When it ended is not recorded",
        "Impact: One in three card payments fails.",
        "Key moments: Began 2024-02-09 15:40 UTC · Declared",
        "Time to declare: 15 min",
        "Remediation items: ",
        "1. Alert on provider errors · proposed · @Bob · due 2024-03-01",
        "2. Write the runbook · completed",
        "Still open: Root cause analysis (contributing factors), Resolution, What was tried and Lessons",
        "The whole draft, with the timeline, is in the file.",
    ] == _beginnings(shown)


def _beginnings(shown: str) -> list[str]:
    """The lines, long ones only as far as this part of Chronik decides what they say."""
    cuts = (
        "On 9 February 2024",
        "When it ended is not recorded",
        "Impact: One in three card payments fails.",
        "Key moments: Began 2024-02-09 15:40 UTC · Declared",
        "Time to declare: 15 min",
    )
    lines = [next((start for start in cuts if line.startswith(start)), line) for line in shown.split("\n")]
    return [line.split(" source")[0] for line in lines]


def test_many_items() -> None:
    """Of many items the first are shown, and how many more there are."""
    many = RESOLVED.but(items=tuple(item(number, f"Step {number}") for number in range(1, 13)))
    shown = visible(draft(compiled(many, ()), ENGLISH, NAMES, incident=12)).split("\n")

    assert "… and 7 more in the file." in shown
    assert "5. Step 5 · proposed" in shown
    assert not any(line.startswith("6. ") for line in shown)


def test_sources_are_linked() -> None:
    """What is shown links to the message it comes from."""
    document = compiled(RESOLVED, entries(3, "text"))

    assert "https://example.slack.com/archives/C0000012/p1" in links(
        draft(document, ENGLISH, NAMES, incident=12)
    )


def test_empty_record() -> None:
    """An incident of which nothing is written says what is open."""
    shown = visible(draft(compiled(BARE, ()), ENGLISH, NAMES, incident=12))

    assert (
        "Still open: Impact, Root cause analysis (contributing factors), Resolution, What was tried, Lessons and "
        "Remediation items"
    ) in shown


@pytest.mark.parametrize("text", TEXTS)
def test_any_text(text: str) -> None:
    """Whatever people typed, in 200 entries of 100 people, Slack takes the draft and nobody is notified."""
    shown = draft(compiled(worst(TEXTS[text]), entries(200, TEXTS[text])), ENGLISH, {}, incident=12)

    assert_sendable(shown)
    assert set() == pinged(shown)
