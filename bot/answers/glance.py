"""How an incident stands for whoever comes to it now: in six lines, and as the card of a handover.

Pure: no I/O, no clock.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from bot.aftercare import is_undone
from bot.answers.lists import item_line
from bot.answers.short import shorten
from bot.answers.standing import next_update
from bot.answers.summary import impact, leads, severity_and_status
from bot.answers.trying import board
from bot.company import Offer
from bot.marks import Mark
from bot.model import Entry, Incident, Severity
from bot.phrases import Param, Phrase, Prose, Room, Several, Who, phrase
from bot.timeline import sentence

#: Open items that a handover lists.
_ITEMS = 10
#: Things being tried that one line names, and visible characters of each.
_TRYING = 3
_WORDS = 80


def glance(
    incident: Incident, entries: Sequence[Entry], now: datetime, severities: Sequence[Severity] = ()
) -> tuple[Phrase, ...]:
    """Six lines: what, whom it hurts, how it stands, who leads, what is being tried, when the next update comes."""
    return (
        phrase("summary.title", id=incident.id, title=Prose(text=shorten(incident.title, 150))),
        impact(incident),
        severity_and_status(incident, now, severities),
        *leads(incident),
        _trying(entries),
        next_update(incident, now) or phrase("glance.no_update"),
    )


def _trying(entries: Sequence[Entry]) -> Phrase:
    found = [(entry.tried.at, entry) for entry in entries if entry.tried and entry.tried.state is Mark.TRYING]
    newest = sorted(found, key=lambda pair: (pair[0], pair[1].id), reverse=True)[:_TRYING]
    if not newest:
        return phrase("glance.trying_nothing")
    return phrase("glance.trying", what=Several(of=tuple(_short(entry) for _, entry in newest)))


def _short(entry: Entry) -> Param:
    return Prose(text=shorten(entry.text, _WORDS)) if entry.text else sentence(entry)


def offered(offer: Offer, incident: Incident) -> Phrase:
    """Who offers the command of what."""
    return phrase(
        "handover.offer",
        who=Who(user=offer.by),
        id=incident.id,
        title=Prose(text=shorten(incident.title, 150)),
        channel=Room(channel=incident.channel, name=incident.channel_name),
    )


def state_card(
    offer: Offer,
    incident: Incident,
    entries: Sequence[Entry],
    now: datetime,
    severities: Sequence[Severity] = (),
) -> tuple[Phrase, ...]:
    """What whoever takes the command has to know: state, impact, promise, open items, what is tried."""
    promised = next_update(incident, now)
    return (
        offered(offer, incident),
        severity_and_status(incident, now, severities),
        impact(incident),
        *((promised,) if promised else ()),
        *_items(incident),
        *board(entries),
        phrase("handover.how"),
    )


def _items(incident: Incident) -> Iterator[Phrase]:
    undone = [item for item in incident.items if is_undone(item)]
    if not undone:
        yield phrase("handover.no_items")
        return
    yield phrase("handover.items", count=len(undone))
    yield from map(item_line, undone[:_ITEMS])
    if len(undone) > _ITEMS:
        yield phrase("digest.more", count=len(undone) - _ITEMS)
