"""Tellings, from their decision until Slack has them."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.afterwards import AskPostMortem, PostDigest, RemindOfItem
from bot.model import ItemReminder
from bot.phrases import Lasting, Link, Phrase, Prose, Room, When, Who, phrase
from bot.ports import CLAIM, AlreadyDone, Delivery
from bot.tellings import (
    Answer,
    CatchUp,
    CreateChannel,
    Invite,
    LearnPerson,
    PinCard,
    PostDraft,
    Remind,
    Say,
    ShowAnnouncement,
    ShowCard,
    ShowTopic,
    Telling,
    UploadDraft,
)
from storage import tables
from storage.store import Database
from tests.storage.examples import CHANNEL, NOW, minutes, settle, tell, told

LINE: Phrase = phrase(
    "a.line",
    who=Who(user="U1", ping=True),
    text=Prose(text="<b> &amp; \ud83e"),
    when=When(at=minutes(1)),
    length=Lasting(length=timedelta(minutes=90, microseconds=1)),
    room=Room(channel=CHANNEL, name="inc-1"),
    link=Link(url="https://example.com", label="here"),
    inner=phrase("another", count=3, word="4"),
    count=2,
)

EVERY_KIND: list[Telling] = [
    CreateChannel(incident=1),
    Invite(incident=1, people=("U1",)),
    Invite(incident=1, names=("@oncall",)),
    ShowTopic(incident=1),
    ShowCard(incident=1),
    PinCard(incident=1),
    ShowAnnouncement(incident=1),
    Say(incident=1, lines=(LINE, phrase("b")), entry="e1"),
    Remind(incident=2, due_at=minutes(30)),
    AskPostMortem(incident=2, resolved_at=minutes(30), user="U1"),
    RemindOfItem(incident=2, number=1, told=ItemReminder.AFTER, user="U2"),
    PostDigest(since=NOW, until=minutes(30)),
    PostDraft(incident=3),
    UploadDraft(incident=4, format="json"),
    Answer(user="U1", channel=CHANNEL, lines=(LINE,), response_url="https://hooks.example.com/1"),
    LearnPerson(user="U2"),
]

#: Two things that are said in one channel, in this order.
FIRST, SECOND = PostDraft(incident=1), UploadDraft(incident=1)


async def test_every_kind_of_telling_comes_back_equal(database: Database) -> None:
    """What is to be told is told as it was decided, with a key of its own and the time of the decision."""
    await tell(database, *EVERY_KIND)
    deliveries = await database.claim(minutes(1), 100)

    assert sorted(EVERY_KIND, key=repr) == sorted(told(deliveries), key=repr)
    assert len(EVERY_KIND) == len({delivery.key for delivery in deliveries})
    assert {(0, NOW)} == {(delivery.attempts, delivery.created_at) for delivery in deliveries}


async def test_a_lane_keeps_its_order(database: Database) -> None:
    """What comes second in a lane is not told before the first is done; other lanes do not wait."""
    await tell(database, FIRST, SECOND, PostDraft(incident=2))
    first, other = await database.claim(NOW, 100)
    nothing = await database.claim(NOW, 100)
    await settle(database, first)
    (second,) = await database.claim(NOW, 100)

    assert [FIRST, PostDraft(incident=2), SECOND] == told([first, other, second])
    assert () == nothing


async def test_people_who_wait_come_first(database: Database) -> None:
    """An answer is claimed before anything older, and reading back comes after everything else."""
    answer = Answer(user="U1", channel=CHANNEL, lines=(LINE,))
    await tell(database, CatchUp(incident=1), PostDraft(incident=2), answer)
    claimed = [(await database.claim(minutes(1), 1))[0] for _ in range(3)]

    assert [answer, PostDraft(incident=2), CatchUp(incident=1)] == told(claimed)


async def test_a_renewed_claim_is_held(database: Database) -> None:
    """What is on its way for long stays with its process, until it is renewed no more."""
    await tell(database, FIRST)
    await database.claim(NOW, 1)
    await database.renew(NOW + CLAIM / 2)
    held = await database.claim(NOW + CLAIM, 1)
    expired = await database.claim(NOW + 2 * CLAIM, 1)

    assert ((), [FIRST]) == (held, told(expired))


async def test_pauses_are_shared(database: Database) -> None:
    """What Slack asked to wait with is known to every process until it is over; the later instant counts."""
    await database.pause("pins.add", minutes(2))
    await database.pause("pins.add", minutes(1))
    await database.pause("chat.update", minutes(1))

    assert {"pins.add": minutes(2), "chat.update": minutes(1)} == await database.pauses(NOW)
    assert {"pins.add": minutes(2)} == await database.pauses(minutes(1))


async def test_no_more_than_asked_for_is_claimed(database: Database) -> None:
    """The limit bounds a claim, and the oldest come first."""
    await tell(database, *(LearnPerson(user=f"U{number}") for number in range(5)))

    assert ["U0", "U1"] == [delivery.telling.lane[-2:] for delivery in await database.claim(NOW, 2)]


async def test_nothing_is_claimed_before_it_is_due(database: Database) -> None:
    """A telling is due from its decision on, a postponed one from the instant it was postponed to."""
    await tell(database, FIRST, SECOND, now=minutes(1))
    early = await database.claim(minutes(0.999), 100)
    (first,) = await database.claim(minutes(1), 100)
    await database.postpone(first, minutes(5), unknown=False)

    assert () == early
    assert () == await database.claim(minutes(4.999), 100)
    assert [FIRST] == told(await database.claim(minutes(5), 100))


async def test_a_claim_expires(database: Database, database_url: str) -> None:
    """What a process that died had claimed is another's after a minute, with an attempt that may have been told."""
    await tell(database, FIRST)
    (claimed,) = await database.claim(NOW, 100)
    async with Database.open(database_url) as other:
        early = await other.claim(NOW + CLAIM - timedelta(microseconds=1), 100)
        (again,) = await other.claim(NOW + CLAIM, 100)

    assert () == early
    assert (claimed.key, 0, 0) == (again.key, claimed.attempts, claimed.begun)
    assert (1, 1) == (again.attempts, again.begun)


