"""What people do, step by step; each deed is written down for the oracle."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Mapping
from typing import Any

from bot.model import EntryKind
from bot.sandbox import ApiError, Channel, ClientRefusal, Person, Reply
from tests.campaign.deeds import Said, Typed
from tests.campaign.schedule import Kind, Step
from tests.campaign.stage import Stage

STATUSES = ("investigating", "identified", "monitoring")
SEVERITIES = ("SEV1", "SEV2", "SEV3", "SEV4")
REACTIONS = ("pushpin", "pushpin", "pushpin", "eyes")
#: So often somebody whose form did not go through presses the button again.
TRIES = 3

Deed = Callable[[Stage, Step, Person], Coroutine[Any, Any, None]]


async def act(stage: Stage, step: Step) -> None:
    """Does what the step says, if it can be done now."""
    person = stage.people[step.who % len(stage.people)]
    try:
        await DEEDS[step.kind](stage, step, person)
    except (ClientRefusal, ApiError):
        # Slack's client would not have let them.
        return


def _room(stage: Stage, step: Step) -> Channel | None:
    rooms = stage.rooms
    return rooms[step.pick % len(rooms)] if rooms else None


def _message(stage: Stage, step: Step, own: Person | None = None) -> Said | None:
    there = [
        said for said in stage.said.values() if not said.deleted and (own is None or said.author == own.id)
    ]
    return there[step.pick % len(there)] if there else None


async def chat(stage: Stage, step: Step, person: Person) -> None:
    """Says something in an incident's channel, or in a thread there."""
    room = _room(stage, step)
    if room is None:
        return
    parents = (
        [
            said.ts
            for said in stage.said.values()
            if said.channel == room.id and said.ts in room.messages and not room.messages[said.ts].is_reply
        ]
        if step.kind is Kind.REPLY
        else []
    )
    if person.id not in room.members:
        await person.joins(room)
    text = f"It is {stage.word()} now"
    ts = await person.says(room, text, thread_ts=parents[step.more % len(parents)] if parents else None)
    stage.said[room.id, ts] = Said(channel=room.id, ts=ts, author=person.id, texts=[text])


async def edit(stage: Stage, step: Step, person: Person) -> None:
    """Changes one of their own messages."""
    now = int(stage.clock().timestamp())
    if (said := _message(stage, step, person)) and said.edited != now:
        text = f"It was {stage.word()} then"
        await person.edits(said.channel, said.ts, text)
        said.texts.append(text)
        said.edited = now


async def delete(stage: Stage, step: Step, person: Person) -> None:
    """Deletes one of their own messages."""
    if said := _message(stage, step, person):
        await person.deletes(said.channel, said.ts)
        said.deleted = True
        said.marks.clear()


async def react(stage: Stage, step: Step, person: Person) -> None:
    """Puts a reaction on a message."""
    if said := _message(stage, step):
        name = REACTIONS[step.more % len(REACTIONS)]
        await person.reacts(said.channel, said.ts, name)
        said.marks.add((person.id, name))


async def unreact(stage: Stage, step: Step, person: Person) -> None:
    """Takes one of their reactions back."""
    reacted = [
        (said, name)
        for said in stage.said.values()
        for user, name in sorted(said.marks)
        if user == person.id and name != "pin" and not said.deleted
    ]
    if reacted:
        said, name = reacted[step.pick % len(reacted)]
        await person.unreacts(said.channel, said.ts, name)
        said.marks.discard((person.id, name))


async def pin(stage: Stage, step: Step, person: Person) -> None:
    """Pins a message."""
    if said := _message(stage, step):
        await person.pins(said.channel, said.ts)
        said.marks.add((person.id, "pin"))


async def unpin(stage: Stage, step: Step, person: Person) -> None:
    """Takes a pin off, whoever has put it there."""
    pinned = [said for said in stage.said.values() if any(name == "pin" for _, name in said.marks)]
    if pinned:
        said = pinned[step.pick % len(pinned)]
        await person.unpins(said.channel, said.ts)
        said.marks = {(user, name) for user, name in said.marks if name != "pin"}


async def open_by_command(stage: Stage, step: Step, person: Person) -> None:
    """Opens an incident."""
    word = stage.word()
    severity = SEVERITIES[step.more % len(SEVERITIES)]
    deed = Typed(
        user=person.id, channel=stage.general.id, about="", kind=EntryKind.DECLARED, word=word, value=severity
    )
    await _type(stage, person, deed, f"open {severity} Trouble {word}")


