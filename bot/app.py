"""The composition root: the one place where storage, use cases, listeners and Slack are joined.

Slack -> Bolt -> handlers -> intake (commit, acknowledge) -> incidents (decide, commit) -> courier -> Slack
clock -> scheduler (what is due?) -> decide, commit -> courier -> Slack
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Sequence
from datetime import UTC, datetime, timedelta

import aiohttp
import structlog
from aiohttp import web
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.app.async_app import AsyncApp
from sqlalchemy.exc import SQLAlchemyError

from bot import health
from bot.connection import Connection
from bot.delivery.claims import Claims
from bot.delivery.context import Context
from bot.delivery.loop import Courier
from bot.directory import SlackDirectory, SlackWindows
from bot.doctor import Condition
from bot.errors import StartRefused
from bot.examining import Surgery
from bot.gateway import Gateway, Identity
from bot.incidents import Desk, Incidents
from bot.incidents.offering import Offers
from bot.intake import LEFT_BEHIND, Intake
from bot.listening import listening
from bot.locales import Catalogues
from bot.metrics import Metrics
from bot.patience import RETRY_SECONDS, later, patiently
from bot.recovery import Recovery
from bot.rooms import Rooms
from bot.scheduler import Scheduler
from bot.settings import Settings
from bot.slack_clock import SlackClock, Steady, steady, steady_by
from bot.slack_errors import SlackError, SlackRefused
from bot.throttle import Throttle
from bot.translating.collecting import Translations, translator_of
from bot.web_client import client
from storage.condition import condition
from storage.errors import DatabaseUnreachable
from storage.migrations import upgrade
from storage.store import Database

log = structlog.get_logger()

Clock = Callable[[], datetime]

#: "What is due is done within two seconds": two ticks, and the call.
TICK_SECONDS = 0.5
#: How often it is seen to whether the machine's clock was set, or the token mended.
CHECK_SECONDS = 5.0
#: How long a stop waits for what is in hand.
STOP_SECONDS = 10.0


def real_clock() -> datetime:
    """Now, in UTC."""
    return datetime.now(UTC)


class Chronik:
    """The running bot. Made by :func:`running`."""

    def __init__(
        self, settings: Settings, clock: SlackClock, session: aiohttp.ClientSession, database: Database
    ) -> None:
        """Joins the parts; nothing runs yet."""
        self.settings = settings
        self.clock = clock
        self.metrics = Metrics()
        self.catalogues = Catalogues(settings.languages.official)
        self.store = database
        self._session = session
        self.throttle = Throttle(clock)
        self.gateway = Gateway(client(settings, session), session, self.throttle, clock)
        self.rooms = Rooms(self.gateway)
        self.identity = Identity(user="", bot="", team="", url="")
        self.connection: Connection | None = None
        self._bolt: AsyncApp | None = None
        self._database = health.Probe(database.reachable)
        #: No more payloads are taken; what is in hand is finished.
        self.stopping = False

    async def introduce(self) -> None:
        """Learns who the bot is; waits while Slack cannot be reached, refuses when the token is no good."""
        while not self.identity.user:
            try:
                self.identity = await self.gateway.whoami()
            except SlackRefused as refusal:
                raise StartRefused(
                    f"Slack does not accept SLACK_BOT_TOKEN ({refusal.error}). Copy the Bot User OAuth Token again "
                    "from your app's OAuth & Permissions page."
                ) from refusal
            except SlackError as error:
                log.warning("slack cannot be reached", error=str(error), again_in=RETRY_SECONDS)
                await asyncio.sleep(RETRY_SECONDS)

    def join(self) -> None:
        """Builds what needs to know who the bot is."""
        settings, catalogues = self.settings, self.catalogues
        directory = SlackDirectory(self.store, self.gateway)
        self.courier = Courier(
            Context(
                store=self.store,
                claims=Claims(self.clock, self.clock.machine),
                gateway=self.gateway,
                throttle=self.throttle,
                rooms=self.rooms,
                directory=directory,
                identity=self.identity,
                settings=settings,
                catalogues=catalogues,
                clock=self.clock,
                translations=Translations(
                    self.store, translator_of(settings, self._session), settings, self.clock
                ),
            ),
            self.metrics,
        )
        examiner = Surgery(self.gateway, self.clock, settings, lambda: _condition(self.store, self.clock))
        desk = Desk(
            store=self.store,
            settings=settings,
            catalogues=catalogues,
            directory=directory,
            windows=SlackWindows(self.gateway),
            examiner=examiner,
            clock=self.clock,
            wake=self.courier.wake,
        )
        incidents = Incidents(desk)
        self.intake = Intake(self.store, self.clock, incidents.work, self.metrics)
        self.recovery = Recovery(self.store, self.clock, self.courier.wake)
        self.scheduler = Scheduler(self.store, self.clock, settings, self.courier.wake)
        self._bolt = listening(
            settings, self.identity, self.clock, self.intake, self.recovery, incidents, Offers(desk)
        )

    async def connect(self) -> None:
        """Opens the socket, if this is Socket Mode; waits while Slack cannot be reached."""
        token = self.settings.slack_app_token
        if token is None or self._bolt is None:
            return
        web = client(self.settings, self._session)
        self.connection = Connection(self._bolt, self.gateway, web, token.get_secret_value())
        while not await self.connection.is_up():
            try:
                await self.connection.open()
            except SlackRefused as refusal:
                raise StartRefused(
                    f"Slack does not accept SLACK_APP_TOKEN ({refusal.error}). Make an app-level token with the "
                    "scope connections:write on your app's Basic Information page."
                ) from refusal
            except (SlackError, TimeoutError) as error:
                log.warning("socket cannot be opened", error=str(error), again_in=RETRY_SECONDS)
                await self.connection.close()
                await asyncio.sleep(RETRY_SECONDS)

    async def slack(self, request: web.Request) -> web.StreamResponse:
        """A signed HTTP request of Slack."""
        if self.settings.mode == "socket":
            return web.Response(status=404)
        if self._bolt is None or self.stopping:
            # Not acknowledged: Slack delivers again, to another replica or after the restart.
            return web.Response(status=503)
        if not request.headers.get("X-Slack-Request-Timestamp", "").isdecimal():
            return web.Response(status=401)
        return await to_aiohttp_response(await self._bolt.async_dispatch(await to_bolt_request(request)))

    async def reconnected(self) -> None:
        """The socket was down for a moment; what was said meanwhile is read back."""
        await self.recovery.close_gap("reconnected")

    async def tick(self) -> None:
        """Decides what is due now."""
        await self.scheduler.tick()

    async def resume(self) -> None:
        """Takes up requests that a process which died has left behind."""
        await self.intake.resume(self.clock() - LEFT_BEHIND)

    async def idle(self) -> None:
        """Returns when everything that was asked is worked on and everything that is due is told."""
        await self.intake.idle()
        await self.courier.idle()

    async def troubles(self) -> Sequence[str]:
        """Why a payload of Slack would be lost now; empty when all is well."""
        found = []
        if self._bolt is None:
            found.append("starting")
        if self.stopping:
            found.append("stopping")
        if not await self._database.passes():
            found.append("nothing can be stored: the database is away, locked or full")
        if self.connection is not None and not await self.connection.is_up():
            found.append("the socket to Slack is down")
        if self.gateway.refusal:
            found.append(f"Slack does not accept SLACK_BOT_TOKEN ({self.gateway.refusal})")
        return found


@contextlib.asynccontextmanager
async def running(
    settings: Settings,
    *,
    clock: Clock = real_clock,
    counting: Steady | None = None,
    ticking: bool = True,
) -> AsyncIterator[Chronik]:
    """The bot, connected and at work until the block ends; then it finishes what is in hand.

    ``clock`` is the machine's; Slack's counts where they differ. ``counting`` is a steady clock: where none is
    given the machine's, or what another ``clock`` shows.
    With ``ticking=False`` the caller calls :meth:`Chronik.tick` after moving the clock.
    Raises :class:`StartRefused` when waiting would not help.
    """
    time = SlackClock(clock, counting or (steady if clock is real_clock else steady_by(clock)))
    async with contextlib.AsyncExitStack() as stack:
        session = await stack.enter_async_context(aiohttp.ClientSession())
        database = await stack.enter_async_context(
            Database.open(settings.database_url, marks=settings.marks, clock=time)
        )
        chronik = Chronik(settings, time, session, database)
        await health.serve(stack, chronik, settings.port, needed=settings.mode == "http")
        await patiently(lambda: upgrade(database))
        await patiently(database.release)
        await chronik.introduce()
        chronik.join()
        # What was left behind on a database of one's own is nobody else's; elsewhere a replica may be at it.
        left_by = time() + (timedelta(seconds=1) if database.single else -LEFT_BEHIND)
        await patiently(lambda: chronik.intake.resume(left_by))
        await chronik.rooms.prepare(settings.channels.announcements)
        await _begin(stack, chronik, ticking=ticking)
        await patiently(lambda: chronik.recovery.close_gap("start"))
        log.info("ready", mode=settings.mode, bot=chronik.identity.user, command=settings.command)
        yield chronik


async def _begin(stack: contextlib.AsyncExitStack, chronik: Chronik, *, ticking: bool) -> None:
    """Delivery, the clock and the socket, which end in the opposite order."""
    delivering = asyncio.create_task(chronik.courier.run())
    stack.push_async_callback(_finish, chronik, delivering)
    if ticking:
        stack.callback(_ticker(chronik).shutdown, wait=False)
    stack.push_async_callback(_disconnect, chronik)
    await chronik.connect()
    if chronik.connection is not None:
        watching = asyncio.create_task(chronik.connection.watch(chronik.reconnected))
        stack.callback(watching.cancel)


@contextlib.asynccontextmanager
async def examining(settings: Settings) -> AsyncIterator[Surgery]:
    """Whoever asks Slack and the record how they do, without the bot running."""
    clock = SlackClock(real_clock, steady)
    async with (
        aiohttp.ClientSession() as session,
        Database.open(settings.database_url, clock=clock) as database,
    ):
        gateway = Gateway(client(settings, session), session, Throttle(clock), clock)
        yield Surgery(gateway, clock, settings, lambda: _condition(database, clock))


async def _condition(database: Database, clock: Clock) -> Condition | str:
    try:
        return await condition(database.transactions, clock())
    except (DatabaseUnreachable, SQLAlchemyError) as error:
        return str(error)


async def _disconnect(chronik: Chronik) -> None:
    """Lets Slack give its payloads to others, before what is in hand is finished."""
    chronik.stopping = True
    log.info("stopping", seconds_at_most=STOP_SECONDS)
    if chronik.connection is not None:
        await chronik.connection.end()


async def _finish(chronik: Chronik, delivering: asyncio.Task[None]) -> None:
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(chronik.intake.idle(), STOP_SECONDS)
    chronik.courier.end()
    await asyncio.wait({delivering}, timeout=STOP_SECONDS)
    delivering.cancel()
    await chronik.courier.stop(STOP_SECONDS)


def _ticker(chronik: Chronik) -> AsyncIOScheduler:
    ticker = AsyncIOScheduler(timezone=UTC)
    once = {"max_instances": 1, "coalesce": True, "misfire_grace_time": None}
    ticker.add_job(later(chronik.tick), "interval", seconds=TICK_SECONDS, **once)
    ticker.add_job(chronik.gateway.check, "interval", seconds=CHECK_SECONDS, **once)
    ticker.add_job(later(chronik.resume), "interval", seconds=LEFT_BEHIND.total_seconds() / 2, **once)
    ticker.start()
    return ticker