@pytest.mark.parametrize(("unknown", "attempts"), [(True, 1), (False, 0)])
async def test_only_attempts_of_unknown_outcome_count(
    database: Database, unknown: bool, attempts: int
) -> None:
    """An attempt that surely did not reach Slack leaves nothing to look for; it was begun all the same."""
    await tell(database, FIRST)
    (first,) = await database.claim(NOW, 100)
    await database.postpone(first, minutes(1), unknown=unknown)
    (again,) = await database.claim(minutes(1), 100)

    assert (attempts, 1) == (again.attempts, again.begun)


async def test_an_unknown_attempt_is_not_forgotten(database: Database) -> None:
    """After an attempt of unknown outcome, one that surely failed does not make the telling untold."""
    await tell(database, FIRST)
    for minute, unknown in ((0, True), (1, False)):
        (delivery,) = await database.claim(minutes(minute), 100)
        await database.postpone(delivery, minutes(minute + 1), unknown=unknown)
    (third,) = await database.claim(minutes(2), 100)

    assert (1, 2) == (third.attempts, third.begun)


async def test_an_expired_claim_is_not_the_callers_to_give_back(database: Database) -> None:
    """Who comes back after the claim expired and was taken anew can neither postpone nor settle."""
    await tell(database, FIRST)
    (late,) = await database.claim(NOW, 100)
    await database.claim(minutes(2), 100)
    with pytest.raises(AlreadyDone):
        await database.postpone(late, minutes(2), unknown=False)
    with pytest.raises(AlreadyDone):
        await settle(database, late)

    assert () == await database.claim(minutes(2), 100)
    assert [FIRST] == told(await database.claim(minutes(4), 100))


