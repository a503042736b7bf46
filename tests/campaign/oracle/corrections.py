"""Corrections: each once, the newest stands, what stood before is kept, and the channel is told."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from bot.model import Entry, Incident
from bot.sandbox import Message
from tests.campaign.deeds import Corrected
from tests.campaign.oracle.evidence import Evidence

#: What the channel is told of a correction, after the name of whoever made it.
TOLD = (
    "corrected this entry, which now reads: ",
    "moved this entry to ",
    "took this entry off the timeline: ",
    "put this entry back on the timeline: ",
    "kept this entry for readers inside: ",
    "opened this entry to customers: ",
)


def tells_of_one(message: Message) -> bool:
    """Whether a message of the bot tells of a correction."""
    return message.thread_ts is not None and any(told in message.text for told in TOLD)


def wrong(evidence: Evidence) -> Iterator[str]:
    """What is wrong with corrections."""
    known: set[str] = set()
    for incident in evidence.incidents:
        now = {entry.id: entry for entry in evidence.entries[incident.number]}
        told = evidence.told[incident.number]
        for first in told:
            asked = [
                each
                for each in evidence.stage.corrected
                if each.about in first.text.split() and each.channel == incident.channel
            ]
            known.update(each.about for each in asked)
            for complaint in (*_history(first, now.get(first.id)), *_asked(first, asked)):
                yield f"{incident.id}: {first.text!r} {complaint}"
        yield from _told(evidence, incident)
    for each in evidence.stage.corrected:
        if each.about not in known:
            yield f"{each.about} was corrected and is nowhere"


def _history(first: Entry, now: Entry | None) -> Iterator[str]:
    """The newest correction stands, and each has kept what stood before it."""
    made = first.corrections
    if [*range(1, len(made) + 1)] != [each.number for each in made]:
        yield f"has corrections {[each.number for each in made]}"
    for earlier, later in pairwise(made):
        if earlier.after != later.before:
            yield f"was {earlier.after}, and {later.before} was corrected"
    if made and made[-1].after.removed != (now is None):
        yield f"is {'not ' if now is None else ''}on the timeline after {made[-1]}"
    if made and now is not None and now.wording != made[-1].after:
        yield f"reads {now.wording} after {made[-1]}"


def _asked(first: Entry, asked: list[Corrected]) -> Iterator[str]:
    """Nothing was corrected that nobody asked for, nor twice; and what was acknowledged was done."""
    waiting = list(asked)
    for correction in first.corrections:
        cause = next((each for each in waiting if each.made(correction)), None)
        if cause is None:
            yield f"was corrected by nobody, or twice: {correction}"
        else:
            waiting.remove(cause)
    for each in waiting:
        done = each.acknowledged
        if done is None or each.offered_again:
            continue
        # Whoever comes second is told, and changes nothing; which of two is the second nobody can say here.
        if not any(other is not each and 0 < other.sent < done for other in asked):
            yield f"was to be corrected, and was not: {each}"


def _told(evidence: Evidence, incident: Incident) -> Iterator[str]:
    count = sum(len(entry.corrections) for entry in evidence.told[incident.number])
    lines = [message.text for message in evidence.posts(evidence.room(incident)) if tells_of_one(message)]
    if len(lines) != count:
        yield f"{incident.id}: {count} corrections, and the channel was told {lines}"
