"""Adopting a channel while the process is killed at each of its calls: it is resumed, and everything happens once."""

from __future__ import annotations

import re

from bot.model import EntryKind, Incident
from bot.sandbox import Channel
from tests.campaign.openings import FAULTS
from tests.campaign.stage import Stage, set_up

#: The calls of an adoption: entering, what furnishes the channel, and what reads it back.
CALLS = (
    ("conversations.join", 1),
    ("conversations.setTopic", 1),
    ("chat.scheduleMessage", 1),
    ("chat.postMessage", 1),
    ("chat.postMessage", 2),
    ("chat.postMessage", 3),
    ("chat.postMessage", 4),
    ("pins.add", 1),
    ("conversations.history", 1),
    ("conversations.replies", 1),
    ("response", 1),
)


async def test_each_call_of_an_adoption(sqlite_url: str) -> None:
    """The adoption is finished by the next process: one incident, card and beginning, and every message once.

    The process is killed once Slack has done what it was asked, and before it can answer: what is harder to resume.
    """
    async with set_up(sqlite_url) as stage:
        for number, (method, nth) in enumerate(CALLS):
            await _adopts(stage, number, method, nth)
        waiting = await stage.rests()
        found = [await _effects(stage, stage.box.channel(f"odd-{number}")) for number in range(len(CALLS))]
        numbers = [incident.number for incident in await _incidents(stage)]

    assert [] == waiting
    assert [_EXPECTED] * len(CALLS) == found, list(enumerate(CALLS))
    assert list(range(1, len(CALLS) + 1)) == sorted(numbers)


_EXPECTED = {
    "topic": 1,
    "cards": 1,
    "pins": 1,
    "echoes": 1,
    "read": 1,
    "announced": 1,
    "kept": 5,
    "began": True,
}


async def _adopts(stage: Stage, number: int, method: str, nth: int) -> None:
    """Two people have talked in a channel, in a thread too; one of them adopts it, and the call goes wrong."""
    ann, bob = stage.people[:2]
    room = stage.box.add_channel(f"odd-{number}", members=[ann, bob])
    first = await bob.says(room, "the first line")
    await ann.says(room, "a reply", thread_ts=first)
    for line in ("second", "third", "fourth"):
        await bob.says(room, line)
    await stage.passes(1)
    faults = FAULTS["kill -9 after"](stage, method, nth)
    for struck in faults:
        stage.box.faults.add(struck)
    await ann.types("/incident", "adopt SEV2 Odd things", room)
    await stage.settle()
    # What a dead process had in hand is taken up when its claim has ended.
    for seconds in (1, 20, 1):
        if not stage.alive:
            await stage.replicas[0].start()
        await stage.passes(seconds)
    assert [1] * len(faults) == [struck.hits for struck in faults], f"{method} {nth} was not called"


async def _incidents(stage: Stage) -> tuple[Incident, ...]:
    async with stage.replicas[0].bot.store.read() as reader:
        return await reader.open_incidents()


async def _effects(stage: Stage, room: Channel) -> dict[str, int | bool]:
    async with stage.replicas[0].bot.store.read() as reader:
        incident = await reader.incident_in(room.id)
        assert incident is not None
        entries = await reader.entries(incident.number)
        read = await reader.care.read_so_far(room.id)
    said = [m for m in stage.box.messages(room) if m.user == stage.box.bot_user]
    posts = [m for m in said if m.subtype is None]
    cards = [m for m in posts if m.blocks and m.blocks[0]["type"] == "header"]
    announced = [
        m for m in stage.box.messages(stage.announcements) if re.search(rf"\b{incident.id}\b", m.text)
    ]
    began = [entry for entry in entries if entry.kind is EntryKind.MOMENT]
    return {
        "topic": sum(m.subtype == "channel_topic" for m in said),
        "cards": len(cards),
        "pins": sum(pin.by == stage.box.bot_user for pin in room.pins),
        "echoes": sum("declared" in m.text for m in posts if m not in cards),
        "read": sum(m.text.startswith("Read all") for m in posts),
        "announced": len(announced),
        "kept": read.count,
        "began": [entry.source and entry.source.ts for entry in began] == [_first(room)],
    }


def _first(room: Channel) -> str:
    """The first line that somebody wrote there."""
    return min(ts for ts, message in room.messages.items() if message.subtype is None)
