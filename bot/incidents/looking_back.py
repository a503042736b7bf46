"""After `resolve`: what was ticked, and answers to what a careful reader asked."""

from __future__ import annotations

import json
from zoneinfo import ZoneInfo

from bot import careful, record
from bot.afterwards import Suggest
from bot.blocks.looking_back_forms import answer_form
from bot.blocks.message_forms import typed_time
from bot.careful import Doubt
from bot.decisions import Act, Decision
from bot.errors import UserError
from bot.incidents import windows
from bot.incidents.desk import Desk
from bot.incidents.typed_times import typed_instant
from bot.marks import Mark, chosen
from bot.model import Incident, Moment, Place
from bot.people import zone_of
from bot.phrases import phrase
from bot.requests import ButtonPressed, FormSubmitted
from bot.text import escape


async def add_ticked(desk: Desk, request: ButtonPressed, number: int | None) -> None:
    """*Add ticked*: those messages, and no others, go onto the timeline."""
    incident = await desk.incident(request, number)
    if not request.ticked:
        raise UserError("error.nothing_ticked")
    async with desk.store.change(incident.number) as change:
        added = 0
        for ts in request.ticked:
            place = Place(channel=incident.channel, ts=ts)
            if await change.message(place):
                await change.mark(place, chosen(Mark.TIMELINE), "", request.at, present=True)
                added += 1
        line = phrase("done.ticked", count=added, command=desk.settings.command, id=incident.id)
        await change.tell((desk.reply(request, line),), desk.clock())
        await change.finish(request.key)
    desk.wake()


async def show_suggestions(desk: Desk, request: ButtonPressed, number: int | None) -> None:
    """*Suggestions*: what looks like a key moment and is not on the timeline, as often as somebody asks."""
    incident = await desk.incident(request, number)
    await desk.tell(request, Suggest(incident=incident.number, user=request.user, asked=True))


async def show_answer_form(desk: Desk, request: ButtonPressed) -> None:
    """The button of a question: asks for no more than the answer needs."""
    number, _, key = request.value.partition("|")
    incident = await desk.incident(request, int(number))
    async with desk.store.read() as reader:
        entries = await reader.entries(incident.number)
    open_ = careful.questions(incident, entries, list(desk.settings.severities))
    question = next((each for each in open_ if each.key == key), None)
    if question is None:
        raise UserError("error.question_settled", incident=incident.id)
    person = await desk.directory.known(request.user)
    zone = zone_of(person) if person else ZoneInfo("UTC")
    more = {"question": key, "zone": str(zone), "locale": person.locale if person else "en"}
    context = json.dumps(json.loads(windows.context(request, incident.number)) | more)
    time = typed_time(question.near, zone) if question.near else ""
    form = answer_form(question, time, zone, context, await desk.catalogue(request.user))
    await windows.show(desk, request, form)


async def submit_answer_form(desk: Desk, request: FormSubmitted) -> None:
    """An answer becomes an entry of whoever gave it, at the time that it tells of."""

    def decide(incident: Incident, act: Act) -> Decision:
        about = careful.about(request.question)
        match careful.doubt(request.question):
            case Doubt.MOMENT | Doubt.ORDER:
                return record.set_moment(incident, act, Moment(about), typed_instant(request))
            case Doubt.OWNER:
                return record.set_item_owner(incident, act, int(about), request.fields["owner"])
        return record.note(incident, act, escape(request.fields["text"].strip()), typed_instant(request))

    await desk.change(request, request.incident, decide)
