"""Correcting the timeline: what the menu of an entry does, and what follows from its forms.

An entry is corrected in the incident's channel, by anyone there. Whoever corrects has seen one version of the entry;
when it is another one by then, nothing is changed, and they see how it reads now beside what they have typed.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime

from bot import corrections, echoes
from bot.answers.short import shorten
from bot.curating import Ask, Choice, ShowTimeline, Target, read_target
from bot.decisions import Decision
from bot.errors import UserError
from bot.incidents import correction_forms
from bot.incidents.correction_forms import Seen
from bot.incidents.desk import Desk
from bot.model import Audience, Entry, Incident, Wording
from bot.people import zone_of
from bot.phrases import Phrase, Room, phrase
from bot.ports import Change, Reader
from bot.requests import ButtonPressed, FormSubmitted
from bot.rewording import reworded
from bot.tellings import ShowCard
from bot.timeline import sentence
from bot.times import to_type

Reword = Callable[[Entry], Wording]

#: Characters of an entry in a sentence about it.
WORDS = 120


async def show_page(desk: Desk, request: ButtonPressed, number: int | None) -> None:
    """Another page of the timeline, in the place of the one whose button was pressed."""
    target = read_target(request.value)
    incident = await desk.incident(request, target.incident)
    await desk.tell(request, _page(request, incident, target))


async def choose(desk: Desk, request: ButtonPressed, number: int | None) -> None:
    """What was chosen in the menu of an entry."""
    target = read_target(request.block)
    await _MENU[request.value](desk, request, target) if request.value in _MENU else _unknown()


async def restore(desk: Desk, request: ButtonPressed, number: int | None) -> None:
    """Puts an entry back that was removed."""
    target = read_target(request.value)
    back = phrase("timeline.restored")
    await _at_once(desk, request, target, lambda entry: replace(entry.wording, removed=False), back)


async def look_again(desk: Desk, request: ButtonPressed, number: int | None) -> None:
    """Offers again what somebody typed while somebody else changed the entry."""
    async with desk.store.read() as reader:
        earlier = await reader.request(request.value)
    if not isinstance(earlier, FormSubmitted) or earlier.user != request.user:
        raise UserError("error.unknown_button")
    seen = await _seen(desk, request, read_target(earlier.context.get("target", "")))
    typed = earlier.fields.get("text") or earlier.context.get("typed") or earlier.fields.get("time", "")
    show = correction_forms.show_edit if earlier.form == "edit" else correction_forms.show_move
    await show(desk, request, seen, typed)


async def submit_edit(desk: Desk, request: FormSubmitted) -> None:
    """The form with an entry's text was sent."""
    target = read_target(request.context["target"])
    seen = await _seen(desk, request, target)
    names = await correction_forms.names(desk, seen.entry)
    typed = request.fields["text"]

    def wording(entry: Entry) -> Wording:
        return replace(entry.wording, text=reworded(typed, entry.text, names))

    await _from_form(desk, request, target, wording)


async def submit_move(desk: Desk, request: FormSubmitted) -> None:
    """The form with an entry's time was sent, and there was no doubt about it."""
    target = read_target(request.context["target"])
    typed = request.fields["time"]
    understood = await correction_forms.understood(desk, request, typed)
    zone = zone_of(await desk.directory.person(request.user))

    def wording(entry: Entry) -> Wording:
        # The field has no seconds: left as it was, it says nothing new.
        same = typed.strip() == to_type(entry.at, zone)
        return entry.wording if same else replace(entry.wording, at=understood.at)

    await _from_form(desk, request, target, wording)


async def submit_reading(desk: Desk, request: FormSubmitted) -> None:
    """A doubtful time was confirmed, or another reading of it chosen."""
    target = read_target(request.context["target"])
    asked_at = datetime.fromisoformat(request.context["asked_at"]).astimezone(UTC)
    asked = replace(request, at=asked_at)
    understood = await correction_forms.understood(desk, asked, request.context["typed"])
    at = datetime.fromisoformat(request.fields["reading"]).astimezone(UTC)
    if at not in (understood.at, *understood.others):
        raise UserError("error.unknown_button")
    await _from_form(desk, request, target, lambda entry: replace(entry.wording, at=at))


async def _edit(desk: Desk, request: ButtonPressed, target: Target) -> None:
    await correction_forms.show_edit(desk, request, await _seen(desk, request, target))


async def _move(desk: Desk, request: ButtonPressed, target: Target) -> None:
    await correction_forms.show_move(desk, request, await _seen(desk, request, target))


async def _internal(desk: Desk, request: ButtonPressed, target: Target) -> None:
    said = phrase("timeline.now_internal")
    await _at_once(desk, request, target, _read_by(Audience.INTERNAL), said)


async def _customer(desk: Desk, request: ButtonPressed, target: Target) -> None:
    said = phrase("timeline.now_customer")
    await _at_once(desk, request, target, _read_by(Audience.CUSTOMER), said)


