"""Answers to one person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answers import (
    help,
    help_for,
    items,
    listing,
    opened,
    opening,
    recorded,
    summary,
    unchanged,
)
from bot.answers.short import shorten
from bot.blocks import lines
from bot.commands import TABLE, spec_for
from bot.model import Entry, EntryKind, SectionName, Severity
from bot.phrases import Phrase
from bot.text import parse, plain
from tests.blocks.checking import assert_sendable, pinged, visible
from tests.blocks.samples import (
    BARE,
    CANCELLED,
    ENGLISH,
    NAMES,
    OPEN,
    RESOLVED,
    TEXTS,
    at,
    entries,
    entry,
    item,
    section,
    worst,
)

SEVERITIES = (Severity(name="SEV1", means="Customers cannot buy", cadence=timedelta(minutes=30)),)


def said(phrases: Sequence[Phrase]) -> list[str]:
    """The answer as its reader sees it."""
    return visible(lines(phrases, ENGLISH, NAMES)).split("\n")


def told(minutes: float, kind: EntryKind) -> Entry:
    """What Chi told so many minutes after the declaration."""
    return replace(entry(3, "…", kind), at=at(minutes), recorded_at=at(minutes))


def test_summary_of_an_open_incident() -> None:
    """A manager sees what, whom, how long, who leads, what is new, what is promised and what is to do."""
    update = told(12, EntryKind.UPDATE)

    assert [
        "INC-12 · Checkout fails for card payments",
        ":large_orange_circle: SEV1 (Customers cannot buy) · identified · 35 min so far",
        "Impact: One in three card payments fails.",
        "Course: began 2024-02-09 15:40 UTC, declared 2024-02-09 15:55 UTC",
        "Led by @Ann",
        "Latest update, 2024-02-09 16:07 UTC by @Chi: The provider confirms a fault. We fail over.",
        "Promises: 1 of 2 updates on time, longest silence 20 min · Next update by 2024-02-09 16:37 UTC",
        "Action items: 1 of 2 still open",
        "Where: <#C0000012> · opened by @Bob · one entry on the timeline",
    ] == said(summary(OPEN, (update,), at(20), SEVERITIES))


def test_summary_of_a_new_incident() -> None:
    """What nobody knows yet is left out, but for the impact and the lead, which somebody should see to."""
    assert [
        "INC-13 · Search is slow",
        ":red_circle: SEV3 · investigating · 20 min so far",
        "Impact: nobody has described it yet",
        "Course: declared 2024-02-09 15:55 UTC",
        "Nobody leads it yet",
    ] == said(summary(BARE, (), at(20)))


def test_summary_of_a_resolved_incident() -> None:
    """After the end it tells how long it took, why, and what helped."""
    known = {SectionName.CAUSE: section("A certificate ran out."), SectionName.FIX: section("A new one.")}
    shown = said(summary(RESOLVED.but(sections={**RESOLVED.sections, **known}), (), at(500)))

    assert ":large_green_circle: SEV1 · resolved after 1 hr 48 min" == shown[1]
    assert ["Cause: A certificate ran out.", "Fix: A new one."] == shown[3:5]
    assert "Promises: 1 of 2 updates on time, longest silence 1 hr 21 min" in shown


@pytest.mark.parametrize(
    ("entries", "by"),
    [
        ((told(93, EntryKind.RESOLVED),), " by @Chi"),
        ((told(93, EntryKind.CANCELLED), told(94, EntryKind.UPDATE)), " by @Chi"),
        ((told(12, EntryKind.UPDATE), told(93, EntryKind.NOTE)), ""),
        ((), ""),
    ],
)
def test_the_latest_words_are_those_of_whoever_said_them(entries: tuple[Entry, ...], by: str) -> None:
    """The latest words have the author of the entry that brought them, and nobody's name where there is none."""
    shown = said(summary(RESOLVED, entries, at(500)))

    assert f"Latest update, 2024-02-09 17:28 UTC{by}: All payments go through again." in shown


def test_summary_of_a_false_alarm() -> None:
    """A cancelled incident was a false alarm."""
    assert (
        ":white_circle: SEV3 · cancelled after 9 min: a false alarm"
        == said(summary(CANCELLED, (), at(20)))[1]
    )


def test_summary_fits_a_phone() -> None:
    """Even of the longest incident there are no more than twelve lines of a few hundred characters."""
    shown = said(summary(worst("word " * 600), entries(200, "word " * 600), at(60)))

    assert len(shown) <= 12
    assert max(map(len, shown)) < 420


def test_listing() -> None:
    """Open incidents stand one a line, the newest first."""
    newer = BARE.but(declared_at=at(5))

    assert [
        "2 incidents are open",
        ":red_circle: INC-13 SEV3 · Search is slow · investigating for 15 min · nobody leads it yet",
        ":large_orange_circle: INC-12 SEV1 · Checkout fails for card payments · identified for 35 min"
        " · led by @Ann · <#C0000012> · Next update by 2024-02-09 16:37 UTC",
    ] == said(listing((OPEN, newer), at(20)))


