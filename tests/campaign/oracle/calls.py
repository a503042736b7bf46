"""The calls: none before Slack's ``Retry-After`` has passed, if the process could know of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from bot.sandbox import ApiCall
from tests.campaign.stage import Stage

#: Slack's clock is only moved while nothing is on its way; without that it goes less far.
MOVED = timedelta(milliseconds=5)


def wrong(stage: Stage) -> Iterator[str]:
    """What came too early."""
    if not stage.box.violations:
        return
    told: list[ApiCall] = []
    for call in stage.box.calls:
        told = [before for before in told if before.retry_at and before.retry_at > call.at]
        for before in told:
            if _concerns(before, call) and (_is_same(before, call) or call.at - before.at > MOVED):
                yield f"{call.method} at {call.at:%H:%M:%S}, told at {before.at:%H:%M:%S} to wait for {before.retry_at}"
                break
        if call.retry_at is not None:
            told.append(call)


def _is_same(before: ApiCall, call: ApiCall) -> bool:
    """Whether it is the same post once more, which nobody but the one that was told makes."""
    return "metadata" in call.args and call.args["metadata"] == before.args.get("metadata")


def _concerns(before: ApiCall, call: ApiCall) -> bool:
    if (before.method, before.caller) != (call.method, call.caller):
        return False
    if before.ended is None or before.ended > call.started:
        return False
    return call.method != "chat.postMessage" or before.args.get("channel") == call.args.get("channel")
