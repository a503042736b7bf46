"""The whole program as a process: started, spoken to over the wire, killed, started again, asked for the document."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import pytest
import structlog
from typer.testing import CliRunner, Result

from bot.cli import cli
from bot.manifest import EVENTS, SCOPES
from bot.sandbox import Channel, Fault, Person, Sandbox, Trouble

ROOT = Path(__file__).parent.parent


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


async def chronik(folder: Path, *arguments: str, **environment: str) -> Process:
    """Starts ``chronik`` in a folder with nothing in its environment but what is given."""
    given = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), **environment}
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bot",
        *arguments,
        cwd=folder,
        env=given,
        stdin=DEVNULL,
        stdout=PIPE,
        stderr=PIPE,
    )


async def output(folder: Path, *arguments: str, **environment: str) -> tuple[int, str, str]:
    """Exit status, standard output and standard error of one run of ``chronik``."""
    process = await chronik(folder, *arguments, **environment)
    out, err = await asyncio.wait_for(process.communicate(), 30)
    assert process.returncode is not None
    return process.returncode, out.decode(), err.decode()


async def exported(folder: Path, *options: str) -> Result:
    """What ``chronik export INC-1`` says, without starting a process of its own for it."""
    address = {"DATABASE_URL": f"sqlite:///{folder / 'chronik.db'}"}
    try:
        return await asyncio.to_thread(CliRunner().invoke, cli, ["export", "INC-1", *options], env=address)
    finally:
        # A run sets up logging for its own outlet, which is closed now.
        structlog.reset_defaults()


@asynccontextmanager
async def running(folder: Path, box: Sandbox, *, http: bool) -> AsyncIterator[Process]:
    """``chronik run`` connected to the workspace; killed at the end if it still runs."""
    port = free_port()
    mode = {"SLACK_SIGNING_SECRET": box.signing_secret} if http else {"SLACK_APP_TOKEN": box.app_token}
    process = await chronik(
        folder,
        "run",
        SLACK_BOT_TOKEN=box.bot_token,
        SLACK_API_URL=box.api_url,
        CHRONIK_PORT=str(port),
        **mode,
    )
    try:
        await ready(process, port)
        if http:
            await box.deliver_to(f"http://127.0.0.1:{port}/slack/events")
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


async def logged(process: Process, event: str) -> None:
    """Returns when the bot's log says so."""
    assert process.stderr is not None
    seen = []
    while line := await asyncio.wait_for(process.stderr.readline(), 20):
        seen.append(line.decode())
        if f"event={event}" in seen[-1]:
            return
    raise AssertionError("".join(seen))


async def ready(process: Process, port: int) -> None:
    """Waits for the bot's own word that it is ready, and asks it."""
    await logged(process, "ready")
    async with aiohttp.ClientSession() as session, session.get(f"http://127.0.0.1:{port}/readyz") as answer:
        assert 200 == answer.status, await answer.text()


@pytest.fixture
async def box() -> AsyncIterator[Sandbox]:
    """A workspace on the real clock."""
    async with Sandbox(
        bot_events=EVENTS, bot_scopes=SCOPES, commands=("/incident",), bot_name="chronik"
    ) as workspace:
        yield workspace


def incident_channel(box: Sandbox) -> Channel | None:
    """The channel that the bot made."""
    return next((channel for channel in box.channels if channel.creator == box.bot_user), None)


async def opens(box: Sandbox, ann: Person) -> Channel:
    """Ann opens an incident; its channel, once the card is pinned in it."""
    general = box.add_channel("general", members=[ann])
    reply = await ann.types("/incident", "open SEV2 Checkout is down", general)
    assert reply.acknowledged, reply.problem
    await box.until(lambda: (channel := incident_channel(box)) is not None and bool(box.pins(channel)))
    channel = incident_channel(box)
    assert channel is not None
    return channel


@pytest.mark.parametrize("http", [False, True], ids=["socket", "http"])
async def test_a_night_with_the_real_process(box: Sandbox, tmp_path: Path, *, http: bool) -> None:
    """In both modes: opened, recorded, marked, resolved; documents are printed from the database alone."""
    ann = box.add_person("ann", real_name="Ann Lee", tz="Europe/Berlin")
    async with running(tmp_path, box, http=http) as process:
        channel = await opens(box, ann)
        await box.until(lambda: ann.id in channel.members)
        ts = await ann.says(channel, "The database is full")
        await ann.reacts(channel, ts, "pushpin")
        await ann.types("/incident", "cause A log table that Ann kept grew without limit", channel)
        await ann.types("/incident", "resolve Cleaned up", channel)
        await box.until(lambda: any(file.completed for file in box.files), seconds=10)
        process.send_signal(signal.SIGTERM)
        assert 0 == await asyncio.wait_for(process.wait(), 15)
    status, document, _ = await output(tmp_path, "export", "INC-1")
    german = await exported(tmp_path, "--lang", "DE")
    customers = await exported(tmp_path, "--edition", "customer")

    assert 0 == status
    assert "## Ursachenanalyse" in german.stdout
    assert document.startswith("# ")
    for text in ("Checkout is down", "The database is full", "A log table that Ann kept grew", "Ann Lee"):
        assert text in document
    assert f"p{ts.replace('.', '')}" in document
    assert 0 == customers.exit_code
    assert "A log table that our team kept grew without limit" in customers.stdout
    assert not any(private in customers.stdout for private in ("Ann", "The database is full", "/archives/"))
    assert "“Ann” – a person's name" in customers.stderr
    assert "When it began is not recorded" in customers.stderr


