"""The question for the post-mortem and the reminders of remediation items."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.blocks.aftercare import item_reminder, post_mortem_question
from bot.blocks.posting import Posting
from bot.model import Incident, ItemReminder, SectionName
from tests.blocks.checking import assert_sendable, buttons, pinged, visible
from tests.blocks.samples import ENGLISH, NAMES, RESOLVED, TEXTS, item, section, worst

DUE = item(2, "Watch the &lt;disks&gt;", owner="U2", due="2024-02-14")


def test_names_what_is_open_and_how_to_write_it() -> None:
    """Each open section with its command; those that are written are not named."""
    shown = post_mortem_question(
        RESOLVED.but(sections={SectionName.CAUSE: section("A typo")}), ENGLISH, NAMES, "/inc"
    )

    assert [
        "Still open: impact. To write it: /inc impact INC-12 TEXT",
        "Still open: fix. To write it: /inc fix INC-12 TEXT",
    ] == visible(shown).split("\n")[1:]
    assert {"postmortem": "12", "mute:postmortem": "12"} == buttons(shown)
    assert set() == pinged(shown)


@pytest.mark.parametrize(
    ("reminder", "said"),
    [
        (ItemReminder.BEFORE, "your remediation item 2 is due on 2024-02-14: Watch the <disks>"),
        (
            ItemReminder.AFTER,
            "your remediation item 2 was due on 2024-02-14 and is not done: Watch the <disks>",
        ),
    ],
)
def test_says_when_an_item_is_due(reminder: ItemReminder, said: str) -> None:
    """The item with its date and the command that ends it; it can be the last."""
    shown = item_reminder(RESOLVED, DUE, reminder, ENGLISH, NAMES, "/inc")

    assert said in visible(shown)
    assert "/inc action INC-12 2 completed" in visible(shown)
    assert {"mute:items": "12"} == buttons(shown)


RENDERINGS: tuple[Callable[[Incident], Posting], ...] = (
    lambda incident: post_mortem_question(incident, ENGLISH, {}),
    lambda incident: item_reminder(incident, incident.items[0], ItemReminder.AFTER, ENGLISH, {}),
)


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("render", RENDERINGS)
def test_any_text(text: str, render: Callable[[Incident], Posting]) -> None:
    """Whatever people typed, Slack takes it."""
    assert_sendable(render(worst(TEXTS[text])))
