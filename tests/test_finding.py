"""What a search looks for, and the piece of a text that shows it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import UserError
from bot.finding import LONGEST, snippet, terms


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("disk full", ("disk", "full")),
        ("disk, disk: (full)!", ("disk", "full")),
        ("“disk full” «at noon»", ("disk full", "at noon")),
        ('"never closed', ("never closed",)),
        ("db-7.internal", ("db-7.internal",)),
        ("<@U1|ann> <#C1|general>", ("U1", "C1")),
        ("R&amp;D", ("R&amp;D",)),
        ("??? !", ("???", "!")),
        ("OR * NEAR(a)", ("OR", "NEAR(a")),
    ],
)
def test_what_is_looked_for(words: str, expected: tuple[str, ...]) -> None:
    """Words without the signs around them, quoted ones together; signs alone where there is nothing else."""
    assert expected == terms(words)


@given(st.text(max_size=2 * LONGEST))
def test_no_question_is_wrong(words: str) -> None:
    """Whatever is typed is a question, or is refused with a sentence; no term is blank or of several lines."""
    try:
        asked = terms(words)
    except UserError:
        asked = ()
    assert [" ".join(term.split()) for term in asked] == list(asked)
    assert all(asked)


@given(st.integers(0, 80), st.integers(0, 400), st.sampled_from(("word ", "<@U1> ", "&amp; ", "語")))
def test_a_snippet_shows_the_words(before: int, after: int, filling: str) -> None:
    """Wherever it stands in a text, what was found is in the snippet, and nothing is cut in the middle."""
    piece = snippet(filling * before + "the valve " + filling * after, ("valve",))

    assert "valve" in piece
    assert piece.count("<@U1>") == piece.count("<") == piece.count(">")
    assert piece.count("&amp;") == piece.count("&")
    assert len(piece) < 1500
