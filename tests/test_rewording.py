"""An entry's text in a form's field, and back."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rewording import reworded, shown

NAMES = {"U1": "Ann", "U2": "Ann Lee"}
PIECES = st.sampled_from(
    ["<@U1>", "<@U2>", "<@U9|zoe>", "<#C1|general>", "<https://a.example/?x=1&amp;y=2|docs>", "<https://b.example>",
     "<!here>", "&lt;@U1&gt;", "&amp;", "*bold* ", " ", "at 14:05 ", "\n", "x"]
)  # fmt: skip


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("asked <@U2> &amp; <@U1>", "asked @Ann Lee & @Ann"),
        ("<@U9|zoe> in <#C1|general>", "@zoe in #general"),
        ("see <https://a.example/?x=1&amp;y=2|docs>", "see docs (https://a.example/?x=1&y=2)"),
        ("&lt;!channel&gt; *now*", "<!channel> *now*"),
    ],
)
def test_a_field_shows_what_people_read(text: str, expected: str) -> None:
    """Mentions are names, links are addresses, and nothing is escaped."""
    assert expected == shown(text, NAMES)


@given(st.lists(PIECES, max_size=8).map("".join))
def test_what_is_not_changed_comes_back(text: str) -> None:
    """A text sent as it was shown is the text that it was."""
    assert text == reworded(shown(text, NAMES), text, NAMES)


def test_mentions_survive_other_changes() -> None:
    """A name that still stands there is the mention that it was; the longer name wins."""
    assert "<@U2> and <@U1>, twice" == reworded("@Ann Lee and @Ann, twice", "<@U1> <@U2>", NAMES)


@given(st.text(), st.lists(PIECES, max_size=4).map("".join))
def test_nothing_can_be_typed_into_being(typed: str, text: str) -> None:
    """Whatever is typed, only what stood in the text before stands there as markup afterwards."""
    before = set(re.findall(r"<[^<>\n]*>", text))

    assert set(re.findall(r"<[^>]*>", reworded(typed, text, NAMES))) <= before
