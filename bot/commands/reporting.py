"""Keeping the record and the promise, and ending the incident.

    update TEXT [next 45m]     note [at TIME] TEXT     notice [at TIME] TEXT     moment NAME at TIME
    impact TEXT     cause TEXT     fix TEXT     snooze DURATION REASON
    resolve [TEXT]     reopen REASON     cancel REASON

Accepted: ``update Failing over now, next 45m``, ``update … Next update in 45 min.``, ``update`` (the modal),
    ``note at 14:05 rolled back build 4711``, ``note at least two nodes are down`` (no time),
    ``moment began 14:05``, ``snooze 30m waiting for the provider``, ``resolve``.
Kept as prose: ``update We watch it for the next 30 minutes``, ``update Node 3 is next``.
    ``Expect the next update in 45 min`` promises, and stays whole.
Refused: ``update … next 0m``, ``update … next 99999h``, ``update … next banana``, ``note``,
    ``moment resolved at 14:05`` (the bot's own), ``snooze 30m`` (why?), ``snooze waiting`` (how long?),
    ``reopen``, ``cancel``.

Times are not read here, since neither zone nor present is known: see ``bot.times``.
"""

from __future__ import annotations

import difflib
import re

from bot.commands.request import Request, promised
from bot.commands.slips import require_readable_next
from bot.commands.values import Cancel, Note, Notice, Reopen, Resolve, SetMoment, Snooze, Update, WriteSection
from bot.commands.words import first_word, shown
from bot.durations import PATTERN, leading_duration, parse_duration
from bot.errors import UserError
from bot.model import Moment, SectionName
from bot.phrases import phrase
from bot.times import starts_with_time

_NEXT = re.compile(
    rf"(?P<of_sentence>\b(?:the|a|an|our|my|this|these|your|its)\s+)?"
    rf"(?<![\w-])next(?P<update>\s+update)?(?P<within>\s+in)?\s*[:=]?\s*(?P<duration>-?{PATTERN})[.!)]*\s*\Z",
    re.IGNORECASE,
)
_NEXT_NEGATIVE = re.compile(
    r"(?<![\w-])next(?:\s+update)?(?:\s+in)?\s+(?P<duration>[-−][0-9]+\s?[a-z]+)[.!]*\s*\Z", re.I
)
_AT = re.compile(r"(?:at|@)\s+(?=\S)", re.IGNORECASE)

_SETTABLE = (Moment.BEGAN, Moment.DETECTED, Moment.IDENTIFIED, Moment.MITIGATED, Moment.ENDED)
_MOMENTS = {str(moment): moment for moment in _SETTABLE} | {
    "start": Moment.BEGAN, "started": Moment.BEGAN, "begin": Moment.BEGAN, "begun": Moment.BEGAN,
    "detect": Moment.DETECTED, "identify": Moment.IDENTIFIED, "mitigate": Moment.MITIGATED,
    "end": Moment.ENDED, "stopped": Moment.ENDED, "over": Moment.ENDED,
}  # fmt: skip
_OWN_MOMENTS = {"declared": "open", "resolved": "resolve"}


def read_update(request: Request) -> Update:
    """Reads ``update TEXT [next 45m]``."""
    negative = _NEXT_NEGATIVE.search(request.rest)
    if negative:
        raise UserError("error.duration_unreadable", typed=negative["duration"])
    match = _NEXT.search(request.rest)
    part_of_sentence = match and match["of_sentence"]
    if not match:
        require_readable_next(request.rest)
    if match and match["duration"].lstrip().startswith("0"):
        # No sentence speaks of the next no time at all: refused, whatever stands before.
        promised(match["duration"])
    if not match or (part_of_sentence and not match["update"]):
        return Update(incident=request.incident, text=request.rest or None)
    text = request.rest if part_of_sentence else request.rest[: match.start()].rstrip(" \t\r\n\xa0,;(–—-")
    return Update(incident=request.incident, text=text or None, next=promised(match["duration"]))


def read_note(request: Request) -> Note:
    """Reads ``note [at TIME] TEXT``."""
    text, timed = _timed(request.text())
    return Note(incident=request.incident, text=text, timed=timed)


def read_notice(request: Request) -> Notice:
    """Reads ``notice [at TIME] TEXT``."""
    text, timed = _timed(request.text())
    return Notice(incident=request.incident, text=text, timed=timed)


def read_moment(request: Request) -> SetMoment:
    """Reads ``moment NAME at TIME``; the ``at`` may be left out."""
    typed, rest = first_word(request.text())
    name = typed.casefold()
    if name in _OWN_MOMENTS:
        raise UserError("error.moment_own", moment=phrase(f"moment.{name}"), verb=_OWN_MOMENTS[name])
    if name not in _MOMENTS:
        near = difflib.get_close_matches(name, _MOMENTS, n=1)
        key = "error.moment_nearest" if near else "error.moment_unknown"
        nearest = _MOMENTS[near[0]] if near else ""
        raise UserError(key, typed=shown(typed), nearest=str(nearest), moments=", ".join(_SETTABLE))
    time = request.needed(_AT.sub("", f"{rest} ", count=1).strip() if _AT.match(f"{rest} ") else rest)
    if time.casefold() == "at":
        request.needed("")
    return SetMoment(incident=request.incident, moment=_MOMENTS[name], typed=shown(time))


def read_section(request: Request) -> WriteSection:
    """Reads ``impact TEXT``, ``cause TEXT`` and ``fix TEXT``."""
    return WriteSection(incident=request.incident, section=SectionName(request.verb), text=request.text())


def read_snooze(request: Request) -> Snooze:
    """Reads ``snooze DURATION REASON``."""
    found = leading_duration(re.sub(r"^for\s+", "", request.text(), flags=re.IGNORECASE))
    if found is None:
        raise UserError("error.snooze_duration", typed=shown(request.rest), usage=request.usage)
    # How long it may be, its severity says.
    duration = parse_duration(found[0], capped=True)
    reason = re.sub(r"^[:,–—-]\s*", "", found[1])
    if not reason:
        raise UserError("error.snooze_reason", length=found[0])
    return Snooze(incident=request.incident, duration=duration, reason=reason)


def read_resolve(request: Request) -> Resolve:
    """Reads ``resolve [TEXT]``."""
    return Resolve(incident=request.incident, text=request.rest or None)


def read_reopen(request: Request) -> Reopen:
    """Reads ``reopen REASON``."""
    return Reopen(incident=request.incident, reason=request.text())


def read_cancel(request: Request) -> Cancel:
    """Reads ``cancel REASON``."""
    return Cancel(incident=request.incident, reason=request.text())


def _timed(text: str) -> tuple[str, bool]:
    at = re.match(r"at\s+", text, re.IGNORECASE)
    if at and starts_with_time(text[at.end() :]):
        return text[at.end() :], True
    return text, False