async def test_of_two_attempts_one_leaves_something(database: Database, database_url: str) -> None:
    """When a claim expired and another process took it, only one of the two commits what follows from it."""
    await tell(database, FIRST)
    (late,) = await database.claim(NOW, 100)
    async with Database.open(database_url) as other:
        (again,) = await other.claim(minutes(2), 100)

        async def done(store: Database, delivery: Delivery) -> None:
            async with store.change() as change:
                await change.tell([SECOND], NOW)
                await change.settle(delivery)

        results = await asyncio.gather(done(database, late), done(other, again), return_exceptions=True)

    assert [AlreadyDone, None] == [result and type(result) for result in results]
    assert [SECOND] == told(await database.claim(minutes(9), 100))


async def test_an_expired_claim_that_nobody_took_can_be_settled(database: Database) -> None:
    """A claim that merely ran out is still the caller's."""
    await tell(database, FIRST)
    (late,) = await database.claim(NOW, 100)
    await settle(database, late)

    assert () == await database.claim(minutes(9), 100)


async def test_a_refused_delivery_frees_its_lane(database: Database) -> None:
    """What Slack refuses for good is marked with its reason, and the next of the lane has its turn."""
    await tell(database, FIRST, SECOND)
    (first,) = await database.claim(NOW, 100)
    async with database.change() as change:
        await change.settle(first, untold="channel_not_found")

    assert [SECOND] == told(await database.claim(NOW, 100))
    async with database.transactions.reading() as connection:
        query = select(tables.deliveries.c.failed).order_by(tables.deliveries.c.id)
        assert ["channel_not_found", None] == list((await connection.execute(query)).scalars())


async def test_settling_is_part_of_the_change(database: Database) -> None:
    """When the change is rolled back, the delivery is not done either."""
    await tell(database, FIRST)
    (first,) = await database.claim(NOW, 100)

    async def fail() -> None:
        async with database.change() as change:
            await change.settle(first)
            raise KeyError

    with pytest.raises(KeyError):
        await fail()

    assert [FIRST] == told(await database.claim(minutes(2), 100))


async def test_what_shows_how_things_are_is_queued_once(database: Database) -> None:
    """A topic, card or announcement that waits for an incident will show the newest state anyway."""
    shows: list[Telling] = [ShowCard(incident=1), ShowTopic(incident=1), ShowCard(incident=2)]
    await tell(database, *shows, ShowCard(incident=1))
    await tell(database, *shows)

    assert shows == told(await database.claim(NOW, 100))


async def test_what_is_being_shown_is_queued_again(database: Database) -> None:
    """A card on its way may show an older state, so another one follows; a postponed one has yet to look."""
    await tell(database, ShowCard(incident=1))
    (first,) = await database.claim(NOW, 100)
    await tell(database, ShowCard(incident=1), ShowCard(incident=1))
    await settle(database, first)
    (second,) = await database.claim(NOW, 100)
    await database.postpone(second, minutes(1), unknown=True)
    await tell(database, ShowCard(incident=1))
    (third,) = await database.claim(minutes(1), 100)
    await settle(database, third)

    assert second.id == third.id
    assert () == await database.claim(minutes(9), 100)


async def test_what_happened_is_told_each_time(database: Database) -> None:
    """Two equal sentences are two."""
    say = Say(incident=1, lines=(phrase("a"),))
    await tell(database, say, say)
    (first,) = await database.claim(NOW, 100)
    await settle(database, first)

    assert [say] == told(await database.claim(NOW, 100))


async def test_the_next_delivery(database: Database) -> None:
    """The earliest head of a lane is next; one that is on its way is next when its claim expires."""
    empty = await database.next_delivery_at()
    await tell(database, FIRST, SECOND, now=minutes(1))
    waiting = await database.next_delivery_at()
    (first,) = await database.claim(minutes(2), 100)
    claimed = await database.next_delivery_at()
    await database.postpone(first, minutes(9), unknown=False)
    postponed = await database.next_delivery_at()
    await tell(database, LearnPerson(user="U1"), now=minutes(4))

    assert [None, minutes(1), minutes(2) + CLAIM, minutes(9)] == [empty, waiting, claimed, postponed]
    assert minutes(4) == await database.next_delivery_at()
