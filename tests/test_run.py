"""The whole program as a process: started, spoken to over the wire, killed, started again, asked for the document."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import pytest

from bot.manifest import EVENTS, SCOPES
from bot.model import Person as Member
from bot.sandbox import Channel, Fault, Person, Sandbox, Trouble
from storage.migrations import upgrade
from storage.store import Database
from tests.storage.examples import an_entry, an_incident

ROOT = Path(__file__).parent.parent


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def files(folder: Path) -> list[str]:
    """The names of what a folder holds."""
    return [file.name for file in folder.iterdir()]


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
    _, german, _ = await output(tmp_path, "export", "INC-1", "--lang", "DE")

    assert 0 == status
    assert "## Ursachenanalyse" in german
    assert document.startswith("# ")
    for text in ("Checkout is down", "The database is full", "A log table that Ann kept grew", "Ann Lee"):
        assert text in document
    assert f"p{ts.replace('.', '')}" in document

    status, document, notes = await output(tmp_path, "export", "INC-1", "--edition", "customer")
    assert 0 == status
    assert "A log table that our team kept grew without limit" in document
    assert not any(private in document for private in ("Ann", "The database is full", "/archives/"))
    assert "“Ann” – a person's name" in notes
    assert "When it began is not recorded" in notes


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
    _, document, _ = await output(tmp_path, "export", "INC-1")

    assert 1 == document.count("Before the crash")
    assert 1 == document.count("After the crash")
    echoes = [m for m in box.messages(channel) if "Before the crash" in m.text]
    assert 1 == len(echoes)


@pytest.mark.parametrize(
    ("environment", "sentence"),
    [
        ({}, "SLACK_BOT_TOKEN"),
        ({"SLACK_BOT_TOKEN": "xoxb-1"}, "SLACK_SIGNING_SECRET"),
        ({"SLACK_BOT_TOKEN": "xapp-1", "SLACK_APP_TOKEN": "xapp-1"}, "xoxb-"),
        ({"DATABASE_URL": "mysql://x"}, "DATABASE_URL"),
        ({"CHRONIK_PORT": "none"}, "CHRONIK_PORT"),
        ({"CHRONIK_CONFIG": "nowhere.toml"}, "nowhere.toml"),
    ],
)
async def test_what_the_operator_can_mend_ends_with_2(
    tmp_path: Path, environment: Mapping[str, str], sentence: str
) -> None:
    """Missing or wrong tokens and settings are named in a sentence, and the exit status is 2."""
    status, out, err = await output(tmp_path, "run", **environment)

    assert 2 == status
    assert sentence in err
    assert "Traceback" not in err
    assert "" == out


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


async def test_erase_asks_first(tmp_path: Path) -> None:
    """``erase`` names what would go and leaves it without a yes; with one, the person is gone from the record."""
    async with Database.open(f"sqlite:///{tmp_path / 'chronik.db'}") as database:
        await upgrade(database)
        async with database.change() as change:
            await change.save(an_incident(channel="C1"))
            await change.remember(Member(id="U2", name="Bob Marsh"))
            await change.add([an_entry("e1", author="U2", text="words of Bob")], 1)
    asked, _, question = await output(tmp_path, "erase", "Bob Marsh")
    _, before, _ = await output(tmp_path, "export", "INC-1")
    status, _, said = await output(tmp_path, "erase", "U2", "--yes")
    _, after, _ = await output(tmp_path, "export", "INC-1")
    missing, _, unknown = await output(tmp_path, "erase", "Nobody", "--yes")

    assert (1, 0, 1) == (asked, status, missing)
    assert "Erase 0 messages and 1 entries of Bob Marsh (U2)? This cannot be undone." in question
    assert "words of Bob" in before
    assert "Erased 0 messages and 1 entries of U2 (U2)." in said
    assert ("words of Bob" in after, "Bob Marsh" in after) == (False, False)
    assert "The record knows nobody called Nobody." in unknown


async def test_export_says_what_it_cannot_find(tmp_path: Path) -> None:
    """An incident that is not there, or no incident at all, is said on standard error alone."""
    status, out, err = await output(tmp_path, "export", "INC-7")
    assert (1, "") == (status, out)
    assert "no database at chronik.db" in err
    assert [] == files(tmp_path)
    await output(tmp_path, "db", "upgrade")
    for argument, expected in (("INC-7", 1), ("seven", 2)):
        status, out, err = await output(tmp_path, "export", argument)
        assert (expected, "") == (status, out)
        assert argument in err
        assert "Traceback" not in err
