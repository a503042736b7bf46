"""The loop that empties the outbox: what is due is told, lane by lane, and a failure delays its own lane alone."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import structlog

from bot.afterwards import PostDigest
from bot.curating import Curating
from bot.delivery.adopting import adopt_channel, refused, show_reading
from bot.delivery.aftercare import ask_post_mortem, post_digest, remind_of_item
from bot.delivery.catching_up import catch_up, fetch_message
from bot.delivery.context import Context, Undeliverable
from bot.delivery.curating import ask, show_timeline
from bot.delivery.handovers import offer_command, tidy_offer
from bot.delivery.looking_back import inquire, review, show_suggestions
from bot.delivery.looking_up import share, show_brief, show_found
from bot.delivery.opening import create_channel, invite, pin_card
from bot.delivery.people import learn_person
from bot.delivery.previewing import show_preview
from bot.delivery.reminding import arm_dead_man, remind, remind_person, tidy_reminder
from bot.delivery.revising import remake_draft, rename_channel, revise_echo, revise_said
from bot.delivery.saying import answer, post_draft, say, upload_draft
from bot.delivery.showing import show_announcement, show_card, show_topic
from bot.looking_up import LookingUp
from bot.metrics import Metrics
from bot.phrases import phrase
from bot.ports import AlreadyDone, Delivery
from bot.slack_errors import OutcomeUnknown, SlackBusy, SlackRefused
from bot.store_errors import StoreUnreachable
from bot.tellings import (
    Answer,
    CatchUp,
    CreateChannel,
    LearnPerson,
    ShowAnnouncement,
    ShowPreview,
    Telling,
)
from bot.upkeep import AdoptChannel, ShowReading

log = structlog.get_logger()

Deliver = Callable[[Context, Delivery, Any], Awaitable[None]]

HOW: Mapping[str, Deliver] = {
    "create_channel": create_channel,
    "invite": invite,
    "show_topic": show_topic,
    "show_card": show_card,
    "pin_card": pin_card,
    "show_announcement": show_announcement,
    "say": say,
    "remind": remind,
    "remind_person": remind_person,
    "ask_post_mortem": ask_post_mortem,
    "remind_of_item": remind_of_item,
    "post_digest": post_digest,
    "suggest": show_suggestions,
    "review": review,
    "inquire": inquire,
    "tidy_reminder": tidy_reminder,
    "offer_command": offer_command,
    "tidy_offer": tidy_offer,
    "arm_dead_man": arm_dead_man,
    "post_draft": post_draft,
    "upload_draft": upload_draft,
    "show_preview": show_preview,
    "adopt_channel": adopt_channel,
    "show_reading": show_reading,
    "revise_echo": revise_echo,
    "remake_draft": remake_draft,
    "revise_said": revise_said,
    "rename_channel": rename_channel,
    "answer": answer,
    "ask": ask,
    "show_timeline": show_timeline,
    "show_found": show_found,
    "show_brief": show_brief,
    "share": share,
    "learn_person": learn_person,
    "catch_up": catch_up,
    "fetch_message": fetch_message,
}

#: So many tellings are on their way at once.
AT_ONCE = 20
#: After that many attempts that ended in a defect of ours, a telling is given up.
ATTEMPTS = 8
#: While Slack does not answer, a telling is tried again for that long.
PATIENCE = timedelta(days=1)
#: Once a refusal was told, the making of a channel is tried again that often, until somebody has allowed it.
AGAIN = timedelta(minutes=5)
#: These show how things are, tidy, or offer something: when they fail, nobody has to do anything.
_UNTOLD = frozenset(
    {
        "show_topic",
        "pin_card",
        "tidy_reminder",
        "tidy_offer",
        "arm_dead_man",
        "catch_up",
        "fetch_message",
        "learn_person",
        "show_reading",
    }
)
#: The loop looks at least that often, for what another process left behind or a clock has made due.
LOOK_EVERY = 1.0
#: What is on its way is held by renewing its claim that often, well before it ends.
RENEW_EVERY = timedelta(seconds=3)


class Courier:
    """Delivers what waits in the outbox, as soon as it is woken or something falls due."""

    def __init__(self, context: Context, metrics: Metrics) -> None:
        """Nothing runs before :meth:`run`."""
        self._context = context
        self._metrics = metrics
        self._awake = asyncio.Event()
        self._on_the_way: set[asyncio.Task[None]] = set()
        self._looking = asyncio.Lock()
        self._ended = False
        self._renewed_at = datetime.min.replace(tzinfo=UTC)

    def end(self) -> None:
        """Begins nothing any more. Cancelled instead, a question to the database might be waited for in vain."""
        self._ended = True
        self.wake()

    def wake(self) -> None:
        """Something new waits."""
        self._awake.set()

    async def run(self) -> None:
        """Delivers until :meth:`end`, and holds on to what is on its way."""
        while not self._ended:
            self._awake.clear()
            try:
                await self._once()
            except StoreUnreachable:
                pass
            except Exception as error:  # The loop outlives that.
                log.warning("outbox cannot be read", error=str(error))
            try:
                await asyncio.wait_for(self._awake.wait(), LOOK_EVERY)
            except TimeoutError:
                continue

    async def _once(self) -> None:
        now = self._context.clock()
        # A clock that was set back must not make claims expire, hence the distance.
        if self._on_the_way and abs(now - self._renewed_at) >= RENEW_EVERY:
            begun = self._context.claims.begin()
            self._context.claims.hold(await self._context.store.renew(now), begun)
            self._renewed_at = now
        await self.look()

    async def look(self) -> None:
        """Starts every delivery that can start now."""
        # What one look has claimed and not begun yet must not be missing from the next one's count.
        async with self._looking:
            await self._look()

    async def _look(self) -> None:
        room = AT_ONCE - len(self._on_the_way)
        if room <= 0:
            return
        self._context.throttle.learn(await self._context.store.pauses(self._context.clock()))
        claims = self._context.claims
        begun = claims.begin()
        for delivery in await self._context.store.claim(self._context.clock(), room):
            claims.hold((delivery.attempt,), begun)
            task = asyncio.create_task(self._deliver(delivery))
            self._on_the_way.add(task)
            task.add_done_callback(self._arrived)

    async def idle(self) -> None:
        """Returns when nothing that is due waits and nothing is on its way."""
        while True:
            await self.look()
            if not self._on_the_way:
                return
            await asyncio.wait(set(self._on_the_way))

    async def stop(self, seconds: float) -> None:
        """Waits that long for what is on its way; what is not done by then is claimed again later."""
        if self._on_the_way:
            _, late = await asyncio.wait(set(self._on_the_way), timeout=seconds)
            for task in late:
                task.cancel()

    def _arrived(self, task: asyncio.Task[None]) -> None:
        self._on_the_way.discard(task)
        error = None if task.cancelled() else task.exception()
        # Not even its failure could be stored; its claim expires, and it is looked up before it is told again.
        if error is not None and not isinstance(error, StoreUnreachable):
            log.warning("delivery left for later", error=str(error))
        self.wake()

    async def _deliver(self, delivery: Delivery) -> None:
        try:
            await self._attempt(delivery)
        except AlreadyDone:
            # This process stood still for so long that another took the delivery; all of ours is rolled back.
            self._count(delivery, "done elsewhere")
            log.info("done elsewhere", delivery=delivery.id, telling=delivery.telling.kind)
        finally:
            self._context.claims.drop(delivery)

    async def _attempt(self, delivery: Delivery) -> None:
        store = self._context.store
        try:
            await HOW[delivery.telling.kind](self._context, delivery, delivery.telling)
            self._count(delivery, "told")
        except AlreadyDone:
            raise
        except SlackBusy as busy:
            self._count(delivery, "slack busy")
            if busy.key:
                await store.pause(busy.key, self._context.clock() + timedelta(seconds=busy.seconds))
            until = self._context.clock() + timedelta(seconds=busy.seconds)
            await store.postpone(delivery, until, unknown=False)
        except (SlackRefused, Undeliverable) as refusal:
            await self._give_up(delivery, str(refusal))
        except StoreUnreachable as away:
            await self._later(delivery, str(away), for_good=False)
        except OutcomeUnknown as lost:
            await self._later(delivery, str(lost), for_good=self._is_old(delivery))
        except Exception as defect:  # A defect of ours: the lane must not stop for ever, nor spin.
            log.exception("delivery failed", delivery=delivery.id, telling=delivery.telling.kind)
            await self._later(delivery, repr(defect), for_good=delivery.attempts + 1 >= ATTEMPTS)

    def _is_old(self, delivery: Delivery) -> bool:
        return self._context.clock() - delivery.created_at > PATIENCE

    def _count(self, delivery: Delivery, outcome: str) -> None:
        self._metrics.told.labels(delivery.telling.kind, outcome).inc()

    async def _later(self, delivery: Delivery, reason: str, *, for_good: bool) -> None:
        self._count(delivery, "unknown")
        if for_good:
            await self._give_up(delivery, reason)
            return
        until = self._context.clock() + timedelta(seconds=min(0.5 * 2.0 ** min(delivery.attempts, 10), 60))
        await self._context.store.postpone(delivery, until, unknown=True)

    async def _give_up(self, delivery: Delivery, reason: str) -> None:
        """Frees the lane, and tells the person whom it concerns what did not happen and what to do."""
        self._count(delivery, "given up")
        telling, store, now = delivery.telling, self._context.store, self._context.clock()
        log.warning("not told", delivery=delivery.id, telling=telling.kind, reason=reason)
        # Without a channel there is no incident to work in, so this alone is not given up.
        again = isinstance(telling, CreateChannel) and not self._is_old(delivery)
        if again:
            await store.postpone(delivery, now + AGAIN, unknown=False)
            if delivery.begun:
                return
        said = await self._instead_of(telling, reason)
        async with store.change() as change:
            if not again:
                await change.settle(delivery, untold=reason)
            await change.tell(said, now)
        self.wake()

    async def _instead_of(self, telling: Telling, reason: str) -> tuple[Telling, ...]:
        """What is said when something could not be told."""
        if isinstance(telling, AdoptChannel):
            return (refused(telling, reason),)
        if isinstance(telling, CatchUp):
            # An adopted channel may have waited for this page alone.
            return (ShowReading(incident=telling.incident),)
        if isinstance(telling, Answer | Curating | LearnPerson | LookingUp | PostDigest | ShowPreview):
            return ()
        if telling.kind in _UNTOLD:
            return ()
        try:
            incident = await self._context.incident(telling.incident)
        except Undeliverable:
            return ()
        line = phrase(f"trouble.{telling.kind}", incident=incident.id, reason=reason)
        asked = telling if isinstance(telling, CreateChannel) else None
        told = Answer(
            user=incident.opener,
            channel=asked.asked_in if asked else incident.channel,
            response_url=asked.response_url if asked else "",
            lines=(line,),
        )
        announced = asked and self._context.settings.channels.announcements
        return (told, *((ShowAnnouncement(incident=incident.number),) if announced else ()))
