"""Editing a post-mortem in Slack: a section's form, what was typed into it, and how far the document is."""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot import editing, record
from bot.answers import recorded
from bot.blocks.editing import EDIT, PARTS, edit_form, joined, parts_of
from bot.blocks.inline import Line
from bot.drafts import Draft, compiled
from bot.editing import State, StateChange, Version
from bot.errors import UserError
from bot.incidents import windows
from bot.incidents.desk import Desk
from bot.model import Audience, Incident
from bot.phrases import Phrase, phrase
from bot.ports import Change, Reader
from bot.postmortem.edited import author
from bot.postmortem.markup import read
from bot.requests import ButtonPressed, FormSubmitted
from bot.tellings import Press


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What a button or a form speaks of."""

    number: int
    edition: Audience
    language: str
    section: str = ""
    #: A button's: the version to go on with, 0 for what the document shows. A form's: the version it showed.
    version: int = 0
    #: A form's: under which id it is remembered what was shown, and how its parts are joined.
    shown: str = ""
    joins: str = ""


async def show_edit_form(desk: Desk, request: ButtonPressed, _: int | None) -> None:
    """The button *Edit*: the section as it reads now, or one's own version that somebody's words came before."""
    wanted = read_button(request)
    async with desk.store.read() as reader:
        incident, made = await _made(desk, reader, wanted)
    draft = made.shown(wanted.section)
    if wanted.section not in draft.sections:
        raise UserError("error.unknown_button")
    number = draft.sections[wanted.section].number
    own = {each.number: each for each in _versions(made, wanted)}
    mine, counts = own.get(wanted.version), own.get(number)
    words = mine or counts
    parts, joins = parts_of(words.text if words and words.text else made.as_compiled(wanted.section))
    if len(parts) > PARTS:
        raise UserError("error.section_too_long", incident=incident.id)
    notes = _first_words(mine, counts, made) if mine else _notes(made.remarks_on(wanted.section))
    value = f"{wanted.edition} {wanted.language} {wanted.section} {number} {draft.id} {joins}"
    form = edit_form(
        _heading(made, wanted),
        parts,
        notes,
        windows.context(request, incident.number, value=value),
        await desk.catalogue(request.user),
        earlier=f"{wanted.number} {wanted.edition} {wanted.language} {wanted.section}" if own else "",
    )
    await desk.windows.open(request.trigger_id, form)
    async with desk.store.change() as change:
        await change.keep_shown(draft, incident.number)
        await change.finish(request.key)


async def submit_edit_form(desk: Desk, request: FormSubmitted) -> None:
    """What was typed becomes a version: the one that counts, or one beside what somebody saved meanwhile."""
    wanted = _of_form(request)
    async with desk.store.change(wanted.number) as change:
        incident, made = await _made(desk, change, wanted)
        draft = await change.shown_draft(wanted.number, wanted.shown) or made.shown(wanted.section)
        outdated = await change.care.redacted_since(wanted.number, draft.at)
        version = Version(
            edition=wanted.edition,
            language=made.document.language,
            section=wanted.section,
            number=0,
            text=joined(request.fields, wanted.joins),
            author=request.user,
            at=request.at,
            base=draft.sections[wanted.section].compiled,
        )
        new = editing.next_version(_versions(made, wanted), version, seen=wanted.version, outdated=outdated)
        answer = desk.reply(request, _answer(made, wanted, new, outdated=outdated))
        if new:
            await change.add_version(new, wanted.number)
        if new and new.beside:
            answer = replace(answer, button=_go_on(wanted, new))
        elif new and made.state and made.state.state is not State.DRAFT:
            await _enter(desk, change, request, incident, wanted, State.DRAFT)
        await change.tell((answer,), desk.clock())
        await change.finish(request.key)
    desk.wake()


async def ready_for_review(desk: Desk, request: ButtonPressed, _: int | None) -> None:
    """The button *Ready for review*."""
    await _set_state(desk, request, State.IN_REVIEW)


async def approve(desk: Desk, request: ButtonPressed, _: int | None) -> None:
    """The button *Approve*: whoever presses it is who approved."""
    await _set_state(desk, request, State.APPROVED)


async def _set_state(desk: Desk, request: ButtonPressed, state: State) -> None:
    wanted = read_button(request)
    async with desk.store.change(wanted.number) as change:
        incident, made = await _made(desk, change, wanted)
        if made.state and made.state.state is state:
            raise UserError("error.state_same", incident=incident.id, state=phrase(f"state.{state}"))
        await _enter(desk, change, request, incident, wanted, state)
        if request.channel != incident.channel:
            await change.tell((desk.reply(request, *recorded(incident)),), desk.clock())
        await change.finish(request.key)
    desk.wake()


async def _enter(
    desk: Desk,
    change: Change,
    request: ButtonPressed | FormSubmitted,
    incident: Incident,
    wanted: Wanted,
    state: State,
) -> None:
    """The document's new state, in its history and on the timeline."""
    new = StateChange(
        edition=wanted.edition, language=wanted.language, state=state, author=request.user, at=request.at
    )
    await change.add_state(new, incident.number)
    await desk.commit(change, incident, record.reviewed(incident, desk.act(request), new))


