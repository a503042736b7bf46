"""What a person is told after a command that shows nowhere they can see.

Pure: no I/O, no clock.
"""

from __future__ import annotations

from bot.model import Incident
from bot.phrases import Phrase, Prose, Room, phrase


def opening(incident: Incident) -> tuple[Phrase, ...]:
    """To the opener at once, while the channel is being made."""
    return (
        phrase("opened.soon", id=incident.id, severity=incident.severity, title=Prose(text=incident.title)),
    )


def opened(incident: Incident) -> tuple[Phrase, ...]:
    """To the opener once the channel is there, with the way to it; before that as :func:`opening`."""
    if not incident.channel:
        return opening(incident)
    return (phrase("opened.ready", id=incident.id, channel=_room(incident)),)


def adopted(incident: Incident, *, is_private: bool) -> tuple[Phrase, ...]:
    """To whoever had a channel adopted."""
    done = phrase("adopt.done", id=incident.id, severity=incident.severity, title=Prose(text=incident.title))
    return (done, phrase("adopt.private")) if is_private else (done,)


def recorded(incident: Incident) -> tuple[Phrase, ...]:
    """To somebody who typed a command outside the incident's channel, where its echo stands."""
    if not incident.channel:
        return (phrase("done.recorded_bare", id=incident.id),)
    return (phrase("done.recorded", id=incident.id, channel=_room(incident)),)


def unchanged(incident: Incident) -> tuple[Phrase, ...]:
    """To somebody whose command asked for what is so already."""
    return (phrase("done.unchanged", id=incident.id),)


def _room(incident: Incident) -> Room:
    return Room(channel=incident.channel, name=incident.channel_name)
