"""Socket Mode, spoken bare and by the real Bolt handler."""

from __future__ import annotations

from typing import Any

import aiohttp
import pytest
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox import Channel, Person, Sandbox
from tests.sandbox.doubles import Clock, SocketApp


async def test_hello(box: Sandbox, app: SocketApp) -> None:
    """The first frame tells the number of connections and their life."""
    hello = app.control[0]
    assert ("hello", 1, 3600) == (
        hello["type"],
        hello["num_connections"],
        hello["debug_info"]["approximate_connection_time"],
    )
    assert box.app.app_id == hello["connection_info"]["app_id"]


async def test_a_ticket_opens_once(app: SocketApp, session: aiohttp.ClientSession) -> None:
    """The address from apps.connections.open takes one connection; a made-up one takes none."""
    url = await app.url()
    first = await session.ws_connect(url)
    for used in (url, url.replace("ticket-", "guess-")):
        with pytest.raises(aiohttp.WSServerHandshakeError):
            await session.ws_connect(used)
    await first.close()


async def test_each_payload_goes_to_one_connection(
    box: Sandbox, app: SocketApp, session: aiohttp.ClientSession, ann: Person, talk: Channel
) -> None:
    """Two connections share the events between them."""
    other = SocketApp(box, session)
    await other.connect()
    assert 2 == other.control[0]["num_connections"]
    for number in range(4):
        await ann.says(talk, str(number))
    await box.settled()
    assert (2, 2) == (len(app.envelopes), len(other.envelopes))
    ids = [envelope["payload"]["event_id"] for envelope in [*app.envelopes, *other.envelopes]]
    assert 4 == len(set(ids))
    await other.close()


async def test_too_many_connections(box: Sandbox, app: SocketApp, session: aiohttp.ClientSession) -> None:
    """The eleventh connection is told so and closed."""
    sockets = [await session.ws_connect(await app.url()) for _ in range(10)]
    frames = [await socket.receive_json() for socket in sockets]
    assert {"type": "disconnect", "reason": "too_many_websockets"} == frames[-1]
    assert 10 == len(box.sockets.connections)
    for socket in sockets:
        await socket.close()


async def test_pong(app: SocketApp, session: aiohttp.ClientSession) -> None:
    """A ping is answered with its own words."""
    socket = await session.ws_connect(await app.url(), autoping=False)
    await socket.receive()
    await socket.ping(b"sdk-ping-pong:1")
    frame = await socket.receive()
    assert (aiohttp.WSMsgType.PONG, b"sdk-ping-pong:1") == (frame.type, bytes(frame.data))
    await socket.close()


async def test_redelivery(clock: Clock, session: aiohttp.ClientSession) -> None:
    """Without an acknowledgement an event comes again at once, after one minute and after five; then it is lost."""
    async with Sandbox(clock=clock, ack_timeout=0.02) as box:
        ann = box.add_person("ann")
        talk = box.add_channel("talk", [ann], bot=True)
        app = SocketApp(box, session)
        app.deaf = True
        await app.connect()
        await ann.says(talk, "x")
        await box.until(lambda: len(app.envelopes) == 2)
        await box.settled()
        for expected, minutes in ((3, 1), (4, 4)):
            clock.forward(minutes=minutes)
            await box.until(lambda count=expected: len(app.envelopes) == count)  # type: ignore[misc]
            await box.settled()
        assert [0, 1, 2, 3] == [envelope["retry_attempt"] for envelope in app.envelopes]
        assert ["", "timeout", "timeout", "timeout"] == [e["retry_reason"] for e in app.envelopes]
        assert 4 == len({envelope["envelope_id"] for envelope in app.envelopes})
        assert 1 == len({envelope["payload"]["event_id"] for envelope in app.envelopes})
        assert box.deliveries[0].lost
        await app.close()


async def test_nobody_there(box: Sandbox, app: SocketApp, ann: Person, talk: Channel) -> None:
    """Without a connection events wait for their retry, and a command fails before the person's eyes."""
    await app.close()
    await box.until(lambda: not box.sockets.connections)
    await ann.says(talk, "x")
    reply = await ann.types("/greet", "", talk)
    assert (False, "dispatch_failed") == (reply.acknowledged, reply.problem)
    await app.connect()
    box.hasten()
    await box.until(lambda: app.named("message"))
    assert "x" == app.events[0]["text"]


@pytest.mark.parametrize("reason", ["warning", "refresh_requested", "link_disabled"])
async def test_disconnect(box: Sandbox, app: SocketApp, reason: str) -> None:
    """The app is asked to go, with the reason."""
    await box.sockets.disconnect(reason)
    await box.until(lambda: len(app.control) == 2)
    assert ("disconnect", reason) == (app.control[1]["type"], app.control[1]["reason"])


async def test_dead_but_open(clock: Clock, session: aiohttp.ClientSession) -> None:
    """A frozen connection stays open and acknowledges nothing."""
    async with Sandbox(clock=clock, ack_timeout=0.02, commands=("/greet",)) as box:
        ann = box.add_person("ann")
        talk = box.add_channel("talk", [ann], bot=True)
        app = SocketApp(box, session)
        await app.connect()
        box.sockets.freeze()
        reply = await ann.types("/greet", "", talk)
        assert ("operation_timeout", 1) == (reply.problem, len(box.sockets.connections))
        await box.sockets.drop()
        await app.close()


async def test_no_handshake(box: Sandbox, app: SocketApp, session: aiohttp.ClientSession) -> None:
    """On request no handshake succeeds, though tickets are given out."""
    box.sockets.refuse_handshakes = True
    with pytest.raises(aiohttp.WSServerHandshakeError):
        await session.ws_connect(await app.url())


async def test_bolt(box: Sandbox, client: AsyncWebClient, ann: Person, talk: Channel) -> None:
    """The real handler connects, hears, answers, and comes back when asked to reconnect."""
    app = AsyncApp(client=client, process_before_response=True)

    @app.event("message")
    async def hear(event: dict[str, Any], say: Any) -> None:
        if event.get("text") == "hello":
            await say("hello to you")

    @app.command("/greet")
    async def greet(ack: Any, command: dict[str, Any]) -> None:
        await ack(f"greetings, {command['text']}")

    handler = AsyncSocketModeHandler(app, box.app_token, ping_interval=0.05)
    await handler.connect_async()  # type: ignore[no-untyped-call]
    await box.until(lambda: box.sockets.connections)
    await ann.says(talk, "hello")
    await box.until(lambda: box.messages(talk)[-1].text == "hello to you")
    reply = await ann.types("/greet", "@bob", talk)
    assert ("greetings, <@U0000000003|bob>", True) == (reply.text, reply.seconds < 0.5)
    await box.sockets.disconnect("refresh_requested")
    await box.until(lambda: box.sockets.opened == 2)
    assert (await ann.types("/greet", "again", talk)).acknowledged
    await handler.close_async()  # type: ignore[no-untyped-call]
