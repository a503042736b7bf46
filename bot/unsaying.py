"""Taking texts that are removed from the record out of what the bot has said, and out of the channel's name."""

from __future__ import annotations

from collections.abc import Collection

from bot.channels import is_named_after, renamed
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
    is_quoted = called_anew(before, after, texts) != after
    if not is_quoted:
        return revised
    await change.care.forget({before.channel_name})
    # What was said before names the channel by its id, and what is stored of it by its name.
    return (*revised, RenameChannel(incident=before.number))


def called_anew(before: Incident, after: Incident, texts: Collection[str]) -> Incident:
    """``after`` with its channel's name to come, where that quotes what is gone: no document has the old one again."""
    said = (*texts, *_names(before, after))
    if not any(is_named_after(before.channel_name, before.number, text) for text in said):
        return after
    return after.but(channel_name=renamed(before.channel_name, before.number, after.title))


def _names(before: Incident, after: Incident) -> set[str]:
    """What the incident and its items are called no longer."""
    items = {item.text for item in before.items} - {item.text for item in after.items}
    return {*items, *({before.title} if before.title != after.title else ())}
