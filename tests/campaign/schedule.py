"""A schedule: what people do and what goes wrong meanwhile, drawn from a seed.

A step says only what kind of thing happens; which message or incident it concerns is picked from what is there
when it happens. So a schedule stays meaningful when steps are taken out of it, and a failure can be made small.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum


class Kind(StrEnum):
    """What happens?"""

    OPEN = "open"
    OPEN_FORM = "open_form"
    CHAT = "chat"
    REPLY = "reply"
    EDIT = "edit"
    DELETE = "delete"
    REACT = "react"
    UNREACT = "unreact"
    PIN = "pin"
    UNPIN = "unpin"
    NOTE = "note"
    NOTE_AT = "note_at"
    NOTE_FROM_ELSEWHERE = "note_from_elsewhere"
    UPDATE = "update"
    STATUS = "status"
    SEVERITY = "severity"
    ITEM = "item"
    ITEM_STATE = "item_state"
    SECTION = "section"
    ROLE = "role"
    MOMENT = "moment"
    NOTICE = "notice"
    NOTICE_AT = "notice_at"
    TITLE = "title"
    SNOOZE = "snooze"
    POSTMORTEM = "postmortem"
    UPDATE_BY_BUTTON = "update_by_button"
    POSTMORTEM_BY_BUTTON = "postmortem_by_button"
    RESOLVE = "resolve"
    CANCEL = "cancel"
    REOPEN = "reopen"
    REWORD = "reword"
    MOVE = "move"
    AUDIENCE = "audience"
    REMOVE = "remove"

    DUPLICATE = "duplicate"
    DELAY = "delay"
    WITHHOLD = "withhold"
    CUT_DELIVERY = "cut_delivery"
    LOSE_ACKNOWLEDGEMENT = "lose_acknowledgement"
    SLOW_DOWN = "slow_down"
    FAIL = "fail"
    LOSE_ANSWER = "lose_answer"
    CUT = "cut"
    LATENCY = "latency"
    DROP = "drop"
    REFRESH = "refresh"
    JUMP = "jump"
    KILL = "kill"
    KILL_BEFORE = "kill_before"
    KILL_AFTER = "kill_after"
    RESTART = "restart"
    PASS = "pass"
    SETTLE = "settle"


#: What people do, by how often.
DEEDS: Mapping[Kind, int] = {
    Kind.OPEN: 1,
    Kind.OPEN_FORM: 1,
    Kind.CHAT: 14,
    Kind.REPLY: 6,
    Kind.EDIT: 6,
    Kind.DELETE: 3,
    Kind.REACT: 6,
    Kind.UNREACT: 3,
    Kind.PIN: 2,
    Kind.UNPIN: 1,
    Kind.NOTE: 5,
    Kind.NOTE_AT: 2,
    Kind.NOTE_FROM_ELSEWHERE: 1,
    Kind.UPDATE: 4,
    Kind.STATUS: 3,
    Kind.SEVERITY: 2,
    Kind.ITEM: 2,
    Kind.ITEM_STATE: 2,
    Kind.SECTION: 3,
    Kind.ROLE: 2,
    Kind.MOMENT: 2,
    Kind.NOTICE: 1,
    Kind.NOTICE_AT: 1,
    Kind.TITLE: 1,
    Kind.SNOOZE: 1,
    Kind.POSTMORTEM: 1,
    Kind.UPDATE_BY_BUTTON: 2,
    Kind.POSTMORTEM_BY_BUTTON: 1,
    Kind.RESOLVE: 2,
    Kind.CANCEL: 1,
    Kind.REOPEN: 2,
    Kind.REWORD: 3,
    Kind.MOVE: 2,
    Kind.AUDIENCE: 2,
    Kind.REMOVE: 3,
}

#: What goes wrong, by how often; each schedule has its own taste among these.
TROUBLES: Mapping[Kind, int] = {
    Kind.DUPLICATE: 4,
    Kind.DELAY: 4,
    Kind.WITHHOLD: 1,
    Kind.CUT_DELIVERY: 3,
    Kind.LOSE_ACKNOWLEDGEMENT: 3,
    Kind.SLOW_DOWN: 4,
    Kind.FAIL: 4,
    Kind.LOSE_ANSWER: 5,
    Kind.CUT: 3,
    Kind.LATENCY: 3,
    Kind.DROP: 1,
    Kind.REFRESH: 1,
    Kind.JUMP: 1,
    Kind.KILL: 3,
    Kind.KILL_BEFORE: 3,
    Kind.KILL_AFTER: 3,
}
#: By the number among those of its method.
CALLS_OF_AN_OPENING = (
    ("users.info", 1),
    ("conversations.create", 1),
    ("conversations.invite", 1),
    ("conversations.setTopic", 1),
    ("chat.scheduleMessage", 1),
    ("chat.postMessage", 1),
    ("chat.postMessage", 2),
    ("chat.postMessage", 3),
    ("pins.add", 1),
    ("chat.update", 1),
    ("response", 1),
)
KILLS = frozenset({Kind.KILL, Kind.KILL_BEFORE, Kind.KILL_AFTER})


@dataclass(frozen=True, kw_only=True)
class Step:
    """One thing that happens: ``who`` and ``pick`` choose among what is there, ``more`` is the kind's own.

    ``seconds`` pass on Slack's clock before it. One that is ``hasty`` does not wait for the one before it.
    """

    kind: Kind
    who: int = 0
    pick: int = 0
    more: int = 0
    seconds: float = 0.0
    hasty: bool = False

    def __str__(self) -> str:
        hurry = " hasty" if self.hasty else ""
        return f"{self.kind}(who={self.who}, pick={self.pick}, more={self.more}) +{self.seconds:.2f} s{hurry}"


class Way(StrEnum):
    """How do Slack's payloads come to the bot?"""

    SOCKET = "socket"
    #: Signed HTTP; several processes stand behind a balancer that takes them in turn.
    HTTP = "http"
    #: The same, but the balancer takes any of them.
    HTTP_BY_CHANCE = "http-by-chance"


