"""Openings during which one call goes wrong in one way, and how often each of their effects was there afterwards."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bot.sandbox import Channel, Fault, Trouble
from tests.campaign.oracle import calls, judged
from tests.campaign.people import act
from tests.campaign.schedule import CALLS_OF_AN_OPENING, Kind, Step
from tests.campaign.stage import Stage

Struck = Callable[[Stage, str, int], list[Fault]]


def _slow_down(stage: Stage, method: str, nth: int) -> list[Fault]:
    return [Fault(kind=Trouble.RATELIMITED, method=method, nth=nth, retry_after=2)]


def _fails(stage: Stage, method: str, nth: int) -> list[Fault]:
    return [Fault(kind=Trouble.HTTP, method=method, nth=nth)]


def _loses_its_answer(stage: Stage, method: str, nth: int) -> list[Fault]:
    return [Fault(kind=Trouble.LOST_ANSWER, method=method, nth=nth)]


def _kills_before(stage: Stage, method: str, nth: int) -> list[Fault]:
    kill = Fault(kind=Trouble.CALLBACK, method=method, nth=nth, before=stage.replicas[0].kill)
    return [kill, Fault(kind=Trouble.REFUSED, method=method, nth=nth)]


def _kills_after(stage: Stage, method: str, nth: int) -> list[Fault]:
    kill = Fault(kind=Trouble.CALLBACK, method=method, nth=nth, after=stage.replicas[0].kill)
    return [kill, Fault(kind=Trouble.LOST_ANSWER, method=method, nth=nth)]


#: In which ways a call goes wrong.
FAULTS: Mapping[str, Struck] = {
    "429": _slow_down,
    "500": _fails,
    "lost answer": _loses_its_answer,
    "kill -9 before": _kills_before,
    "kill -9 after": _kills_after,
}


@dataclass(frozen=True, kw_only=True)
class Opened:
    """How the openings went with one fault, one for each call."""

    fault: str
    #: How often each effect is there, summed over the openings.
    effects: Mapping[str, int]
    #: Calls made although Slack had asked to wait with them.
    early: int
    #: Whatever else is wrong.
    wrong: tuple[str, ...]

    def __str__(self) -> str:
        counted = "  ".join(f"{name} {count}" for name, count in self.effects.items())
        count = len(CALLS_OF_AN_OPENING)
        return (
            f"{self.fault:<15} {count} openings: {counted}; too early {self.early}; wrong {len(self.wrong)}"
        )


async def opened(stage: Stage, fault: str) -> Opened:
    """Opens an incident for each call of an opening, with that call going wrong.

    The stage needs as many people as an opening has calls: each opens one, so that there is always somebody to be
    learnt.
    """
    missed = []
    for number, (method, nth) in enumerate(CALLS_OF_AN_OPENING):
        faults = FAULTS[fault](stage, method, nth)
        for struck in faults:
            stage.box.faults.add(struck)
        await act(stage, Step(kind=Kind.OPEN, who=number))
        await stage.settle()
        if not stage.alive:
            await stage.replicas[0].start()
        for _ in range(4):
            await stage.passes(1)
        if [struck.hits for struck in faults] != [1] * len(faults):
            missed.append(f"{method} {nth} was not called while opening")
    waiting = await stage.rests()
    effects: dict[str, int] = {}
    for room in stage.rooms:
        for name, count in _effects(stage, room).items():
            effects[name] = effects.get(name, 0) + count
    early = list(calls.wrong(stage))
    wrong = [*missed, *waiting, *await judged(stage)]
    return Opened(
        fault=fault,
        effects=effects,
        early=len(early),
        wrong=tuple(sentence for sentence in wrong if sentence not in early),
    )


def _effects(stage: Stage, room: Channel) -> dict[str, int]:
    box, opener = stage.box, next(person for person in stage.people if person.id in room.members)
    posts = [m for m in box.messages(room) if m.user == box.bot_user and m.subtype is None]
    lines = [m for m in box.messages(room) if m.subtype]
    cards = [m for m in posts if m.blocks and m.blocks[0]["type"] == "header"]
    told = [*opener.ephemerals(stage.general), *opener.direct.messages.values()]
    number = room.name.split("-")[1]
    announced = [m for m in box.messages(stage.announcements) if f" INC-{number} " in m.text]
    return {
        "channel": 1,
        "invited": sum(m.subtype == "channel_join" and m.user == opener.id for m in lines),
        "topic": sum(m.subtype == "channel_topic" for m in lines),
        "card": len(cards),
        "pin": sum(pin.by == box.bot_user for pin in room.pins),
        "echo": len(posts) - len(cards),
        "announced": len(announced),
        "scheduled": sum(waiting.channel == room.id for waiting in box.scheduled),
        "answered": sum(room.id in m.text for m in told),
    }
