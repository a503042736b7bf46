"""What goes wrong, step by step."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta

from bot.sandbox import DeliveryFault, DeliveryTrouble, Fault, Trouble
from tests.campaign.clocks import JUMP
from tests.campaign.replica import Replica
from tests.campaign.schedule import Kind, Step
from tests.campaign.stage import Stage

#: Calls that a running bot makes; those of its start are left alone.
CALLS = (
    "chat.postMessage",
    "chat.postMessage",
    "chat.postMessage",
    "chat.update",
    "chat.postEphemeral",
    "conversations.create",
    "conversations.invite",
    "conversations.setTopic",
    "chat.scheduleMessage",
    "chat.deleteScheduledMessage",
    "conversations.history",
    "conversations.replies",
    "pins.add",
    "users.info",
    "views.open",
    "files.*",
    "upload",
    "response",
)
DELIVERED = ("*", "*", "message", "reaction_*", "pin_*", "/incident", "view_submission", "block_actions")
FAILURES = (500, 503)
PAUSES = (20, 70, 130, 400)


async def strike(stage: Stage, step: Step) -> None:
    """Has it go wrong."""
    await TROUBLES[step.kind](stage, step)


def _delivery(kind: DeliveryTrouble) -> Callable[[Stage, Step], Awaitable[None]]:
    async def trouble(stage: Stage, step: Step) -> None:
        name = DELIVERED[step.pick % len(DELIVERED)]
        stage.box.faults.add(
            DeliveryFault(
                kind=kind,
                name=name,
                times=1 + step.more % 3,
                copies=1 + step.more % 2,
                seconds=0.05 if kind is DeliveryTrouble.DELAY else step.more % 8 / 1000,
            )
        )

    return trouble


def _call(kind: Trouble) -> Callable[[Stage, Step], Awaitable[None]]:
    async def trouble(stage: Stage, step: Step) -> None:
        stage.box.faults.add(
            Fault(
                kind=kind,
                method=CALLS[step.pick % len(CALLS)],
                times=1 + step.more % 2,
                retry_after=1 + step.more % 30,
                status=FAILURES[step.more % len(FAILURES)],
                seconds=0.01 + step.more % 10 / 100,
            )
        )

    return trouble


async def drop(stage: Stage, step: Step) -> None:
    """All connections over which Slack delivers break."""
    await stage.box.drop()


async def refresh(stage: Stage, step: Step) -> None:
    """Slack asks for new connections."""
    await stage.box.sockets.disconnect("refresh_requested", close=bool(step.more % 2))


async def jump(stage: Stage, step: Step) -> None:
    """The bot's clock is set by an hour, or set right again."""
    if stage.bot_clock.ahead:
        stage.bot_clock.ahead = timedelta(0)
    else:
        stage.bot_clock.ahead = JUMP if step.more % 2 else -JUMP
    stage.forward(0.001)


def _victim(stage: Stage, step: Step) -> Replica:
    return stage.replicas[step.pick % len(stage.replicas)]


async def kill(stage: Stage, step: Step) -> None:
    """``kill -9``, a moment after whatever has just begun."""
    await asyncio.sleep(step.more % 30 / 1000)
    _victim(stage, step).kill()


async def kill_before(stage: Stage, step: Step) -> None:
    """``kill -9`` between a commit and a call: the call never arrives."""
    method = CALLS[step.more % len(CALLS)]
    stage.box.faults.add(Fault(kind=Trouble.CALLBACK, method=method, before=_victim(stage, step).kill))
    stage.box.faults.add(Fault(kind=Trouble.REFUSED, method=method))


async def kill_after(stage: Stage, step: Step) -> None:
    """``kill -9`` between a call and its answer."""
    method = CALLS[step.more % len(CALLS)]
    stage.box.faults.add(Fault(kind=Trouble.CALLBACK, method=method, after=_victim(stage, step).kill))
    stage.box.faults.add(Fault(kind=Trouble.LOST_ANSWER, method=method))


async def restart(stage: Stage, step: Step) -> None:
    """A process that was killed is started again."""
    victim = _victim(stage, step)
    if not victim.alive:
        await victim.start()


async def time_passes(stage: Stage, step: Step) -> None:
    """A pause; Slack's redeliveries come in it, or are given up."""
    await stage.settle()
    await stage.passes(PAUSES[step.more % len(PAUSES)])


async def settle(stage: Stage, step: Step) -> None:
    """Nobody does anything until everything has had its effect."""
    await stage.settle()


TROUBLES: Mapping[Kind, Callable[[Stage, Step], Awaitable[None]]] = {
    Kind.DUPLICATE: _delivery(DeliveryTrouble.DUPLICATE),
    Kind.DELAY: _delivery(DeliveryTrouble.DELAY),
    Kind.WITHHOLD: _delivery(DeliveryTrouble.WITHHOLD),
    Kind.CUT_DELIVERY: _delivery(DeliveryTrouble.CUT),
    Kind.LOSE_ACKNOWLEDGEMENT: _delivery(DeliveryTrouble.LOST_ANSWER),
    Kind.SLOW_DOWN: _call(Trouble.RATELIMITED),
    Kind.FAIL: _call(Trouble.HTTP),
    Kind.LOSE_ANSWER: _call(Trouble.LOST_ANSWER),
    Kind.CUT: _call(Trouble.REFUSED),
    Kind.LATENCY: _call(Trouble.LATENCY),
    Kind.DROP: drop,
    Kind.REFRESH: refresh,
    Kind.JUMP: jump,
    Kind.KILL: kill,
    Kind.KILL_BEFORE: kill_before,
    Kind.KILL_AFTER: kill_after,
    Kind.RESTART: restart,
    Kind.PASS: time_passes,
    Kind.SETTLE: settle,
}
