"""Lists in JSON, read an element at a time."""

from __future__ import annotations

import json
from io import BytesIO
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.slack_export import Archive
from bot.slack_export.elements import elements

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)


class Trickle(BytesIO):
    """A file that gives as few bytes at a time as asked of it."""

    def __init__(self, data: bytes, step: int) -> None:
        super().__init__(data)
        self.step = step

    def read(self, size: int | None = -1) -> bytes:
        """The next bytes."""
        return super().read(self.step)


def read(data: bytes, step: int = 2**20) -> tuple[list[Any], list[str]]:
    """The elements of a file, and what was wrong with it."""
    archive = Archive(files={"day.json": lambda: Trickle(data, step)})
    return list(elements(archive, "day.json")), archive.problems


@given(
    st.lists(VALUES, max_size=5),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-32"]),
    st.sampled_from([None, 4]),
    st.booleans(),
    st.integers(4, 40),
)
def test_like_the_whole(
    values: list[Any], encoding: str, indent: int | None, ascii_: bool, step: int
) -> None:
    """However a list is written, encoded and cut into chunks, its elements come out as they went in."""
    # NUL is in no text that people write, and in none that is read.
    expected = json.loads(json.dumps(values).replace("\\u0000", ""))
    data = json.dumps(expected, indent=indent, ensure_ascii=ascii_).encode(encoding, "surrogatepass")

    assert (expected, []) == read(data, step)


@pytest.mark.parametrize(
    ("data", "found", "problem"),
    [
        (b'[{"a": 1}, {"a": 2}, {"a', 2, "broken or cut off; its first 2 elements are used"),
        (b'[{"a": 1} {"a": 2}, oops, 3]', 2, "broken or cut off"),
        (b"[1, 2", 2, "broken or cut off"),
        (b'{"a": 1}', 0, "not a list in JSON"),
        (b"", 0, "empty"),
        (b"[" * 100_000, 0, "broken or cut off"),
        (b"[1" + b"0" * 5000 + b"]", 0, "broken or cut off"),
    ],
    ids=["cut", "oops", "open", "table", "empty", "deep", "number"],
)
def test_broken(data: bytes, found: int, problem: str) -> None:
    """What stands before the place where a file is broken is used, and the file is named."""
    values, problems = read(data)

    assert found == len(values)
    assert [True] == [line.startswith(f"day.json: {problem}") for line in problems]


def test_halves_of_characters() -> None:
    """Half of a surrogate pair, which no file can hold, becomes a replacement; a whole pair stays an emoji."""
    assert ([{"a": "� 🎉 b"}], []) == read(rb'[{"a": "\ud83d \ud83c\udf89 b\u0000"}]')


def test_other_encoding() -> None:
    """Bytes that are not UTF-8 show as such, and the rest is read."""
    values, problems = read('["Mäx", "fine"]'.encode("latin-1"), step=5)

    assert ["M�x", "fine"] == values
    assert ["day.json: not text in utf-8; what is none shows as �."] == problems
