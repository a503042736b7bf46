"""What was said while nobody listened, and what Slack asks to wait with."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.model import Message, Place
from bot.sandbox import DeliveryFault, DeliveryTrouble, Fault, Trouble, messages
from tests.scenarios.conftest import Night


async def evidence(night: Night, ts: str) -> Message | None:
    """What the record has of a message."""
    async with night.bot.store.read() as reader:
        return await reader.message(Place(channel=night.channel.id, ts=ts))


async def test_a_restart_reads_back_what_was_missed(night: Night) -> None:
    """Messages, replies, edits, deletions and marks made while the bot was down are in the record afterwards."""
    await night.opens()
    changed = await night.says(night.bob, "We lost 40 orders")
    gone = await night.says(night.bob, "Wrong channel")
    parent = await night.says(night.bob, "Looking at the graph")
    await night.stops()
    night.clock.now += timedelta(minutes=5)
    missed = await night.bob.says(night.channel, "Found it")
    reply = await night.ann.says(night.channel, "In the thread", thread_ts=parent)
    await night.bob.edits(night.channel, changed, "We lost 4 orders")
    await night.bob.deletes(night.channel, gone)
    await night.ann.reacts(night.channel, reply, "pushpin")
    await night.ann.pins(night.channel, missed)
    await night.starts()
    await night.settles()

    found = [await evidence(night, ts) for ts in (missed, reply, changed, gone)]
    assert all(found)
    texts = [(m.text, m.recovered, m.deleted) for m in found if m]
    assert [
        ("Found it", True, False),
        ("In the thread", True, False),
        ("We lost 4 orders", False, False),
        ("", False, True),
    ] == texts
    marked = [line for line in await night.timeline() if line.startswith("message")]
    assert ["message: Found it", "message: In the thread"] == marked
    assert "read back" in await night.draft()


async def test_a_mark_taken_back_while_reading_back(night: Night) -> None:
    """A reaction that a page of history still shows, and that is taken back before the page is stored, is gone."""
    await night.opens()
    ts = await night.says(night.bob, "Database is full")
    await night.stops()
    await night.ann.reacts(night.channel, ts, "pushpin")
    night.clock.now += timedelta(minutes=5)

    def take_back() -> None:
        night.clock.now += timedelta(seconds=1)
        messages.unreact(
            night.box.workspace, night.channel, night.channel.messages[ts], night.ann.id, "pushpin"
        )
        night.clock.now += timedelta(seconds=1)

    night.box.faults.add(Fault(kind=Trouble.CALLBACK, method="conversations.history", after=take_back))
    await night.starts()
    await night.settles()
    # What happened during that has its effect as well.
    await night.settles()

    assert [] == [line for line in await night.timeline() if line.startswith("message")]


async def test_an_edit_missed_within_the_second_of_another(night: Night) -> None:
    """When the event of one of two edits within a second is lost, reading back still finds the later text."""
    await night.opens()
    ts = await night.says(night.bob, "We lost 40 orders")
    await night.bob.edits(night.channel, ts, "We lost 4 orders")
    await night.settles()
    night.box.faults.add(DeliveryFault(kind=DeliveryTrouble.WITHHOLD, name="message"))
    await night.bob.edits(night.channel, ts, "We lost no orders")
    await night.stops()
    night.clock.now += timedelta(minutes=5)
    await night.starts()
    await night.settles()

    found = await evidence(night, ts)
    assert found is not None
    assert "We lost no orders" == found.text


async def deleted(night: Night, *stamps: str) -> list[bool]:
    """Of which messages the record has a tombstone alone."""
    found = [await evidence(night, ts) for ts in stamps]
    return [bool(message and message.deleted and not message.text) for message in found]


async def test_the_newest_message_deleted_meanwhile_is_gone(night: Night) -> None:
    """The end of a channel and of a thread is read back like its middle; what is there stays."""
    await night.opens()
    parent = await night.says(night.bob, "Looking at the graph")
    kept = await night.says(night.bob, "It is the database", thread_ts=parent)
    reply = await night.says(night.bob, "Or not", thread_ts=parent)
    last = await night.says(night.bob, "Wrong channel")
    await night.stops()
    night.clock.now += timedelta(minutes=5)
    await night.bob.deletes(night.channel, reply)
    await night.bob.deletes(night.channel, last)
    await night.starts()
    await night.settles()

    assert [False, False, True, True] == await deleted(night, parent, kept, reply, last)


@pytest.mark.parametrize("with_parent", [False, True])
async def test_a_threads_only_reply_deleted_meanwhile_is_gone(night: Night, with_parent: bool) -> None:
    """A thread of which no reply is left is looked at all the same, also when its parent was deleted after it."""
    await night.opens()
    parent = await night.says(night.bob, "Looking at the graph")
    reply = await night.says(night.bob, "It is the database", thread_ts=parent)
    other = await night.says(night.bob, "Anybody else?")
    await night.stops()
    night.clock.now += timedelta(minutes=5)
    await night.bob.deletes(night.channel, reply)
    if with_parent:
        await night.bob.deletes(night.channel, parent)
    await night.starts()
    await night.settles()

    assert [with_parent, True, False] == await deleted(night, parent, reply, other)


async def test_what_was_just_said_is_not_taken_for_deleted(night: Night) -> None:
    """A message that Slack tells of before its history shows it stays in the record."""
    await night.opens()
    ts = await night.says(night.bob, "Database is full")
    night.box.channel(night.channel.id).messages.pop(ts)
    await night.bot.recovery.close_gap("test")
    await night.settles()

    assert [False] == await deleted(night, ts)


async def test_a_mark_taken_back_meanwhile_is_gone(night: Night) -> None:
    """A reaction removed while the bot was down no longer counts."""
    await night.opens()
    ts = await night.says(night.bob, "Database is full")
    await night.ann.reacts(night.channel, ts, "pushpin")
    await night.settles()
    await night.stops()
    night.clock.now += timedelta(minutes=5)
    await night.ann.unreacts(night.channel, ts, "pushpin")
    await night.starts()
    await night.settles()

    assert [] == [line for line in await night.timeline() if line.startswith("message")]


async def test_more_than_a_page_is_read_page_by_page(night: Night) -> None:
    """A long absence is read back whole, each page once."""
    await night.opens()
    await night.bob.joins(night.channel)
    await night.settles()
    await night.stops()
    sent = []
    for number in range(450):
        night.clock.now += timedelta(seconds=1)
        sent.append(await night.bob.says(night.channel, f"line {number}"))
    before = len(night.box.calls)
    await night.starts()
    await night.settles()

    found = [await evidence(night, ts) for ts in sent]
    assert [f"line {number}" for number in range(450)] == [message.text for message in found if message]
    pages = [call for call in night.box.calls[before:] if call.method == "conversations.history"]
    assert 3 == len(pages)


async def test_events_that_were_withheld_are_read_back(night: Night) -> None:
    """When Slack says that it held events back, open incidents are read back."""
    await night.opens()
    night.box.faults.add(DeliveryFault(kind=DeliveryTrouble.WITHHOLD, name="message", times=None))
    ts = await night.says(night.bob, "Nobody hears this")
    assert await evidence(night, ts) is None
    night.box.rate_limit_events()
    await night.settles()

    assert await evidence(night, ts) is not None


async def test_marks_commute(night: Night) -> None:
    """A mark's addition that arrives after its removal does not put it back."""
    await night.opens()
    ts = await night.says(night.bob, "Database is full")
    place = Place(channel=night.channel.id, ts=ts)
    added, removed = night.clock.now, night.clock.now + timedelta(seconds=5)
    async with night.bot.store.change() as change:
        await change.mark(place, "pushpin", night.ann.id, removed, present=False)
        await change.mark(place, "pushpin", night.ann.id, added, present=True)

    assert [] == [line for line in await night.timeline() if line.startswith("message")]


