"""Signed HTTP, to the real Bolt server."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import web
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox import Channel, DeliveryFault, DeliveryTrouble, Person, Sandbox
from tests.sandbox.doubles import Clock


class Listening:
    """A web application on a free port."""

    def __init__(self) -> None:
        self._runners: list[web.AppRunner] = []

    async def start(self, application: web.Application, path: str = "/slack/events") -> str:
        """Starts it and returns its address."""
        runner = web.AppRunner(application, shutdown_timeout=0.1)
        self._runners.append(runner)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        return f"http://127.0.0.1:{runner.addresses[0][1]}{path}"

    async def stop(self) -> None:
        """Stops everything."""
        for runner in self._runners:
            await runner.cleanup()


@pytest.fixture
async def listening() -> AsyncIterator[Listening]:
    """Starts web applications and stops them in the end."""
    servers = Listening()
    yield servers
    await servers.stop()


async def test_bolt_accepts_the_signature(
    box: Sandbox, client: AsyncWebClient, listening: Listening, ann: Person, talk: Channel
) -> None:
    """Events, commands and interactions reach the real Bolt server, which checks the signature of each."""
    app = AsyncApp(client=client, signing_secret=box.signing_secret, process_before_response=True)
    heard: list[str] = []

    @app.event("message")
    async def hear(event: dict[str, Any]) -> None:
        heard.append(event.get("text", ""))

    @app.command("/greet")
    async def greet(ack: Any) -> None:
        await ack("hello")

    @app.shortcut("note")
    async def note(ack: Any, shortcut: dict[str, Any]) -> None:
        heard.append(shortcut["type"])
        await ack()

    await box.deliver_to(await listening.start(app.server(port=0).web_app))
    await ann.says(talk, "x")
    await box.until(lambda: heard)
    reply = await ann.types("/greet", "", talk)
    assert ("hello", None) == (reply.text, reply.problem)
    assert (await ann.chooses("note")).acknowledged
    assert ["x", "shortcut"] == heard
    assert {"http"} == {attempt.transport for delivery in box.deliveries for attempt in delivery.attempts}


async def test_a_wrong_secret_is_noticed(box: Sandbox, client: AsyncWebClient, listening: Listening) -> None:
    """An app with another secret refuses the challenge, and the workspace says so."""
    app = AsyncApp(client=client, signing_secret="other")
    url = await listening.start(app.server(port=0).web_app)
    with pytest.raises(ValueError, match="did not answer the challenge: 401"):
        await box.deliver_to(url)


class Receiver:
    """Answers the challenge, then what it is told."""

    def __init__(self) -> None:
        self.requests: list[dict[str, str]] = []
        self.status = 500
        self.headers: dict[str, str] = {}
        self.seconds = 0.0

    async def receive(self, request: web.Request) -> web.Response:
        """One delivery."""
        body = await request.text()
        if "challenge" in body:
            return web.Response(text=body)
        self.requests.append(dict(request.headers))
        await asyncio.sleep(self.seconds)
        return web.Response(status=self.status, headers=self.headers)

    async def address(self, listening: Listening) -> str:
        """Starts to listen."""
        application = web.Application()
        application.router.add_post("/slack/events", self.receive)
        return await listening.start(application)

    async def listen(self, box: Sandbox, listening: Listening) -> None:
        """Has the workspace deliver here."""
        await box.deliver_to(await self.address(listening))


async def test_retries(box: Sandbox, clock: Clock, listening: Listening, ann: Person, talk: Channel) -> None:
    """A failure is tried again with number and reason, the last time after five minutes."""
    receiver = Receiver()
    await receiver.listen(box, listening)
    await ann.says(talk, "x")
    await box.until(lambda: len(receiver.requests) == 2)
    await box.settled()
    clock.forward(minutes=5)
    await box.until(lambda: len(receiver.requests) == 3)
    await box.settled()
    box.hasten()
    await box.until(lambda: len(receiver.requests) == 4)
    numbers = [request.get("X-Slack-Retry-Num") for request in receiver.requests]
    assert [None, "1", "2", "3"] == numbers
    assert "http_error" == receiver.requests[-1]["X-Slack-Retry-Reason"]


async def test_no_retry(box: Sandbox, listening: Listening, ann: Person, talk: Channel) -> None:
    """An answer with X-Slack-No-Retry ends it."""
    receiver = Receiver()
    receiver.headers = {"X-Slack-No-Retry": "1"}
    await receiver.listen(box, listening)
    await ann.says(talk, "x")
    await box.settled()
    assert (1, True) == (len(receiver.requests), box.deliveries[-1].lost)


async def test_slow_answer(clock: Clock, listening: Listening) -> None:
    """A command that is not acknowledged in time fails for the person."""
    async with Sandbox(clock=clock, commands=("/greet",), ack_timeout=0.05) as box:
        ann = box.add_person("ann")
        talk = box.add_channel("talk", [ann])
        receiver = Receiver()
        await receiver.listen(box, listening)
        receiver.seconds = 0.2
        reply = await ann.types("/greet", "", talk)
    assert (False, "operation_timeout") == (reply.acknowledged, reply.problem)


async def test_nobody_listens(box: Sandbox, listening: Listening, ann: Person, talk: Channel) -> None:
    """An address that no longer answers counts as a failed connection."""
    receiver = Receiver()
    await receiver.listen(box, listening)
    await listening.stop()
    await ann.says(talk, "x")
    reply = await ann.types("/greet", "", talk)
    assert "dispatch_failed" == reply.problem
    await box.settled()
    assert ["connection_failed"] * 2 == [attempt.problem for attempt in box.deliveries[0].attempts]


async def test_a_balancer(box: Sandbox, listening: Listening, ann: Person, talk: Channel) -> None:
    """Several addresses are asked in turn; where nobody listens, the next is."""
    receivers = [Receiver(), Receiver()]
    addresses = [await receiver.address(listening) for receiver in receivers]
    for receiver in receivers:
        receiver.status = 200
    await box.deliver_to(*addresses)
    for _ in range(4):
        await ann.says(talk, "x")
        await box.settled()
    assert [2, 2] == [len(receiver.requests) for receiver in receivers]


async def test_a_balancer_passes_by_who_is_gone(
    box: Sandbox, listening: Listening, ann: Person, talk: Channel
) -> None:
    """Where nobody listens any more, the next address is asked, and Slack sees no failure."""
    gone, there, leaving = Receiver(), Receiver(), Listening()
    there.status = 200
    await box.deliver_to(await gone.address(leaving), await there.address(listening), choose=lambda _: 0)
    await leaving.stop()
    await ann.says(talk, "x")
    await box.settled()
    (attempt,) = box.deliveries[-1].attempts
    assert (1, 0, 1, None) == (len(there.requests), len(gone.requests), attempt.connection, attempt.problem)


async def test_a_connection_cut_before_the_answer(
    box: Sandbox, listening: Listening, ann: Person, talk: Channel
) -> None:
    """The request came, its answer is not waited for, and it comes again as a failed connection."""
    receiver = Receiver()
    receiver.status, receiver.seconds = 200, 0.1
    await receiver.listen(box, listening)
    box.faults.add(DeliveryFault(kind=DeliveryTrouble.CUT, name="message"))
    await ann.says(talk, "x")
    await box.until(lambda: box.deliveries[-1].acknowledged)
    assert ["connection_failed", None] == [a.problem for a in box.deliveries[-1].attempts]
    assert [None, "connection_failed"] == [r.get("X-Slack-Retry-Reason") for r in receiver.requests]


async def test_connections_that_break(box: Sandbox, listening: Listening, ann: Person, talk: Channel) -> None:
    """When all connections break, what is under way on them has failed."""
    receiver = Receiver()
    receiver.status, receiver.seconds = 200, 0.4
    await receiver.listen(box, listening)
    await ann.says(talk, "x")
    await box.until(lambda: receiver.requests)
    await box.drop()
    await box.until(lambda: box.deliveries[-1].acknowledged)
    assert ["connection_failed", None] == [a.problem for a in box.deliveries[-1].attempts]
