"""The incident that an export tells of: what the conversation says, and TBD for all that it does not.

Pure: no I/O, no clock.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.commands.words import LONGEST_TITLE
from bot.model import Entry, Incident, KeyMoment, Moment, Place, Status
from bot.postmortem.names import capitalised
from bot.slack_export.conversations import Conversation
from bot.text import escape

_OPEN = "TBD"
_PREFIX = r"(?:inc|incident|sev\d?|outage|warroom|war-room|ir)(?=[-_\d])"
_DATE = r"(?P<date>\d{4}[-_]?(?:0\d|1[0-2])[-_]?[0-3]\d(?!\d))"
_NAME = re.compile(
    rf"{_PREFIX}[-_]?(?:{_DATE}|(?P<number>\d{{1,9}})(?![^\W_]))?[-_]*(?P<words>.*)", re.IGNORECASE
)
_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, kw_only=True)
class Span:
    """From when to when the operator says the incident was; ``None``: as the messages say."""

    start: datetime | None = None
    end: datetime | None = None

    def includes(self, at: datetime) -> bool:
        """Whether something happened within it; the minute of its end included, since people type minutes."""
        return (self.start is None or self.start <= at) and (self.end is None or at < self.end + _MINUTE)


def reconstructed(
    conversation: Conversation,
    timeline: tuple[Entry, ...],
    span: Span,
    ends: tuple[Place, Place],
    *,
    language: str,
) -> Incident:
    """The incident of a conversation; ``ends``: its first and its last message.

    It began and ended when the operator says so, else with its timeline, else with the conversation.
    """
    found = [KeyMoment(at=entry.at, entry=entry.id) for entry in timeline]
    found = found or [KeyMoment(at=place.at, entry=f"{place.channel}:{place.ts}") for place in ends]
    began = KeyMoment(at=span.start, entry="") if span.start else found[0]
    ended = KeyMoment(at=span.end, entry="") if span.end else found[-1]
    return Incident(
        number=number_of(conversation.name),
        title=title_of(conversation),
        severity=_OPEN,
        status=Status.RESOLVED,
        opener="",
        declared_at=began.at,
        language=language,
        channel=conversation.id or conversation.name,
        channel_name=conversation.name,
        moments={Moment.BEGAN: began, Moment.ENDED: ended},
        reconstructed=True,
    )


def number_of(name: str) -> int:
    """The number that a channel's name gives its incident: 12 for ``inc-12-checkout-is-down``; 0 for none."""
    match = _NAME.fullmatch(name)
    return int(match["number"] or 0) if match else 0


def title_of(conversation: Conversation) -> str:
    """What the incident is called: by the words of an incident channel's name, else by topic or purpose."""
    match = _NAME.fullmatch(conversation.name)
    words = " ".join(re.split(r"[-_]+", match["words"])).strip() if match else ""
    about = [" ".join(each.split()) for each in (conversation.topic, conversation.purpose)]
    candidates = (escape(capitalised(words)), *about, "" if match else escape(conversation.name))
    return next((each for each in candidates if each), _OPEN)[:LONGEST_TITLE]