def test_listing_says_what_is_overdue() -> None:
    """From the moment a promised update is missed, its incident's line says since when."""
    assert OPEN.promise is not None
    (late,) = said(listing((OPEN,), OPEN.promise.due_at + timedelta(seconds=1)))[1:]

    assert late.endswith("<#C0000012> · Update overdue since 2024-02-09 16:37 UTC")


def test_empty_listing() -> None:
    """When all is quiet, the list says how to declare an incident."""
    assert ["No incident is open. To declare one: /inc open TITLE"] == said(listing((), at(0), "/inc"))


def test_long_listing() -> None:
    """Of very many incidents the newest are listed, and how many more there are."""
    many = [BARE.but(number=number, declared_at=at(number)) for number in range(50)]
    shown = said(listing(many, at(60)))

    assert ["50 incidents are open", "… and 30 older incidents."] == [shown[0], shown[-1]]


def test_items() -> None:
    """Items show number, state, owner and due date."""
    assert [
        "INC-12: 2 remediation items",
        "1. Alert on provider errors · proposed · @Bob · due 2024-03-01",
        "2. Write the runbook · completed · no owner",
    ] == said(items(OPEN))


def test_no_items() -> None:
    """Where there are no items, the answer says how to add one."""
    assert ["No remediation items yet. To add one: /incident action TEXT @owner by DATE"] == said(items(BARE))


def test_help() -> None:
    """Help names every command with what it does, in one message."""
    answer = lines(help(TABLE, "/inc"), ENGLISH, NAMES)
    shown = visible(answer)

    assert_sendable(answer)
    assert all(f"/inc {spec.verb} {ENGLISH.text(spec.help_key)}" in shown for spec in TABLE)
    assert shown.endswith("More about one of them: /inc help COMMAND")


@pytest.mark.parametrize("verb", [spec.verb for spec in TABLE])
def test_help_for(verb: str) -> None:
    """Help for one command shows how it is typed, what it does and where."""
    spec = spec_for(verb)
    shown = said(help_for(spec, "/inc"))

    assert f"/inc {spec.usage}" == shown[0]
    assert ENGLISH.text(f"help.{verb}") == shown[1]
    assert len(shown) == 3 + bool(spec.aliases)


def test_confirmations() -> None:
    """After a command people are told where to look."""
    assert (
        ["INC-13 is recorded as SEV3: Search is slow. Its channel is being made, and you will be in it."]
        == said(opening(BARE))
        == said(opened(BARE))
    )
    assert ["INC-12 is open: <#C0000012>"] == said(opened(OPEN))
    assert ["Recorded for INC-12; see <#C0000012>."] == said(recorded(OPEN))
    assert ["Recorded for INC-13."] == said(recorded(BARE))
    assert ["Nothing changed: INC-12 is like that already."] == said(unchanged(OPEN))


@pytest.mark.parametrize("text", TEXTS)
def test_any_text(text: str) -> None:
    """Whatever people typed, Slack takes each answer and nobody is notified."""
    incident = worst(TEXTS[text])
    timeline = entries(200, TEXTS[text])
    for answer in (
        summary(incident, timeline, at(60)),
        listing([incident] * 60, at(60)),
        items(incident),
        opening(incident),
    ):
        shown = lines(answer, ENGLISH, {})
        assert_sendable(shown)
        assert set() == pinged(shown)


def test_shortened_at_a_word() -> None:
    """A long text ends with a whole word and an ellipsis, on one line."""
    assert "Card payments fail &amp;…" == shorten("Card payments\nfail &amp; nobody knows why", 22)
    assert "Card payments fail" == shorten("Card payments fail", 18)


def test_shortened_around_mentions() -> None:
    """A mention or link is kept whole or left out; a preformatted block becomes code."""
    assert "see <https://example.com/long|the graph>…" == shorten(
        "see <https://example.com/long|the graph> now", 13
    )
    assert "see…" == shorten("see <https://example.com/long|the graph> now", 12)
    assert "so `a b` then" == shorten("so\n```\na\nb\n```\nthen", 50)


@given(st.text(alphabet="ab &;<>@|!#U1\n`*", max_size=60), st.integers(min_value=1, max_value=60))
def test_shortened_length(prose: str, limit: int) -> None:
    """What is shortened is never longer than asked for, and is one line."""
    short = shorten(prose, limit)

    assert "\n" not in short
    assert len(plain(parse(short.replace("`", ""), formatting=False))) <= max(limit, len(prose)) + 1


def test_many_items_are_all_numbered() -> None:
    """However many items there are, the answer says how many."""
    many = OPEN.but(items=tuple(item(number, "text") for number in range(1, 6)))

    assert "INC-12: 5 remediation items" == said(items(many))[0]
