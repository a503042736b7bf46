"""What the compiler of documents asks for people's words: as they were translated, or as they are, marked.

It knows only translations that are there already, and notes those that are not: compiling waits for nobody.
Pure: no I/O, no clock.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from itertools import groupby

from bot.text import Span, Words, joined
from bot.translating.cutting import Piece, pieces
from bot.translating.protecting import Finder, digest, protect, restore

Spans = tuple[Span, ...]


def _nothing(_: str) -> tuple[tuple[int, int], ...]:
    return ()


def _anything(_: Spans) -> bool:
    return True


@dataclass(kw_only=True)
class Interpreter:
    """Puts the prose of one record into the language of one document."""

    #: The language that people wrote in, and the document's.
    source: str
    target: str
    #: What the language that people wrote in is called in the document's.
    mark: str
    #: The language of the edition that counts.
    official: str = "en"
    #: Whether there is a translator.
    translates: bool = False
    #: Translated texts by the digests of those that were sent.
    known: Mapping[str, str] = field(default_factory=dict)
    #: What the translator must not see, and what else has to stay as it is, in a text.
    hidden: Finder = _nothing
    shown: Finder = _nothing
    #: Texts to be translated that are not known, in their order.
    wanted: dict[str, None] = field(default_factory=dict)
    #: Whether something has been translated, and whether something could not be.
    has_translated: bool = False
    has_left: bool = False

    def said(
        self, spans: Spans, *, may_leave: bool = True, may_stand: Callable[[Spans], bool] = _anything
    ) -> Spans:
        """People's words for the document.

        ``may_leave``: whether the translator may have them. ``may_stand``: whether a translated sentence may stand
        in the document; the original stands in the place of one that may not.
        """
        if self.source == self.target:
            return spans
        spans = joined(spans)
        if not (self.translates and may_leave):
            self.has_left = self.has_left or self.translates
            return tuple(map(self._foreign, spans))
        done = [self._piece(piece, may_stand) for piece in pieces(spans)]
        if not any(translated for _, translated in done):
            return tuple(span for some, _ in done for span in some)
        return self._with_marks(done)

    def remarks(self, spans: Spans) -> tuple[str, ...]:
        """What is to be remarked on a text that is not in the document's language: which one it is in."""
        is_foreign = any(isinstance(span, Words) and span.language for span in spans)
        return (self.mark,) if is_foreign and self._marking not in spans else ()

    @property
    def _marking(self) -> Words:
        return Words(text=f" ({self.mark})", italic=True)

    def _piece(self, piece: Piece, may_stand: Callable[[Spans], bool]) -> tuple[Spans, bool | None]:
        """The piece for the document, and whether it is translated; ``None`` where there is nothing to translate."""
        if not piece.is_sentence:
            return piece.spans, None
        protected = protect(piece.spans, self.hidden, self.shown)
        if not protected.has_words:
            return piece.spans, None
        answer = self.known.get(digest(protected.text))
        if answer is None:
            self.wanted[protected.text] = None
        translated = restore(answer, protected) if answer is not None else None
        if translated is None or not may_stand(translated):
            self.has_left = True
            return tuple(map(self._foreign, piece.spans)), False
        self.has_translated = True
        return translated, True

    def _with_marks(self, done: list[tuple[Spans, bool | None]]) -> Spans:
        """The pieces, with the language behind each run of sentences that stayed as they were."""
        written: list[Span] = []
        for left, run in groupby(_in_runs(done), key=lambda each: each[1]):
            some = [span for spans, _ in run for span in spans]
            after: list[Span] = []
            # The mark stands behind the last word, before the blanks and breaks that follow.
            while left and isinstance(some[-1], Words) and not some[-1].text.strip():
                after.insert(0, some.pop())
            written += [*some, self._marking, *after] if left else some
        return tuple(written)

    def _foreign(self, span: Span) -> Span:
        if not isinstance(span, Words) or span.code or not any(map(str.isalpha, span.text)):
            return span
        return replace(span, language=self.source)


def _in_runs(done: list[tuple[Spans, bool | None]]) -> list[tuple[Spans, bool]]:
    """Each piece with whether it belongs to what stayed as it was; what is neither goes with what is before it."""
    left, found = False, []
    for spans, translated in done:
        if translated is not None:
            left = not translated
        found.append((spans, left))
    return found
