"""What the channel is shown of a correction: one short line, in the thread of what the entry comes from.

Pure: no I/O, no clock.
"""

from __future__ import annotations

from bot.model import Audience, Correction, Entry, Incident
from bot.phrases import Phrase, When, Who, phrase
from bot.tellings import Say
from bot.timeline import sentence


def corrected(incident: Incident, entry: Entry, correction: Correction) -> tuple[Say, ...]:
    """The line about a correction; ``entry`` as it reads now. Without a channel there is nowhere to say it."""
    if not incident.channel:
        return ()
    source = entry.source
    thread = (source.thread or source.ts) if source and source.channel == incident.channel else ""
    return (Say(incident=incident.number, lines=(_line(entry, correction),), thread=thread or incident.card),)


def _line(entry: Entry, made: Correction) -> Phrase:
    before, after, who = made.before, made.after, Who(user=made.by)
    if after.removed != before.removed:
        return phrase("echo.removed" if after.removed else "echo.restored", who=who, sentence=sentence(entry))
    if after.text != before.text:
        return phrase("echo.reworded", who=who, sentence=sentence(entry))
    if after.at != before.at:
        return phrase("echo.moved", who=who, sentence=sentence(entry), when=When(at=after.at))
    name = "customer" if after.audience is Audience.CUSTOMER else "internal"
    return phrase(f"echo.{name}", who=who, sentence=sentence(entry))
