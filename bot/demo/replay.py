"""Replays a recording through the real bot: real Socket Mode, real database, only the clock is moved by hand."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from importlib import resources
from pathlib import Path

from pydantic import ValidationError

from bot.app import Chronik, running
from bot.demo import show
from bot.demo.recording import Event, Recording, RecordingError, load
from bot.drafts import Draft, compiled
from bot.manifest import EVENTS, SCOPES
from bot.sandbox import Channel, DeliveryFault, DeliveryTrouble, OtherApp, Person, Sandbox
from bot.settings import Settings

#: How long after the last event the night goes on, so that everything due is seen.
AFTERWARDS = timedelta(minutes=1)

#: What Slack delays by less is waited for between two events.
PATIENCE = timedelta(seconds=5)


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self, now: datetime) -> None:
        """``now`` is aware and in UTC."""
        self.now = now

    def __call__(self) -> datetime:
        """The present instant."""
        return self.now


def play(recording: Path | None, folder: Path) -> None:
    """Replays a recording (``None``: the one that comes along), shows it and writes the draft into ``folder``.

    Raises :class:`RecordingError` when the recording cannot be used.
    """
    if recording is not None:
        tape = load(recording)
    else:
        with resources.as_file(resources.files(__package__) / "recordings" / "night.toml") as own:
            tape = load(own)
    asyncio.run(_play(tape, folder))


async def _play(tape: Recording, folder: Path) -> None:
    clock = Clock(tape.start.astimezone(UTC))
    with tempfile.TemporaryDirectory(prefix="chronik-demo-") as scratch:
        async with Sandbox(
            clock=clock, bot_events=EVENTS, bot_scopes=SCOPES, commands=("/incident",), bot_name="chronik"
        ) as box:
            settings = _settings(tape, box, Path(scratch) / "chronik.db")
            night = Night(tape, box, settings, clock)
            async with running(settings, clock=clock, ticking=False) as chronik:
                await night.replay(chronik)
                await _finish(night, folder)


async def _finish(night: Night, folder: Path) -> None:
    if not night.incident_channels:
        raise RecordingError(
            ["The recording opens no incident: one of its events is a command `open TITLE`."]
        )
    for channel in night.incident_channels:
        show.channel(night.box, channel)
    if night.announcements:
        show.announced(night.box, night.announcements)
    for draft in await night.drafts():
        show.document(draft.markdown())
        show.written(_write(draft, folder))
    show.closing(night.box, night.replayed)


def _write(draft: Draft, folder: Path) -> list[Path]:
    """Writes the document and the record; raises ``RecordingError`` when the folder cannot be written to."""
    name = draft.incident.id.lower()
    files = {f"{name}-post-mortem.md": draft.markdown(), f"{name}-record.json": draft.json()}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for file, text in files.items():
            (folder / file).write_text(text, encoding="utf-8")
    except OSError as error:
        raise RecordingError([f"{folder} cannot be written to: {error.strerror}."]) from error
    return [folder / file for file in files]


def _settings(tape: Recording, box: Sandbox, database: Path) -> Settings:
    try:
        return Settings.model_validate(
            {
                **tape.settings,
                "SLACK_BOT_TOKEN": box.bot_token,
                "SLACK_APP_TOKEN": box.app_token,
                "SLACK_API_URL": box.api_url,
                "DATABASE_URL": f"sqlite+aiosqlite:///{database}",
                "CHRONIK_PORT": 0,
            }
        )
    except ValidationError as error:
        raise RecordingError(
            [f"settings.{'.'.join(map(str, problem['loc']))}: {problem['msg']}" for problem in error.errors()]
        ) from error


class Night:
    """One recording under way."""

    _chronik: Chronik

    def __init__(self, tape: Recording, box: Sandbox, settings: Settings, clock: Clock) -> None:
        """People, apps and channels are there before the bot connects."""
        self.tape = tape
        self.box = box
        self.replayed = 0
        self._shown: set[tuple[str, str, str]] = set()
        self._settings = settings
        self._clock = clock
        self._said: dict[str, tuple[Channel, str]] = {}
        self._people = {
            each.name: box.add_person(each.name, real_name=each.real_name, tz=each.zone, locale=each.locale)
            for each in tape.person
        }
        self._apps = {each.name: box.add_app(each.name) for each in tape.app}
        everybody: list[Person | OtherApp] = [*self._people.values(), *self._apps.values()]
        self.announcements = settings.channels.announcements.removeprefix("#")
        for name in sorted({*(event.channel for event in tape.event), self.announcements} - {""}):
            box.add_channel(name, members=everybody)
        box.add_usergroup("oncall", members=list(self._people.values())[:3])

    @property
    def incident_channels(self) -> list[Channel]:
        """The channels that the bot has made, the latest last."""
        return [channel for channel in self.box.channels if channel.creator == self.box.bot_user]

    def _told_alone(self) -> list[tuple[str, str]]:
        """What single people have been told since the last look: their name, and the text."""
        told = []
        for person in self._people.values():
            for channel in self.box.channels:
                for message in person.ephemerals(channel):
                    if (channel.id, person.id, message.ts) not in self._shown:
                        self._shown.add((channel.id, person.id, message.ts))
                        told.append((person.name, message.text))
        return told

    async def replay(self, chronik: Chronik) -> None:
        """Everything, in its order; what falls due in between happens when it is due."""
        self._chronik = chronik
        with show.progress(self.box, self.tape.title, len(self.tape.event)) as step:
            for event in self.tape.event:
                await self._until(event.at.astimezone(UTC))
                await self._do(event)
                await self._settle()
                self.replayed += 1
                step(event, self._told_alone())
            await self._until(self._clock.now + AFTERWARDS)

    async def drafts(self) -> list[Draft]:
        """The drafts of all incidents of the recording."""
        store, settings = self._chronik.store, self._settings
        made = []
        async with store.read() as reader:
            number = 1
            while incident := await reader.incident(number):
                catalogue = self._chronik.catalogues.for_locale(incident.language)
                made.append(await compiled(reader, incident, settings, catalogue, self._clock()))
                number += 1
        return made

    async def _until(self, at: datetime) -> None:
        while (due := await self._next_due()) and due <= at:
            self._clock.now = max(due, self._clock.now)
            await self._chronik.tick()
            await self._settle()
        self._clock.now = max(at, self._clock.now)
        await self._settle()

    async def _next_due(self) -> datetime | None:
        async with self._chronik.store.read() as reader:
            incidents = await reader.open_incidents()
        rungs = [incident.promise.next_at for incident in incidents if incident.promise]
        return min((at for at in rungs if at is not None), default=None)

    async def _settle(self) -> None:
        await self.box.settled()
        await self._chronik.idle()
        while (due := await self._chronik.store.next_delivery_at()) and due - self._clock.now < PATIENCE:
            self._clock.now = max(due, self._clock.now)
            await self._chronik.idle()
        await self.box.settled()

    async def _do(self, event: Event) -> None:
        if event.twice:
            self.box.faults.add(DeliveryFault(kind=DeliveryTrouble.DUPLICATE))
        if app := self._apps.get(event.who):
            await self._app_says(app, event)
            return
        person = self._people[event.who]
        if event.command is not None:
            await person.types(self._settings.command, event.command, self._where(event))
        elif event.says is not None:
            await self._person_says(person, event)
        else:
            await self._about(person, event)

    async def _app_says(self, app: OtherApp, event: Event) -> None:
        where = self._where(event)
        if app.id not in where.members:
            await next(iter(self._people.values())).invites(where, app.id)
        ts = await app.says(where, event.says or "", thread_ts=self._thread(event))
        self._said[event.message] = (where, ts)

    async def _person_says(self, person: Person, event: Event) -> None:
        where = self._where(event)
        if person.id not in where.members:
            await person.joins(where)
        files = [(event.file, b"(a file of the recording)")] if event.file else []
        ts = await person.says(where, event.says or "", thread_ts=self._thread(event), files=files)
        self._said[event.message] = (where, ts)

    async def _about(self, person: Person, event: Event) -> None:
        where, ts = self._said[event.message]
        deeds: dict[str, Callable[[], object]] = {
            "reacts": lambda: person.reacts(where, ts, event.reacts or ""),
            "unreacts": lambda: person.unreacts(where, ts, event.unreacts or ""),
            "pins": lambda: person.pins(where, ts),
            "edits": lambda: person.edits(where, ts, event.edits or ""),
            "deletes": lambda: person.deletes(where, ts),
        }
        await deeds[event.deed]()  # type: ignore[misc]

    def _thread(self, event: Event) -> str | None:
        return self._said[event.thread][1] if event.thread else None

    def _where(self, event: Event) -> Channel:
        if event.channel:
            return self.box.channel(event.channel)
        if not self.incident_channels:
            raise RecordingError(
                [f"At {event.at:%Y-%m-%d %H:%M} no incident is open yet, so the event needs a `channel`."]
            )
        return self.incident_channels[-1]
