"""The database away, or locked, for a while: nothing is acknowledged that is not stored, and all is well afterwards."""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import aiohttp
import pytest
from sqlalchemy import make_url

from bot.sandbox import Fault, Trouble
from tests.campaign.line import Line
from tests.campaign.oracle import judged
from tests.campaign.people import act
from tests.campaign.schedule import Kind, Step
from tests.campaign.stage import Stage, set_up
from tests.test_run import free_port

#: Longer than a SQLite writer waits for another, and than Slack waits for an acknowledgement.
LOCKED_SECONDS = 3.0


def _over(line: Line, url: str) -> str:
    return f"postgresql://postgres@127.0.0.1:{line.port}/{make_url(url).database}"


async def _ready(port: int) -> int:
    async with (
        aiohttp.ClientSession() as session,
        session.get(f"http://127.0.0.1:{port}/readyz") as answer,
    ):
        return answer.status


async def _opened(stage: Stage) -> None:
    await act(stage, Step(kind=Kind.OPEN))
    for _ in range(3):
        await stage.passes(2)


def _says(stage: Stage, word: str) -> bool:
    """Whether the bot has said it in the incident's channel."""
    bot = stage.box.bot_user
    return any(m.user == bot and word in m.text for m in stage.box.messages(stage.rooms[0]))


async def test_away_for_a_minute(postgres_folder: str, postgres_url: str) -> None:
    """No acknowledgement and no readiness while it is away; Slack delivers again and the bot goes on by itself."""
    port = free_port()
    async with Line(postgres_folder) as line, set_up(_over(line, postgres_url), port=port) as stage:
        await _opened(stage)
        assert 200 == await _ready(port)
        await line.cut()
        await act(stage, Step(kind=Kind.CHAT))
        await act(stage, Step(kind=Kind.NOTE))
        await stage.box.settled()
        assert 503 == await _ready(port)
        assert [False, False] == [delivery.acknowledged for delivery in stage.box.deliveries[-2:]]
        await line.mend()
        stage.forward(60)
        await stage.box.until(
            lambda: all(d.acknowledged for d in stage.box.deliveries if d.name == "message")
        )
        assert 200 == await _ready(port)
        await act(stage, Step(kind=Kind.NOTE))
        # Nothing but the bot's own loop gets it there.
        await stage.box.until(lambda: _says(stage, stage.typed[-1].word))

        assert [] == await stage.rests() + await judged(stage)


async def test_shortcuts_open_without_it(postgres_folder: str, postgres_url: str) -> None:
    """While the database is away, the form of a shortcut opens within the three seconds that Slack allows."""
    async with Line(postgres_folder) as line, set_up(_over(line, postgres_url)) as stage:
        await _opened(stage)
        await act(stage, Step(kind=Kind.CHAT))
        person, room = stage.people[0], stage.rooms[0]
        said = next(m for m in stage.box.messages(room) if m.user == person.id and m.subtype is None)
        await line.cut()
        reply = await person.chooses("add_to_timeline", room, said.ts)

        assert reply.acknowledged
        assert person.view is not None
        assert "timeline" == person.view.definition["callback_id"]
        await line.mend()


async def test_away_while_something_is_told(postgres_folder: str, postgres_url: str) -> None:
    """What was being told when the database went away is told once, and known to be told."""
    async with Line(postgres_folder) as line, set_up(_over(line, postgres_url)) as stage:
        await _opened(stage)
        stage.box.faults.add(Fault(kind=Trouble.LATENCY, method="chat.postMessage", seconds=0.3))
        await act(stage, Step(kind=Kind.NOTE))
        await stage.box.until(lambda: stage.box.calls[-1].fault == Trouble.LATENCY)
        await line.cut()
        await stage.box.until(lambda: _says(stage, stage.typed[-1].word))
        await stage.box.settled()
        await line.mend()
        await act(stage, Step(kind=Kind.NOTE))
        stage.forward(60)
        await stage.box.until(lambda: _says(stage, stage.typed[-1].word))

        assert [] == await stage.rests() + await judged(stage)


@contextlib.contextmanager
def _locked(url: str) -> Iterator[None]:
    """Somebody else is writing to the file."""
    file = make_url(url).database
    assert file is not None
    assert Path(file).exists()
    connection = sqlite3.connect(file, isolation_level=None)
    try:
        connection.execute("BEGIN IMMEDIATE")
        yield
        connection.execute("ROLLBACK")
    finally:
        connection.close()


async def test_a_locked_file(sqlite_url: str) -> None:
    """While another process holds the SQLite file nothing is half stored; afterwards the bot goes on by itself.

    What Slack has told people had failed is not done then.
    """
    port = free_port()
    async with set_up(sqlite_url, port=port) as stage:
        await _opened(stage)
        before = len(stage.box.deliveries)
        with _locked(sqlite_url):
            for kind in (Kind.CHAT, Kind.NOTE, Kind.OPEN):
                stage.begin(act(stage, Step(kind=kind)))
            acknowledged = stage.box.until(
                lambda: any(delivery.acknowledged for delivery in stage.box.deliveries[before:]),
                LOCKED_SECONDS,
            )
            assert 503 == await _ready(port)
            with pytest.raises(AssertionError, match="not yet"):
                await acknowledged
        await stage.done()
        failed = [deed.word for deed in stage.typed[-2:]]
        await act(stage, Step(kind=Kind.NOTE))
        stage.forward(60)
        await stage.box.until(lambda: _says(stage, stage.typed[-1].word))

        assert 200 == await _ready(port)
        assert [] == await stage.rests() + await judged(stage)
        assert ([False, False], 1) == ([_says(stage, word) for word in failed], len(stage.rooms))


def _commands(stage: Stage) -> list[bool]:
    """Whether each command was acknowledged."""
    return [d.acknowledged for d in stage.box.deliveries if d.name == "/incident"]


async def test_a_stop_acknowledges_what_is_in_hand(sqlite_url: str) -> None:
    """The socket is closed when what came over it is acknowledged; what comes meanwhile is left to others."""
    async with set_up(sqlite_url) as stage:
        await _opened(stage)
        bot = stage.replicas[0].bot
        with _locked(sqlite_url):
            stage.begin(act(stage, Step(kind=Kind.NOTE)))
            await stage.box.until(lambda: bot.intake.busy)
            stopped = asyncio.create_task(stage.replicas[0].stop())
            await stage.box.until(lambda: bot.stopping)
            stage.begin(act(stage, Step(kind=Kind.NOTE)))
            await stage.box.until(lambda: len(_commands(stage)) == 3)
        await stopped
        await stage.done()

        assert [True, True, False] == _commands(stage)
