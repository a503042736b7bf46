"""The promise over a night: who is reminded, how reminders are answered, and who speaks when the bot is dead."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from bot.sandbox import Fault, Message, Trouble
from tests.scenarios.conftest import Night, started

MINUTE = timedelta(minutes=1)


@pytest.fixture
async def led(sqlite_url: str) -> AsyncIterator[Night]:
    """A SEV1 incident with commander Ann and communications Bob, and a managers' channel."""
    channels = {"announcements": "#incidents", "managers": "#managers"}
    async with started(sqlite_url, channels=channels) as night:
        night.box.add_channel("managers", members=[night.ann])
        await night.opens("SEV1 Everything is down")
        await night.types(night.ann, "role commander")
        await night.types(night.ann, "role communications @bob")
        await night.types(night.ann, "update We are looking")
        yield night


def direct(night: Night, person: str) -> list[str]:
    """What the bot told somebody directly."""
    someone = night.ann if person == "ann" else night.bob
    return [
        message.text for message in night.box.messages(someone.direct) if message.user == night.box.bot_user
    ]


def reminders(night: Night) -> list[Message]:
    """The bot's reminders in the incident's channel."""
    return [message for message in night.posts() if "update promised" in message.text.lower()]


def labels(message: Message) -> list[str]:
    """The buttons under a message."""
    rows = [block["elements"] for block in message.blocks if block["type"] == "actions"]
    return [element["text"]["text"] for row in rows for element in row]


async def test_the_whole_ladder(led: Night) -> None:
    """Communications directly, then the channel, then the commander directly, then the managers; each once."""
    led.box.add_person("eve", real_name="Eve Moor")
    await led.types(led.ann, "title Everything of @eve is down")
    await led.passes(25 * MINUTE)
    assert ([], 1) == (reminders(led), len(direct(led, "bob")))
    await led.passes(5 * MINUTE)
    assert 1 == len(reminders(led))
    await led.passes(10 * MINUTE)
    assert 1 == len(direct(led, "ann"))
    await led.passes(10 * MINUTE)
    (managers,) = led.heard(led.box.channel("managers"))
    assert "INC-1" in managers
    assert "Everything of @Eve Moor is down" in managers
    assert f"<@{led.bob.id}>" not in managers
    await led.passes(60 * MINUTE)
    await led.types(led.bob, "update Half way there", led.channel)
    assert "Bob Marsh has posted an update." in led.heard(led.box.channel("managers"))[0]
    counts = (len(direct(led, "bob")), len(reminders(led)), len(direct(led, "ann")))
    assert (1, 1, 1) == counts


async def test_any_update_ends_the_ladder_and_tidies(led: Night) -> None:
    """An update answers the reminder: its buttons go, and nobody further up is told."""
    await led.passes(30 * MINUTE)
    assert ["Post update", "Snooze 15 min", "Nothing new"] == labels(reminders(led)[0])
    await led.types(led.bob, "update Half way there", led.channel)
    assert [] == labels(reminders(led)[0])
    await led.passes(20 * MINUTE)
    assert [] == direct(led, "ann")


@pytest.mark.parametrize(
    ("deed", "ended"),
    [
        ("update Half way there", "Bob Marsh has posted an update."),
        ("snooze 20m the vendor is on it", "Bob Marsh has put it off until"),
        ("resolve", "Bob Marsh has resolved the incident."),
        ("cancel a test alert", "Bob Marsh has cancelled the incident as a false alarm."),
    ],
)
async def test_all_reminders_say_what_ended_them(led: Night, deed: str, ended: str) -> None:
    """The channel's and the direct ones lose their buttons, and name who did what; in time or not."""
    await led.passes(25 * MINUTE)
    await led.passes(5 * MINUTE)
    await led.passes(10 * MINUTE)
    rooms = (led.channel, led.ann.direct, led.bob.direct)
    told = [reminders(led)[0].ts, *(led.box.messages(room)[-1].ts for room in rooms[1:])]
    before = [labels(led.message(room, ts)) for room, ts in zip(rooms, told, strict=True)]
    await led.types(led.bob, deed, led.channel)
    tidied = [led.message(room, ts) for room, ts in zip(rooms, told, strict=True)]

    assert [3, 2, 2] == [len(each) for each in before]
    assert [True] * 3 == [ended in message.text for message in tidied]
    assert [[]] * 3 == [labels(message) for message in tidied]


async def test_nothing_new_is_one_click(led: Night) -> None:
    """The button records an update that says so, and renews the promise."""
    await led.passes(30 * MINUTE)
    await led.bob.joins(led.channel)
    await led.bob.clicks(led.channel, reminders(led)[0].ts, "nothing_new")
    await led.settles()

    assert any("nothing new" in text for text in led.heard())
    assert [] == labels(reminders(led)[0])
    assert "We are looking" in led.card.text
    await led.passes(29 * MINUTE)
    assert 1 == len(reminders(led))


