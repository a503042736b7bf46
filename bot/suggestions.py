"""Messages that look like key moments: a plain sum of plain reasons, each of which is shown.

Which messages matter cannot be told from words; measured, such a list is little better than chance. So it only
suggests, at most twenty, and nothing is added that nobody ticks.
Pure: no I/O, no clock.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cache
from itertools import pairwise

from bot.model import Incident, Message, Moment, Role
from bot.suggestion_statements import stated
from bot.suggestion_words import UNSPACED, WORDS, Phase
from bot.text import Anchor, parse, plain


class Reason(StrEnum):
    """Why does a message look like a key moment?"""

    #: It is the first after a long silence.
    SILENCE = "silence"
    #: It links a graph, a change or a deployment.
    LINK = "link"
    #: It states plainly what happened, was found, done or reached.
    STATED = "stated"
    #: It has no more than a word of its phase.
    WORDS = "words"
    #: It has figures with a unit.
    FIGURES = "figures"
    #: Many answered it, or reacted to it.
    REPLIES = "replies"
    REACTIONS = "reactions"
    COMMANDER = "commander"
    #: It has a file, such as a screenshot.
    FILES = "files"


WEIGHTS: Mapping[Reason, int] = {
    Reason.SILENCE: 2,
    Reason.LINK: 2,
    Reason.STATED: 3,
    Reason.WORDS: 2,
    Reason.FIGURES: 1,
    Reason.REPLIES: 1,
    Reason.REACTIONS: 1,
    Reason.COMMANDER: 1,
    Reason.FILES: 1,
}
#: What the weights have to come to; other bots write much, so theirs have to come to one more.
ENOUGH = 3
MOST = 20
#: A silence is long from here on; and from how many on replies and reactions are many.
SILENCE = timedelta(minutes=15)
_REPLIES, _REACTIONS = 3, 2
#: Shorter texts say too little.
_SHORTEST = 12

_FIGURES = re.compile(
    r"\d\s?(?:%|‰|ms\b|s\b|sec|min|h\b|[kmgt]i?b\b|req|rps|qps|errors|5xx\b)|\b5\d\d\b", re.I
)
_LINKED = re.compile(
    r"grafana|datadog|kibana|sentry|newrelic|prometheus|dashboard|honeycomb|pagerduty|statuspage"
    r"|/commit/|/pull/|/merge_requests/|/compare/|/deploy|/release|/runs/|/pipelines/|/incident",
    re.IGNORECASE,
)


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """A message that is not on the timeline, and how many people answered it and reacted to it."""

    message: Message
    replies: int = 0
    reactions: int = 0


@dataclass(frozen=True, kw_only=True)
class Suggestion:
    """A message that looks like a key moment, and why."""

    message: Message
    phase: Phase
    reasons: tuple[Reason, ...]

    @property
    def score(self) -> int:
        """The sum of its reasons' weights."""
        return sum(WEIGHTS[reason] for reason in self.reasons)


def suggest(
    candidates: Sequence[Candidate], incident: Incident, said_at: Sequence[datetime]
) -> tuple[Suggestion, ...]:
    """The twenty that have most for them, by phase and within it by time.

    ``said_at``: when anything was said in the channel, marked or not, in any order; from it silences are known.
    The same candidates give the same suggestions in whatever order they come.
    """
    breakers = _breakers(said_at)
    found = [_judged(candidate, incident, breakers) for candidate in candidates]
    enough = [each for each in found if each.score >= ENOUGH + bool(each.message.author_name)]
    enough.sort(key=lambda each: (-each.score, each.message.at, each.message.place.ts))
    order = list(Phase)
    return tuple(
        sorted(
            enough[:MOST],
            key=lambda each: (order.index(each.phase), each.message.at, each.message.place.ts),
        )
    )


def _breakers(said_at: Sequence[datetime]) -> frozenset[datetime]:
    ordered = sorted(said_at)
    return frozenset(later for earlier, later in pairwise(ordered) if later - earlier >= SILENCE)


def _judged(candidate: Candidate, incident: Incident, breakers: frozenset[datetime]) -> Suggestion:
    message = candidate.message
    text = plain(parse(message.text))
    folded = text.casefold().replace("’", "'")
    said, worded = stated(folded, incident.language), _worded(folded, incident.language)
    by_words = Reason.STATED if said else Reason.WORDS if worded else None
    reasons = tuple(_reasons(candidate, text, incident, breakers, by_words))
    if len(text.strip()) < _SHORTEST and not message.files:
        reasons = ()
    return Suggestion(message=message, phase=said or worded or _placed(message.at, incident), reasons=reasons)


def _reasons(
    candidate: Candidate,
    text: str,
    incident: Incident,
    breakers: frozenset[datetime],
    by_words: Reason | None,
) -> Iterator[Reason]:
    message = candidate.message
    urls = [span.url for span in parse(message.text) if isinstance(span, Anchor)]
    holds: Mapping[Reason, bool] = {
        Reason.SILENCE: message.at in breakers,
        Reason.LINK: any(map(_LINKED.search, urls)),
        Reason.STATED: by_words is Reason.STATED,
        Reason.WORDS: by_words is Reason.WORDS,
        Reason.FIGURES: _FIGURES.search(text) is not None,
        Reason.REPLIES: candidate.replies >= _REPLIES,
        Reason.REACTIONS: candidate.reactions >= _REACTIONS,
        Reason.COMMANDER: message.author == incident.roles.get(Role.COMMANDER),
        Reason.FILES: bool(message.files),
    }
    yield from (reason for reason, is_so in holds.items() if is_so)


def _worded(text: str, language: str) -> Phase | None:
    """The phase of which most words are in the text; of several, the latest, since people retell what led there."""
    hits = [
        sum(len(pattern.findall(text)) for pattern in patterns)
        for patterns in zip(*map(_patterns, dict.fromkeys((language, "en"))), strict=True)
    ]
    most = max(hits)
    return [phase for phase, count in zip(Phase, hits, strict=True) if count == most][-1] if most else None


@cache
def _patterns(language: str) -> tuple[re.Pattern[str], ...]:
    words = WORDS.get(language, WORDS["en"])
    edge = "" if language in UNSPACED else r"\b"
    return tuple(
        re.compile(
            edge + "(?:" + "|".join(re.escape(w.replace("+", " ")) for w in words[phase].split()) + ")"
        )
        for phase in Phase
    )


def _placed(at: datetime, incident: Incident) -> Phase:
    """The phase by the key moments that are known."""
    ends = (
        (Phase.DETECT, Moment.DECLARED),
        (Phase.DIAGNOSE, Moment.IDENTIFIED),
        (Phase.MITIGATE, Moment.MITIGATED),
    )
    for phase, moment in ends:
        found = incident.moments.get(moment)
        if found and at <= found.at:
            return phase
    return Phase.RECOVER if Moment.MITIGATED in incident.moments else Phase.DIAGNOSE
