"""What a reaction or pin on a message says, and what all of them together make of it.

A mark is known by its name: an emoji's, ``pin`` for a native pin, or ``choice:…`` where somebody chose in a form
instead of reacting. Marks come in any order and more than once; what is made of them depends only on which are
there, and since when.
Pure: no I/O, no clock.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

#: The mark that a native pin is.
PIN = "pin"
#: What a mark's name begins with that was chosen in a form. Slack knows nothing of it.
CHOSEN = "choice:"

_TONE = "::"


class Mark(StrEnum):
    """What does a mark on a message mean?"""

    #: It belongs on the timeline.
    TIMELINE = "timeline"
    #: It is kept out of every customer edition.
    INTERNAL = "internal"
    #: What it proposes is being tried, turned out not to help, helped, or was decided.
    TRYING = "trying"
    RULED_OUT = "ruled_out"
    WORKED = "worked"
    DECISION = "decision"


#: The states of the tried board. Of two put on in the same instant, the later one here counts.
BOARD = (Mark.TRYING, Mark.RULED_OUT, Mark.WORKED, Mark.DECISION)

#: Name of a mark to what it means.
Meanings = Mapping[str, Mark]

#: What marks mean unless the settings say otherwise.
EMOJI: Meanings = {
    "pushpin": Mark.TIMELINE,
    "lock": Mark.INTERNAL,
    "test_tube": Mark.TRYING,
    "x": Mark.RULED_OUT,
    "white_check_mark": Mark.WORKED,
    "scales": Mark.DECISION,
}


@dataclass(frozen=True, kw_only=True)
class Tried:
    """The newest state of a message on the tried board, and since when."""

    state: Mark
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Standing:
    """What the marks that are on a message make of it."""

    on_timeline: bool = False
    internal: bool = False
    tried: Tried | None = None


UNMARKED = Standing()


def chosen(mark: Mark) -> str:
    """The name of a mark that was chosen in a form."""
    return f"{CHOSEN}{mark}"


def meanings(emoji: Meanings) -> Meanings:
    """All names of marks: those emoji, the native pin, and what can be chosen in forms."""
    return {**{name: mark for name, mark in emoji.items() if name}, PIN: Mark.TIMELINE} | {
        chosen(mark): mark for mark in Mark
    }


def untoned(name: str) -> str:
    """An emoji's name without its skin tone: ``raised_hand::skin-tone-3`` is ``raised_hand``."""
    return name.partition(_TONE)[0]


def shows(name: str, known: Meanings) -> bool:
    """Whether the card shows something of a mark of that name: a state of the tried board."""
    return known.get(untoned(name)) in BOARD


def toned(name: str) -> str:
    """What the names of an emoji's variants begin with."""
    return f"{name}{_TONE}"


def standing(marks: Iterable[tuple[str, datetime]], known: Meanings) -> Standing:
    """What marks (name, and since when) make of the message that they are on, in whatever order they come."""
    found = [(at, known[untoned(name)]) for name, at in marks if untoned(name) in known]
    states = [(at, BOARD.index(mark)) for at, mark in found if mark in BOARD]
    newest = max(states, default=None)
    return Standing(
        on_timeline=any(mark is not Mark.INTERNAL for _, mark in found),
        internal=any(mark is Mark.INTERNAL for _, mark in found),
        tried=Tried(state=BOARD[newest[1]], at=newest[0]) if newest else None,
    )
