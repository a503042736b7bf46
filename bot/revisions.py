"""What follows from a removal: the bot's posts and drafts are brought in line with what is left.

Pure: no I/O, no clock.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.care import Handed, Remainder
from bot.model import Audience
from bot.tellings import Telling
from bot.upkeep import RemakeDraft, ReviseEcho


def revisions(left: Remainder, handed: Sequence[Handed]) -> tuple[Telling, ...]:
    """Echoes are edited, drafts made again; ``handed``: those there are, oldest first."""
    number = left.incident.number
    echoes = tuple(ReviseEcho(incident=number, entry=entry.id) for entry in left.entries if entry.source)
    # What customers get, somebody confirms; nothing takes the place of what goes.
    made_again = [each for each in handed if each.edition == Audience.INTERNAL]
    newest = {(each.format, each.language): each.id for each in made_again}
    drafts = tuple(
        RemakeDraft(
            incident=number,
            id=each.id,
            format=each.format,
            language=each.language,
            again=newest.get((each.format, each.language)) == each.id,
        )
        for each in handed
    )
    return (*echoes, *drafts)