async def test_slow_down_delays_one_method_alone(night: Night) -> None:
    """429 on one method holds that method back until Retry-After has passed; everything else goes on."""
    await night.opens()
    night.box.faults.add(Fault(kind=Trouble.RATELIMITED, method="conversations.setTopic", retry_after=30))
    await night.types(night.ann, "status identified")

    assert "identified" in night.card.text
    assert "investigating" in night.channel.topic.value
    await night.types(night.ann, "status monitoring")
    assert "investigating" in night.channel.topic.value
    await night.passes(timedelta(seconds=31))
    assert "monitoring" in night.channel.topic.value
    assert [] == night.box.violations


async def test_a_lost_answer_posts_nothing_twice(night: Night) -> None:
    """A post whose answer was lost is found again by its metadata, and keeps its place in the order."""
    await night.opens()
    night.box.faults.add(Fault(kind=Trouble.LOST_ANSWER, method="chat.postMessage"))
    await night.types(night.ann, "note first")
    await night.types(night.ann, "note second")
    await night.passes(timedelta(seconds=2))

    echoes = [text for text in night.heard() if "noted" in text]
    assert ["first", "second"] == [text.rpartition(": ")[2] for text in echoes]


async def test_a_lost_answer_makes_one_channel(night: Night) -> None:
    """A channel whose making was not answered is found again, not made twice."""
    night.box.faults.add(Fault(kind=Trouble.LOST_ANSWER, method="conversations.create"))
    await night.opens()
    await night.passes(timedelta(seconds=2))

    assert ["inc-1-checkout-is-down"] == [c.name for c in night.box.channels if c.name.startswith("inc-")]
    assert night.ann.id in night.channel.members
    assert "Checkout is down" in night.card.text


