"""The tried board: what is being tried, what worked, what was decided and what was ruled out, and whose it was.

Pure: no I/O, no clock.
"""

from __future__ import annotations

from collections.abc import Iterable

from bot.answers.short import shorten
from bot.marks import Mark
from bot.model import Entry
from bot.phrases import Phrase, Prose, phrase
from bot.timeline import author, on_board, sentence

#: Lines of the board, and visible characters of each text.
LINES = 8
_TEXT = 120

#: What matters most to whoever comes in now stands first.
_ORDER = (Mark.TRYING, Mark.WORKED, Mark.DECISION, Mark.RULED_OUT)


def board(entries: Iterable[Entry], limit: int = LINES) -> tuple[Phrase, ...]:
    """The board below its heading, the newest of each state first; nothing while nothing is on it."""
    found = [(entry.tried, entry) for entry in on_board(entries) if entry.tried]
    # Sorting is stable: newest first, then by state.
    found.sort(key=lambda pair: (pair[0].at, pair[1].id), reverse=True)
    found.sort(key=lambda pair: _ORDER.index(pair[0].state))
    if not found:
        return ()
    rest = len(found) - limit
    more = (phrase("tried.more", count=rest),) if rest > 0 else ()
    return (phrase("tried.title"), *(_line(entry, tried.state) for tried, entry in found[:limit]), *more)


def _line(entry: Entry, state: Mark) -> Phrase:
    name = phrase(f"tried.{state}")
    if not entry.text:
        return phrase("tried.line_bare", state=name, sentence=sentence(entry))
    text = Prose(text=shorten(entry.text, _TEXT))
    return phrase("tried.line", state=name, text=text, who=author(entry))