async def open_by_form(stage: Stage, step: Step, person: Person) -> None:
    """Opens an incident by the form; sends it again while the client says that it did not go through."""
    reply = await person.types("/incident", "open", stage.general)
    if not reply.acknowledged or (
        person.view is not None and person.view.definition["callback_id"] != "declare"
    ):
        return
    try:
        view = await stage.box.until(lambda: person.view, 1.0)
    except AssertionError:
        return
    assert view is not None
    word = stage.word()
    deed = Typed(user=person.id, channel=stage.general.id, about="", kind=EntryKind.DECLARED, word=word)
    for _ in range(TRIES):
        reply = await _timed(stage, deed, person.submits(view, {"title": {"value": f"Trouble {word}"}}))
        if reply.acknowledged:
            return


def _command(
    kind: EntryKind, text: Callable[[Step, str], str], value: Callable[[Step], str] | None = None
) -> Deed:
    """A command in an incident's channel; with a ``value`` it takes no words."""

    async def deed(stage: Stage, step: Step, person: Person) -> None:
        room = _room(stage, step)
        if room is None:
            return
        word = "" if value else stage.word()
        typed = Typed(
            user=person.id,
            channel=room.id,
            about=room.id,
            kind=kind,
            word=word,
            value=value(step) if value else "",
            backdated=step.kind is Kind.NOTE_AT,
        )
        await _type(stage, person, typed, text(step, word))

    return deed


async def note_from_elsewhere(stage: Stage, step: Step, person: Person) -> None:
    """A note from #general, by the incident's ID."""
    room = _room(stage, step)
    if room is None:
        return
    number, word = room.name.split("-")[1], stage.word()
    typed = Typed(user=person.id, channel=stage.general.id, about=room.id, kind=EntryKind.NOTE, word=word)
    await _type(stage, person, typed, f"note INC-{number} Far from it {word}")


async def _type(stage: Stage, person: Person, deed: Typed, text: str) -> None:
    await _timed(stage, deed, person.types("/incident", text, deed.channel))


async def _timed(stage: Stage, deed: Typed, asking: Coroutine[Any, Any, Reply]) -> Reply:
    if not deed.sent:
        deed.sent, deed.sent_at = stage.moment(), stage.bot_clock()
        stage.typed.append(deed)
    reply = await asking
    deed.delivery = reply.delivery
    if reply.acknowledged and deed.acknowledged is None:
        deed.acknowledged, deed.acknowledged_at = stage.moment(), stage.bot_clock()
    return reply


def _status(step: Step) -> str:
    return STATUSES[step.more % len(STATUSES)]


def _severity(step: Step) -> str:
    return SEVERITIES[step.more % len(SEVERITIES)]


DEEDS: Mapping[Kind, Deed] = {
    Kind.OPEN: open_by_command,
    Kind.OPEN_FORM: open_by_form,
    Kind.CHAT: chat,
    Kind.REPLY: chat,
    Kind.EDIT: edit,
    Kind.DELETE: delete,
    Kind.REACT: react,
    Kind.UNREACT: unreact,
    Kind.PIN: pin,
    Kind.UNPIN: unpin,
    Kind.NOTE: _command(EntryKind.NOTE, lambda step, word: f"note Saw {word}"),
    Kind.NOTE_AT: _command(
        EntryKind.NOTE, lambda step, word: f"note at {step.more % 60} minutes ago Had seen {word}"
    ),
    Kind.NOTE_FROM_ELSEWHERE: note_from_elsewhere,
    Kind.UPDATE: _command(EntryKind.UPDATE, lambda step, word: f"update Looking at {word}, next 2h"),
    Kind.STATUS: _command(EntryKind.STATUS, lambda step, word: f"status {_status(step)}", _status),
    Kind.SEVERITY: _command(EntryKind.SEVERITY, lambda step, word: f"severity {_severity(step)}", _severity),
    Kind.ITEM: _command(EntryKind.ITEM, lambda step, word: f"action Mend {word}"),
    Kind.RESOLVE: _command(EntryKind.RESOLVED, lambda step, word: f"resolve Mended {word}"),
    Kind.REOPEN: _command(EntryKind.REOPENED, lambda step, word: f"reopen Again {word}"),
}
