"""Trouble on demand."""

from __future__ import annotations

import asyncio

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox import Channel, DeliveryFault, DeliveryTrouble, Fault, Person, Sandbox, Trouble
from tests.sandbox.doubles import Clock, SocketApp, error


def posted(box: Sandbox, channel: Channel) -> list[str]:
    """The texts of the app's messages."""
    return [message.text for message in box.messages(channel) if message.bot_id]


async def test_lost_answer(box: Sandbox, client: AsyncWebClient, talk: Channel) -> None:
    """The call is applied and its answer lost."""
    box.faults.add(Fault(kind=Trouble.LOST_ANSWER, method="chat.postMessage"))
    with pytest.raises(aiohttp.ClientError):
        await client.chat_postMessage(channel=talk.id, text="x")
    assert ["x"] == posted(box, talk)
    assert (True, False) == (box.calls[-1].applied, box.calls[-1].ok)


async def test_refused(box: Sandbox, client: AsyncWebClient, talk: Channel) -> None:
    """The connection is cut before anything happens."""
    box.faults.add(Fault(kind=Trouble.REFUSED, method="chat.*"))
    with pytest.raises(aiohttp.ClientError):
        await client.chat_postMessage(channel=talk.id, text="x")
    assert [] == posted(box, talk)


async def test_nth_call_in_a_channel(
    box: Sandbox, client: AsyncWebClient, ann: Person, talk: Channel
) -> None:
    """A fault can wait for the nth call in one channel."""
    other = box.add_channel("other", [ann], bot=True)
    box.faults.add(Fault(kind=Trouble.ERROR, error="internal_error", channel=talk.id, nth=2))
    await client.chat_postMessage(channel=talk.id, text="1")
    await client.chat_postMessage(channel=other.id, text="2")
    assert "internal_error" == await error(client.chat_postMessage(channel=talk.id, text="3"))
    await client.chat_postMessage(channel=talk.id, text="4")


async def test_http_errors_for_ever(box: Sandbox, client: AsyncWebClient) -> None:
    """A fault without an end lasts until cleared."""
    box.faults.add(Fault(kind=Trouble.HTTP, status=503, times=None))
    for _ in range(3):
        with pytest.raises(SlackApiError) as raised:
            await client.auth_test()
        assert 503 == raised.value.response.status_code
    box.faults.clear()
    await client.auth_test()


async def test_ratelimited(box: Sandbox, client: AsyncWebClient, clock: Clock, talk: Channel) -> None:
    """A 429 on demand holds until Retry-After is over, and an early call is a violation."""
    box.faults.add(Fault(kind=Trouble.RATELIMITED, method="chat.postMessage", retry_after=30))
    assert "ratelimited" == await error(client.chat_postMessage(channel=talk.id, text="x"))
    assert "ratelimited" == await error(client.chat_postMessage(channel=talk.id, text="x"))
    assert 1 == len(box.violations)
    clock.forward(seconds=30)
    await client.chat_postMessage(channel=talk.id, text="x")


async def test_latency_shows_what_runs_at_once(box: Sandbox, client: AsyncWebClient) -> None:
    """Calls made at once overlap in the journal, calls made in turn do not."""
    box.faults.add(Fault(kind=Trouble.LATENCY, method="auth.test", seconds=0.02, times=None))
    await asyncio.gather(client.auth_test(), client.auth_test())
    await client.auth_test()
    first, second, third = box.calls[-3:]
    assert (True, False) == (first.overlaps(second), second.overlaps(third))


async def test_duplicates(box: Sandbox, app: SocketApp, ann: Person, talk: Channel) -> None:
    """The same event, with the same event id, comes several times."""
    box.faults.add(DeliveryFault(kind=DeliveryTrouble.DUPLICATE, name="message", copies=2))
    await ann.says(talk, "x")
    await box.until(lambda: len(app.envelopes) == 3)
    assert 1 == len({envelope["payload"]["event_id"] for envelope in app.envelopes})


