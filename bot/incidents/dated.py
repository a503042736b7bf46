"""Commands that tell of an earlier time: where the time is in doubt, it is shown back before anything is saved."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from bot import commands, record
from bot.curating import Ask, Choice
from bot.decisions import Act, Decision
from bot.errors import UserError
from bot.incidents.correction_forms import doubts
from bot.incidents.desk import Desk
from bot.model import Incident, Role
from bot.people import zone_of
from bot.phrases import Phrase, Prose, phrase
from bot.requests import ButtonPressed, CommandTyped
from bot.tellings import Telling
from bot.times import Doubt, Understood, in_full, understand, understand_leading

Dated = commands.Note | commands.Notice | commands.SetMoment
Decide = Callable[[Incident, Act, datetime], Decision]


@dataclass(frozen=True, kw_only=True)
class _Told:
    """What a command records, and when that was."""

    when: Understood
    decide: Decide


async def tell(desk: Desk, request: CommandTyped, command: Dated) -> None:
    """``note``, ``notice`` and ``moment``: records it, or asks which time is meant."""
    told = await _told(desk, request, command)
    if told.when.doubt is None:
        at = told.when.at
        besides = _as_text(desk, request, command)

        def decide(incident: Incident, act: Act) -> Decision:
            decision = told.decide(incident, act, at)
            return replace(decision, tell=(*decision.tell, *besides))

        await desk.change(request, command.incident, decide)
        return
    await desk.incident(request, command.incident)
    await _ask(desk, request, told.when, told.when.doubt)


async def take(desk: Desk, request: ButtonPressed, number: int | None) -> None:
    """The asker says which time was meant; what they typed is recorded as of then, once."""
    key, _, chosen = request.value.partition("|")
    asked, command = await _asked(desk, request, key)
    told = await _told(desk, asked, command)
    readings = {at.isoformat(): at for at in (told.when.at, *told.when.others)}
    if chosen not in readings:
        raise UserError("error.unknown_button")
    entry = hashlib.sha256(key.encode()).hexdigest()[:32]
    incident = await desk.incident(asked, command.incident)
    async with desk.store.read() as reader:
        if await reader.entry(incident.number, entry):
            raise UserError("error.saved_already")
    person = await desk.directory.person(request.user)
    catalogue = await desk.catalogue(request.user)
    reading = in_full(readings[chosen], zone_of(person), catalogue.language)
    done = _ended(request, phrase("doubt.saved", reading=reading))

    origin = asked.origin if asked.origin and asked.channel == incident.channel else None

    def decide(incident: Incident, act: Act) -> Decision:
        decision = told.decide(incident, replace(act, id=entry, at=asked.at, origin=origin), readings[chosen])
        return replace(decision, tell=(*decision.tell, done))

    await desk.change(request, incident.number, decide)


async def drop(desk: Desk, request: ButtonPressed, number: int | None) -> None:
    """The asker does not want it saved; what they typed is shown once more."""
    asked, _ = await _asked(desk, request, request.value)
    line = phrase("doubt.dropped", command=desk.settings.command, text=Prose(text=asked.text))
    await desk.tell(request, _ended(request, line))


async def _told(desk: Desk, request: CommandTyped, command: Dated) -> _Told:
    if isinstance(command, commands.SetMoment):
        person = await desk.directory.person(request.user)
        when = understand(command.typed, now=request.at, zone=zone_of(person), locale=person.locale)
        moment = command.moment
        return _Told(when=when, decide=lambda incident, act, at: record.set_moment(incident, act, moment, at))
    when, text = await _when(desk, request, command)
    kind = record.note if isinstance(command, commands.Note) else record.notice
    return _Told(when=when, decide=lambda incident, act, at: kind(incident, act, text, at))


async def _when(
    desk: Desk, request: CommandTyped, command: commands.Note | commands.Notice
) -> tuple[Understood, str]:
    if not command.timed:
        return Understood(at=request.at), command.text
    person = await desk.directory.person(request.user)
    when, text = understand_leading(command.text, now=request.at, zone=zone_of(person), locale=person.locale)
    if not text:
        verb = "note" if isinstance(command, commands.Note) else "notice"
        raise UserError("error.text_needed", verb=verb, usage=commands.usage(verb))
    return when, text


def _as_text(desk: Desk, request: CommandTyped, command: Dated) -> tuple[Telling, ...]:
    """Tells whoever began with ``at`` and no time that it was kept as text, in case a time was meant."""
    if isinstance(command, commands.SetMoment) or command.timed:
        return ()
    typed = commands.untimed(command.text)
    if typed is None:
        return ()
    verb = "note" if isinstance(command, commands.Note) else "notice"
    line = phrase("note.untimed", typed=f"at {typed}", command=desk.settings.command, verb=verb)
    return (desk.reply(request, line),)


async def _asked(desk: Desk, request: ButtonPressed, key: str) -> tuple[CommandTyped, Dated]:
    """The command that a question was about; only who typed it may answer."""
    async with desk.store.read() as reader:
        asked = await reader.request(key)
    if not isinstance(asked, CommandTyped) or asked.user != request.user:
        raise UserError("error.unknown_button")
    command = commands.parse(asked.text, severities=list(desk.settings.severities), roles=list(Role))
    if not isinstance(command, Dated):
        raise UserError("error.unknown_button")
    return asked, command


async def _ask(desk: Desk, request: CommandTyped, when: Understood, doubt: Doubt) -> None:
    person = await desk.directory.person(request.user)
    language = (await desk.catalogue(request.user)).language
    zone = zone_of(person)
    readings = [in_full(at, zone, language) for at in (when.at, *when.others)]
    question = Ask(
        user=request.user,
        channel=request.channel,
        response_url=request.response_url,
        lines=(
            *doubts(doubt),
            phrase("doubt.read_as", reading=readings[0]),
            *(phrase("doubt.or_as", reading=other) for other in readings[1:]),
            phrase("doubt.typed", command=desk.settings.command, text=Prose(text=request.text)),
        ),
        choices=(
            Choice(label="take", action="take_time", value=_value(request, when.at), primary=True),
            *(
                Choice(label="take_other", action=f"take_time_{index}", value=_value(request, at))
                for index, at in enumerate(when.others, 2)
            ),
            Choice(label="drop", action="drop_time", value=request.key),
        ),
        thread=(request.origin.place.thread or "") if request.origin else "",
    )
    await desk.tell(request, question)


def _value(request: CommandTyped, at: datetime) -> str:
    return f"{request.key}|{at.isoformat()}"


def _ended(request: ButtonPressed, line: Phrase) -> Ask:
    """What takes the place of the question, so that nobody answers it twice."""
    return Ask(
        user=request.user,
        channel=request.channel,
        response_url=request.response_url,
        lines=(line,),
        replace=True,
    )