async def test_a_mark_on_a_message_nobody_heard_fetches_it(night: Night) -> None:
    """📌 on a message or reply whose event never came reads that very message, and puts it on the timeline."""
    await night.opens()
    parent = await night.says(night.bob, "Parent")
    night.box.faults.add(DeliveryFault(kind=DeliveryTrouble.WITHHOLD, name="message", times=None))
    missed = await night.says(night.bob, "Nobody heard this")
    reply = await night.says(night.bob, "Nor this", thread_ts=parent, files=[("graph.png", b"png")])
    await night.ann.reacts(night.channel, reply, "pushpin")
    await night.ann.pins(night.channel, missed)
    await night.settles()

    marked = [line for line in await night.timeline() if line.startswith("message")]
    assert ["message: Nobody heard this", "message: Nor this"] == marked
    assert "graph.png" in await night.draft()


async def test_a_revoked_token_is_not_ready(night: Night) -> None:
    """As long as Slack does not accept the token the bot is not ready, says why, and looks whether it is mended."""
    await night.opens()
    night.box.faults.add(Fault(kind=Trouble.ERROR, method="*", error="token_revoked", times=None))
    await night.types(night.ann, "note Database is full")
    await night.bot.gateway.check()
    revoked = await night.bot.troubles()
    night.box.faults.clear()
    await night.bot.gateway.check()

    assert ["Slack does not accept SLACK_BOT_TOKEN (token_revoked)"] == revoked
    assert [] == await night.bot.troubles()


async def test_what_is_found_again_shows_how_things_are(night: Night) -> None:
    """An announcement whose answer was lost, and that is found later, says what has happened since."""
    place = next(channel for channel in night.box.channels if channel.name == "incidents")
    night.box.faults.add(Fault(kind=Trouble.LOST_ANSWER, method="chat.postMessage", channel=place.id))
    night.box.faults.add(Fault(kind=Trouble.HTTP, method="conversations.history", status=503, times=None))
    await night.opens()
    await night.types(night.ann, "resolve Disk was full")
    night.box.faults.clear()
    await night.passes(timedelta(minutes=2))
    (shown,) = [message.text for message in night.posts(place)]

    assert "resolved" in shown
