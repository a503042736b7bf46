"""The days after a night: the post-mortem is asked for, and owners are reminded of their items."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest

from bot.sandbox import Fault, Message, Person, Trouble
from tests.scenarios.conftest import Night, started

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


@pytest.fixture
async def led(night: Night) -> Night:
    """An incident that Ann opened and Bob commands."""
    await night.opens()
    await night.types(night.ann, "role commander @bob")
    return night


def direct(night: Night, person: Person) -> list[Message]:
    """What the bot told somebody directly, but for what a careful reader asks at once."""
    told = [message for message in night.box.messages(person.direct) if message.user == night.box.bot_user]
    return [message for message in told if "a reader of its record would ask you" not in message.text]


def of_items(night: Night) -> list[str]:
    """What the bot told Bob about remediation items."""
    return [message.text for message in direct(night, night.bob) if "remediation item" in message.text]


async def comes(night: Night, at: datetime) -> None:
    """Time passes until that instant."""
    await night.passes(at - night.clock.now)


async def test_the_post_mortem_is_asked_for(led: Night) -> None:
    """A day later the commander reads what is missing and how to write it; a week later what still is."""
    await led.types(led.ann, "resolve")
    await led.passes(DAY - HOUR)
    assert [] == direct(led, led.bob)
    await led.passes(HOUR)
    (question,) = direct(led, led.bob)
    assert "INC-1" in question.text
    for section in ("impact", "cause", "fix"):
        assert f"/incident {section} INC-1 TEXT" in question.text

    await led.types(led.ann, "cause A full disk")
    await led.passes(7 * DAY)
    assert "/incident cause" not in direct(led, led.bob)[-1].text
    assert 2 == len(direct(led, led.bob))
    assert [] == direct(led, led.ann)


async def test_its_button_shows_the_draft(led: Night) -> None:
    """The question's button has the draft posted into the channel."""
    await led.types(led.ann, "resolve")
    await led.passes(DAY)
    before = len(led.heard())
    await led.bob.clicks(led.bob.direct, direct(led, led.bob)[0].ts, "postmortem")
    await led.settles()

    assert len(led.heard()) > before


async def test_a_complete_post_mortem_is_not_asked_for(led: Night) -> None:
    """Once all three sections are written, nobody is asked any more."""
    await led.types(led.ann, "resolve")
    for section in ("impact", "cause", "fix"):
        await led.types(led.ann, f"{section} Known")
    await led.passes(DAY)
    await led.passes(7 * DAY)

    assert [] == direct(led, led.bob)


async def test_a_reopened_incident_is_not_asked_for(led: Night) -> None:
    """Reopening ends the questions; they come a day after the next resolution."""
    await led.types(led.ann, "resolve")
    await led.passes(20 * HOUR)
    await led.types(led.ann, "reopen It came back")
    await led.types(led.ann, "resolve")
    await led.passes(4 * HOUR)
    assert [] == direct(led, led.bob)
    await led.passes(20 * HOUR)
    assert 1 == len(direct(led, led.bob))


async def test_stop_reminding_me_holds_afterwards(led: Night) -> None:
    """Who has pressed the button is not asked again."""
    await led.types(led.ann, "resolve")
    await led.passes(DAY)
    await led.bob.clicks(led.bob.direct, direct(led, led.bob)[0].ts, "mute:postmortem")
    await led.settles()
    told = [message for message in direct(led, led.bob) if "not complete" in message.text]
    await led.passes(7 * DAY)

    assert 1 == len(told)
    assert told == [message for message in direct(led, led.bob) if "not complete" in message.text]


async def test_a_restart_forgets_nothing(led: Night) -> None:
    """Down over the time at which it should have asked, the bot asks once when it is back."""
    await led.types(led.ann, "resolve")
    await led.stops()
    led.clock.now += 3 * DAY
    await led.starts()
    await led.passes(timedelta(0))
    await led.passes(timedelta(minutes=1))
    await led.stops()
    await led.starts()
    await led.passes(DAY)

    assert 1 == len(direct(led, led.bob))


async def test_a_lost_answer_asks_once(led: Night) -> None:
    """A question whose answer was lost is looked up before it is asked again."""
    await led.types(led.ann, "resolve")
    led.box.faults.add(Fault(kind=Trouble.LOST_ANSWER, method="chat.postMessage"))
    await led.passes(DAY)
    await led.passes(timedelta(seconds=5))

    assert 1 == len(direct(led, led.bob))


