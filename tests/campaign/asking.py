"""What people ask of the bot, step by step: commands, forms and buttons."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Mapping, Sequence
from typing import Any

from bot.model import EntryKind, ItemState, Moment, Role, SectionName
from bot.sandbox import Channel, Person, Reply, View
from tests.campaign.deeds import Sent, Typed
from tests.campaign.schedule import Kind, Step
from tests.campaign.stage import Stage

STATUSES = ("investigating", "identified", "monitoring")
SEVERITIES = ("SEV1", "SEV2", "SEV3", "SEV4")
MOMENTS = (Moment.BEGAN, Moment.DETECTED, Moment.IDENTIFIED, Moment.MITIGATED, Moment.ENDED)
#: Numbers of remediation items that somebody may mean; not all of them are there.
ITEMS = 3
#: So often somebody whose form did not go through presses the button again.
TRIES = 3

Deed = Callable[[Stage, Step, Person], Coroutine[Any, Any, None]]


def room_of(stage: Stage, step: Step) -> Channel | None:
    """The incident's channel that a step is about, if there is any yet."""
    rooms = stage.rooms
    return rooms[step.pick % len(rooms)] if rooms else None


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
    if (view := await form(stage, person, "declare")) is None:
        return
    word = stage.word()
    deed = Typed(user=person.id, channel=stage.general.id, about="", kind=EntryKind.DECLARED, word=word)
    await sent(stage, person, view, {"title": f"Trouble {word}"}, [deed])


async def update_by_button(stage: Stage, step: Step, person: Person) -> None:
    """Presses the card's button and sends the form that it opens, with a status."""
    room = room_of(stage, step)
    card = _card(stage, room)
    if room is None or card is None or person.view is not None:
        return
    reply = await person.clicks(room, card, "update")
    view = await form(stage, person, "update") if reply.acknowledged else None
    if view is None:
        return
    word, status = stage.word(), _status(step)
    told = Typed(user=person.id, channel=room.id, about=room.id, kind=EntryKind.UPDATE, word=word)
    changed = Typed(
        user=person.id, channel=room.id, about=room.id, kind=EntryKind.STATUS, value=status, rides=True
    )
    await sent(stage, person, view, {"text": f"Looking again at {word}", "status": status}, [told, changed])


async def postmortem_by_button(stage: Stage, step: Step, person: Person) -> None:
    """Presses the card's button for the draft, where there is one."""
    room = room_of(stage, step)
    if room is not None and (card := _card(stage, room)) is not None:
        deed = Typed(user=person.id, channel=room.id, about=room.id, kind=None, value=DRAFT)
        await timed(stage, [deed], person.clicks(room, card, "postmortem"))


async def note_from_elsewhere(stage: Stage, step: Step, person: Person) -> None:
    """A note from #general, by the incident's ID."""
    room = room_of(stage, step)
    if room is None:
        return
    number, word = room.name.split("-")[1], stage.word()
    typed = Typed(user=person.id, channel=stage.general.id, about=room.id, kind=EntryKind.NOTE, word=word)
    await _type(stage, person, typed, f"note INC-{number} Far from it {word}")