async def _remove(desk: Desk, request: ButtonPressed, target: Target) -> None:
    await _at_once(desk, request, target, lambda entry: replace(entry.wording, removed=True), None)


#: The choices of an entry's menu, as ``bot.blocks.timeline`` offers them.
_MENU: Mapping[str, Callable[[Desk, ButtonPressed, Target], Awaitable[None]]] = {
    "edit": _edit,
    "move": _move,
    "internal": _internal,
    "customer": _customer,
    "remove": _remove,
}


def _unknown() -> None:
    raise UserError("error.unknown_button")


def _read_by(audience: Audience) -> Reword:
    return lambda entry: replace(entry.wording, audience=audience)


async def _at_once(
    desk: Desk, request: ButtonPressed, target: Target, reword: Reword, said: Phrase | None
) -> None:
    """Corrects an entry without a form; the page shows what has become of it, and how to undo a removal."""
    incident = await own(desk, request, target)
    async with desk.store.change(target.incident) as change:
        entry = await _entry(change, target)
        if entry.version != target.version:
            page = _page(request, incident, target, phrase("timeline.changed_meanwhile"))
        else:
            corrected = await _correct(desk, change, request, entry, reword, target)
            removed = corrected.removed
            notice = said or phrase("timeline.now_removed", sentence=sentence(_short(entry)))
            page = _page(request, incident, target, notice)
            page = replace(page, undo=target.of(corrected) if removed else None)
        await change.tell((page,), desk.clock())
        await change.finish(request.key)
    desk.wake()


async def _from_form(desk: Desk, request: FormSubmitted, target: Target, reword: Reword) -> None:
    """Corrects an entry as a form says; who comes second is offered again what they have typed."""
    incident = await own(desk, request, target)
    async with desk.store.change(target.incident) as change:
        entry = await _entry(change, target)
        if entry.version == target.version:
            await _correct(desk, change, request, entry, reword, target)
            told: ShowTimeline | Ask = _page(request, incident, target, phrase("timeline.corrected"))
        else:
            told = _offered_again(request, entry)
        await change.tell((told,), desk.clock())
        await change.finish(request.key)
    desk.wake()


async def _correct(
    desk: Desk,
    change: Change,
    request: ButtonPressed | FormSubmitted,
    entry: Entry,
    reword: Reword,
    target: Target,
) -> Entry:
    before = await change.incident(target.incident)
    if before is None:
        raise UserError("error.no_entry")
    siblings = await change.entries_of(target.incident, corrections.SIBLINGS.get(entry.kind, ()))
    corrected = corrections.correct(before, desk.act(request), entry, reword(entry), siblings)
    await change.correct(entry, corrected.correction, target.incident)
    # The card shows what has been tried, too.
    card = (ShowCard(incident=before.number),) if entry.tried and before.card else ()
    said = echoes.corrected(before, _short(corrected.entry), corrected.correction)
    await desk.commit(change, before, Decision(incident=corrected.incident, tell=(*card, *said)))
    return corrected.entry


async def own(desk: Desk, request: ButtonPressed | FormSubmitted, target: Target) -> Incident:
    """The incident of a page. Raises ``UserError`` outside its channel, where nothing may be corrected."""
    incident = await desk.incident(request, target.incident)
    if not incident.channel or request.channel != incident.channel:
        channel = Room(channel=incident.channel, name=incident.channel_name)
        raise UserError("error.correct_elsewhere", incident=incident.id, channel=channel)
    return incident


async def _seen(desk: Desk, request: ButtonPressed | FormSubmitted, target: Target) -> Seen:
    await own(desk, request, target)
    async with desk.store.read() as reader:
        return Seen(target=target, entry=await _entry(reader, target))


async def _entry(reader: Reader, target: Target) -> Entry:
    entry = await reader.entry(target.incident, target.entry)
    if entry is None:
        raise UserError("error.no_entry")
    return entry


def _page(
    request: ButtonPressed | FormSubmitted, incident: Incident, target: Target, notice: Phrase | None = None
) -> ShowTimeline:
    return ShowTimeline(
        user=request.user,
        channel=request.channel,
        response_url=request.response_url,
        incident=incident.number,
        cursor=target.cursor,
        replace=True,
        notice=notice,
    )


def _offered_again(request: FormSubmitted, entry: Entry) -> Ask:
    typed = request.fields.get("text") or request.context.get("typed") or request.fields.get("time", "")
    return Ask(
        user=request.user,
        channel=request.channel,
        response_url=request.response_url,
        lines=(
            phrase("timeline.changed_meanwhile"),
            phrase("timeline.reads_now", sentence=sentence(_short(entry))),
            phrase("timeline.you_typed", text=typed),
        ),
        choices=(Choice(label="look_again", action="look_again", value=request.key, primary=True),),
    )


def _short(entry: Entry) -> Entry:
    return replace(entry, text=shorten(entry.text, WORDS))
