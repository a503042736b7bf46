"""What the managers' digest says of incidents."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.answers import digest
from bot.blocks.messages import lines
from bot.locales import load
from bot.model import (
    Incident,
    Item,
    ItemState,
    KeptPromise,
    Promise,
    Role,
    Section,
    SectionName,
    Status,
)
from tests.blocks.checking import assert_sendable, pinged, visible
from tests.blocks.samples import TEXTS, worst

NOW = datetime(2024, 2, 12, 9, tzinfo=UTC)
SINCE = NOW - timedelta(days=7)
TODAY = date(2024, 2, 12)
NAMES = {"U1": "Ann", "U2": "Bob"}
OPEN = Incident(
    number=1,
    title="Checkout &amp; cart",
    severity="SEV2",
    status=Status.IDENTIFIED,
    opener="U1",
    declared_at=NOW - timedelta(hours=2),
    promise=Promise(made_at=NOW, due_at=NOW + timedelta(hours=1)),
)
DONE = OPEN.but(number=2, status=Status.RESOLVED, promise=None, resolved_at=NOW, roles={Role.COMMANDER: "U2"})
WRITTEN = {name: Section(text="x", author="U1", at=NOW, entry="e") for name in SectionName}
COMPLETE = DONE.but(sections=WRITTEN)


def item(due: str, state: ItemState = ItemState.PROPOSED, owner: str = "U2") -> Item:
    """A remediation item."""
    return Item(
        number=1, text="Add an alert", state=state, owner=owner, due=due, author="U1", at=NOW, entry="e"
    )


def kept(ended_at: datetime, *, late: bool = False) -> KeptPromise:
    """A promise that ended then."""
    due_at = ended_at - timedelta(minutes=1) if late else ended_at
    return KeptPromise(made_at=ended_at - timedelta(hours=1), due_at=due_at, ended_at=ended_at)


def said(*incidents: Incident) -> list[str]:
    """The digest as people read it, line by line, without its title."""
    phrases = digest(incidents, SINCE, NOW, TODAY)
    return visible(lines(phrases, load("en"), NAMES)).split("\n")[1:] if phrases else []


def test_open_incidents_are_listed() -> None:
    """As `list` shows them: what, since when, and who leads."""
    assert [
        "One incident is open",
        "INC-1 SEV2 · Checkout & cart · identified for 2 hr · nobody leads it yet"
        " · Next update by 2024-02-12 10:00 UTC",
    ] == [line.removeprefix(":large_orange_circle: ") for line in said(OPEN)]


def test_promises_since_the_last_digest_are_counted() -> None:
    """Those that ended after the last digest and up to this one, of whatever incident."""
    times = [kept(SINCE), kept(SINCE + timedelta(seconds=1)), kept(NOW, late=True), kept(NOW + timedelta(1))]

    assert ["Promised updates since then: 1 of 2 on time."] == said(COMPLETE.but(kept=tuple(times)))


def test_a_broken_promise_that_is_still_owed_counts() -> None:
    """An open incident whose update is overdue is one promise not kept, before the update comes."""
    late = OPEN.but(promise=Promise(made_at=SINCE, due_at=NOW - timedelta(seconds=1)), kept=(kept(NOW),))

    assert "Promised updates since then: 1 of 2 on time." == said(late)[-1]


@pytest.mark.parametrize(
    ("sections", "named"),
    [
        ({}, "impact, cause and fix"),
        ({SectionName.CAUSE: WRITTEN[SectionName.CAUSE]}, "impact and fix"),
    ],
)
def test_incomplete_post_mortems_are_named(sections: dict[SectionName, Section], named: str) -> None:
    """Each with what is missing and who was to write it."""
    assert [
        "One post-mortem is not complete",
        f"INC-2 · Checkout & cart · still open: {named} · with @Bob",
    ] == said(DONE.but(sections=sections))


@pytest.mark.parametrize(
    ("items", "expected"),
    [
        ((item("2024-02-11"),), ["One remediation item is overdue"]),
        ((item("2024-02-12"),), []),
        ((item(""),), []),
        ((item("2024-02-01", ItemState.COMPLETED), item("2024-02-01", ItemState.WONT_DO)), []),
        (
            (item("2024-02-01", ItemState.IN_PROGRESS), item("2024-02-02")),
            ["2 remediation items are overdue"],
        ),
    ],
)
def test_overdue_items_are_named(items: tuple[Item, ...], expected: list[str]) -> None:
    """An item is overdue from the day after its date until it is done or dropped."""
    assert expected == said(COMPLETE.but(items=items))[:1]


def test_an_item_without_an_owner() -> None:
    """The date and the lack of an owner are said."""
    (_, line) = said(COMPLETE.but(items=(item("2024-02-11", owner=""),)))

    assert line.startswith("INC-2 · item 1: Add an alert · due 2024-02-11 · ")


def test_nothing_to_say() -> None:
    """Where all is done, nothing is said."""
    assert () == digest((COMPLETE, DONE.but(status=Status.CANCELLED)), SINCE, NOW, TODAY)


def test_long_lists_are_counted() -> None:
    """What does not fit is counted."""
    many = [DONE.but(number=number) for number in range(1, 21)]

    assert "… and 5 more." == said(*many)[-1]


@pytest.mark.parametrize("text", TEXTS)
def test_any_text(text: str) -> None:
    """Whatever people typed, Slack takes it, and nobody is notified."""
    worse: Sequence[Incident] = [
        worst(TEXTS[text]).but(number=number, status=status, sections={}, items=(item("2024-02-01"),))
        for number in range(1, 30)
        for status in (Status.MONITORING, Status.RESOLVED)
    ]
    shown = lines(digest(worse, SINCE, NOW, TODAY), load("en"), {})

    assert_sendable(shown)
    assert set() == pinged(shown)
