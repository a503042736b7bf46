"""Finding a text where somebody quotes it."""

from __future__ import annotations

import pytest

from bot.quoting import telltale, without

TEXT = "The *plumbus* of <https://example.com/md|Marie Dupont>\noverflowed &amp; leaked _tonight_"


@pytest.mark.parametrize(
    ("quote", "left"),
    [
        (TEXT, "[removed]"),
        ("so: The plumbus of Marie Dupont overflowed &amp; leaked tonight!", "so: [removed]!"),
        ("THE PLUMBUS OF MARIE DUPONT", "[removed]"),
        ("&gt; The plumbus of Marie Dupont\n&gt; overflowed & leaked tonight", "&gt; [removed]"),
        ("see *The plumbus of Marie Dupont* there", "see *[removed]* there"),
        ("overflowed  &amp;\n\nleaked ~tonight~ again", "[removed] again"),
        ("Marie Dupont overflowed", "Marie Dupont overflowed"),
    ],
)
def test_quotes_are_found_as_one_sees_them(quote: str, left: str) -> None:
    """Formatting, links, quotation marks, blanks, line ends and case hide no quote; another text stays."""
    assert left == without(quote, [TEXT])


def test_what_is_short_stays() -> None:
    """Fewer than twelve visible characters may stand anywhere by chance."""
    assert "it is *done*" == without("it is *done*", ["*done*", "~is done now~"])


def test_japanese_is_found() -> None:
    """A text without Latin letters is found as well."""
    assert "「[removed]」と" == without(
        "「顧客は株式会社山田商店の方です」と", ["*顧客は株式会社山田商店の方です*"]
    )


def test_what_tells_that_a_quote_may_be_there() -> None:
    """The words to look for first stand in each quote as they are, also where marks or capitals part them."""
    assert [("snake", "bold", "case")] == list(telltale("Snake_case *BOLD* Straße"))
    assert [()] == list(telltale("顧客は株式会社山田商店の方です"))
