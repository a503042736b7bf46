"""Shortening spans."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.blocks.cut import compact, cut, fitted
from bot.text import Anchor, Mention, Words, plain

SPANS = (
    Words(text="see "),
    Anchor(url="https://example.com", label="the graph"),
    Words(text=" of last night"),
)


def test_what_fits_stays() -> None:
    """Spans that are short enough are left alone."""
    assert SPANS == cut(SPANS, 27)


def test_cut_at_a_word() -> None:
    """Words are cut where one ends."""
    assert "see the graph of…" == plain(cut(SPANS, 20))


def test_cut_in_a_link() -> None:
    """A link keeps its address with a shorter label."""
    assert (SPANS[0], Anchor(url="https://example.com", label="the"), Words(text="…")) == cut(SPANS, 7)


def test_mentions_are_whole() -> None:
    """A mention is shown whole or not at all."""
    assert (Words(text="…"),) == cut((Mention(user="U12345"),), 3)


def test_compact() -> None:
    """On one line there are neither breaks nor preformatted blocks."""
    assert (Words(text="a b c", code=True),) == compact((Words(text="a\n\n b\nc", code=True, pre=True),), 10)


@given(st.text(max_size=80), st.integers(min_value=1, max_value=80))
def test_fitted_fits(text: str, limit: int) -> None:
    """What is fitted agrees with the limit, and is the whole if that does."""
    spans = (Words(text=text),)
    short = fitted(spans, lambda each: len(plain(each)) <= limit)

    assert len(plain(short)) <= limit
    assert (short == spans) == (len(text) <= limit)