async def _made(desk: Desk, reader: Reader, wanted: Wanted) -> tuple[Incident, Draft]:
    incident = await reader.incident(wanted.number)
    if incident is None:
        raise UserError("error.unknown_button")
    catalogue = desk.catalogues.for_locale(wanted.language)
    made = await compiled(reader, incident, desk.settings, catalogue, desk.clock(), edition=wanted.edition)
    return incident, made


def _versions(made: Draft, wanted: Wanted) -> tuple[Version, ...]:
    own = editing.of_document(made.versions, wanted.edition, made.document.language)
    return tuple(each for each in own if each.section == wanted.section)


def _heading(made: Draft, wanted: Wanted) -> str:
    return next(each.heading for each in made.document.sections if each.key == wanted.section)


def _notes(remarks: str) -> tuple[Line, ...]:
    return (read(remarks),) if remarks else ()


def _first_words(mine: Version, counts: Version | None, made: Draft) -> tuple[Line, ...]:
    """What came first, for whoever goes on with their own."""
    if counts is None or counts.number == mine.number:
        return ()
    said = phrase("form.edit_first", who=author(counts))
    return (made.catalogue.spans(said), (), read(counts.text))


def _answer(made: Draft, wanted: Wanted, new: Version | None, *, outdated: bool) -> Phrase:
    heading = _heading(made, wanted)
    if new is None:
        return phrase("answer.section_same", section=heading)
    if outdated:
        return phrase("answer.section_outdated", section=heading, number=new.number)
    if new.beside:
        first = editing.standing(_versions(made, wanted))[wanted.section]
        return phrase("answer.section_beside", section=heading, who=author(first), number=new.number)
    key = "answer.section_saved" if new.text else "answer.section_given_back"
    return phrase(key, section=heading, number=new.number)


def _go_on(wanted: Wanted, new: Version) -> Press:
    value = f"{wanted.number} {wanted.edition} {wanted.language} {new.number}"
    return Press(label=phrase("button.edit_both"), action=f"{EDIT}:{wanted.section}", value=value)


def read_button(request: ButtonPressed) -> Wanted:
    """What a button is about. Raises ``UserError`` for one that this version does not know."""
    number, edition, language, *more = [*request.value.split(), "", "", ""][:4]
    if not number.isdigit() or edition not in set(Audience):
        raise UserError("error.unknown_button")
    return Wanted(
        number=int(number),
        edition=Audience(edition),
        language=language,
        section=request.action.partition(":")[2],
        version=int(more[0]) if more and more[0].isdigit() else 0,
    )


def _of_form(request: FormSubmitted) -> Wanted:
    edition, language, section, version, shown, joins = [*request.context["value"].split(), ""][:6]
    return Wanted(
        number=request.incident,
        edition=Audience(edition),
        language=language,
        section=section,
        version=int(version),
        shown=shown,
        joins=joins,
    )
