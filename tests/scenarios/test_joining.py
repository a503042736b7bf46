"""Whoever comes later: how it stands on joining, what changed since they last looked, and lists of what is theirs."""

from __future__ import annotations

from datetime import timedelta

from bot.sandbox import DeliveryFault, DeliveryTrouble, Person
from tests.scenarios.conftest import Night


def seen(night: Night, person: Person) -> list[str]:
    """What only that person was shown in the incident's channel, oldest first."""
    return [message.text for message in person.ephemerals(night.channel)]


async def test_whoever_joins_sees_six_lines(night_anywhere: Night) -> None:
    """What, impact, status, who leads, what is tried, next update; in their language, once for each time they join."""
    night = night_anywhere
    eva = night.box.add_person("eva", real_name="Eva Stein", tz="Europe/Berlin", locale="de-DE")
    await night.opens()
    await night.types(night.ann, "role commander")
    await night.types(night.ann, "impact Nobody can pay")
    ts = await night.says(night.ann, "Restarting the queue")
    await night.ann.reacts(night.channel, ts, "test_tube")
    await night.settles()
    night.box.faults.add(
        DeliveryFault(kind=DeliveryTrouble.DUPLICATE, name="member_joined_channel", copies=2)
    )
    await eva.joins(night.channel)
    await night.settles()
    (shown,) = seen(night, eva)

    lines = shown.splitlines()
    assert 6 == len(lines)
    for line, part in zip(
        lines,
        (
            "Checkout is down",
            "Nobody can pay",
            "wird untersucht",
            "Ann Lee",
            "Restarting the queue",
            "Nächstes Update",
        ),
        strict=True,
    ):
        assert part in line
    assert f"<!date^{int((night.clock() + timedelta(hours=1)).timestamp())}" in lines[-1]
    await eva.leaves(night.channel)
    await eva.joins(night.channel)
    await night.settles()
    assert 2 == len(seen(night, eva))


async def test_the_opening_itself_greets_nobody(night: Night) -> None:
    """Neither the bot nor whom it invited is told; elsewhere nobody is; somebody invited by a person is."""
    await night.opens()
    await night.ann.invites(night.channel, night.bob)
    await night.settles()
    eve = night.box.add_person("eve")
    await eve.joins(night.announcements)
    await night.settles()

    assert [] == seen(night, night.ann)
    assert 1 == len(seen(night, night.bob))
    assert [] == eve.ephemerals(night.announcements)


async def test_brief_tells_what_changed_since_one_looked(night_anywhere: Night) -> None:
    """At first six lines; then what others did since one last asked or wrote, and how it stands."""
    night = night_anywhere
    await night.opens()
    early = await night.says(night.ann, "It began with the deploy")
    await night.types(night.bob, "brief INC-1", night.general)
    first = night.told(night.bob)
    await night.passes(timedelta(minutes=5))
    await night.types(night.ann, "status identified")
    await night.types(night.ann, "note The deploy is rolled back")
    await night.ann.reacts(night.channel, early, "pushpin")
    await night.passes(timedelta(minutes=1))
    await night.types(night.bob, "brief INC-1", night.general)
    second = night.told(night.bob)
    await night.passes(timedelta(minutes=1))
    await night.types(night.bob, "brief INC-1", night.general)

    assert 6 == len(first.splitlines())
    assert "Since you last looked" in second
    for part in ("identified", "The deploy is rolled back", "It began with the deploy", "Next update by"):
        assert part in second
    assert "declared" not in second
    assert "Nothing has changed" in night.told(night.bob)


async def test_what_one_wrote_counts_as_looking(night: Night) -> None:
    """After a message of one's own, and after `summary`, only what came later is new; each person has their own."""
    await night.opens()
    await night.passes(timedelta(minutes=1))
    await night.says(night.bob, "I am here")
    await night.passes(timedelta(minutes=1))
    await night.types(night.ann, "note first")
    await night.passes(timedelta(minutes=1))
    await night.types(night.bob, "brief")
    assert "first" in night.told(night.bob, night.channel)
    assert "declared" not in night.told(night.bob, night.channel)

    await night.types(night.ann, "note second")
    await night.passes(timedelta(minutes=1))
    await night.types(night.bob, "summary")
    await night.passes(timedelta(minutes=1))
    await night.types(night.bob, "brief")
    assert "Nothing has changed" in night.told(night.bob, night.channel)
    await night.says(night.bob, "@chronik brief")
    assert "Nothing has changed" in night.told(night.bob, night.channel)


async def test_a_summary_is_shared_where_the_bot_is(night: Night) -> None:
    """*Share here* posts it for everybody, as it is now; where the bot is not, it says what to do."""
    await night.opens()
    await night.types(night.bob, "summary INC-1", night.general)
    asked = night.bob.ephemerals(night.general)[-1]
    await night.bob.clicks(night.general, asked.ts, "share")
    await night.settles()
    assert [] == night.posts(night.general)
    assert "/invite" in night.told(night.bob)

    await night.bob.invites(night.general, night.box.bot_user)
    await night.types(night.ann, "impact Nobody can pay", night.channel)
    await night.bob.clicks(night.general, asked.ts, "share")
    await night.settles()
    (shared,) = night.posts(night.general)
    assert "@Bob Marsh shares this" in shared.text
    assert "Nobody can pay" in shared.text


async def test_lists_can_be_narrowed(night: Night) -> None:
    """`list` with a severity, a status, `mine`, or all of them; nothing fitting says how to see all."""
    await night.opens("SEV1 Checkout is down")
    await night.opens("SEV3 Search is slow", by=night.bob)
    await night.types(night.bob, "status monitoring")
    await night.types(night.bob, "action INC-1 Write the runbook @bob", night.general)
    for typed, expected in (
        ("list", ["INC-2", "INC-1"]),
        ("list SEV1", ["INC-1"]),
        ("list monitoring", ["INC-2"]),
        ("list mine", ["INC-2", "INC-1"]),
        ("list mine sev 3 investigating", []),
        ("list Mine, SEV3", ["INC-2"]),
        ("list SEV2", []),
    ):
        await night.types(night.bob, typed, night.general)
        told = night.told(night.bob)
        assert (typed, expected) == (typed, [id for id in ("INC-2", "INC-1") if id in told])
    assert "All that are open" in night.told(night.bob)
    await night.types(night.ann, "list mine", night.general)
    assert "INC-2" not in night.told(night.ann)
    for typed, answer in (("list resolved", "open incidents only"), ("list everything", "everything")):
        await night.types(night.bob, typed, night.general)
        assert answer in night.told(night.bob)
