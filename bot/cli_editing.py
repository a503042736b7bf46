"""The command line's part in editing: handing a draft back, and looking at earlier versions of a section."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime

from bot import editing, taking_back
from bot.drafts import compiled
from bot.editing import State, StateChange, Version
from bot.errors import UserError
from bot.locales import Catalogue
from bot.model import Audience, Incident
from bot.ports import Store
from bot.postmortem.names import name_of, visible
from bot.settings import Settings
from bot.taking_back import TakenBack


class Refused(Exception):
    """What was asked for is not there; the message says so."""


async def imported(
    store: Store,
    settings: Settings,
    catalogue_for: Callable[[Incident], Catalogue],
    number: int,
    edition: Audience,
    text: str,
    by: str,
    now: datetime,
) -> tuple[str, ...]:
    """Takes a file back, in one transaction; what became of it, line by line. Raises :class:`Refused`."""
    async with store.change(number) as change:
        incident = await change.incident(number)
        if incident is None:
            raise Refused(f"There is no incident INC-{number} in this database.")
        catalogue = catalogue_for(incident)
        try:
            made = await compiled(change, incident, settings, catalogue, now, edition=edition)
        except UserError as refusal:
            raise Refused(visible(catalogue.error(refusal), {})) from refusal
        id = taking_back.marked(text)
        before = await change.shown_draft(number, id) if id else None
        if before and (before.edition, before.language) != (edition, made.document.language):
            raise Refused(
                f"This file is the {before.edition} edition in {before.language}. "
                f"Say so: --edition {before.edition} --lang {before.language}"
            )
        shown = before or made.shown()
        own = editing.of_document(made.versions, edition, made.document.language)
        taken = taking_back.take_back(text, made.document, shown.sections, own, by=by, at=now)
        if len(taken.missing) == len(made.document.sections):
            raise Refused(f"No heading in this file is one of {incident.id}'s {edition} edition.")
        for version in taken.versions:
            await change.add_version(version, number)
        again = made.state and made.state.state is not State.DRAFT
        if again and any(not version.beside for version in taken.versions):
            state = StateChange(
                edition=edition, language=made.document.language, state=State.DRAFT, author="", at=now
            )
            await change.add_state(state, number)
    headings = {each.key: each.heading for each in made.document.sections}
    return tuple(_report(taken, headings, compared=before is not None))


def _report(taken: TakenBack, headings: dict[str, str], *, compared: bool) -> Iterator[str]:
    if not compared:
        yield "The file does not say which draft it was made from, so it was compared with the one of now."
    for version in taken.versions:
        heading = headings[version.section]
        if version.beside:
            yield (
                f"{heading}: somebody changed this after the file was made, and those words stand. "
                f"Yours are kept as version {version.number}."
            )
        elif version.text:
            yield f"{heading}: taken as version {version.number}."
        else:
            yield f"{heading}: empty, so Chronik writes it again; the earlier versions are kept."
    for heading in taken.unknown:
        yield f"Not taken: {heading} is no heading of this edition, and what stands below it is in your file alone."
    for heading in taken.missing:
        yield f"{heading}: not in the file, so it stays as it is."
    if not taken.versions:
        yield "No section was changed."


async def versions_of(
    store: Store,
    catalogue_for: Callable[[Incident], Catalogue],
    number: int,
    edition: Audience,
    section: str,
    chosen: tuple[int, ...],
) -> tuple[str, ...]:
    """The versions of a section: all of them listed, one in full, or two compared. Raises :class:`Refused`."""
    async with store.read() as reader:
        incident = await reader.incident(number)
        if incident is None:
            raise Refused(f"There is no incident INC-{number} in this database.")
        everything = await reader.versions(number)
        people = await reader.people({each.author for each in everything if each.author})
    language = catalogue_for(incident).language
    own = editing.of_document(everything, edition, language)
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
    counts = editing.standing(found.values())[section]

    def line(version: Version) -> str:
        who = name_of(version.author, people) if version.author else version.author_name
        told = "given back to Chronik" if not version.text else f"{len(version.text.split())} words"
        marks = ", stands in the document" if version is counts else ", beside" if version.beside else ""
        return f"{version.number}  {version.at:%Y-%m-%d %H:%M} UTC  {who}  {told}{marks}"

    return tuple(map(line, found.values()))
