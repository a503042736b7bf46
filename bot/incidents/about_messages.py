"""The forms of message shortcuts, once they are sent."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from bot import record
from bot.decisions import Act, Decision
from bot.errors import UserError
from bot.incidents.desk import Desk
from bot.incidents.offering import digest
from bot.incidents.redacted import refuse_redacted, require_not_redacted
from bot.incidents.typed_times import typed_instant
from bot.marks import BOARD, Mark, chosen
from bot.model import Audience, File, Incident, Place
from bot.phrases import phrase
from bot.ports import Change
from bot.requests import FormSubmitted
from bot.tellings import FetchMessage, ShowCard, Telling
from bot.text import escape


async def submit_timeline_form(desk: Desk, request: FormSubmitted) -> None:
    """*Add to timeline*: as it is, the message itself; changed in anything, a note or notice with it as source."""
    place, fields = _place(request), request.fields
    await refuse_redacted(desk, request, place)
    at = place.at if is_as_shown(request, "time") else typed_instant(request)
    is_notice = fields.get("audience") == Audience.CUSTOMER
    if is_as_shown(request, "text") and at == place.at and not is_notice:
        await _choose(desk, request, place, (Mark.TIMELINE,), Mark.TIMELINE, "done.on_timeline")
        return
    text = escape(fields.get("text", "").strip())
    files = await _files(desk, place)

    async def decide(change: Change, incident: Incident, act: Act) -> Decision:
        await require_not_redacted(change, place)
        if act.origin:
            act = replace(act, origin=replace(act.origin, files=files))
        return (record.notice if is_notice else record.note)(incident, act, text, at)

    await desk.change_with(request, request.incident or None, decide)


async def submit_item_form(desk: Desk, request: FormSubmitted) -> None:
    """*Make it an action item*."""
    place = _place(request)
    await refuse_redacted(desk, request, place)
    text, owner = escape(request.fields["text"].strip()), request.fields.get("owner", "")
    due = date.fromisoformat(request.fields["due"]) if "due" in request.fields else None

    async def decide(change: Change, incident: Incident, act: Act) -> Decision:
        await require_not_redacted(change, place)
        return record.add_item(incident, act, text, owner=owner, due=due)

    await desk.change_with(request, request.incident or None, decide)


async def submit_tried_form(desk: Desk, request: FormSubmitted) -> None:
    """*Tried / ruled out*: one state at a time, whoever chooses it; reactions keep counting beside it."""
    state = request.fields["state"]
    mark = Mark(state) if state != "none" else None
    await _choose(desk, request, _place(request), BOARD, mark, f"done.tried_{state}")


async def _choose(
    desk: Desk, request: FormSubmitted, place: Place, among: tuple[Mark, ...], mark: Mark | None, done: str
) -> None:
    """Puts that mark on a message and takes the others of its kind off, and says so to whoever chose."""
    found = await desk.incident(request, request.incident or None)
    if place.channel != found.channel:
        raise UserError("error.not_in_incident", command=desk.settings.command)
    async with desk.store.change(found.number) as change:
        await require_not_redacted(change, place)
        for each in among:
            await change.mark(place, chosen(each), "", request.at, present=each is mark)
        told = await _told(change, place, found)
        await change.tell((*told, desk.reply(request, phrase(done))), desk.clock())
        await change.finish(request.key)
    desk.wake()


async def _told(change: Change, place: Place, incident: Incident) -> tuple[Telling, ...]:
    known = await change.message(place)
    # A message from before the bot was there, say.
    fetch = () if known else (FetchMessage(incident=incident.number, ts=place.ts),)
    return (*fetch, *((ShowCard(incident=incident.number),) if incident.card else ()))


async def _files(desk: Desk, place: Place) -> tuple[File, ...]:
    async with desk.store.read() as reader:
        message = await reader.message(place)
    return message.files if message else ()


def _place(request: FormSubmitted) -> Place:
    if request.origin is None:
        raise ValueError("the form is about no message")
    return request.origin.place


def is_as_shown(request: FormSubmitted, name: str) -> bool:
    """Whether a field still holds what stood in it when the form was opened."""
    return digest(request.fields.get(name, "")) == request.shown.get(name)