async def test_owners_are_reminded_of_items(led: Night) -> None:
    """In Berlin at nine on the morning before an item is due, and once on the morning after."""
    await led.types(led.ann, "action Watch the disks @bob by 2024-02-14")
    await comes(led, datetime(2024, 2, 13, 7, 59, tzinfo=UTC))
    assert [] == of_items(led)
    await comes(led, datetime(2024, 2, 13, 8, 0, tzinfo=UTC))
    (before,) = of_items(led)
    assert "1 is due on 2024-02-14: Watch the disks" in before
    await comes(led, datetime(2024, 2, 15, 8, 0, tzinfo=UTC))
    await led.passes(DAY)
    (_, after) = of_items(led)
    assert "1 was due on 2024-02-14 and is not done: Watch the disks" in after


async def test_a_done_item_is_silent(led: Night) -> None:
    """Completing an item ends its reminders, over a restart too."""
    await led.types(led.ann, "resolve")
    await led.types(led.ann, "action Watch the disks @bob by 2024-02-14")
    await led.types(led.ann, "action Add an alert @bob by 2024-02-14")
    await comes(led, datetime(2024, 2, 13, 8, 0, tzinfo=UTC))
    await led.types(led.ann, "action 1 completed")
    await led.stops()
    await led.starts()
    await comes(led, datetime(2024, 2, 15, 8, 0, tzinfo=UTC))

    assert ["1 is due", "2 is due", "2 was due"] == [
        " ".join(text.split("remediation item ")[1].split()[:3]) for text in of_items(led)
    ]


@pytest.fixture
async def silent(sqlite_url: str) -> AsyncIterator[Night]:
    """A night with nothing asked for afterwards."""
    async with started(sqlite_url, after={"postmortem": "0s", "items": False, "questions": False}) as night:
        await night.opens()
        yield night


async def test_all_of_it_can_be_switched_off(silent: Night) -> None:
    """Where the settings say so, nobody is asked for anything after the incident."""
    await silent.types(silent.ann, "action Watch the disks @ann by 2024-02-09")
    await silent.types(silent.ann, "resolve")
    for _ in range(6):
        await silent.passes(DAY)

    assert [] == silent.box.messages(silent.ann.direct)


@pytest.fixture
async def managed(sqlite_url: str) -> AsyncIterator[Night]:
    """A night with a daily digest for #managers at nine in Berlin."""
    channels = {"announcements": "#incidents", "managers": "#managers"}
    digest, zones = {"every": "day"}, {"working": "Europe/Berlin"}
    async with started(sqlite_url, channels=channels, digest=digest, zones=zones) as night:
        night.box.add_channel("managers", members=[night.ann])
        await night.passes(timedelta(0))
        night.clock.now += timedelta(minutes=1)
        yield night


async def test_the_managers_digest(managed: Night) -> None:
    """Each morning: what is open, how promises were kept, which post-mortem is missing and which item is late."""
    managers = managed.box.channel("managers")
    await managed.opens("SEV1 Everything is down")
    await managed.types(managed.ann, "role commander")
    await managed.types(managed.ann, "update We are looking")
    await managed.types(managed.ann, "action Watch the disks @bob by 2024-02-07")
    await managed.types(managed.ann, "resolve")
    await managed.opens("SEV4 A typo")
    await comes(managed, datetime(2024, 2, 7, 7, 59, tzinfo=UTC))
    assert [] == managed.heard(managers)
    await comes(managed, datetime(2024, 2, 7, 8, 0, tzinfo=UTC))
    await managed.passes(timedelta(hours=1))
    (first,) = managed.heard(managers)
    assert "One incident is open" in first
    assert "2 of 2 on time" in first
    assert "INC-1 · Everything is down · still open: impact, cause and fix" in first
    assert "overdue" not in first

    await comes(managed, datetime(2024, 2, 8, 8, 0, tzinfo=UTC))
    digests = [text for text in managed.heard(managers) if "Incidents since" in text]
    assert "One remediation item is overdue" in digests[1]
    assert 2 == len(digests)


async def test_one_digest_after_a_restart(managed: Night) -> None:
    """Digests that were slept through come as one."""
    await managed.opens()
    await managed.types(managed.ann, "resolve")
    await managed.stops()
    managed.clock.now += 3 * DAY
    await managed.starts()
    await managed.passes(timedelta(0))
    await managed.passes(timedelta(minutes=1))

    assert 1 == len(managed.heard(managed.box.channel("managers")))


async def test_no_digest_without_news(managed: Night) -> None:
    """A quiet day is not worth a message."""
    await managed.passes(DAY)
    await managed.passes(DAY)

    assert [] == managed.heard(managed.box.channel("managers"))
