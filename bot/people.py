"""Who is named where, by id, in texts, phrases, entries and incidents; and by whose clocks they live.

Pure: no I/O (but the zones' own tables), no clock.
"""

from __future__ import annotations

from collections.abc import Iterable
from zoneinfo import ZoneInfo

from bot.model import Entry, Incident, Person
from bot.phrases import Param, Phrase, Prose, Several, Who
from bot.text import Channel, Mention, parse

#: What of an entry's data names a person.
_NAMING = ("holder", "owner", "offered_by", "instead")


def mentioned(text: str) -> set[str]:
    """Whom and what a text in Slack's escaped form names by id alone: people, user groups and channels."""
    spans = parse(text)
    named = {span.id for span in spans if isinstance(span, Channel) and not span.name}
    return named | {span.user for span in spans if isinstance(span, Mention)}


def spoken_of(phrases: Iterable[Phrase]) -> set[str]:
    """The people whom phrases speak of, in their own parameters or in quoted prose."""
    return {user for sentence in phrases for value in sentence.params.values() for user in _users(value)}


def named(incident: Incident, entries: Iterable[Entry] = ()) -> set[str]:
    """Everybody whom an incident and its timeline name."""
    texts = [incident.title, incident.latest]
    texts += [section.text for section in incident.sections.values()]
    texts += [item.text for item in incident.items]
    ids = {incident.opener, *incident.roles.values(), *(item.owner for item in incident.items)}
    ids |= {section.author for section in incident.sections.values()}
    for entry in entries:
        texts.append(entry.text)
        ids |= {entry.author, *(entry.data.get(name, "") for name in _NAMING)}
        for made in entry.corrections:
            texts.append(made.before.text)
            ids.add(made.by)
    for text in texts:
        ids |= mentioned(text)
    return ids - {""}


def zone_of(person: Person) -> ZoneInfo:
    """The person's zone; UTC when Slack names one that this machine does not know."""
    try:
        return ZoneInfo(person.zone)
    except (KeyError, ValueError, OSError):
        return ZoneInfo("UTC")


def _users(value: Param) -> set[str]:
    match value:
        case Who():
            return {value.user}
        case Prose():
            return mentioned(value.text)
        case Phrase():
            return spoken_of((value,))
        case Several():
            return {user for thing in value.of for user in _users(thing)}
        case _:
            return set()
