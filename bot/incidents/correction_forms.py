"""The forms of corrections: opened, and looked at before they are taken, while they can still be shown again."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.blocks.correcting import edit_form, move_form, reading_form
from bot.blocks.elements import Block
from bot.blocks.forms import form_errors
from bot.blocks.long_text import LONGEST, split
from bot.curating import Target, read_target
from bot.errors import UserError
from bot.incidents import windows
from bot.incidents.desk import Desk
from bot.locales import Catalogue
from bot.model import Entry
from bot.people import mentioned, zone_of
from bot.phrases import Phrase, Who, phrase
from bot.requests import ButtonPressed, FormSubmitted, Verdict
from bot.rewording import shown
from bot.timeline import sentence
from bot.times import Doubt, Understood, in_full, to_type, understand


@dataclass(frozen=True, kw_only=True)
class Seen:
    """An entry, and the button or form that is about it."""

    target: Target
    entry: Entry

    @property
    def now(self) -> Target:
        """The same about the entry as it is now."""
        return self.target.of(self.entry)


TAKEN = Verdict(taken=True, answer={})


async def show_edit(desk: Desk, request: ButtonPressed, seen: Seen, typed: str = "") -> None:
    """Opens the form with an entry's text; ``typed`` stands in it if somebody has typed it already."""
    written = shown(seen.entry.text, await names(desk, seen.entry))
    if len(written) > LONGEST:
        raise UserError("error.correction_long", limit=LONGEST)
    said = _reads_now(seen.entry) if typed else ()
    context = _context(request, seen.now, joints=split(typed or written).joints)
    form = edit_form(typed or written, said, context, await desk.catalogue(request.user))
    await windows.show(desk, request, form)


async def show_move(desk: Desk, request: ButtonPressed, seen: Seen, typed: str = "") -> None:
    """Opens the form with an entry's time, in the asker's zone."""
    person = await desk.directory.person(request.user)
    zone = zone_of(person)
    said = _reads_now(seen.entry) if typed else ()
    written = typed or to_type(seen.entry.at, zone)
    catalogue = await desk.catalogue(request.user)
    form = move_form(written, str(zone), said, _context(request, seen.now), catalogue)
    await windows.show(desk, request, form)


async def names(desk: Desk, entry: Entry) -> dict[str, str]:
    """The names of the people whom an entry mentions."""
    async with desk.store.read() as reader:
        people = await reader.people(mentioned(entry.text))
    return {person.id: person.name for person in people.values()}


async def understood(desk: Desk, request: FormSubmitted, typed: str) -> Understood:
    """What a typed time means, to whoever typed it. Raises ``UserError`` when it is none."""
    person = await desk.directory.person(request.user)
    return understand(typed, now=request.at, zone=zone_of(person), locale=person.locale)


async def check(desk: Desk, form: FormSubmitted) -> Verdict:
    """Whether a form of a correction can be taken.

    An entry that has changed meanwhile, a time that cannot be read or is in doubt: then the form stays open.
    """
    catalogue = await desk.catalogue(form.user)
    finished = TAKEN if form.form != "reading" else Verdict(taken=True, answer={"response_action": "clear"})
    async with desk.store.read() as reader:
        if await reader.request(form.key):
            return finished  # Delivered again.
        try:
            target = read_target(form.context.get("target", ""))
            entry = await reader.entry(target.incident, target.entry)
        except UserError:
            entry = None
    if entry is None or form.form == "reading":
        return finished  # What is wrong is told when it is worked on.
    if entry.version != target.version:
        return await _shown_again(desk, form, Seen(target=target, entry=entry), catalogue)
    if form.form == "edit":
        return finished if form.fields.get("text", "").strip() else _missing("text", catalogue)
    return await _check_time(desk, form, catalogue)


async def _check_time(desk: Desk, form: FormSubmitted, catalogue: Catalogue) -> Verdict:
    typed = form.fields.get("time", "")
    if not typed.strip():
        return _missing("time", catalogue)
    try:
        found = await understood(desk, form, typed)
    except UserError as refusal:
        return _wrong({"time": refusal.phrase}, catalogue)
    if found.doubt is None:
        return TAKEN
    zone = zone_of(await desk.directory.person(form.user))
    readings = [(at.isoformat(), in_full(at, zone, catalogue.language)) for at in (found.at, *found.others)]
    asked = {"target": form.context["target"], "typed": typed, "asked_at": form.at.isoformat()}
    context = json.dumps({**_place(form), **asked})
    view = reading_form(doubts(found.doubt), readings, context, catalogue)
    return Verdict(taken=False, answer={"response_action": "push", "view": view})


def doubts(doubt: Doubt) -> tuple[Phrase, ...]:
    """Why a time is shown back before it is saved."""
    return (phrase(f"doubt.{doubt}"),)


async def _shown_again(desk: Desk, form: FormSubmitted, seen: Seen, catalogue: Catalogue) -> Verdict:
    joints = split(form.fields.get("text", "")).joints
    context = json.dumps({**_place(form), "target": seen.now.written(), "joints": joints})
    said = _reads_now(seen.entry)
    view: Block
    if form.form == "edit":
        view = edit_form(form.fields.get("text", ""), said, context, catalogue)
    else:
        zone = zone_of(await desk.directory.person(form.user))
        view = move_form(form.fields.get("time", ""), str(zone), said, context, catalogue)
    return Verdict(taken=False, answer={"response_action": "update", "view": view})


def _reads_now(entry: Entry) -> tuple[Phrase, ...]:
    who = entry.corrections[-1].by if entry.corrections else entry.author
    key = "timeline.changed_by" if who else "timeline.changed_meanwhile"
    changed = phrase(key, who=Who(user=who)) if who else phrase(key)
    return (changed, phrase("timeline.reads_now", sentence=sentence(entry)))


def _missing(name: str, catalogue: Catalogue) -> Verdict:
    return _wrong({name: UserError("error.field_needed").phrase}, catalogue)


def _wrong(errors: Mapping[str, Phrase], catalogue: Catalogue) -> Verdict:
    return Verdict(
        taken=False, answer={"response_action": "errors", "errors": form_errors(errors, catalogue)}
    )


def _place(form: FormSubmitted) -> dict[str, Any]:
    return {"channel": form.channel, "response_url": form.response_url, "incident": form.incident}


def _context(request: ButtonPressed, target: Target, **more: str) -> str:
    return windows.context(request, target.incident, target=target.written(), **more)
