"""Handing an edited draft back: what the command line's ``import-draft`` and ``versions`` do with the record."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import uuid4

from bot import editing, record, taking_back
from bot.care import Remainder
from bot.decisions import Act
from bot.drafts import Draft, compiled
from bot.editing import State, StateChange, Version
from bot.errors import UserError
from bot.incidents.consequences import consequences
from bot.locales import Catalogue
from bot.masking import kinds
from bot.model import Audience, Incident, Person
from bot.ports import Change, Store
from bot.postmortem.names import name_of, visible
from bot.revisions import revisions
from bot.settings import Settings
from bot.taking_back import TakenBack

#: The language that documents of an incident are looked at in, as its catalogue.
Speaking = Callable[[Incident], Catalogue]


class Refused(Exception):
    """What was asked for cannot be done or is not there; the message says so, for the operator."""


@dataclass(frozen=True, kw_only=True)
class HandedBack:
    """A file, and who hands it back as which edition of which incident."""

    number: int
    edition: Audience
    text: str
    #: A user id or a name, as typed; ``sure``: typed, and not taken from the machine.
    by: str
    sure: bool


async def imported(
    store: Store, settings: Settings, speaking: Speaking, file: HandedBack, now: datetime
) -> tuple[str, ...]:
    """Takes a file back, in one transaction; what became of it, line by line. Raises :class:`Refused`."""
    async with store.change(file.number) as change:
        incident = await _incident(change.incident(file.number), file.number)
        made = await _made(change, incident, settings, speaking(incident), file.edition, now)
        before = await _shown(change, made, file)
        user, name = await _author(change, file.by)
        own = editing.of_document(made.versions, file.edition, made.document.language)
        shown = (before or made.shown()).sections
        taken = taking_back.take_back(file.text, made.document, shown, own, by=user, name=name, at=now)
        if len(taken.missing) == len(made.document.sections):
            raise Refused(f"No heading in this file is one of {incident.id}'s {file.edition} edition.")
        for version in taken.versions:
            await change.add_version(version, file.number)
        again: tuple[str, ...] = ()
        if any(not version.beside for version in taken.versions):
            state = StateChange(
                edition=file.edition,
                language=made.document.language,
                state=State.DRAFT,
                author=user,
                author_name=name,
                at=now,
            )
            again = await _again(change, incident, made, file, state)
    headings = {each.key: each.heading for each in made.document.sections}
    return (*_report(taken, headings, compared=before is not None), *again)


async def _made(
    change: Change,
    incident: Incident,
    settings: Settings,
    catalogue: Catalogue,
    edition: Audience,
    now: datetime,
) -> Draft:
    try:
        return await compiled(change, incident, settings, catalogue, now, edition=edition)
    except UserError as refusal:
        raise Refused(visible(catalogue.error(refusal), {})) from refusal


async def _incident(asked: Awaitable[Incident | None], number: int) -> Incident:
    incident = await asked
    if incident is None:
        raise Refused(f"There is no incident INC-{number} in this database.")
    return incident


async def _shown(change: Change, made: Draft, file: HandedBack) -> editing.ShownDraft | None:
    """The draft that the file was made from, if it says so and that is known."""
    id = taking_back.marked(file.text)
    before = await change.shown_draft(file.number, id) if id else None
    if before and (before.edition, before.language) != (file.edition, made.document.language):
        raise Refused(
            f"This file is the {before.edition} edition in {before.language}. "
            f"Say so: --edition {before.edition} --lang {before.language}"
        )
    if before and await change.care.redacted_since(file.number, before.at):
        raise Refused(
            "Something was removed from the record since this file was made, and the file may still hold it. "
            "Export the draft again and put your changes into the new file."
        )
    return before


async def _author(change: Change, typed: str) -> tuple[str, str]:
    """The user id of whoever is called so, or the name alone of somebody whom the record does not know."""
    found = await change.care.named(typed.removeprefix("@"))
    if len(found) > 1:
        raise Refused(f"{typed} is the name of several people: {', '.join(found)}. Name one by the id.")
    return (found[0], "") if found else ("", typed)


async def _again(
    change: Change, incident: Incident, made: Draft, file: HandedBack, new: StateChange
) -> tuple[str, ...]:
    """Makes a draft again of a document that had come further, on the timeline too; what there is to say of it."""
    if made.state is None or made.state.state is State.DRAFT:
        return ()
    people = await change.people({made.state.author})
    was = f"{made.state.state} ({_name(made.state, people)}, {made.state.at:%Y-%m-%d %H:%M} UTC)"
    if not file.sure:
        raise Refused(
            f"This edition is {was}. Taking the file back makes a draft of it: say who you are with --by."
        )
    await change.add_state(new, incident.number)
    decision = record.reviewed(incident, Act(by=new.author, at=new.at, id=uuid4().hex), new)
    await change.add(
        [replace(each, author_name=new.author_name) for each in decision.entries], incident.number
    )
    await change.tell(consequences(incident, decision), new.at)
    return (f"This edition was {was}; it is a draft again.",)


def _name(written: Version | StateChange, people: Mapping[str, Person]) -> str:
    return name_of(written.author, people) if written.author else written.author_name


def _report(taken: TakenBack, headings: dict[str, str], *, compared: bool) -> Iterator[str]:
    if not compared:
        yield "The file does not say which draft it was made from, so it was compared with the one of now."
    for version in taken.versions:
        yield _became(version, headings[version.section])
        if secrets := kinds(version.text):
            yield f"What looks like a secret in it is masked: {', '.join(secrets)}."
    for heading in taken.unknown:
        yield f"Not taken: {heading} is no heading of this edition, and what stands below it is in your file alone."
    for heading in taken.missing:
        yield f"{heading}: not in the file, so it stays as it is."
    if not taken.versions:
        yield "No section was changed."


def _became(version: Version, heading: str) -> str:
    if version.beside:
        return (
            f"{heading}: somebody changed this after the file was made, and those words stand. "
            f"Yours are kept as version {version.number}."
        )
    if version.text:
        return f"{heading}: taken as version {version.number}."
    return f"{heading}: empty, so Chronik writes it again; the earlier versions are kept."


async def versions_of(
    store: Store, speaking: Speaking, number: int, edition: Audience, section: str, chosen: tuple[int, ...]
) -> tuple[str, ...]:
    """The versions of a section: all of them listed, one in full, or two compared. Raises :class:`Refused`."""
    async with store.read() as reader:
        incident = await _incident(reader.incident(number), number)
        everything = await reader.versions(number)
        people = await reader.people({each.author for each in everything if each.author})
    own = editing.of_document(everything, edition, speaking(incident).language)
    found = {each.number: each for each in own if each.section == section}
    if not found:
        edited = ", ".join(dict.fromkeys(each.section for each in own)) or "none"
        raise Refused(f"Nobody has edited {section} there. Sections that somebody has: {edited}.")
    if unknown := [number for number in chosen if number not in found]:
        raise Refused(f"{section} has no version {unknown[0]}. It has 1 to {max(found)}.")
    if len(chosen) == 2:
        return editing.compared(found[chosen[0]], found[chosen[1]]) or ("The two versions say the same.",)
    if chosen:
        return tuple(found[chosen[0]].text.splitlines())
    counts = editing.standing(found.values()).get(section)
    return tuple(_line(each, people, counts=each is counts) for each in found.values())


async def forget_version(
    store: Store,
    speaking: Speaking,
    number: int,
    edition: Audience,
    section: str,
    which: int,
    now: datetime,
) -> tuple[str, ...]:
    """Empties one version, for good, and what was asked and told with it. Raises :class:`Refused`."""
    async with store.change(number) as change:
        incident = await _incident(change.incident(number), number)
        language = speaking(incident).language
        own = editing.of_document(await change.versions(number), edition, language)
        found = next((each for each in own if (each.section, each.number) == (section, which)), None)
        if found is None:
            raise Refused(f"{section} has no version {which} in this edition and language.")
        await change.reword_versions([replace(found, text="")], number)
        await change.care.forget({found.text} - {""})
        left = Remainder(incident=incident, entries=())
        await change.tell(revisions(left, await change.care.handed(number)), now)
    counts = editing.standing(own).get(section)
    told = "The section is the bot's again. " if counts is found else ""
    return (f"{told}Version {which} is empty; other versions that have the same words keep them.",)


def _line(version: Version, people: Mapping[str, Person], *, counts: bool) -> str:
    told = f"{len(version.text.split())} words" if version.text else "empty"
    marks = ", stands in the document" if counts else ", beside" if version.beside else ""
    return f"{version.number}  {version.at:%Y-%m-%d %H:%M} UTC  {_name(version, people)}  {told}{marks}"