async def test_snooze_asks_for_a_reason(led: Night) -> None:
    """The button opens a form; the promise moves by a quarter of an hour, with the reason on the timeline."""
    await led.passes(30 * MINUTE)
    await led.bob.joins(led.channel)
    await led.bob.clicks(led.channel, reminders(led)[0].ts, "snooze")
    await led.settles()
    await led.bob.submits(led.bob.view, {"reason": {"value": "In a call with the provider"}})
    await led.settles()

    assert "snooze: In a call with the provider" in await led.timeline()
    assert [] == labels(reminders(led)[0])
    await led.passes(14 * MINUTE)
    assert 1 == len(reminders(led))
    await led.passes(MINUTE)
    assert 2 == len(reminders(led))


async def test_snoozing_within_the_severitys_limits(sqlite_url: str) -> None:
    """Button and form offer no more than the severity allows; what it does not allow is refused at once."""
    limits = {"SEV1": {"snooze_up_to": "10m", "snoozes": 1}}
    async with started(sqlite_url, severities=limits) as night:
        await night.opens("SEV1 Everything is down")
        await night.passes(30 * MINUTE)
        (first,) = reminders(night)
        offered = labels(first)
        await night.ann.clicks(night.channel, first.ts, "snooze")
        await night.settles()
        assert night.ann.view is not None
        lengths = [option["value"] for option in night.ann.view.blocks[0]["element"]["options"]]
        await night.ann.submits(night.ann.view, {"reason": {"value": "In a call"}})
        await night.settles()
        await night.passes(10 * MINUTE)
        await night.types(night.ann, "snooze 10m still in a call")

        assert ["Post update", "Snooze 10 min", "Nothing new"] == offered
        assert ["10m"] == lengths
        assert ["Post update", "Nothing new"] == labels(reminders(night)[-1])
        assert "Please post one" in night.told(night.ann, night.channel)


async def test_stop_reminding_me_silences_one_person(led: Night) -> None:
    """Who does not want to be reminded is left alone; the channel and the others are still told."""
    await led.passes(25 * MINUTE)
    first = led.box.messages(led.bob.direct)[-1]
    await led.bob.clicks(led.bob.direct, first.ts, "mute")
    await led.settles()
    await led.types(led.ann, "update Still looking")
    await led.passes(25 * MINUTE)
    told = direct(led, "bob")
    await led.passes(5 * MINUTE)

    assert ["Ann Lee has posted an update"] == [text[-29:-1] for text in told]
    assert 1 == len(reminders(led))


async def test_stop_reminding_me_ends_with_a_role(led: Night) -> None:
    """The button goes from its message; whoever takes a role, be it the one they have, is reminded again."""
    await led.passes(25 * MINUTE)
    first = led.box.messages(led.bob.direct)[-1]
    await led.bob.clicks(led.bob.direct, first.ts, "mute")
    await led.settles()
    left = labels(led.message(led.bob.direct, first.ts))
    await led.types(led.bob, "role communications", led.channel)
    await led.types(led.ann, "update Still looking")
    await led.passes(25 * MINUTE)

    assert (["Post update"], "I will remind you directly of INC-1 again.") == (
        left,
        led.told(led.bob, led.channel),
    )
    assert "is due soon" in direct(led, "bob")[-1]


async def test_two_presses_are_one_update(led: Night) -> None:
    """Whose press comes second is told that the update has come; nothing is recorded twice."""
    await led.passes(30 * MINUTE)
    await led.bob.joins(led.channel)
    ts = reminders(led)[0].ts
    await led.bob.clicks(led.channel, ts, "nothing_new")
    await led.ann.clicks(led.channel, ts, "nothing_new")
    await led.settles()

    assert "has come meanwhile; the next one of INC-1" in led.told(led.ann, led.channel)
    assert 2 == sum(line.startswith("update:") for line in await led.timeline())


async def test_slack_speaks_when_the_bot_is_dead(led: Night) -> None:
    """With the bot gone, Slack itself reminds at due + grace, naming the incident and who was to write."""
    await led.stops()
    led.clock.now += 34 * MINUTE
    led.box.tick()
    assert [] == reminders(led)
    led.clock.now += MINUTE
    led.box.tick()
    (missed,) = reminders(led)
    assert "INC-1" in missed.text
    assert f"<@{led.bob.id}>" in missed.text
    await led.starts()
    await led.passes(timedelta(0))
    assert 1 == len(reminders(led))


async def test_an_update_form_undoes_nothing(led: Night) -> None:
    """Status and severity that somebody changed while the form was open stay; the promise is the new severity's."""
    await led.types(led.ann, "update")
    assert led.ann.view is not None
    await led.types(led.bob, "status monitoring", led.channel)
    await led.types(led.bob, "severity SEV3", led.channel)
    await led.ann.submits(led.ann.view, {"text": {"value": "Half way there"}})
    await led.settles()
    async with led.bot.store.read() as reader:
        incident = await reader.incident(1)

    assert incident is not None
    assert ("monitoring", "SEV3", "Half way there") == (incident.status, incident.severity, incident.latest)
    assert incident.promise is not None
    assert incident.latest_at is not None
    assert timedelta(hours=4) == incident.promise.due_at - incident.latest_at


