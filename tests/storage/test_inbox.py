"""Requests, from their arrival until they are done."""

from __future__ import annotations

import pytest

from bot.ports import AlreadyDone
from bot.requests import ButtonPressed, FormSubmitted, Marked, Request
from storage.store import Database
from tests.storage.examples import CHANNEL, NOW, a_command, an_incident, minutes

REQUESTS: list[Request] = [
    a_command("1", text="note a <b> & \ud83e\0"),
    FormSubmitted(
        key="2",
        user="U1",
        form="update",
        fields={"text": "Gas is back"},
        channel=CHANNEL,
        response_url="",
        incident=1,
        at=NOW,
    ),
    ButtonPressed(
        key="3",
        user="U1",
        channel=CHANNEL,
        action="snooze",
        value="1",
        response_url="https://hooks.example.com/1",
        trigger_id="1.2",
        at=NOW,
    ),
    Marked(key="4", user="U1", channel=CHANNEL, ts="1.000100", mark="pin", added=True, at=NOW),
]


async def test_every_kind_of_request_comes_back_equal(database: Database) -> None:
    """What was asked for is known after a crash."""
    await database.accept(REQUESTS, [], NOW)

    assert tuple(REQUESTS) == await database.waiting_requests(minutes(1))


async def test_a_redelivery_is_not_new(database: Database) -> None:
    """A key is new once, also within a batch; an empty batch has none."""
    assert {"a", "b"} == await database.accept([a_command("a"), a_command("b"), a_command("a")], [], NOW)
    assert {"c"} == await database.accept([a_command("b"), a_command("c")], [], minutes(1))
    assert set() == await database.accept([], [], NOW)


async def test_waiting_requests_are_old_and_unfinished(database: Database) -> None:
    """Left behind is what was stored before that instant and is not done, oldest first."""
    await database.accept([a_command("late")], [], minutes(2))
    await database.accept([a_command("second")], [], minutes(1))
    await database.accept([a_command("first"), a_command("done")], [], NOW)
    async with database.change() as change:
        await change.finish("done")

    left_behind = [request.key for request in await database.waiting_requests(minutes(2))]
    assert ["first", "second"] == left_behind


async def test_a_request_is_done_once(database: Database) -> None:
    """Who finishes a request second is told so, and nothing of that change is stored."""
    await database.accept([a_command("a")], [], NOW)
    async with database.change() as change:
        await change.finish("a")

    async def finish_again() -> None:
        async with database.change() as change:
            await change.save(an_incident())
            await change.finish("a")

    with pytest.raises(AlreadyDone):
        await finish_again()

    async with database.read() as reader:
        assert None is await reader.incident(1)


async def test_an_unknown_key_can_be_finished(database: Database) -> None:
    """What never came through the inbox needs no row to be done."""
    async with database.change() as change:
        await change.finish("never stored")
        await change.save(an_incident())

    async with database.read() as reader:
        assert an_incident() == await reader.incident(1)
