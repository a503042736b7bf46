"""Openings during which the real process is killed with ``kill -9``, before or after a call, and started again."""

from __future__ import annotations

import asyncio
from asyncio.subprocess import Process
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.manifest import EVENTS, SCOPES
from bot.sandbox import Channel, Fault, Message, Person, Sandbox, Trouble
from tests.test_run import chronik

#: Real seconds for a start and whatever it takes up, an expired claim included.
PATIENCE = 45.0


@dataclass(frozen=True, kw_only=True)
class Kill:
    """When: as the ``nth`` call of a method arrives, or when it was applied and is not answered yet."""

    method: str
    nth: int = 1
    after: bool = False


async def started(box: Sandbox, folder: Path) -> Process:
    """The real process, on its way up, with its database in that folder."""
    return await chronik(
        folder,
        "run",
        SLACK_BOT_TOKEN=box.bot_token,
        SLACK_APP_TOKEN=box.app_token,
        SLACK_API_URL=box.api_url,
        CHRONIK_PORT="0",
    )


class Opening:
    """One opening, and as many processes as it takes."""

    def __init__(self, box: Sandbox, folder: Path) -> None:
        """The folder is where the database will be."""
        self.box = box
        self._folder = folder
        self._process: Process | None = None

    async def opened(self, kills: Sequence[Kill]) -> list[str]:
        """What is wrong when the incident was opened despite the kills, one after the other."""
        (self._folder / "chronik.toml").write_text('[channels]\nannouncements = "#incidents"\n')
        ann = self.box.add_person("ann", real_name="Ann Lee")
        general = self.box.add_channel("general", members=[ann])
        incidents = self.box.add_channel("incidents", members=[ann])
        try:
            for number, kill in enumerate(kills):
                self._arm(kill)
                await self._start()
                if number == 0:
                    await self._asked(ann, general)
                await self._killed()
            await self._start()
            await self.box.until(lambda: not _missing(self.box, ann, general, incidents), PATIENCE)
            # Whatever came twice would come now.
            await self._stop()
            return _wrong(self.box, incidents)
        except AssertionError:
            return _missing(self.box, ann, general, incidents) or [
                "the process was not killed, or did not end"
            ]
        finally:
            await self._stop(kill=True)

    def _arm(self, kill: Kill) -> None:
        self.box.faults.clear()
        when = {"after" if kill.after else "before": self._shoot}
        again = Trouble.LOST_ANSWER if kill.after else Trouble.REFUSED
        self.box.faults.add(Fault(kind=Trouble.CALLBACK, method=kill.method, nth=kill.nth, **when))  # type: ignore[arg-type]
        self.box.faults.add(Fault(kind=again, method=kill.method, nth=kill.nth))

    def _shoot(self) -> None:
        if self._process is not None and self._process.returncode is None:
            self._process.kill()

    async def _start(self) -> None:
        self._process = await started(self.box, self._folder)

    async def _asked(self, ann: Person, general: Channel) -> None:
        await self.box.until(lambda: self.box.sockets.connections, PATIENCE)
        reply = await ann.types("/incident", "open SEV2 Checkout is down", general)
        assert reply.acknowledged, reply.problem

    async def _killed(self) -> None:
        assert self._process is not None
        _, late = await asyncio.wait({asyncio.ensure_future(self._process.communicate())}, timeout=PATIENCE)
        assert not late, "the call at which it was to be killed did not come"

    async def _stop(self, *, kill: bool = False) -> None:
        if self._process is not None and self._process.returncode is None:
            if kill:
                self._process.kill()
            else:
                self._process.terminate()
            await self._process.communicate()


async def opening(folder: Path, kills: Sequence[Kill]) -> list[str]:
    """What is wrong after an opening in a new workspace on the real clock."""
    async with Sandbox(
        bot_events=EVENTS, bot_scopes=SCOPES, commands=("/incident",), bot_name="chronik"
    ) as box:
        return await Opening(box, folder).opened(kills)


def _rooms(box: Sandbox) -> list[Channel]:
    return [channel for channel in box.channels if channel.creator == box.bot_user]


def _posts(box: Sandbox, channel: Channel) -> list[Message]:
    return [m for m in box.messages(channel) if m.user == box.bot_user and m.subtype is None]


def _missing(box: Sandbox, ann: Person, general: Channel, incidents: Channel) -> list[str]:
    """What is not there yet."""
    rooms = _rooms(box)
    if not rooms:
        return ["no channel"]
    room = rooms[0]
    told = [*ann.ephemerals(general), *ann.direct.messages.values()]
    there = {
        "opener": ann.id in room.members,
        "topic": "Checkout is down" in room.topic.value,
        "echo": any(
            "declared" in m.text and m.ts not in {p.ts for p in room.pins} for m in _posts(box, room)
        ),
        "pinned card": bool(room.pins),
        "announcement": any("Checkout is down" in m.text for m in _posts(box, incidents)),
        "answer": any(room.id in message.text for message in told),
    }
    return [f"no {name}" for name, found in there.items() if not found]


def _wrong(box: Sandbox, incidents: Channel) -> list[str]:
    """What is there more than once."""
    rooms = _rooms(box)
    room = rooms[0]
    cards = [m for m in _posts(box, room) if m.blocks and m.blocks[0]["type"] == "header"]
    count = {
        "channels": len(rooms),
        "pins": len(room.pins),
        "cards": len(cards),
        "echoes": len(_posts(box, room)) - len(cards),
        "announcements": len(_posts(box, incidents)),
    }
    wrong = [f"{number} {name}" for name, number in count.items() if number != 1]
    return wrong + [f"{violation.method}: {violation.what}" for violation in box.violations]
