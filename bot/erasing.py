"""Erasing one person's texts, workspace-wide: what ``chronik erase`` does.

The bot need not run: what it has posted is edited by the deliveries that this leaves behind, when it runs again.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from bot import redaction
from bot.care import Remainder
from bot.decisions import Decision
from bot.editing import Version
from bot.incidents.consequences import consequences
from bot.people import mentioned
from bot.ports import Store
from bot.revisions import revisions
from bot.taking_out import person_taken_out, texts_taken_out
from bot.tellings import ShowCard
from bot.unsaying import called_anew, unsay

#: So many messages are emptied in one transaction, so that a running bot is not held up.
PORTION = 500


async def erase_person(store: Store, user: str, clock: Callable[[], datetime]) -> None:
    """Takes a person's messages, entries, sections, items and name out of the record. Again changes nothing."""
    async with store.read() as reader:
        written_into = await reader.edited_incidents()
    # First, while it can still be asked what the messages said.
    for number in written_into:
        await _erase_from_documents(store, number, user, clock)
    while True:
        async with store.change() as change:
            if await change.care.erase_messages(user, PORTION) < PORTION:
                break
    async with store.read() as reader:
        incidents = (await reader.care.written(user)).incidents
    for number in incidents:
        await _erase_in(store, number, user, clock)
    async with store.change() as change:
        await change.care.forget_person(user)


async def _erase_from_documents(store: Store, number: int, user: str, clock: Callable[[], datetime]) -> None:
    """Takes what they wrote into documents, and what others quoted there of their entries and messages."""
    async with store.change(number) as change:
        incident, versions = await change.incident(number), await change.versions(number)
        if incident is None:
            return
        entries = await change.entries(number)
        texts = {entry.text for entry in entries if entry.author == user and entry.text}
        people = await change.people({user, *(id for text in texts for id in mentioned(text))})
        own = person_taken_out(versions, user, people[user].name if user in people else "")
        changed = {_place(each): each for each in own.versions}
        rest = texts_taken_out([changed.get(_place(each), each) for each in versions], texts, people)
        changed |= {_place(each): each for each in rest.versions}
        if not changed:
            return
        await change.reword_versions(list(changed.values()), number)
        await change.care.forget(own.texts | rest.texts)
        left = Remainder(incident=incident, entries=())
        await change.tell(revisions(left, await change.care.handed(number)), clock())


def _place(version: Version) -> tuple[object, ...]:
    return version.edition, version.language, version.section, version.number


async def _erase_in(store: Store, number: int, user: str, clock: Callable[[], datetime]) -> None:
    async with store.change(number) as change:
        incident = await change.incident(number)
        if incident is None:
            return
        entries = await change.care.stored_entries(number)
        corrected = await change.care.corrected_by(number, user)
        written = {entry.id for entry in entries if entry.author == user}
        own = written | corrected.worded
        left: Remainder = redaction.remainder(incident, entries, own, ())
        await change.care.rewrite(left.entries)
        before = {entry.id: entry for entry in entries}
        wordings = await change.care.wordings(own | corrected.entries)
        lost = {*wordings, *(before[entry.id].text for entry in left.entries)} - {""}
        await change.care.forget(lost)
        unsaid = await unsay(change, incident, left.incident, lost)
        await change.care.forget_wordings(number, own | corrected.entries, ())
        if left.incident != incident:
            await change.save(called_anew(incident, left.incident, lost))
        handed = await change.care.handed(number) if left.entries or left.incident != incident else ()
        card = (ShowCard(incident=number),) if left.entries and incident.card else ()
        shown = consequences(incident, Decision(incident=left.incident))
        await change.tell((*card, *shown, *unsaid, *revisions(left, handed)), clock())
