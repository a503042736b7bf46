"""Declaring an incident, and saying what it is.

    open [SEV] TITLE [--private]     adopt [SEV] [TITLE]
    status investigating|identified|monitoring     severity SEV     title TEXT

Accepted: ``open SEV1 Checkout is down``, ``open sev-1: Checkout is down``,
    ``open Checkout is down —private``, ``open`` (the modal), ``open 🔥🔥``, ``severity 2``,
    ``status Identified``.
Refused: ``open SEV9 Checkout is down``, ``open P1 …`` (no such severity; the same for a title that starts
    with ``S3``), ``open … --privat`` (an option nearly spelled right must not make it public),
    ``open INC-12`` (it exists already), ``status resolved`` (only ``resolve`` resolves), a title of more
    than 150 characters.
"""

from __future__ import annotations

import difflib
import re

from bot.commands.request import Request
from bot.commands.values import Adopt, Open, SetSeverity, SetStatus, SetTitle
from bot.commands.words import (
    first_word,
    folded,
    known_severity,
    leading_id,
    leading_severity,
    severity,
    shown,
    split_permalink,
    title,
)
from bot.errors import UserError
from bot.model import Status

_OPTION = re.compile(r"(?:^|(?<=\s))(?:--|—|–)(?P<name>[^\W\d_]+)(?=\s|$)")
_OPEN_STATUSES = tuple(status for status in Status if status.is_open)
_ENDED = {
    "resolved": "resolve",
    "resolve": "resolve",
    "cancelled": "cancel",
    "canceled": "cancel",
    "cancel": "cancel",
}
_ENDED |= {"fixed": "resolve", "done": "resolve", "closed": "resolve", "reopened": "reopen"}


def read_open(request: Request) -> Open:
    """Reads ``open [SEV] TITLE [--private]``."""
    rest, private = _private(request)
    _refuse_id(rest)
    known, words = leading_severity(rest, request.severities)
    return Open(severity=known, title=title(words), private=private)


def read_adopt(request: Request) -> Adopt:
    """Reads ``adopt [SEV] [TITLE]``, with the link of the message at which it began anywhere among the words."""
    start, rest = split_permalink(request.rest)
    _refuse_id(rest)
    known, words = leading_severity(rest, request.severities)
    return Adopt(severity=known, title=title(words), start=start)


def read_status(request: Request) -> SetStatus:
    """Reads ``status investigating|identified|monitoring``."""
    word = folded(request.text())
    if word.partition(" ")[0] in _OPEN_STATUSES:
        request.nothing_more(word.partition(" ")[2])
    if word in _ENDED:
        raise UserError("error.status_ended", typed=shown(request.rest), verb=_ENDED[word])
    near = difflib.get_close_matches(word, _OPEN_STATUSES, n=1)
    if word in _OPEN_STATUSES:
        return SetStatus(incident=request.incident, status=Status(word))
    if near:
        raise UserError(
            "error.status_nearest", typed=shown(request.rest), nearest=str(near[0]), usage=request.usage
        )
    raise UserError("error.status_unknown", typed=shown(request.rest), statuses=", ".join(_OPEN_STATUSES))


def read_severity(request: Request) -> SetSeverity:
    """Reads ``severity SEV``."""
    word, rest = first_word(request.text())
    if known_severity(word, request.severities):
        request.nothing_more(rest)
    return SetSeverity(incident=request.incident, severity=severity(request.rest, request.severities))


def read_title(request: Request) -> SetTitle:
    """Reads ``title TEXT``."""
    return SetTitle(incident=request.incident, title=request.needed(title(request.rest)))


def _private(request: Request) -> tuple[str, bool]:
    private, kept, end = False, "", 0
    for option in _OPTION.finditer(request.rest):
        name = option["name"].casefold()
        if name == "private":
            private, kept, end = True, kept + request.rest[end : option.start()], option.end()
        elif difflib.SequenceMatcher(None, name, "private").ratio() > 0.7:
            raise UserError("error.extra_words", typed=option[0], verb=request.verb, usage=request.usage)
    return (kept + request.rest[end:]).strip(), private


def _refuse_id(rest: str) -> None:
    number, more = leading_id(rest)
    if number is not None and not more:
        raise UserError("error.already_open", id=f"INC-{number}")