async def test_killed_and_started_again(box: Sandbox, tmp_path: Path) -> None:
    """After kill -9 everything acknowledged is there, and the incident goes on."""
    ann = box.add_person("ann")
    async with running(tmp_path, box, http=False) as process:
        channel = await opens(box, ann)
        await ann.types("/incident", "note Before the crash", channel)
        process.kill()
        await process.wait()
    async with running(tmp_path, box, http=False):
        await ann.types("/incident", "note After the crash", channel)
        await box.until(lambda: any("After the crash" in m.text for m in box.messages(channel)))
    document = (await exported(tmp_path)).stdout

    assert 1 == document.count("Before the crash")
    assert 1 == document.count("After the crash")
    echoes = [m for m in box.messages(channel) if "Before the crash" in m.text]
    assert 1 == len(echoes)


async def test_a_token_that_slack_refuses_ends_with_2(box: Sandbox, tmp_path: Path) -> None:
    """A bot token that Slack does not accept is said at once, not retried for ever."""
    status, _, err = await output(
        tmp_path,
        "run",
        SLACK_BOT_TOKEN="xoxb-wrong",
        SLACK_APP_TOKEN=box.app_token,
        SLACK_API_URL=box.api_url,
        CHRONIK_PORT="0",
    )

    assert 2 == status
    assert "invalid_auth" in err
    assert "Traceback" not in err


async def test_an_app_token_that_slack_refuses_ends_with_2(box: Sandbox, tmp_path: Path) -> None:
    """An app-level token that Slack does not accept is said at once, too."""
    status, _, err = await output(
        tmp_path,
        "run",
        SLACK_BOT_TOKEN=box.bot_token,
        SLACK_APP_TOKEN="xapp-wrong",
        SLACK_API_URL=box.api_url,
        CHRONIK_PORT="0",
    )

    assert 2 == status
    assert "SLACK_APP_TOKEN" in err
    assert "Traceback" not in err


async def test_a_port_in_use_is_said(box: Sandbox, tmp_path: Path) -> None:
    """A port that somebody else has is named, and what to do."""
    with socket.socket() as taken:
        taken.bind(("0.0.0.0", 0))  # noqa: S104 - the bot binds all addresses as well
        taken.listen()
        port = str(taken.getsockname()[1])
        status, _, err = await output(
            tmp_path,
            "run",
            SLACK_BOT_TOKEN=box.bot_token,
            SLACK_APP_TOKEN=box.app_token,
            SLACK_API_URL=box.api_url,
            CHRONIK_PORT=port,
        )

    assert 2 == status
    assert port in err
    assert "Traceback" not in err


async def test_a_database_that_is_away_is_waited_for(box: Sandbox, tmp_path: Path) -> None:
    """While the database cannot be reached the bot says so, is alive but not ready, and ends when told to."""
    port = free_port()
    process = await chronik(
        tmp_path,
        "run",
        SLACK_BOT_TOKEN=box.bot_token,
        SLACK_APP_TOKEN=box.app_token,
        SLACK_API_URL=box.api_url,
        CHRONIK_PORT=str(port),
        DATABASE_URL=f"postgresql://chronik:secret@127.0.0.1:{free_port()}/chronik",
    )
    assert process.stderr is not None
    lines = []
    while line := await asyncio.wait_for(process.stderr.readline(), 20):
        lines.append(line.decode())
        if "waiting for the database" in lines[-1]:
            break
    async with aiohttp.ClientSession() as session:
        async with session.get(f"http://127.0.0.1:{port}/healthz") as alive:
            assert 200 == alive.status
        async with session.get(f"http://127.0.0.1:{port}/readyz") as answer:
            assert 503 == answer.status
    process.send_signal(signal.SIGTERM)
    _, rest = await asyncio.wait_for(process.communicate(), 15)

    assert 0 == process.returncode
    assert "secret" not in "".join(lines) + rest.decode()


async def test_a_stop_takes_nothing_more(box: Sandbox, tmp_path: Path) -> None:
    """Over HTTP: what arrives while the bot finishes what is in hand is not acknowledged, and /readyz says no."""
    ann = box.add_person("ann", real_name="Ann Lee")
    async with running(tmp_path, box, http=True) as process:
        channel = await opens(box, ann)
        box.faults.add(Fault(kind=Trouble.LATENCY, method="chat.postMessage", seconds=1.5))
        await ann.types("/incident", "note On its way", channel)
        await box.until(lambda: any(call.ended is None for call in box.calls))
        process.send_signal(signal.SIGTERM)
        await logged(process, "stopping")
        reply = await ann.types("/incident", "note Too late", channel)
        assert 0 == await asyncio.wait_for(process.wait(), 15)

    assert not reply.acknowledged
