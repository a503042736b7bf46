"""How people correct the timeline, step by step: through its pages, their menus, and the forms that these open."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from itertools import pairwise
from typing import Any

from bot.sandbox import Channel, Message, Person, View
from tests.campaign.asking import Deed, form, room_of, sent, timed
from tests.campaign.deeds import Corrected, Typed
from tests.campaign.schedule import Kind, Step
from tests.campaign.stage import Stage

#: The value of a deed that asks for the timeline.
TIMELINE = "timeline"
#: How an entry reads that can be corrected here, in a form and in a page: as notes are typed.
NOTED = ("Saw ", "Had seen ", "Far from it ", "Really ")
#: Real seconds for a page to come.
PATIENCE = 1.0


async def correct(stage: Stage, step: Step, person: Person) -> None:
    """Asks for the timeline and corrects one of the notes on its newest page."""
    room = room_of(stage, step)
    if room is None or person.view is not None:
        return
    if person.id not in room.members:
        await person.joins(room)
    begun = stage.moment()
    page = await _page(stage, room, person)
    notes = list(_notes(page)) if page else []
    if page is None or not notes:
        return
    block, words = notes[step.more % len(notes)]
    about = _word(stage, words)
    made = Corrected(user=person.id, channel=room.id, about=about, begun=begun, kind=step.kind)
    await _CORRECTIONS[step.kind](stage, step, person, Chosen(room, page, block, made))


class Chosen:
    """An entry on somebody's page, and the correction that they are about to make."""

    def __init__(self, room: Channel, page: Message, block: str, made: Corrected) -> None:
        """``block`` is the entry's, on the page."""
        self.room = room
        self.page = page
        self.block = block
        self.made = made


async def _page(stage: Stage, room: Channel, person: Person) -> Message | None:
    before = {message.ts for message in person.ephemerals(room)}
    asked = Typed(user=person.id, channel=room.id, about=room.id, kind=None, value=TIMELINE)
    await timed(stage, [asked], person.types("/incident", "timeline", room))
    return await _there(
        stage, lambda: next((m for m in person.ephemerals(room) if m.ts not in before and _notes(m)), None)
    )


async def _there(stage: Stage, look: Callable[[], Message | None]) -> Message | None:
    try:
        return await stage.box.until(look, PATIENCE)
    except AssertionError:
        return None


def _notes(page: Message) -> list[tuple[str, str]]:
    """The notes on a page that can be corrected: the block of each with its menu, and its words."""
    return [
        (str(above["block_id"]), words)
        for above, below in pairwise(page.blocks)
        if above.get("accessory", {}).get("action_id") == "entry"
        for words in [_words(below)]
        if any(noted in words for noted in NOTED)
    ]


def _words(block: dict[str, Any]) -> str:
    parts = [element for part in block["elements"] for element in part["elements"]]
    return "".join(str(element.get("text", "")) for element in parts)


def _word(stage: Stage, words: str) -> str:
    """The word of the deed that the entry came from, whatever has been made of it since."""
    word = next(word for word in words.split() if stage.is_word(word))
    made = {each.word: each.about for each in stage.corrected if each.word}
    return made.get(word, word)


async def _reword(stage: Stage, step: Step, person: Person, chosen: Chosen) -> None:
    """Lets it say something else, in the form that shows what it says."""
    if view := await _form(stage, person, chosen, "edit"):
        chosen.made.word = stage.word()
        await _send(stage, person, view, {"text": f"Really {chosen.made.word}"}, chosen.made)


async def _move(stage: Stage, step: Step, person: Person, chosen: Chosen) -> None:
    """Gives it another time, in the form."""
    if view := await _form(stage, person, chosen, "move"):
        at = (stage.clock() - timedelta(minutes=2 + step.pick % 90)).replace(second=0, microsecond=0)
        chosen.made.at = at
        await _send(stage, person, view, {"time": f"{at:%Y-%m-%d %H:%M} UTC"}, chosen.made)


async def _form(stage: Stage, person: Person, chosen: Chosen, name: str) -> View | None:
    reply = await person.clicks(chosen.room, chosen.page.ts, "entry", name, chosen.block)
    return await form(stage, person, name) if reply.acknowledged else None


async def _send(stage: Stage, person: Person, view: View, fields: Mapping[str, str], made: Corrected) -> None:
    stage.corrected.append(made)
    await sent(stage, person, view, fields, [made])
    if person.view is not None:
        # Somebody else was quicker, and the form came back: this one leaves it at that.
        made.offered_again = True
        await person.closes()


async def _open(stage: Stage, step: Step, person: Person, chosen: Chosen) -> None:
    """Shows it to customers, or keeps it inside again: what the menu offers."""
    menu = next(block for block in chosen.page.blocks if block.get("block_id") == chosen.block)["accessory"]
    offered = [option["value"] for option in menu["options"]]
    chosen.made.value = "internal" if "internal" in offered else "customer"
    await _choose(stage, person, chosen, chosen.made.value)


async def _remove(stage: Stage, step: Step, person: Person, chosen: Chosen) -> None:
    """Takes it off the timeline; every other time puts it back with the button that the page then has."""
    chosen.made.value = "remove"
    await _choose(stage, person, chosen, "remove")
    if step.pick % 2:
        return
    room, ts = chosen.room, chosen.page.ts
    page = await _there(
        stage, lambda: next((m for m in person.ephemerals(room) if m.ts == ts and _undoes(m)), None)
    )
    if page is not None:
        back = Corrected(
            user=person.id,
            channel=room.id,
            about=chosen.made.about,
            begun=stage.moment(),
            kind=step.kind,
            value="restore",
        )
        stage.corrected.append(back)
        await timed(stage, [back], person.clicks(room, page.ts, "restore"))


def _undoes(page: Message) -> bool:
    elements = [each for block in page.blocks for each in block.get("elements", ())]
    return any(each.get("action_id") == "restore" for each in elements)


async def _choose(stage: Stage, person: Person, chosen: Chosen, choice: str) -> None:
    stage.corrected.append(chosen.made)
    clicked = person.clicks(chosen.room, chosen.page.ts, "entry", choice, chosen.block)
    await timed(stage, [chosen.made], clicked)


_CORRECTIONS: Mapping[Kind, Callable[[Stage, Step, Person, Chosen], Any]] = {
    Kind.REWORD: _reword,
    Kind.MOVE: _move,
    Kind.AUDIENCE: _open,
    Kind.REMOVE: _remove,
}

DEEDS: Mapping[Kind, Deed] = dict.fromkeys(_CORRECTIONS, correct)
