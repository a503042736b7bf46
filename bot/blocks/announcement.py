"""The announcement: one compact message for everybody, kept current; it never notifies anybody by name.

Pure: no I/O, no clock.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bot.answers.short import shorten
from bot.answers.standing import led, mark, next_update, state
from bot.blocks.card import latest
from bot.blocks.inline import Writer
from bot.blocks.posting import Posting, posting
from bot.locales import Catalogue
from bot.model import Incident
from bot.phrases import Phrase, Prose, Room, phrase

_TITLE = 150
_LATEST = 300


def announcement(incident: Incident, catalogue: Catalogue, names: Mapping[str, str]) -> Posting:
    """The announcement as it should read now."""
    writer = Writer(catalogue=catalogue, names=names)
    return posting(map(writer.spans, _phrases(incident)), writer)


def _phrases(incident: Incident) -> Iterator[Phrase]:
    yield phrase(
        "announcement.title",
        mark=mark(incident),
        severity=incident.severity,
        id=incident.id,
        title=Prose(text=shorten(incident.title, _TITLE)),
    )
    yield _standing(incident)
    for said in (latest(incident, _LATEST), next_update(incident)):
        if said:
            yield said


def _standing(incident: Incident) -> Phrase:
    lead = led(incident)
    line = phrase("announcement.standing", state=state(incident), lead=lead) if lead else state(incident)
    if not incident.channel:
        return line
    room = Room(channel=incident.channel, name=incident.channel_name)
    return phrase("announcement.channel", line=line, channel=room)
