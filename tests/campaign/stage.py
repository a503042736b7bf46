"""The stage: a workspace, people, and processes of the bot, on which a schedule is played."""

from __future__ import annotations

import asyncio
import random
import re
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Iterator, Sequence
from contextlib import ExitStack, asynccontextmanager, contextmanager
from functools import partial
from typing import Any

from sqlalchemy import text

from bot.delivery.catching_up import SHOWN_WITHIN
from bot.manifest import EVENTS, SCOPES
from bot.sandbox import Channel, Sandbox
from bot.settings import Settings
from bot.slack_clock import steady_by
from tests.campaign.clocks import BotClock, SlackClock
from tests.campaign.deeds import Corrected, Said, Typed
from tests.campaign.replica import Killed, Replica, swept
from tests.campaign.schedule import Way

#: Real seconds in which a payload must be acknowledged; Slack's three would make every loss slow.
ACKNOWLEDGED_WITHIN = 1.0
#: How long everything is given to come to rest, in rounds, and how far the clock goes in each.
ROUNDS = 80
ROUND_SECONDS = 5.0
#: What :meth:`Stage.word` makes.
WORD = re.compile(r"w\d{4}w")
NAMES = ("ann", "bob", "carl", "dora", "emma", "finn", "gwen", "hugo", "iris", "jack", "kate", "liam")
REST = """
    SELECT 'request ' || kind FROM requests WHERE done_at IS NULL
    UNION ALL SELECT 'delivery ' || kind FROM deliveries WHERE done_at IS NULL
"""


class Stage:
    """Everything that a step or the oracle may look at."""

    def __init__(
        self, box: Sandbox, clock: SlackClock, url: str, *, people: int, ports: Sequence[int], way: Way
    ) -> None:
        """Nothing is started yet; ``ports`` are those of the processes."""
        self.box = box
        self.way = way
        self.ports = tuple(ports)
        self.clock = clock
        self.bot_clock = BotClock(clock)
        self.people = [
            box.add_person(name, real_name=f"{name.title()} Lee", tz="UTC") for name in NAMES[:people]
        ]
        self.general = box.add_channel("general", members=self.people)
        self.announcements = box.add_channel("incidents", members=self.people)
        self.said: dict[tuple[str, str], Said] = {}
        self.typed: list[Typed] = []
        self.corrected: list[Corrected] = []
        self.replicas = [
            Replica(f"replica-{number}", partial(self._settings, url, port), self.bot_clock, steady_by(clock))
            for number, port in enumerate(self.ports)
        ]
        self._moments = 0
        self._words = 0
        self._under_way: set[asyncio.Task[None]] = set()

    def _settings(self, url: str, port: int, name: str) -> Settings:
        by_socket = {"SLACK_APP_TOKEN": self.box.app_token}
        by_http = {"SLACK_SIGNING_SECRET": self.box.signing_secret}
        return Settings.model_validate(
            {
                "SLACK_BOT_TOKEN": self.box.bot_token,
                "SLACK_API_URL": self.box.api_url_of(name),
                "DATABASE_URL": url,
                "CHRONIK_PORT": port,
                "channels": {"announcements": "#incidents", "posts_per_hour": 0},
                **(by_socket if self.way is Way.SOCKET else by_http),
            }
        )

    async def connect(self, seed: int) -> None:
        """Has Slack deliver to the processes, which are all running."""
        if self.way is Way.SOCKET:
            return
        addresses = [f"http://127.0.0.1:{port}/slack/events" for port in self.ports]
        chance = random.Random(f"balancer {seed}")  # noqa: S311 - nothing to guess here
        await self.box.deliver_to(
            *addresses, choose=chance.randrange if self.way is Way.HTTP_BY_CHANCE else None
        )

    async def drop(self) -> None:
        """All connections over which Slack delivers break."""
        await self.box.drop()

    @property
    def alive(self) -> list[Replica]:
        """The processes that run."""
        return [replica for replica in self.replicas if replica.alive]

    @property
    def rooms(self) -> list[Channel]:
        """The incidents' channels, as people see them."""
        return [channel for channel in self.box.channels if channel.creator == self.box.bot_user]

    def moment(self) -> int:
        """A place among all sendings and acknowledgements."""
        self._moments += 1
        return self._moments

    def word(self) -> str:
        """A word that nothing else contains."""
        self._words += 1
        return f"w{self._words:04}w"

    def is_word(self, text: str) -> bool:
        """Whether it is such a word."""
        return WORD.fullmatch(text) is not None

    async def at_rest(self) -> None:
        """No telling is on its way. Real ones take a second, and must not take the hours that a clock is moved by."""
        quiet = 0
        # Between two transactions there is a moment in which neither is seen.
        while quiet < 3:
            quiet = 0 if any(replica.at_work for replica in self.replicas) else quiet + 1
            await asyncio.sleep(0.001)

    def forward(self, seconds: float) -> None:
        """Time passes, and the processes notice."""
        if seconds:
            self.clock.forward(seconds)
            for replica in self.alive:
                replica.bot.courier.wake()

    def begin(self, deed: Coroutine[Any, Any, None]) -> None:
        """Somebody does something, and nobody waits for it."""
        task = asyncio.create_task(deed)
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)

    async def done(self) -> None:
        """Returns when everybody has finished what they do."""
        while self._under_way:
            await asyncio.gather(*self._under_way)

    async def settle(self) -> None:
        """Everything that can happen without time passing has happened."""
        await self.done()
        while True:
            await self.box.settled(20)
            seen = len(self.box.calls), len(self.box.deliveries)
            for replica in self.replicas:
                await self.each(replica, lambda replica: replica.bot.idle())
            if seen == (len(self.box.calls), len(self.box.deliveries)):
                return

    async def each(self, replica: Replica, act: Callable[[Replica], Awaitable[None]]) -> None:
        """Has a process do something, unless it is dead or dies of it."""
        if not replica.alive:
            return
        try:
            await act(replica)
        except (Exception, Killed):
            if replica.alive:
                raise

    async def passes(self, seconds: float) -> None:
        """Time passes while nothing else happens, and every process looks what is due."""
        await self.at_rest()
        self.forward(seconds)
        for replica in self.replicas:
            await self.each(replica, lambda replica: replica.bot.resume())
            await self.each(replica, lambda replica: replica.bot.tick())
        await self.settle()

    async def rests(self) -> list[str]:
        """Ends all trouble, gives everything its time, and says what is still waiting then."""
        await self.settle()
        self.box.faults.clear()
        # What Slack kept to itself is read back at the next start, when it is no longer quite new.
        self.forward(2 * SHOWN_WITHIN.total_seconds())
        await self.replicas[0].stop()
        for replica in self.replicas:
            if not replica.alive:
                await replica.start()
        if self.way is Way.SOCKET:
            await self.box.until(lambda: len(self.box.sockets.connections) >= len(self.replicas), 20)
        waiting: list[str] = []
        for number in range(ROUNDS):
            self.box.hasten()
            await self.passes(ROUND_SECONDS)
            waiting = await self.waiting()
            # A claim or a request that a dead process left is taken up when it has lasted long enough.
            if not waiting and number > 2:
                break
        return waiting

    async def waiting(self) -> list[str]:
        """What the database says is not done yet."""
        async with self.alive[0].bot.store.transactions.reading() as connection:
            return list((await connection.execute(text(REST))).scalars())


