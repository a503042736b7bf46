"""The channel's topic."""

from __future__ import annotations

import pytest

from bot.blocks import topic
from tests.blocks.samples import ENGLISH, NAMES, OPEN, RESOLVED, TEXTS, worst


def test_open_incident() -> None:
    """The topic tells severity, status and title."""
    assert "SEV1 · identified · Checkout fails for card payments" == topic(OPEN, ENGLISH)


def test_commander() -> None:
    """Where names are known, the topic names the commander."""
    expected = "SEV1 · identified · led by @Ann · Checkout fails for card payments"

    assert expected == topic(OPEN, ENGLISH, NAMES)


def test_resolved_incident() -> None:
    """The topic of a resolved incident says so."""
    assert "SEV1 · resolved · Checkout fails for card payments" == topic(RESOLVED, ENGLISH)


@pytest.mark.parametrize("text", TEXTS)
def test_any_text(text: str) -> None:
    """Whatever the title, Slack takes the topic: one line of at most 250 characters without mentions."""
    shown = topic(worst(TEXTS[text]), ENGLISH)

    assert 1 <= len(shown) <= 250
    assert "\n" not in shown
    assert not any(mention in shown for mention in ("<!", "<@", "<#"))
