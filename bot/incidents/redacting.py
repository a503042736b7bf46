"""Redacting: a text is removed from the record, by whoever wrote it, the commander or an administrator."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from bot import commands, redaction
from bot.answers.short import shorten
from bot.care import Redaction
from bot.decisions import Decision
from bot.errors import UserError
from bot.incidents.correcting import WORDS
from bot.incidents.desk import Desk
from bot.incidents.redacted import require_not_redacted
from bot.model import Entry, Incident, Message, Place, Role
from bot.people import mentioned
from bot.phrases import Link, Phrase, phrase
from bot.ports import Change, Reader
from bot.requests import CommandTyped, FormSubmitted
from bot.revisions import revisions
from bot.rewording import shown
from bot.taking_out import texts_taken_out
from bot.tellings import ShowCard
from bot.text import escape
from bot.unsaying import called_anew, unsay

_PERMALINK = re.compile(r"/archives/(?P<channel>[A-Z0-9]+)/p(?P<seconds>\d+)(?P<micros>\d{6})(?:\?|$)")


async def redact(desk: Desk, request: CommandTyped, command: commands.Redact) -> None:
    """``redact``."""
    await _redact(desk, request, place_of(command.permalink), command.reason, command.permalink)


async def submit_redact_form(desk: Desk, request: FormSubmitted) -> None:
    """The form of *Redact* was sent."""
    if request.origin is None:
        raise ValueError("the form is about no message")
    await _redact(desk, request, request.origin.place, escape(request.fields["reason"]), "")


def place_of(permalink: str) -> Place:
    """The message that an address is of. Raises ``UserError`` when it is of none."""
    found = _PERMALINK.search(permalink)
    if found is None:
        raise UserError("error.permalink", typed=permalink[:100], usage=commands.usage("redact"))
    return Place(channel=found["channel"], ts=f"{found['seconds']}.{found['micros']}")


Asked = CommandTyped | FormSubmitted


@dataclass(frozen=True, kw_only=True)
class _Found:
    """What the record has at a place."""

    message: Message | None
    entries: tuple[Entry, ...]
    #: The ids of the entries that come from the message.
    gone: frozenset[str]

    @property
    def authors(self) -> set[str]:
        """Who wrote what is there."""
        written = {entry.author for entry in self.entries if entry.id in self.gone}
        return {*written, self.message.author if self.message else ""} - {""}


async def _redact(desk: Desk, request: Asked, place: Place, reason: str, permalink: str) -> None:
    async with desk.store.read() as reader:
        incident = await reader.incident_in(place.channel)
        found = await _find(reader, incident, place) if incident else None
    if incident is None or found is None:
        raise UserError("error.redact_elsewhere")
    await _require_right(desk, request.user, incident, found)
    async with desk.store.change(incident.number) as change:
        current = await change.incident(incident.number) or incident
        await _remove(desk, change, request, current, place, reason)
        done = _done(found, permalink)
        await change.tell((desk.reply(request, *done),), desk.clock())
        await change.finish(request.key)
    desk.wake()


async def _find(reader: Reader, incident: Incident, place: Place) -> _Found:
    entries = await reader.care.stored_entries(incident.number)
    await require_not_redacted(reader, place)
    handed = await reader.care.handed(incident.number)
    if place.ts == incident.card or place.ts in {each.id for each in handed}:
        raise UserError("error.redact_own")
    return _Found(
        message=await reader.message(place), entries=entries, gone=redaction.sourced(entries, place)
    )


async def _require_right(desk: Desk, user: str, incident: Incident, found: _Found) -> None:
    if user in found.authors or user == incident.roles.get(Role.COMMANDER):
        return
    if not await desk.directory.is_administrator(user, desk.settings.permissions.administrators):
        raise UserError("error.redact_not_yours", incident=incident.id)


async def _remove(
    desk: Desk, change: Change, request: Asked, incident: Incident, place: Place, reason: str
) -> None:
    found = await _find(change, incident, place)
    # The tombstone comes from no message: least of all from the one that is gone.
    act = replace(desk.act(request), origin=None)
    texts = await change.care.texts(place)
    quotable = await _forms(change, set(texts) | _own_texts(found))
    left = redaction.remainder(incident, found.entries, found.gone, quotable)
    by = Redaction(place=place, incident=incident.number, by=act.by, at=act.at, reason=reason)
    await change.care.redact(by)
    await change.care.rewrite(left.entries)
    await change.care.unquote(incident.channel, quotable)
    before = {entry.id: entry for entry in found.entries}
    lost = {*texts, *(before[entry.id].text for entry in left.entries)} - {""}
    lost |= set(await change.care.wordings(found.gone))
    quoted = await _reword_versions(change, incident.number, lost)
    await change.care.forget(await _forms(change, lost) | quoted)
    unsaid = await unsay(change, incident, left.incident, lost)
    await change.care.forget_wordings(incident.number, found.gone, quotable)
    # What the card shows of a message does not show in the incident.
    card = (ShowCard(incident=incident.number),) if incident.card else ()
    decision = Decision(
        incident=called_anew(incident, left.incident, lost),
        entries=(redaction.tombstone(act, reason),),
        tell=(*card, *unsaid, *revisions(left, await change.care.handed(incident.number))),
    )
    await desk.commit(change, incident, decision)


def _own_texts(found: _Found) -> set[str]:
    """What the entries say that come from the place: quotes of these go as well."""
    return {entry.text for entry in found.entries if entry.id in found.gone and entry.text}


async def _reword_versions(change: Change, number: int, lost: set[str]) -> frozenset[str]:
    """Takes the texts out of what people wrote into documents; as they stood there."""
    people = await change.people({user for text in lost for user in mentioned(text)})
    taken = texts_taken_out(await change.versions(number), lost, people)
    await change.reword_versions(taken.versions, number)
    return taken.texts


async def _forms(reader: Reader, texts: set[str]) -> set[str]:
    """The texts as they are, as forms show them, and shortened as the timeline does when an entry is removed."""
    people = await reader.people({user for text in texts for user in mentioned(text)})
    names = {person.id: person.name for person in people.values()}
    return texts | {form for text in texts for form in (shown(text, names), shorten(text, WORDS))}


def _done(found: _Found, permalink: str) -> tuple[Phrase, ...]:
    if found.message is None:
        return (phrase("redact.done_entry"),)
    address = permalink or found.message.permalink
    if found.message.deleted or not address:
        return (phrase("redact.done_gone"),)
    return (phrase("redact.done_message", link=Link(url=address, label=address)),)
