"""What people do, step by step; each deed is written down for the oracle."""

from __future__ import annotations

from collections.abc import Mapping

from bot.sandbox import ApiError, ClientRefusal, Person
from tests.campaign import asking, curating
from tests.campaign.asking import Deed, room_of
from tests.campaign.deeds import Said
from tests.campaign.schedule import Kind, Step
from tests.campaign.stage import Stage

REACTIONS = ("pushpin", "pushpin", "eyes", "lock", "test_tube", "x", "white_check_mark", "scales")


async def act(stage: Stage, step: Step) -> None:
    """Does what the step says, if it can be done now."""
    person = stage.people[step.who % len(stage.people)]
    try:
        await DEEDS[step.kind](stage, step, person)
    except (ClientRefusal, ApiError):
        # Slack's client would not have let them.
        return


def _message(stage: Stage, step: Step, own: Person | None = None) -> Said | None:
    there = [
        said for said in stage.said.values() if not said.deleted and (own is None or said.author == own.id)
    ]
    return there[step.pick % len(there)] if there else None


async def chat(stage: Stage, step: Step, person: Person) -> None:
    """Says something in an incident's channel, or in a thread there."""
    room = room_of(stage, step)
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
    if said := _message(stage, step, person):
        # Now and then twice at once: Slack dates both with the same second.
        for _ in range(1 + (step.more % 4 == 0)):
            text = f"It was {stage.word()} then"
            await person.edits(said.channel, said.ts, text)
            said.texts.append(text)


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
        said.marked_at[person.id, name] = stage.clock()


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


DEEDS: Mapping[Kind, Deed] = {
    Kind.CHAT: chat,
    Kind.REPLY: chat,
    Kind.EDIT: edit,
    Kind.DELETE: delete,
    Kind.REACT: react,
    Kind.UNREACT: unreact,
    Kind.PIN: pin,
    Kind.UNPIN: unpin,
    **asking.DEEDS,
    **curating.DEEDS,
}