@dataclass(frozen=True, kw_only=True)
class Schedule:
    """A seed's people, processes and steps."""

    seed: int
    people: int
    replicas: int
    way: Way
    steps: tuple[Step, ...]

    def without(self, start: int, end: int) -> Schedule:
        """The same with some steps left out."""
        return replace(self, steps=self.steps[:start] + self.steps[end:])

    def __str__(self) -> str:
        lines = [f"{number:3} {step}" for number, step in enumerate(self.steps)]
        head = f"seed {self.seed}, {self.people} people, {self.replicas} replicas, {self.way}"
        return "\n".join([head, *lines])


def drawn(seed: int, *, replicas: int = 1, length: int = 60, way: Way | None = None) -> Schedule:
    """The schedule of a seed: the same in every run. Without a ``way``, that is drawn too."""
    chance = random.Random(f"chronik {seed}")  # noqa: S311 - nothing to guess here
    ways = [Way.SOCKET, Way.HTTP, *((Way.HTTP_BY_CHANCE,) if replicas > 1 else ())]
    drawn_way = chance.choice(ways)
    people = chance.randint(2, 4)
    # A schedule in which everything goes wrong at once says little about each.
    tastes = chance.sample(sorted(TROUBLES), k=chance.randint(2, 6))
    trouble = chance.choice((0.1, 0.25, 0.4))
    steps = [Step(kind=Kind.OPEN, who=chance.randrange(people), pick=chance.randrange(99))]
    while len(steps) < length:
        steps.extend(_next(chance, people, tastes if chance.random() < trouble else []))
    return Schedule(seed=seed, people=people, replicas=replicas, way=way or drawn_way, steps=tuple(steps))


def _next(chance: random.Random, people: int, tastes: list[Kind]) -> list[Step]:
    weights = {kind: TROUBLES[kind] for kind in tastes} if tastes else DEEDS
    kind = chance.choices(list(weights), list(weights.values()))[0]
    step = Step(
        kind=kind,
        who=chance.randrange(people),
        pick=chance.randrange(1000),
        more=chance.randrange(1000),
        seconds=chance.choice((0.0, 0.0, chance.random(), 5 * chance.random(), 20 * chance.random())),
        hasty=chance.random() < 0.4,
    )
    after = []
    if chance.random() < 0.15:
        after.append(Step(kind=Kind.SETTLE))
    if kind in KILLS:
        pauses = [Step(kind=Kind.PASS, more=chance.randrange(1000))] if chance.random() < 0.4 else []
        after += [*pauses, Step(kind=Kind.RESTART, pick=step.pick)]
    return [step, *after]
