"""A channel in which people have begun already becomes an incident's, with its history."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.model import Incident, Moment, Place, instant
from bot.sandbox import Channel, Fault, Trouble
from tests.scenarios.conftest import Night, started


@pytest.fixture
async def room(night_anywhere: Night) -> Night:
    """A night with a channel #checkout-odd in which Ann and Bob have talked for half an hour; nothing of the bot's."""
    night = night_anywhere
    told = night.box.add_channel("checkout-odd", members=[night.ann, night.bob])
    for number in range(30):
        night.clock.now += timedelta(minutes=1)
        await night.bob.says(told, f"line {number}")
    return night


def odd(night: Night) -> Channel:
    """The channel that is adopted."""
    return night.box.channel("checkout-odd")


def texts(night: Night) -> list[str]:
    """What the bot has posted there."""
    return night.heard(odd(night))


async def incident(night: Night) -> Incident | None:
    """INC-1."""
    async with night.bot.store.read() as reader:
        return await reader.incident(1)


async def test_a_channel_becomes_an_incidents(room: Night) -> None:
    """Card, topic, announcement and promise are there, the channel keeps its name, and it began with its first line."""
    first = min(odd(room).messages.values(), key=lambda m: m.ts if m.subtype is None else "9").ts
    await room.types(room.ann, "adopt SEV2 Checkout is slow", odd(room))
    found = await incident(room)

    assert found is not None
    assert ("Checkout is slow", "SEV2", odd(room).id, room.ann.id) == (
        found.title, found.severity, found.channel, found.opener,
    )  # fmt: skip
    assert instant(first) == found.moments[Moment.BEGAN].at
    assert found.promise is not None
    assert "checkout-odd" == odd(room).name
    assert "SEV2 · investigating · Checkout is slow" == odd(room).topic.value
    assert any("Checkout is slow" in text for text in room.heard(room.announcements))
    assert 1 == len(odd(room).pins)
    assert any(text.startswith("Read all that was said here: 30 messages") for text in texts(room))
    assert "this channel's incident now" in room.told(room.ann, odd(room))
    assert [] == room.box.violations


async def test_earlier_marks_threads_and_pins_count(room: Night) -> None:
    """📌 and pins set before, on replies too, put their messages on the timeline, at the time they were posted."""
    lines = [m.ts for m in odd(room).messages.values() if m.text.startswith("line")]
    reply = await room.ann.says(odd(room), "in a thread", thread_ts=lines[3])
    await room.ann.reacts(odd(room), lines[5], "pushpin")
    await room.ann.reacts(odd(room), reply, "pushpin")
    await room.bob.pins(odd(room), lines[7])
    await room.types(room.ann, "adopt", odd(room))

    async with room.bot.store.read() as reader:
        entries = [entry for entry in await reader.entries(1) if entry.kind == "message"]
    assert ["line 5", "line 7", "in a thread"] == [entry.text for entry in entries]
    assert instant(lines[5]) == entries[0].at


async def test_where_it_began(room: Night) -> None:
    """The shortcut on a message says where it began; what was said before is evidence, and not in the window."""
    began = [m.ts for m in odd(room).messages.values()][20]
    await room.bob.chooses("adopt", odd(room), began)
    await room.settles()
    await room.bob.submits(None, {"title": {"value": "Slow <checkout>"}})
    await room.settles()
    found = await incident(room)

    assert found is not None
    assert "Slow &lt;checkout&gt;" == found.title
    assert instant(began) == found.moments[Moment.BEGAN].at
    async with room.bot.store.read() as reader:
        entry = next(e for e in await reader.entries(1) if e.id == found.moments[Moment.BEGAN].entry)
        before = await reader.message(Place(channel=odd(room).id, ts=list(odd(room).messages)[10]))
    assert entry.source == Place(channel=odd(room).id, ts=began)
    assert before is not None
    assert "message: line 18" in await room.timeline()


async def test_the_link_of_a_message_says_so_too(room: Night) -> None:
    """A link among the words is the beginning; without a title the channel's name serves."""
    began = [m.ts for m in odd(room).messages.values()][20]
    link = room.bot.identity.permalink(Place(channel=odd(room).id, ts=began))
    await room.types(room.ann, f"adopt {link} SEV1", odd(room))
    found = await incident(room)

    assert found is not None
    assert ("Checkout odd", "SEV1") == (found.title, found.severity)
    assert instant(began) == found.moments[Moment.BEGAN].at


