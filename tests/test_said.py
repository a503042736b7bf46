"""A text leaves a message in whatever form and in however many pieces it stands there."""

from __future__ import annotations

import re

import pytest

from bot.answers.short import shorten
from bot.blocks.inline import Writer
from bot.blocks.posting import Posting, posting
from bot.locales import Catalogues
from bot.phrases import Prose, phrase
from bot.said import lost, without_lost

NAMES = {"U1": "Ann Lee"}
WRITER = Writer(catalogue=Catalogues("en").official, names=NAMES)


def said(text: str, title: str = "") -> Posting:
    """A message that quotes a text."""
    line = WRITER.spans(
        phrase("digest.item", id="INC-1", number=1, text=Prose(text=text), owner="x", due="y")
    )
    return posting([line], WRITER, title=title)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("the key is in the safe", "the key is in the safe"),
        ("ask <@U1> for the *blue* key", "ask <@U1> for the *blue* key"),
        ("see <https://example.com/a?b=c&amp;d|the graph> of :boom: tonight",) * 2,
        ("a & b < c, says everybody", "a &amp; b &lt; c, says everybody"),
        (
            "first the code:\n```rm -rf /data```\nand then again",
            "first the code:\n```rm -rf /data```\nand then again",
        ),
        ("a very long text " * 20, shorten("a very long text " * 20, 90)),
        ("two  blanks and\na line end", shorten("two  blanks and\na line end", 90)),
    ],
)
def test_it_goes_in_whatever_form(text: str, shown: str) -> None:
    """Names, links, emoji, styles, code, several lines and shortened texts are found, and nothing else goes."""
    before = said(shown)
    after = without_lost(before, lost([text], (), "INC-1", NAMES), about_it=True)
    empty = said("[removed]")

    # Preformatted words stand in a block of their own.
    assert empty.text == re.sub(r"\[removed\]\s+(?=\[removed\])", "", after.text)
    assert after.blocks != before.blocks


def test_a_headline_and_a_button_lose_it_too() -> None:
    """A title stands in plain text as well."""
    before = said("other words", "The customer is Marie")
    after = without_lost(before, lost(["The customer is Marie"], (), "INC-1", {}), about_it=False)

    assert "Marie" not in str(after)


def test_a_short_name_goes_where_it_is_meant() -> None:
    """A short title goes from lines about its incident, and stays where it stands by chance or within a word."""
    gone = lost((), ["done"], "INC-2", {})
    lines = [
        WRITER.spans(phrase("entry.note", who="INC-2: done", text=Prose(text=text))) for text in ("", "x")
    ]
    other = [WRITER.spans(phrase("entry.note", who="INC-20: done", text=Prose(text="condone")))]
    after = without_lost(posting([*lines, *other], WRITER), gone, about_it=False)

    assert ["INC-2: [removed] noted: ", "INC-2: [removed] noted: x", "INC-20: done noted: condone"] == (
        after.text.splitlines()
    )


def test_what_does_not_hold_it_stays_the_same() -> None:
    """A message without the text is the same message."""
    before = said("the key is in the safe")
    assert before is without_lost(before, lost(["the key is in the car"], (), "INC-1", {}), about_it=True)
