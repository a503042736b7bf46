"""Taking texts that are removed from the record out of what the bot has said, and out of the channel's name."""

from __future__ import annotations

from collections.abc import Collection

from bot.channels import is_named_after
from bot.model import Incident
from bot.people import mentioned
from bot.ports import Change
from bot.said import lost
from bot.tellings import Telling
from bot.upkeep import RenameChannel, ReviseSaid


async def unsay(
    change: Change, before: Incident, after: Incident, texts: Collection[str]
) -> tuple[Telling, ...]:
    """Rewords what is kept of the bot's messages without these texts; returns what brings Slack in line with it.

    ``before`` and ``after``: the incident with the texts and without.
    """
    names = _names(before, after)
    people = await change.people({user for text in (*texts, *names) for user in mentioned(text)})
    known = {person.id: person.name for person in people.values()}
    keys = await change.posts.reword(before.number, lost(texts, names, before.id, known))
    revised = tuple(ReviseSaid(incident=before.number, key=key) for key in keys)
    quoted = any(is_named_after(before.channel_name, before.number, text) for text in (*texts, *names))
    return (*revised, RenameChannel(incident=before.number)) if quoted else revised


def _names(before: Incident, after: Incident) -> set[str]:
    """What the incident and its items are called no longer."""
    items = {item.text for item in before.items} - {item.text for item in after.items}
    return {*items, *({before.title} if before.title != after.title else ())}