async def test_what_cannot_be_adopted(night: Night) -> None:
    """An incident's channel, a private channel without the bot, and an archived one: each is answered in words."""
    await night.opens()
    await night.types(night.ann, "adopt", night.channel)
    assert "is the channel of INC-1 already" in night.told(night.ann, night.channel)
    secret = night.box.add_channel("secret", members=[night.ann], private=True, bot=False)
    await night.types(night.ann, "adopt", secret)
    assert "Invite me" in night.told(night.ann, secret)
    await night.ann.invites(secret, night.box.bot_user)
    await night.types(night.ann, "adopt", secret)
    async with night.bot.store.read() as reader:
        found = await reader.incident(2)

    assert found is not None
    assert secret.id == found.channel
    assert [] == [text for text in night.heard(night.announcements) if "INC-2" in text]
    assert [] == night.box.violations


async def test_a_topic_stays(room: Night) -> None:
    """A channel that has a topic keeps it, now and later, and the bot says so."""
    odd(room).topic.value = "Checkout team, be kind"
    await room.types(room.ann, "adopt", odd(room))
    await room.types(room.ann, "status identified", odd(room))

    assert "Checkout team, be kind" == odd(room).topic.value
    assert any("keeps its topic" in text for text in texts(room))


async def test_typed_twice(room: Night) -> None:
    """Two people adopt at once: one incident, and the second is told so."""
    await room.ann.types("/incident", "adopt SEV2", odd(room))
    await room.bob.types("/incident", "adopt SEV1", odd(room))
    await room.settles()

    async with room.bot.store.read() as reader:
        assert 1 == len(await reader.open_incidents())
    answers = [room.told(person, odd(room)) for person in (room.ann, room.bob)]
    assert ["is the channel of" in answer for answer in answers] == [False, True]


async def test_progress_is_one_message(night: Night) -> None:
    """A long history is read page by page; while Slack asks to wait, the progress stands in one edited message."""
    told = night.box.add_channel("long", members=[night.ann])
    for number in range(900):
        night.clock.now += timedelta(seconds=1)
        await night.ann.says(told, f"line {number}")
    night.box.faults.add(
        Fault(kind=Trouble.RATELIMITED, method="conversations.history", retry_after=20, nth=3)
    )
    before = len(night.box.calls)
    await night.types(night.ann, "adopt", told)
    shown = [text for text in night.heard(told) if text.startswith("Read")]
    await night.passes(timedelta(seconds=21))

    assert 1 == len(shown)
    assert "Read all that was said here: 900 messages" in "".join(night.heard(told))
    assert 1 == len([text for text in night.heard(told) if text.startswith("Read")])
    pages = [c for c in night.box.calls[before:] if c.method == "conversations.history" and c.error is None]
    assert 5 == len(pages)


@pytest.mark.parametrize(
    "method",
    [
        "conversations.join",
        "conversations.history",
        "conversations.replies",
        "chat.postMessage",
        "chat.update",
    ],
)
async def test_lost_answers(sqlite_url: str, method: str) -> None:
    """Whichever answer is lost, there is one incident, one card, one progress message, and every message once."""
    async with started(sqlite_url) as night:
        told = night.box.add_channel("odd", members=[night.ann])
        parent = await night.ann.says(told, "parent")
        await night.ann.says(told, "reply", thread_ts=parent)
        night.box.faults.add(Fault(kind=Trouble.LOST_ANSWER, method=method))
        await night.types(night.ann, "adopt", told)
        await night.passes(timedelta(seconds=5))
        await night.passes(timedelta(seconds=5))

        async with night.bot.store.read() as reader:
            assert 1 == len(await reader.open_incidents())
            assert 2 == (await reader.care.read_so_far(told.id)).count
        assert 1 == len(told.pins)
        assert ["Read all that was said here: 2 messages"] == [
            text.partition(",")[0] for text in night.heard(told) if text.startswith("Read")
        ]


async def test_a_restart_goes_on_where_it_was(night: Night) -> None:
    """A bot that stops in the middle of the reading goes on with the next page, and reads no page twice."""
    told = night.box.add_channel("long", members=[night.ann])
    for number in range(900):
        night.clock.now += timedelta(seconds=1)
        await night.ann.says(told, f"line {number}")
    night.box.faults.add(
        Fault(kind=Trouble.RATELIMITED, method="conversations.history", retry_after=20, nth=3)
    )
    before = len(night.box.calls)
    await night.types(night.ann, "adopt", told)
    await night.stops()
    night.clock.now += timedelta(seconds=30)
    await night.starts()
    await night.settles()

    pages = [c for c in night.box.calls[before:] if c.method == "conversations.history" and c.error is None]
    # Five pages of the history, and one for what may have been said while the bot was away.
    assert 6 == len(pages)
    assert any("Read all that was said here: 900 messages" in text for text in night.heard(told))
