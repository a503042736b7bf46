"""Long texts in several fields of a form."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.blocks.elements import TEXT
from bot.blocks.long_text import joined, split, text_fields

WORDS = st.text(st.sampled_from("ab \n🙂"), max_size=40)


@given(st.lists(WORDS, max_size=30), st.integers(min_value=1, max_value=400))
def test_a_text_comes_back_as_it_was(words: list[str], times: int) -> None:
    """Whatever its line ends and blanks, a text that nobody changes is the same again, and each piece fits."""
    text = "".join(words) * times
    parts = split(text)
    names = [f"text_{number}" if number > 1 else "text" for number in range(1, len(parts.pieces) + 1)]
    filled = {name: piece for name, piece in zip(names, parts.pieces, strict=True) if piece.strip()}

    assert all(len(piece) <= TEXT for piece in parts.pieces)
    assert len(parts.joints) == len(parts.pieces) - 1
    assert " ".join(text.split()) == " ".join(joined(filled, parts.joints).get("text", "").split())


def test_a_short_text_stays_in_one_field() -> None:
    """Only what is too long is told apart."""
    assert ["text"] == [block["block_id"] for block in text_fields("Text", "a" * TEXT)]
    assert ["Text (1/2)", "Text (2/2)"] == [
        block["label"]["text"] for block in text_fields("Text", "a" * (TEXT + 1))
    ]
