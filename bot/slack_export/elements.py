"""The elements of a JSON list, one at a time: a file of any length takes no more memory than its longest element.

What stands before the place where a file is broken is used all the same.
"""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Callable, Iterator
from typing import Any

from bot.slack_export.archive import LONGEST, UNREADABLE, Archive

_CHUNK = 2**20
#: Characters of one element; a message has a thousandth of it.
_LONGEST_ELEMENT = 16 * 2**20
_BLANK = re.compile(r"[\s\ufeff]*")
_BETWEEN = re.compile(r"\s*,?\s*")
#: Half a character, or one that no text has.
_HALF = re.compile(r"\\u(?:[dD][89a-fA-F]|0000)")


def elements(archive: Archive, name: str) -> Iterator[Any]:
    """The values in the list that the file is. What is wrong with the file is noted in the archive."""
    reader = _Reader(archive, name)
    try:
        with archive.open(name) as file:
            yield from reader.elements(_chunks(reader, file.read))
    except UNREADABLE as error:
        reader.broken(f"cannot be read ({error})" if str(error) else "cannot be read")


def _chunks(reader: _Reader, read: Callable[[int], bytes]) -> Iterator[bytes]:
    length = 0
    while chunk := read(_CHUNK):
        length += len(chunk)
        if length > LONGEST:
            reader.broken(f"larger than {LONGEST // 2**20} MB")
            return
        yield chunk


class _Reader:
    """Reads one file; it knows how far it came."""

    def __init__(self, archive: Archive, name: str) -> None:
        self._archive, self._name = archive, name
        self._count = 0
        self._told = False

    def broken(self, why: str) -> None:
        """Notes, once, that the file was not read to its end."""
        if not self._told:
            rest = f"; its first {self._count} elements are used" if self._count else ""
            self._archive.unread(self._name, f"{why}{rest}.")
        self._told = True

    def elements(self, chunks: Iterator[bytes]) -> Iterator[Any]:
        text = _Text(chunks)
        yield from self._elements(text)
        if text.replaced:
            self._archive.unread(self._name, f"not text in {text.encoding}; what is none shows as �.")

    def _elements(self, text: _Text) -> Iterator[Any]:
        text.skip(_BLANK)
        if not text.starts_with("["):
            self.broken("not a list in JSON" if text.more or text.buffer else "empty")
            return
        text.start += 1
        decoder = json.JSONDecoder()
        while True:
            text.skip(_BETWEEN)
            if text.starts_with("]"):
                return
            found = _one(text, decoder)
            if found is None:
                self.broken("broken or cut off")
                return
            self._count += 1
            yield found[0]


class _Text:
    """The text of a file as far as it is needed: from ``start`` on, the buffer has not been used."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks = chunks
        first = next(chunks, b"")
        self.encoding = json.detect_encoding(first)
        self._decoder = codecs.getincrementaldecoder(self.encoding)("strict")
        self.replaced = False
        self.buffer, self.start, self.more = "", 0, True
        self._take(first)

    def grow(self) -> bool:
        """Reads on; says whether there was more."""
        if not self.more:
            return False
        self._take(next(self._chunks, b""))
        return True

    def skip(self, pattern: re.Pattern[str]) -> None:
        """Goes past what matches, wherever the chunks end."""
        while True:
            match = pattern.match(self.buffer, self.start)
            self.start = match.end() if match else self.start
            if self.start < len(self.buffer) or not self.grow():
                return

    def starts_with(self, char: str) -> bool:
        return self.buffer.startswith(char, self.start)

    def _take(self, chunk: bytes) -> None:
        self.more = bool(chunk)
        try:
            text = self._decoder.decode(chunk, not chunk)
        except UnicodeDecodeError:
            state, self.replaced = self._decoder.getstate(), True
            self._decoder = codecs.getincrementaldecoder(self.encoding)("replace")
            self._decoder.setstate(state)
            text = self._decoder.decode(chunk, not chunk)
        self.buffer, self.start = self.buffer[self.start :] + text, 0


def _one(text: _Text, decoder: json.JSONDecoder) -> tuple[Any] | None:
    """The next element; ``None`` where the file is broken."""
    while True:
        found = _decoded(text, decoder)
        # An element that ends where the chunk does may go on: 1 may be the beginning of 12.
        if found and (found[1] < len(text.buffer) or not text.more):
            value, end = found
            odd = _HALF.search(text.buffer, text.start, end)
            text.start = end
            return (_mended(value) if odd else value,)
        if len(text.buffer) - text.start > _LONGEST_ELEMENT or not text.grow():
            return None


def _decoded(text: _Text, decoder: json.JSONDecoder) -> tuple[Any, int] | None:
    try:
        return decoder.raw_decode(text.buffer, text.start)
    except (ValueError, RecursionError):
        return None


def _mended(value: Any) -> Any:
    """The value with each half of a character replaced, which no file could be written with."""
    match value:
        case str():
            return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace").replace("\0", "")
        case list():
            return [_mended(each) for each in value]
        case dict():
            return {_mended(key): _mended(each) for key, each in value.items()}
    return value
