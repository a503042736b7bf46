"""The sentences of the timeline, and what the channel is shown of a new entry."""

from __future__ import annotations

from dataclasses import replace

from bot.blocks import lines
from bot.model import EntryKind
from bot.phrases import Phrase
from bot.timeline import echo, sentence
from tests.blocks.checking import visible
from tests.blocks.samples import ENGLISH, NAMES, at, entry


def said(phrase: Phrase) -> str:
    """The sentence as its reader in Slack sees it."""
    return visible(lines((phrase,), ENGLISH, NAMES))


def test_a_role_is_given_or_taken() -> None:
    """A role that somebody takes names one person, one that is given names both."""
    given = entry(1, "", EntryKind.ROLE, role="commander", holder="U2")

    assert "@Bob is now commander (set by @Ann)" == said(sentence(given))
    assert "@Bob is now commander" == said(sentence(replace(given, author="U2")))


def test_an_echo_of_now_has_no_time() -> None:
    """What happens as it is recorded is echoed by its sentence alone."""
    assert "@Ann noted: text" == said(echo(entry(1, "text")))


def test_an_echo_of_another_time_begins_with_it() -> None:
    """A back-dated entry is echoed with its time in front."""
    note = replace(entry(1, "text"), recorded_at=at(30))

    assert "2024-02-09 15:56 UTC: @Ann noted: text" == said(echo(note))


def test_an_echo_of_a_moment_always_has_its_time() -> None:
    """A key moment says when it was, also when that is now."""
    moment = entry(1, "", EntryKind.MOMENT, moment="began")

    assert "2024-02-09 15:56 UTC: Key moment began, as set by @Ann" == said(echo(moment))


def test_an_echo_of_an_update_promises_the_next() -> None:
    """Below an update stands when the next one is owed."""
    update = entry(1, "Still looking", EntryKind.UPDATE, next=at(45).isoformat())

    assert "@Ann posted an update: Still looking\nNext update by 2024-02-09 16:40 UTC" == said(echo(update))