async def test_overtaking(box: Sandbox, app: SocketApp, ann: Person, talk: Channel) -> None:
    """A delayed event is overtaken by the next."""
    box.faults.add(DeliveryFault(kind=DeliveryTrouble.DELAY, name="message"))
    await ann.says(talk, "first")
    await ann.says(talk, "second")
    await box.until(lambda: len(app.events) == 2)
    assert ["second", "first"] == [event["text"] for event in app.events]


async def test_withheld(box: Sandbox, app: SocketApp, ann: Person, talk: Channel) -> None:
    """A withheld event never comes."""
    box.faults.add(DeliveryFault(kind=DeliveryTrouble.WITHHOLD, name="message"))
    await ann.says(talk, "first")
    await ann.says(talk, "second")
    await box.until(lambda: app.events)
    assert ["second"] == [event["text"] for event in app.events]
    assert [True, False] == [delivery.withheld for delivery in box.deliveries]


async def test_dropped_socket(box: Sandbox, app: SocketApp, ann: Person, talk: Channel) -> None:
    """The connection breaks instead; after a new one the event is delivered again."""
    box.faults.add(DeliveryFault(kind=DeliveryTrouble.DROP_SOCKET, name="message"))
    await ann.says(talk, "x")
    await box.until(lambda: not box.sockets.connections)
    await app.close()
    await app.connect()
    await box.settled()
    box.hasten()
    await box.until(lambda: app.events)
    assert [2, "timeout"] == [app.envelopes[0]["retry_attempt"], app.envelopes[0]["retry_reason"]]


async def test_a_lost_acknowledgement(box: Sandbox, app: SocketApp, ann: Person, talk: Channel) -> None:
    """The app has acknowledged, Slack does not know, and delivers again."""
    box.faults.add(DeliveryFault(kind=DeliveryTrouble.LOST_ANSWER, name="message"))
    await ann.says(talk, "x")
    await box.until(lambda: box.deliveries[-1].acknowledged)
    lost, again = box.deliveries[-1].attempts
    assert (None, "connection_closed", True) == (lost.acknowledged, lost.problem, lost.answered is not None)
    assert (None, 1) == (again.problem, again.number)


async def test_a_connection_cut_before_the_acknowledgement(
    box: Sandbox, app: SocketApp, ann: Person, talk: Channel
) -> None:
    """The envelope came, and the socket breaks before it is acknowledged."""
    app.deaf = True
    box.faults.add(DeliveryFault(kind=DeliveryTrouble.CUT, name="message", seconds=0.01))
    await ann.says(talk, "x")
    await box.until(lambda: not box.sockets.connections)
    await box.settled()
    assert ["connection_closed", "no_connection"] == [a.problem for a in box.deliveries[-1].attempts]
    assert 1 == len(app.envelopes)


async def test_callback(box: Sandbox, client: AsyncWebClient, talk: Channel) -> None:
    """A test can be called when a call arrives, and again when it was applied and is not answered yet."""
    seen: list[list[str]] = []
    box.faults.add(
        Fault(
            kind=Trouble.CALLBACK,
            method="chat.postMessage",
            before=lambda: seen.append(posted(box, talk)),
            after=lambda: seen.append(posted(box, talk)),
        )
    )
    await client.chat_postMessage(channel=talk.id, text="x")
    assert [[], ["x"]] == seen


async def test_answers_and_uploads_meet_trouble(box: Sandbox, client: AsyncWebClient, talk: Channel) -> None:
    """A response address and the upload of a file can be told to wait, to fail, or lose their answer."""
    target = await client.files_getUploadURLExternal(filename="a.txt", length=1)
    box.faults.add(Fault(kind=Trouble.HTTP, method="upload", status=503))
    box.faults.add(Fault(kind=Trouble.RATELIMITED, method="upload", nth=2, retry_after=7))
    box.faults.add(Fault(kind=Trouble.LOST_ANSWER, method="upload", nth=3))
    async with aiohttp.ClientSession() as session:
        async with session.post(target["upload_url"], data=b"x") as answer:
            assert 503 == answer.status
        async with session.post(target["upload_url"], data=b"x") as answer:
            assert (429, "7") == (answer.status, answer.headers["Retry-After"])
        with pytest.raises(aiohttp.ClientError):
            await session.post(target["upload_url"], data=b"x")
    assert b"x" == box.files[-1].content
