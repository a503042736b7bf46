"""Slips of the pen: keyword forms that are clearly meant and cannot be read. They are refused, never kept as prose.

``next WORD`` that ends an update, and ``@owner by WORD`` that ends a remediation item, mean a time, a person and a
date. Prose has such words too, so each rule is narrow:

Refused: ``update Failing over next banana``, ``… next 45``, ``… next 45 mni``, ``… Next update in a bit.``,
    ``action … @ann`` (not linked by Slack), ``action … <@U1> by nonsense``, ``action … by 31st``,
    ``action … by Fridy``.
Kept as prose: ``update We call the next customer``, ``… retry next week``, ``… node 3 is next``, anything with
    ``next`` that ends in a full stop and has no number, ``action Cut it by 10%``, ``action Do it by hand``,
    ``action Restart one by one``.

Pure: no I/O, no clock. Refusals are :class:`bot.errors.UserError`.
"""

from __future__ import annotations

import difflib
import re

from bot.commands.words import bare, shown
from bot.errors import UserError

_DETERMINERS = r"(?:the|a|an|our|my|this|these|that|your|its|their|each|every|what's|what’s|who's|who’s)"
_BEFORE_NEXT = (
    rf"(?:{_DETERMINERS}|for|at|by|from|to|in|on|of|until|till|is|are|was|be|comes|come|goes|go|try|what|who)"
)
_PERIODS = (
    r"(?:week|weekend|weekdays?|month|months|quarter|year|day|days|morning|afternoon|evening|night|time|"
    r"steps?|release|sprint|shift|one|ones|to|up|door|line|monday|tuesday|wednesday|thursday|friday|saturday|"
    r"sunday|january|february|march|april|may|june|july|august|september|october|november|december)"
)
#: ``next banana`` as the last two words.
_NEXT_WORD = re.compile(
    rf"(?<![\w-])(?P<said>next\s+(?!{_PERIODS}\b)[^\s.!?…]+)\s*\Z",
    re.IGNORECASE,
)
#: ``next 45``, ``next: 45 mni``, ``next at 14:05``.
_NEXT_NUMBER = re.compile(
    r"(?<![\w-])(?P<said>next\s*[:=]?\s*(?:(?:in|at|by)\s+)?[0-9][^\s]*(?:\s+\w+)?)[.!]*\s*\Z", re.IGNORECASE
)
#: ``next update in a bit``, ``next update tomorrow``.
_NEXT_UPDATE = re.compile(
    r"(?<![\w-])(?P<said>next\s+update\s*[:=]?\s*(?:(?:in|at|by)\s+\S+(?:\s+\S+)?|\S+))\s*\Z", re.IGNORECASE
)
_AFTER_A_WORD = re.compile(rf"(?<![\w'’-]){_BEFORE_NEXT}[\s\"“(]+\Z", re.IGNORECASE)
_AFTER_A_DETERMINER = re.compile(rf"(?<![\w'’-]){_DETERMINERS}[\s\"“(]+\Z", re.IGNORECASE)

_AT_WORD = re.compile(r"at\s+(?P<word>\S+)", re.IGNORECASE)
#: What stands after an ``at`` that means no time.
_NO_TIMES = re.compile(
    r"an?|all|any|about|another|both|each|either|every|first|hand|her|his|its|large|last|least|length|most|my|"
    r"once|one|our|peak|present|risk|scale|some|that|the|their|these|this|those|times|two|what|which|will|work|your",
    re.IGNORECASE,
)
#: What is meant as a time nevertheless: ``last Friday``, ``this morning``, ``a few minutes ago``.
_TIME_ATTEMPT = re.compile(
    r"(?:last|this|that)\s+(?:mon|tues?|wednes|thurs?|fri|satur|sun)(?:day)?\b|(?:last|this|that)\s+wed\b|"
    r"(?:last|this|that)\s+(?:morning|noon|afternoon|evening|night|week|month)\b|"
    r"(?:(?:about|around|some|half)\s+)?(?:an?|one|two|three|four|five|some|(?:a\s+)?few|(?:a\s+)?couple(?:\s+of)?)\s+"
    r"(?:half\s+)?(?:sec(?:ond)?|min(?:ute)?|hour|hr|day|week)s?\s+(?:ago|before|earlier|back)\b",
    re.IGNORECASE,
)
_BY_WORD = re.compile(r"(?P<before>.*?)(?:^|\s)by\s+(?P<date>\S+)\s*\Z", re.IGNORECASE | re.DOTALL)
_DATE_LIKE = re.compile(r"[0-9]{1,4}(?:[./-][0-9]{1,4})+[./-]?|[0-9]{1,2}(?:st|nd|rd|th)\.?", re.IGNORECASE)
_DAYS = (
    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "tomorrow", "today",
)  # fmt: skip
_UNLINKED = re.compile(r"(?:^|\s)(?P<name>@[\w.'’-]+)[.,;]?\s*\Z")
_OWNED = re.compile(r"(?:^|\s)(?:<@[UW][A-Z0-9]+(?:\|[^<>]*)?>|@[\w.'’-]+)[.,;]?\s*\Z")
#: No rule looks further back than this from the end, so that a long text costs no more than a short one.
_TAIL = 120


def require_readable_next(text: str) -> None:
    """Refuses an update that ends in an unreadable ``next …``; raises ``UserError("error.next_unreadable")``."""
    tail = text[-_TAIL:]
    explicit = _NEXT_UPDATE.search(tail)
    if explicit and not _AFTER_A_DETERMINER.search(tail[: explicit.start()]):
        raise UserError("error.next_unreadable", typed=shown(explicit["said"]))
    found = _NEXT_NUMBER.search(tail) or _NEXT_WORD.search(tail)
    if found and not _AFTER_A_WORD.search(tail[: found.start()]):
        raise UserError("error.next_unreadable", typed=shown(found["said"]))


def untimed(text: str) -> str | None:
    """What follows the ``at`` with which a text begins, if it could have been meant as a time: its first word or so."""
    at = re.match(r"at\s+", text, re.IGNORECASE)
    attempt = _TIME_ATTEMPT.match(text, at.end()) if at else None
    if attempt:
        return shown(attempt[0])
    found = _AT_WORD.match(text)
    word = bare(found["word"]) if found else ""
    return shown(word) if word and not _NO_TIMES.fullmatch(word) else None


def require_readable_item(text: str) -> None:
    """Refuses a remediation item that ends in an owner or a date which cannot be read.

    ``text`` has neither a readable date nor a linked owner at its end any more. Raises
    ``UserError("error.date_unreadable")`` or ``UserError("error.person_unknown")``, with ``typed``.
    """
    by = _BY_WORD.fullmatch(text[-_TAIL:])
    if by and (_OWNED.search(by["before"]) or _is_date_attempt(by["date"])):
        raise UserError("error.date_unreadable", typed=shown(by["date"]))
    unlinked = _UNLINKED.search(text[-_TAIL:])
    if unlinked:
        raise UserError("error.person_unknown", typed=shown(unlinked["name"]))


def _is_date_attempt(word: str) -> bool:
    return bool(_DATE_LIKE.fullmatch(word)) or bool(
        difflib.get_close_matches(word.casefold().rstrip(".,!"), _DAYS, n=1, cutoff=0.8)
    )
