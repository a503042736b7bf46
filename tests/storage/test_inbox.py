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
    """Left behind is what was stored before that instant and is not done, in the order it came; clocks do not count."""
    await database.accept([a_command("late")], [], minutes(2))
    await database.accept([a_command("first")], [], minutes(1))
    await database.accept([a_command("second"), a_command("done")], [], NOW)
    async with database.change() as change:
        await change.finish("done")

    left_behind = [request.key for request in await database.waiting_requests(minutes(2))]
    assert ["first", "second"] == left_behind


async def test_earlier_requests_of_the_channel_or_the_person_come_first(database: Database) -> None:
    """What came before in a channel, or from the same person elsewhere, is known until it is done."""
    requests = [
        a_command("z here", user="U1", channel="C1"),
        a_command("y elsewhere", user="U2", channel="C2"),
        a_command("x by another", user="U3", channel="C3"),
        a_command("w done", user="U2", channel="C1"),
        a_command("v", user="U2", channel="C1"),
        a_command("a later", user="U2", channel="C1"),
    ]
    await database.accept(requests[:3], [], minutes(5))
    await database.accept(requests[3:], [], NOW)
    async with database.change() as change:
        await change.finish("w done")

    assert tuple(requests[:2]) == await database.requests_ahead(requests[4])
    assert () == await database.requests_ahead(requests[0])


async def test_people_without_a_channel_do_not_wait_for_each_other(database: Database) -> None:
    """A request from outside of any channel has only its asker's requests before it."""
    requests = [a_command("1", user="U1", channel=""), a_command("2", user="U2", channel="")]
    await database.accept(requests, [], NOW)

    assert () == await database.requests_ahead(requests[1])


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