async def test_an_update_rearms_slack(led: Night) -> None:
    """One scheduled message per open incident, at the current promise plus grace; none once it is resolved."""
    await led.types(led.ann, "update Next one in two hours next 2h")
    (armed,) = led.box.scheduled
    async with led.bot.store.read() as reader:
        incident = await reader.incident(1)
    assert incident is not None
    assert incident.promise is not None
    assert int((incident.promise.due_at + 5 * MINUTE).timestamp()) == armed.post_at
    await led.types(led.ann, "resolve")
    assert [] == list(led.box.scheduled)


async def test_the_bots_own_reminder_disarms_slack(led: Night) -> None:
    """When the bot has reminded in time, Slack does not say it again."""
    await led.passes(30 * MINUTE)
    assert [] == list(led.box.scheduled)
    await led.passes(10 * MINUTE)
    assert 1 == len(reminders(led))


async def test_a_lost_answer_arms_once(led: Night) -> None:
    """A scheduled message whose answer was lost is found again, not armed twice."""
    led.box.faults.add(Fault(kind=Trouble.LOST_ANSWER, method="chat.scheduleMessage"))
    await led.types(led.ann, "update Next one in two hours next 2h")
    await led.passes(timedelta(seconds=5))

    assert 1 == len(led.box.scheduled)


@pytest.mark.parametrize("meanwhile", ["role communications @ann", "update Later still next 3h"])
async def test_a_lost_answer_and_other_news(led: Night, meanwhile: str) -> None:
    """When name or time changed before a lost answer was looked into, one scheduled message is left: the new one."""
    led.box.faults.add(Fault(kind=Trouble.LOST_ANSWER, method="chat.scheduleMessage"))
    led.box.faults.add(Fault(kind=Trouble.HTTP, method="chat.scheduledMessages.list", status=503, times=None))
    await led.types(led.ann, "update Next one in two hours next 2h")
    (before,) = led.box.scheduled
    await led.types(led.ann, meanwhile)
    led.box.faults.clear()
    await led.passes(timedelta(minutes=1))
    (armed,) = led.box.scheduled

    assert (before.post_at, before.text) != (armed.post_at, armed.text)


async def test_a_lost_answer_and_the_end(led: Night) -> None:
    """An incident that ends before a lost answer was looked into leaves nothing scheduled."""
    led.box.faults.add(Fault(kind=Trouble.LOST_ANSWER, method="chat.scheduleMessage"))
    led.box.faults.add(Fault(kind=Trouble.HTTP, method="chat.scheduledMessages.list", status=503, times=None))
    await led.types(led.ann, "update Next one in two hours next 2h")
    await led.types(led.ann, "resolve Fixed")
    led.box.faults.clear()
    await led.passes(timedelta(minutes=1))

    assert [] == list(led.box.scheduled)


async def test_a_lost_answer_reminds_once_directly(led: Night) -> None:
    """A direct reminder whose answer was lost is looked up in that conversation before it is sent again."""
    led.box.faults.add(Fault(kind=Trouble.LOST_ANSWER, method="chat.postMessage"))
    await led.passes(25 * MINUTE)
    await led.passes(timedelta(seconds=5))

    assert 1 == len(direct(led, "bob"))


async def test_beyond_the_noise_budget_the_card_speaks(sqlite_url: str) -> None:
    """Echoes beyond the budget are not posted; the card is current, and each entry still has its source."""
    async with started(sqlite_url, channels={"posts_per_hour": 3}) as night:
        await night.opens()
        for number in range(5):
            await night.types(night.ann, f"update Number {number}")
        echoes = [text for text in night.heard() if "posted an update" in text]
        assert ["Number 0", "Number 1"] == [text.splitlines()[0].rpartition(": ")[2] for text in echoes]
        assert "Number 4" in night.card.text
        assert "Recorded. I have posted much" in night.told(night.ann, night.channel)
        async with night.bot.store.read() as reader:
            assert all(entry.permalink for entry in await reader.entries(1))
        night.clock.now += timedelta(hours=1, seconds=1)
        await night.types(night.ann, "update Later")
        assert any("Later" in text and "posted an update" in text for text in night.heard())


async def test_an_overdue_update_shows_on_card_and_announcement(led: Night) -> None:
    """From the reminder on, card and announcement say that the update is overdue, until it comes."""
    await led.passes(30 * MINUTE)
    assert "overdue" in led.card.text
    assert "overdue" in led.heard(led.announcements)[-1]
    await led.types(led.bob, "update Half way there", led.channel)
    assert "overdue" not in led.card.text
