"""Opening an incident, as people meet it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.sandbox import ApiCall, DeliveryFault, DeliveryTrouble, Fault, Limits, Trouble
from tests.scenarios.conftest import Night, started


def depth(calls: list[ApiCall], last: ApiCall) -> int:
    """How many calls had to end one after the other until this one had ended."""
    before = [depth(calls, call) for call in calls if call.ended and call.ended <= last.started]
    return 1 + max(before, default=0)


async def test_a_command_opens_an_incident(night: Night) -> None:
    """`open` makes the channel, brings the opener in, pins the card, sets the topic, announces and answers."""
    reply = await night.types(night.ann, "open SEV2 Checkout is down", night.general)

    assert reply.acknowledged
    assert night.channel.name == "inc-1-checkout-is-down"
    assert night.ann.id in night.channel.members
    assert "SEV2" in night.channel.topic.value
    assert "Checkout is down" in night.card.text
    assert "Checkout is down" in night.heard(night.announcements)[0]
    assert f"<#{night.channel.id}" in night.told(night.ann)
    assert [] == [call.error for call in night.box.calls if not call.ok]


async def test_the_opener_is_inside_after_two_calls(night: Night) -> None:
    """The invitation is the second call in a row, and the whole opening takes no more than four."""
    night.box.faults.add(Fault(kind=Trouble.LATENCY, times=None, seconds=0.15))
    before = len(night.box.calls)
    await night.opens()
    opening = [call for call in night.box.calls[before:] if call.method not in ("users.info", "auth.test")]

    invited = next(call for call in opening if call.method == "conversations.invite")
    assert 2 == depth(opening, invited)
    assert max(depth(opening, call) for call in opening) <= 4


async def test_an_incident_without_a_title_asks_for_one(night: Night) -> None:
    """`open` alone shows the form; what is sent opens the incident, and what is known is the first note."""
    await night.types(night.ann, "open", night.general)
    await night.ann.submits(
        night.ann.view,
        {"title": {"value": "Logins <fail> & nobody knows"}, "known": {"value": "Since the last deploy"}},
    )
    await night.settles()

    assert night.channel.name == "inc-1-logins-fail-nobody-knows"
    assert "Logins &lt;fail&gt; &amp; nobody knows" in night.card.text
    assert "note: Since the last deploy" in await night.timeline()


async def test_a_form_without_a_title_is_refused_in_place(night: Night) -> None:
    """A form whose title is blank stays open with a sentence at the field, and nothing is opened."""
    await night.types(night.ann, "open", night.general)
    await night.ann.submits(night.ann.view, {"title": {"value": "   "}})
    await night.settles()

    view = night.ann.view
    assert view is not None
    assert "title" in view.errors
    assert [] == night.heard(night.announcements)


async def test_a_severity_that_does_not_exist_opens_nothing(night: Night) -> None:
    """A first word that looks like a severity but is none is refused with the list."""
    await night.types(night.ann, "open SEV9 Checkout is down", night.general)

    assert "SEV1, SEV2, SEV3, SEV4" in night.told(night.ann)
    assert [] == night.heard(night.announcements)


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("決済が落ちています", "inc-1-juejigaluochiteimasu"),
        ("Ошибка входа", "inc-1-oshibka-vkhoda"),
        ("🔥🔥", "inc-1-fire-fire"),
        ("???", "inc-1"),
    ],
)
async def test_titles_in_other_scripts_name_a_channel(night: Night, title: str, name: str) -> None:
    """Any title gives a channel name that Slack takes, and is shown as it was typed."""
    await night.opens(title)

    assert name == night.channel.name
    assert title in night.card.blocks[0]["text"]["text"]


async def test_a_name_that_is_taken_gets_a_suffix(night: Night) -> None:
    """A channel of the incident's name that somebody else made is left alone."""
    night.box.add_channel("inc-1-checkout-is-down", members=[night.bob])
    await night.opens()

    assert "inc-1-checkout-is-down-2" == night.channel.name


async def test_a_form_delivered_twice_opens_one_incident(night: Night) -> None:
    """A redelivered command changes nothing."""

    night.box.faults.add(DeliveryFault(kind=DeliveryTrouble.DUPLICATE, name="/incident", copies=2))
    await night.opens()

    assert 1 == len(night.heard(night.announcements))
    assert ["inc-1-checkout-is-down"] == [c.name for c in night.box.channels if c.name.startswith("inc-")]


async def test_slack_forbids_new_channels(night: Night) -> None:
    """When Slack refuses the channel, the opener is told why and what to do; the incident can be worked on by ID."""
    night.box.faults.add(
        Fault(kind=Trouble.ERROR, method="conversations.create", error="restricted_action", times=1)
    )
    await night.types(night.ann, "open SEV2 Checkout is down", night.general)

    assert "restricted_action" in night.told(night.ann)
    await night.types(night.ann, "status INC-1 identified", night.general)
    assert "INC-1" in night.told(night.ann)
    assert "status: " in await night.timeline()


