"""What changed in an incident since somebody last looked, and how it stands now.

Pure: no I/O, no clock.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from bot.answers.short import shorten
from bot.answers.standing import next_update
from bot.answers.summary import leads, severity_and_status
from bot.model import Entry, Incident, Severity
from bot.phrases import Phrase, Prose, When, phrase
from bot.timeline import sentence

#: Changes that are listed, the latest, and visible characters of each text.
_CHANGES = 12
_TEXT = 200


def changed(entries: Iterable[Entry], since: datetime, marked: Collection[str] = ()) -> tuple[Entry, ...]:
    """The entries that are new since then or read differently, in the order in which they became so.

    ``marked``: the messages, by ``ts``, that were put on the timeline since then.
    """
    found = []
    for entry in entries:
        corrected = [made.at for made in entry.corrections if made.at > since]
        new = entry.recorded_at > since or (entry.source is not None and entry.source.ts in marked)
        if new or corrected:
            found.append((max([entry.recorded_at, *corrected]), entry.at, entry.id, entry))
    return tuple(entry for *_, entry in sorted(found, key=lambda each: each[:3]))


def brief(
    incident: Incident,
    changes: Sequence[Entry],
    since: datetime,
    now: datetime,
    severities: Sequence[Severity] = (),
    command: str = "/incident",
) -> tuple[Phrase, ...]:
    """The changes, one line each, and how it stands now."""
    promised = next_update(incident, now)
    hidden = len(changes) - _CHANGES
    return (
        phrase("summary.title", id=incident.id, title=Prose(text=shorten(incident.title, 150))),
        phrase("brief.since" if changes else "brief.nothing", when=When(at=since)),
        *((phrase("brief.more", count=hidden, command=command, id=incident.id),) if hidden > 0 else ()),
        *map(_line, changes[-_CHANGES:]),
        severity_and_status(incident, now, severities),
        *leads(incident),
        *((promised,) if promised else ()),
    )


def _line(entry: Entry) -> Phrase:
    told = sentence(replace(entry, text=shorten(entry.text, _TEXT)))
    return phrase("brief.line", when=When(at=entry.at), sentence=told)