@asynccontextmanager
async def set_up(
    url: str,
    *,
    people: int = 2,
    replicas: int = 1,
    port: int = 0,
    way: Way = Way.SOCKET,
    seed: int = 0,
) -> AsyncIterator[Stage]:
    """A stage on that migrated and empty database, with all processes running.

    ``port`` is for the /readyz of Socket Mode; over HTTP each process has a free one of its own. The ``seed`` is the
    balancer's.
    """
    clock = SlackClock()
    box = Sandbox(
        clock=clock,
        bot_events=EVENTS,
        bot_scopes=SCOPES,
        commands=("/incident",),
        bot_name="chronik",
        ack_timeout=ACKNOWLEDGED_WITHIN,
    )
    with ExitStack() as kept:
        ports = [
            port if way is Way.SOCKET else kept.enter_context(port_of_its_own()) for _ in range(replicas)
        ]
        async with swept(), box:
            stage = Stage(box, clock, url, people=people, ports=ports, way=way)
            async with _playing(stage, seed):
                yield stage


@asynccontextmanager
async def _playing(stage: Stage, seed: int) -> AsyncIterator[None]:
    try:
        for replica in stage.replicas:
            await replica.start()
        await stage.connect(seed)
        yield
    finally:
        stage.box.faults.clear()
        for replica in stage.replicas:
            await replica.stop()


@contextmanager
def port_of_its_own() -> Iterator[int]:
    """A port that is kept for whoever listens on it with SO_REUSEADDR, as a process that is started again does."""
    with socket.socket() as kept:
        kept.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        kept.bind(("", 0))
        yield int(kept.getsockname()[1])
