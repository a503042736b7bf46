"""People's names in prose: in full, or first and last name alone, in any case, possessives and handles included.

A name that is also a word (``Will``, ``Mark``) is one only as it is written, with its capital; particles
(``van``, ``de``) are none by themselves. Apps are no people.

Pure: no I/O, no clock.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bot.model import Person

_WORD = re.compile(r"[^\W\d_]+")
_BETWEEN = re.compile(r"[\s.,_'’-]{0,2}")
#: Scripts that put no blanks between words: there, a name is found wherever its characters stand.
_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\u0e00-\u0e7f]")
_PARTICLES_TEXT = """
    al and bin da das de del della den der di dos du el ibn la le of ten ter the und van von y zu zum
"""
_PARTICLES = frozenset(_PARTICLES_TEXT.split())
_ALSO_WORDS_TEXT = """
    amber an angel april art august autumn baker bank banks bell best bill bishop black brook brooks
    brown bush butler by can carter case cash chance chase church clay cliff cook cooper crystal dale
    dawn day dean dick do don drew duke earl eve ever faith field fields fisher fox frank frost gene
    glen good grace grant gray green grey hall harry heath hill hope house hunter iris ivy jack jade
    jean jet joy june justice key king lake lane law lee lily little lock long love major mark marsh
    mason max may me melody mercy mike miles miller monday moon my no north olive page park pat patience
    pearl penny pepper porter pot power price prince ray reed rich rivers rob robin rock rose ruby rusty
    sandy scout sharp shaw short sky small smith snow so son song stone storm strong sue summer sun
    sunny swift temple to trinity troy turner victor violet wade walker wall ward waters weaver week
    west white wild will win winter wise wolf wood woods wright yes young
"""
_ALSO_WORDS = frozenset(_ALSO_WORDS_TEXT.split())


@dataclass(frozen=True, kw_only=True)
class _Token:
    folded: str
    written: str
    start: int
    end: int


class Names:
    """Finds people by name."""

    def __init__(self, involved: Iterable[Person], known: Iterable[Person] = ()) -> None:
        """``involved`` are found by any part of their names, others who are ``known`` by their whole names."""
        self._parts: set[str] = set()
        self._exact: set[str] = set()
        self._whole: dict[str, set[tuple[str, ...]]] = {}
        self._unspaced: set[str] = set()
        for person in involved:
            if not person.is_bot:
                self._add(person.name, by_parts=True)
        for person in known:
            if not person.is_bot:
                self._add(person.name, by_parts=False)
        pattern = "|".join(re.escape(each) for each in sorted(self._unspaced, key=len, reverse=True))
        self._anywhere = re.compile(pattern) if pattern else None

    def find(self, text: str) -> Iterator[tuple[int, int]]:
        """From where to where people are named; neighbouring names are one stretch."""
        stretches = sorted([*self._in_words(list(_tokens(text))), *self._in_characters(text)])
        joined: list[tuple[int, int]] = []
        for start, end in stretches:
            if joined and (start <= joined[-1][1] or _BETWEEN.fullmatch(text, joined[-1][1], start)):
                joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
            else:
                joined.append((start, end))
        for start, end in joined:
            yield start - (text[start - 1 : start] == "@"), end

    def _add(self, name: str, *, by_parts: bool) -> None:
        tokens = list(_tokens(unicodedata.normalize("NFC", name)))
        if not tokens:
            return
        sequence = tuple(token.folded for token in tokens)
        if len(tokens) > 1:
            self._whole.setdefault(sequence[0], set()).add(sequence)
        for token in tokens if by_parts or len(tokens) == 1 else ():
            self._add_part(token, alone=len(tokens) == 1)

    def _add_part(self, token: _Token, *, alone: bool) -> None:
        if _UNSPACED.search(token.written):
            if len(token.written) > 1 or alone:
                self._unspaced.add(token.written)
        elif token.folded in _ALSO_WORDS:
            self._exact.add(token.written[:1].upper() + token.written[1:])
        elif len(token.folded) > 1 and token.folded not in _PARTICLES:
            self._parts.add(token.folded)

    def _in_words(self, tokens: list[_Token]) -> Iterator[tuple[int, int]]:
        for index, token in enumerate(tokens):
            length = self._whole_at(tokens, index)
            if length:
                yield token.start, tokens[index + length - 1].end
            elif self._is_part(token):
                yield token.start, token.end

    def _whole_at(self, tokens: list[_Token], index: int) -> int:
        """How many words from there on are a whole name."""
        lengths = [0]
        for sequence in self._whole.get(tokens[index].folded, ()):
            following = tokens[index : index + len(sequence)]
            if len(following) == len(sequence) and all(
                _is(token.folded, part) for token, part in zip(following, sequence, strict=True)
            ):
                lengths.append(len(sequence))
        return max(lengths)

    def _is_part(self, token: _Token) -> bool:
        return (
            token.folded in self._parts
            or token.folded.removesuffix("s") in self._parts
            or token.written in self._exact
        )

    def _in_characters(self, text: str) -> Iterator[tuple[int, int]]:
        if self._anywhere:
            yield from (match.span() for match in self._anywhere.finditer(text))


def _is(word: str, part: str) -> bool:
    return part in (word, word.removesuffix("s"))


def _tokens(text: str) -> Iterator[_Token]:
    for match in _WORD.finditer(text):
        yield _Token(folded=_folded(match[0]), written=match[0], start=match.start(), end=match.end())


def _folded(word: str) -> str:
    """Without capitals and accents: ``José`` is ``jose``."""
    bare = (letter for letter in unicodedata.normalize("NFKD", word) if not unicodedata.combining(letter))
    return "".join(bare).casefold()
