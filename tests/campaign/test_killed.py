"""The real process killed with ``kill -9``, or suspended, while it has an incident in hand."""

from __future__ import annotations

import signal
from asyncio.subprocess import Process
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.manifest import EVENTS, SCOPES
from bot.sandbox import Channel, Person, Sandbox
from tests.campaign.processes import PATIENCE, Kill, opening, started

KILLS = (
    Kill(method="conversations.create"),
    Kill(method="conversations.create", after=True),
    Kill(method="chat.postMessage", after=True),
    Kill(method="pins.add"),
)


async def armed(box: Sandbox, folder: Path, person: Person, channel: Channel) -> Process:
    """The real process, with an incident that the person has opened and of which Slack would remind."""
    process = await started(box, folder)
    await box.until(lambda: box.sockets.connections, PATIENCE)
    await person.types("/incident", "open SEV1 Everything is down", channel)
    await box.until(lambda: box.scheduled, PATIENCE)
    return process


async def test_killed_four_times(tmp_path: Path) -> None:
    """One opening survives four kills at its boundaries: everything is there, once, and the opener is told."""
    assert [] == await opening(tmp_path, KILLS)


async def test_slack_reminds_when_the_process_is_killed(tmp_path: Path) -> None:
    """With the bot dead, Slack says at due + grace whose update is missing; the next process says it no more."""
    later = timedelta(0)

    def clock() -> datetime:
        return datetime.now(UTC) + later

    async with Sandbox(
        clock=clock, bot_events=EVENTS, bot_scopes=SCOPES, commands=("/incident",), bot_name="chronik"
    ) as box:
        ann = box.add_person("ann", real_name="Ann Lee")
        general = box.add_channel("general", members=[ann])
        process = await armed(box, tmp_path, ann, general)
        process.kill()
        await process.communicate()

        (room,) = [channel for channel in box.channels if channel.creator == box.bot_user]
        for later in (timedelta(minutes=34), timedelta(minutes=36)):
            box.tick()
            said = [m.text for m in box.messages(room) if "update promised" in m.text]
            assert len(said) == (later > timedelta(minutes=35))
        process = await started(box, tmp_path)
        cards = len([call for call in box.calls if call.method == "chat.update"])
        await box.until(lambda: len([c for c in box.calls if c.method == "chat.update"]) > cards, PATIENCE)
        process.terminate()
        await process.communicate()

        (text,) = [m.text for m in box.messages(room) if "update promised" in m.text]
        assert f"<@{ann.id}>" in text
        assert "INC-1" in text
        assert [] == box.violations


async def test_a_suspended_process_reminds_once(tmp_path: Path) -> None:
    """What fell due while the real process was stopped is told when it goes on: once, and nothing of it earlier."""
    later = timedelta(0)

    def clock() -> datetime:
        return datetime.now(UTC) + later

    async with Sandbox(
        clock=clock, bot_events=EVENTS, bot_scopes=SCOPES, commands=("/incident",), bot_name="chronik"
    ) as box:
        ann = box.add_person("ann", real_name="Ann Lee")
        general = box.add_channel("general", members=[ann])
        process = await armed(box, tmp_path, ann, general)
        (room,) = [channel for channel in box.channels if channel.creator == box.bot_user]

        def reminders() -> list[str]:
            told = [*box.messages(room), *box.messages(ann.direct)]
            return [m.text for m in told if "update promised" in m.text]

        process.send_signal(signal.SIGSTOP)
        later = timedelta(minutes=31)
        box.tick()
        before = reminders()
        process.send_signal(signal.SIGCONT)
        # Whatever Slack answers tells the process what time it is.
        await ann.types("/incident", "note INC-1 Back again", general)
        await box.until(lambda: reminders() and not box.scheduled, PATIENCE)
        process.terminate()
        await process.communicate()

        (text,) = reminders()
        assert [] == before
        assert f"<@{ann.id}>" in text
        assert [] == box.violations