async def test_the_people_of_a_severity_are_invited(sqlite_url: str) -> None:
    """User groups and people whom the settings name for a severity are brought in."""
    async with started(sqlite_url, severities={"SEV1": {"invite": ["@oncall", "@eve"]}}) as night:
        carl = night.box.add_person("carl")
        eve = night.box.add_person("eve")
        night.box.add_usergroup("oncall", members=[carl, night.ann])
        await night.opens("SEV1 Everything is down")

        assert {night.ann.id, carl.id, eve.id} <= set(night.channel.members)


async def test_private_is_refused_rather_than_made_public(night: Night) -> None:
    """`--private` is not there yet: nothing is opened, in words."""
    await night.types(night.ann, "open SEV2 Breach --private", night.general)

    assert "--private" in night.told(night.ann)
    assert [] == night.heard(night.announcements)


async def test_a_channel_not_found_at_start_is_found_later(night: Night) -> None:
    """An announcement waits until its channel can be looked up, so that one whose answer is lost is found again."""
    await night.stops()
    night.box.faults.add(Fault(kind=Trouble.HTTP, method="conversations.list", times=3))
    await night.starts()
    night.box.faults.add(
        Fault(kind=Trouble.LOST_ANSWER, method="chat.postMessage", channel=night.announcements.id)
    )
    await night.opens()
    await night.passes(timedelta(minutes=1))

    assert 1 == len(night.heard(night.announcements))


async def test_no_announcements_channel_is_fine(sqlite_url: str) -> None:
    """Without an announcements channel in the settings nothing is announced and nobody is bothered."""
    async with started(sqlite_url, limits=Limits(), channels={}) as night:
        await night.opens()

        assert "Checkout is down" in night.card.text
        assert [] == night.heard(night.announcements)


async def test_a_name_nobody_has_is_told(sqlite_url: str) -> None:
    """A group or person of the settings that does not exist is told to the opener; the others are invited."""
    async with started(sqlite_url, severities={"SEV1": {"invite": ["@oncal", "@eve"]}}) as night:
        eve = night.box.add_person("eve")
        await night.opens("SEV1 Everything is down")

        assert eve.id in night.channel.members
        assert "@oncal" in night.told(night.ann, night.channel)


async def test_groups_that_cannot_be_looked_up_are_told(sqlite_url: str) -> None:
    """When Slack does not let the bot look up groups, the opener is told whom nobody has invited."""
    async with started(sqlite_url, severities={"SEV1": {"invite": ["@oncall"]}}) as night:
        night.box.faults.add(Fault(kind=Trouble.ERROR, method="usergroups.list", error="missing_scope"))
        await night.opens("SEV1 Everything is down")

        assert "missing_scope" in night.told(night.ann, night.channel)


async def test_a_channel_that_is_allowed_later_is_made_later(night: Night) -> None:
    """A refused channel is tried again every five minutes; meanwhile the announcement tells of the incident."""
    night.box.faults.add(
        Fault(kind=Trouble.ERROR, method="conversations.create", error="restricted_action", times=2)
    )
    await night.types(night.ann, "open SEV2 Checkout is down", night.general)
    assert 1 == len(night.heard(night.announcements))
    await night.types(night.ann, "note INC-1 Working without a channel", night.general)
    await night.passes(timedelta(minutes=5))
    told = len(night.ann.ephemerals(night.general))
    await night.passes(timedelta(minutes=5))

    assert "inc-1-checkout-is-down" == night.channel.name
    assert any("Working without a channel" in text for text in night.heard())
    assert f"<#{night.channel.id}" in night.told(night.ann)
    assert told + 1 == len(night.ann.ephemerals(night.general))
    assert night.channel.id in night.heard(night.announcements)[0]


async def test_a_deleted_card_comes_back(night: Night) -> None:
    """A card or announcement that somebody deleted is posted and pinned again with the next change."""
    await night.opens()
    admin = night.box.add_person("root", admin=True)
    await admin.joins(night.channel)
    await admin.joins(night.announcements)
    await admin.deletes(night.channel, night.card.ts)
    await admin.deletes(night.announcements, night.posts(night.announcements)[0].ts)
    await night.types(night.ann, "status identified")

    assert "identified" in night.card.text
    assert "identified" in night.heard(night.announcements)[-1]


async def test_help_behind_a_verb_opens_nothing(night: Night) -> None:
    """`open --help` explains, and declares no incident of that title."""
    await night.types(night.ann, "open --help", night.general)

    assert "open [SEV] TITLE" in night.told(night.ann)
    assert [] == night.heard(night.announcements)