async def role(stage: Stage, step: Step, person: Person) -> None:
    """Gives somebody a role, or takes it."""
    holder = stage.people[step.more // 8 % len(stage.people)]
    name = list(Role)[step.more % len(Role)]
    await _typed(EntryKind.ROLE, f"role {name} @{holder.name}", value=f"{name} {holder.id}")(
        stage, step, person
    )


def _command(
    kind: EntryKind | None, text: Callable[[Step, str], str], value: Callable[[Step], str] | None = None
) -> Deed:
    """A command in an incident's channel; with a ``value`` alone it takes no words."""

    async def deed(stage: Stage, step: Step, person: Person) -> None:
        word = stage.word()
        typed = text(step, word)
        given = value(step) if value else ""
        await _typed(kind, typed, value=given, word=word if word in typed else "")(stage, step, person)

    return deed


def _typed(kind: EntryKind | None, text: str, *, value: str = "", word: str = "") -> Deed:
    async def deed(stage: Stage, step: Step, person: Person) -> None:
        if (room := room_of(stage, step)) is None:
            return
        typed = Typed(
            user=person.id,
            channel=room.id,
            about=room.id,
            kind=kind,
            word=word,
            value=value,
            backdated=step.kind in (Kind.NOTE_AT, Kind.NOTICE_AT),
        )
        await _type(stage, person, typed, text)

    return deed


async def _type(stage: Stage, person: Person, deed: Typed, text: str) -> None:
    await timed(stage, [deed], person.types("/incident", text, deed.channel))


async def form(stage: Stage, person: Person, name: str) -> View | None:
    """The form before a person, once it is there; none when it does not come or is another."""
    try:
        view = await stage.box.until(lambda: person.view, 1.0)
    except AssertionError:
        return None
    return view if view is not None and view.definition.get("callback_id") == name else None


async def sent(
    stage: Stage, person: Person, view: View, fields: Mapping[str, str], deeds: Sequence[Sent]
) -> None:
    """Somebody sends a form, and again while the client says that it did not go through."""
    for _ in range(TRIES):
        entered = {name: {"value": said} for name, said in fields.items()}
        reply = await timed(stage, deeds, person.submits(view, entered))
        if reply.acknowledged:
            return


async def timed(stage: Stage, deeds: Sequence[Sent], asking: Coroutine[Any, Any, Reply]) -> Reply:
    """Somebody asks for something; the deeds are written down with when it was sent and acknowledged."""
    for deed in deeds:
        if not deed.sent:
            deed.sent, deed.sent_at = stage.moment(), stage.clock()
            if isinstance(deed, Typed):
                stage.typed.append(deed)
    reply = await asking
    for deed in deeds:
        deed.delivery = reply.delivery
        if reply.acknowledged and deed.acknowledged is None:
            deed.acknowledged, deed.acknowledged_at = stage.moment(), stage.clock()
    return reply


def _card(stage: Stage, room: Channel | None) -> str | None:
    """The bot's pinned message."""
    pins = room.pins if room is not None else []
    return next((pin.ts for pin in pins if pin.by == stage.box.bot_user), None)


def _status(step: Step) -> str:
    return STATUSES[step.more % len(STATUSES)]


def _severity(step: Step) -> str:
    return SEVERITIES[step.more % len(SEVERITIES)]


def _section(step: Step) -> str:
    return list(SectionName)[step.more % len(SectionName)]


def _moment(step: Step) -> str:
    return MOMENTS[step.more % len(MOMENTS)]


def _item_state(step: Step) -> str:
    return f"{1 + step.more % ITEMS} {list(ItemState)[step.more // ITEMS % len(ItemState)]}"


#: The value of a deed that asks for the draft.
DRAFT = "draft"

DEEDS: Mapping[Kind, Deed] = {
    Kind.OPEN: open_by_command,
    Kind.OPEN_FORM: open_by_form,
    Kind.NOTE: _command(EntryKind.NOTE, lambda step, word: f"note Saw {word}"),
    Kind.NOTE_AT: _command(
        EntryKind.NOTE, lambda step, word: f"note at {step.more % 60} minutes ago Had seen {word}"
    ),
    Kind.NOTE_FROM_ELSEWHERE: note_from_elsewhere,
    Kind.UPDATE: _command(EntryKind.UPDATE, lambda step, word: f"update Looking at {word}, next 2h"),
    Kind.STATUS: _command(EntryKind.STATUS, lambda step, word: f"status {_status(step)}", _status),
    Kind.SEVERITY: _command(EntryKind.SEVERITY, lambda step, word: f"severity {_severity(step)}", _severity),
    Kind.ITEM: _command(EntryKind.ITEM, lambda step, word: f"action Mend {word}"),
    Kind.ITEM_STATE: _command(EntryKind.ITEM, lambda step, word: f"action {_item_state(step)}", _item_state),
    Kind.SECTION: _command(
        EntryKind.SECTION, lambda step, word: f"{_section(step)} It was all {word}", _section
    ),
    Kind.ROLE: role,
    Kind.MOMENT: _command(
        EntryKind.MOMENT,
        lambda step, word: f"moment {_moment(step)} at {step.more % 60} minutes ago",
        _moment,
    ),
    Kind.NOTICE: _command(EntryKind.NOTICE, lambda step, word: f"notice They were told {word}"),
    Kind.NOTICE_AT: _command(
        EntryKind.NOTICE, lambda step, word: f"notice at {step.more % 60} minutes ago They knew {word}"
    ),
    Kind.TITLE: _command(EntryKind.TITLE, lambda step, word: f"title Rather {word}"),
    Kind.SNOOZE: _command(
        EntryKind.SNOOZE, lambda step, word: f"snooze {5 + step.more % 55}m Busy with {word}"
    ),
    Kind.POSTMORTEM: _command(None, lambda step, word: "postmortem", lambda step: DRAFT),
    Kind.UPDATE_BY_BUTTON: update_by_button,
    Kind.POSTMORTEM_BY_BUTTON: postmortem_by_button,
    Kind.RESOLVE: _command(EntryKind.RESOLVED, lambda step, word: f"resolve Mended {word}"),
    Kind.CANCEL: _command(EntryKind.CANCELLED, lambda step, word: f"cancel Never was {word}"),
    Kind.REOPEN: _command(EntryKind.REOPENED, lambda step, word: f"reopen Again {word}"),
}
