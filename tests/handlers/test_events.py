"""Message events through Bolt itself: verified, stored, then acknowledged."""

from __future__ import annotations

import json
import time
from collections.abc import AsyncIterator
from typing import Any

import pytest
from slack_bolt.async_app import AsyncApp, AsyncBoltRequest
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.signature import SignatureVerifier
from sqlalchemy import text
from structlog.testing import capture_logs

from bot.gateway import Identity
from bot.intake import Intake
from bot.metrics import Metrics
from bot.model import Message, Place
from bot.requests import Request
from handlers import errors, events
from storage.store import Database
from tests.storage.examples import CHANNEL, NOW, an_incident, save

BOT = Identity(user="U0BOT", bot="B0BOT", team="T1", url="https://example.slack.com/")
SECRET = "secret"
TS = "1930000000.000100"


class App:
    """Bolt with the listeners for events, over a database with one incident."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.others: list[str] = []
        intake = Intake(database, lambda: NOW, self._work, Metrics())
        self._bolt = AsyncApp(
            signing_secret=SECRET,
            authorize=self._authorize,
            before_authorize=events.Messages(intake, BOT),
            process_before_response=True,
        )
        errors.register(self._bolt)

    async def _work(self, request: Request) -> None:
        self.others.append(request.key)

    async def _authorize(self) -> AuthorizeResult:
        return AuthorizeResult(enterprise_id=None, team_id="T1", bot_id="B0BOT", bot_user_id="U0BOT")

    async def hears(self, **event: Any) -> int:
        """The status with which a message event over Socket Mode is answered; 200 acknowledges."""
        body = {"type": "event_callback", "team_id": "T1", "event": _message(**event)}
        return (await self._bolt.async_dispatch(AsyncBoltRequest(body=body, mode="socket_mode"))).status

    async def hears_over_http(self, secret: str, **event: Any) -> int:
        """The same over HTTP, signed with that secret."""
        body = json.dumps({"type": "event_callback", "team_id": "T1", "event": _message(**event)})
        headers = {
            "Content-Type": "application/json",
            "X-Slack-Request-Timestamp": str(int(time.time())),
        }
        signature = SignatureVerifier(secret).generate_signature(
            timestamp=headers["X-Slack-Request-Timestamp"], body=body
        )
        request = AsyncBoltRequest(body=body, headers={**headers, "X-Slack-Signature": signature or ""})
        return (await self._bolt.async_dispatch(request)).status

    async def evidence(self, ts: str = TS) -> Message | None:
        """What is stored of a message."""
        async with self.database.read() as reader:
            return await reader.message(Place(channel=CHANNEL, ts=ts))


def _message(**event: Any) -> dict[str, Any]:
    return {"type": "message", "channel": CHANNEL, "user": "U1", "ts": TS, "text": "No flame"} | event


@pytest.fixture
async def app(sqlite_url: str) -> AsyncIterator[App]:
    """The app under test."""
    async with Database.open(sqlite_url) as database:
        await save(database, an_incident())
        yield App(database)


async def test_a_message_is_stored_when_it_is_acknowledged(app: App) -> None:
    """The answer 200 means that the message, its permalink included, can be read back."""
    assert 200 == await app.hears()
    message = await app.evidence()

    assert message is not None
    assert ("No flame", f"https://example.slack.com/archives/{CHANNEL}/p1930000000000100") == (
        message.text,
        message.permalink,
    )


async def test_a_message_that_cannot_be_stored_is_not_acknowledged(app: App) -> None:
    """When the database fails, Slack is to deliver again; then it is stored."""
    async with app.database.transactions.writing() as connection:
        await connection.execute(text("ALTER TABLE messages RENAME TO away"))
    with capture_logs() as logged:
        assert 500 == await app.hears()
    async with app.database.transactions.writing() as connection:
        await connection.execute(text("ALTER TABLE away RENAME TO messages"))

    assert ["not stored, so not acknowledged", "payload not taken"] == [line["event"] for line in logged]
    assert 200 == await app.hears()
    assert None is not await app.evidence()


@pytest.mark.parametrize("first", [1, 2])
async def test_edits_within_one_second_keep_their_order(app: App, first: int) -> None:
    """Slack dates an edit to the second; of two within one, the later event is how the message stands."""
    await app.hears()
    for number in (first, 3 - first):
        edited = {"user": "U1", "ts": TS, "text": f"Text {number}", "edited": {"ts": "1930000007.000000"}}
        at = f"1930000007.000{number}00"
        assert 200 == await app.hears(subtype="message_changed", message=edited, ts=at, event_ts=at)
    message = await app.evidence()

    assert message is not None
    assert ("Text 2", 200) == (message.text, message.edited_at and message.edited_at.microsecond)


@pytest.mark.parametrize(
    "event",
    [
        {"user": "U0BOT"},
        {"user": None, "bot_id": "B0BOT"},
        {
            "subtype": "message_changed",
            "message": {"user": "U0BOT", "ts": TS, "text": "x", "edited": {"ts": TS}},
        },
        {"subtype": "message_deleted", "deleted_ts": TS, "previous_message": {"user": "U0BOT", "ts": TS}},
        {"subtype": "channel_topic", "topic": "x"},
    ],
    ids=["by the bot", "by its bot id", "edited by the bot", "deleted by the bot", "book-keeping"],
)
async def test_what_nobody_said_is_acknowledged_alone(app: App, event: dict[str, Any]) -> None:
    """The bot's own messages and Slack's book-keeping are no evidence."""
    assert 200 == await app.hears(**event)
    assert None is await app.evidence()


async def test_a_message_of_another_channel_is_acknowledged_alone(app: App) -> None:
    """What is said in a channel that is no incident's is not kept."""
    assert 200 == await app.hears(channel="C0OTHER")
    async with app.database.read() as reader:
        assert None is await reader.message(Place(channel="C0OTHER", ts=TS))


async def test_only_slack_is_listened_to(app: App) -> None:
    """Over HTTP, a message whose signature is wrong is refused and not stored."""
    assert 401 == await app.hears_over_http("guessed")
    assert None is await app.evidence()
    assert 200 == await app.hears_over_http(SECRET)
    assert None is not await app.evidence()
