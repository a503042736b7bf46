"""Handing the command over: offered directly with how the incident stands, and theirs only once they accept."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.company import Offer
from bot.model import Role
from bot.requests import ButtonPressed
from bot.sandbox import DeliveryFault, DeliveryTrouble, Message, Person
from tests.scenarios.conftest import Night


async def commander(night: Night) -> str | None:
    """Who commands INC-1."""
    async with night.bot.store.read() as reader:
        incident = await reader.incident(1)
    assert incident is not None
    return incident.roles.get(Role.COMMANDER)


async def offers(night: Night) -> Offer:
    """Ann leads INC-1 and offers its command to Bob; the offer."""
    await night.opens()
    await night.types(night.ann, "role commander")
    await night.types(night.ann, "handover @bob")
    async with night.bot.store.read() as reader:
        offer = await reader.company.open_offer(1)
    assert offer is not None
    return offer


def card(night: Night, person: Person) -> Message:
    """The latest direct message of the bot to a person."""
    return night.posts(person.direct)[-1]


async def press(night: Night, person: Person, action: str, value: str) -> str:
    """Somebody presses a button that they do not see (any more); what they are answered, directly."""
    pressed = ButtonPressed(
        key=f"forged:{person.id}:{action}:{value}",
        user=person.id,
        channel=night.general.id,
        action=action,
        value=value,
        response_url="",
        trigger_id="",
        at=night.clock(),
    )
    await night.bot.intake.take(pressed)
    await night.settles()
    return card(night, person).text


async def test_the_offer_shows_how_the_incident_stands(night: Night) -> None:
    """Whoever is offered the command sees state, impact, promise, open items and what is tried, with two buttons."""
    await night.opens()
    await night.types(night.ann, "impact Nobody can pay")
    await night.types(night.ann, "action Add an alert @bob")
    await night.types(night.ann, "action Write the runbook")
    await night.types(night.ann, "action 2 completed")
    ts = await night.says(night.ann, "Restarting the queue")
    await night.ann.reacts(night.channel, ts, "test_tube")
    await night.types(night.ann, "handover @bob")
    shown = card(night, night.bob)

    for part in ("@Ann Lee offers you", "INC-1", "SEV2", "investigating", "Nobody can pay", "Next update by"):
        assert part in shown.text
    assert "One open item" in shown.text
    assert "Add an alert" in shown.text
    assert "Write the runbook" not in shown.text
    assert "trying: Restarting the queue" in shown.text
    (row,) = [block for block in shown.blocks if block["type"] == "actions"]
    assert ["Accept", "Decline"] == [button["text"]["text"] for button in row["elements"]]
    assert "@Ann Lee offers the command to @Bob Marsh" in night.heard()[-1]


async def test_the_command_changes_hands_once_it_is_accepted(night_anywhere: Night) -> None:
    """Until then nothing changes; then card, topic and timeline say so, the buttons go, and Bob is in the channel."""
    night = night_anywhere
    await offers(night)
    assert night.ann.id == await commander(night)
    await night.bob.clicks(night.bob.direct, card(night, night.bob).ts, "handover_accept")
    await night.settles()

    assert night.bob.id == await commander(night)
    assert "@Bob Marsh is now commander, as offered by @Ann Lee" in night.heard()[-1]
    assert "Commander @Bob Marsh" in night.card.text
    assert night.bob.id in night.channel.members
    tidied = card(night, night.bob)
    assert "You accepted" in tidied.text
    assert [] == [block for block in tidied.blocks if block["type"] == "actions"]
    assert "offered by Ann Lee" in await night.draft()


async def test_a_declined_offer_changes_nothing(night: Night) -> None:
    """The channel is told, the command stays, and the buttons go."""
    await offers(night)
    await night.bob.clicks(night.bob.direct, card(night, night.bob).ts, "handover_decline")
    await night.settles()

    assert night.ann.id == await commander(night)
    assert "@Bob Marsh declined the command that @Ann Lee offered" in night.heard()[-1]
    assert "You declined" in card(night, night.bob).text


async def test_a_newer_offer_withdraws_the_older(night: Night) -> None:
    """The channel is told in one line; the older card says so, and pressing it late is refused with a sentence."""
    eve = night.box.add_person("eve", real_name="Eve Stone")
    offer = await offers(night)
    await night.types(night.ann, "handover @eve")

    assert (
        "@Ann Lee offers the command to @Eve Stone; the offer to @Bob Marsh is withdrawn" in night.heard()[-1]
    )
    assert "no longer holds" in card(night, night.bob).text
    assert "no longer holds" in await press(night, night.bob, "handover_accept", f"1|{offer.id}")
    await night.bob.joins(night.channel)
    await eve.clicks(eve.direct, card(night, eve).ts, "handover_accept")
    await night.settles()
    assert eve.id == await commander(night)


@pytest.mark.parametrize("ending", ["resolve Done", "cancel A test", "role commander @eve"])
async def test_an_offer_ends_with_what_it_offers(night: Night, ending: str) -> None:
    """When the incident ends, or the command goes elsewhere, the buttons go and a late press changes nothing."""
    night.box.add_person("eve")
    offer = await offers(night)
    await night.types(night.ann, ending)
    before = await commander(night)
    shown = card(night, night.bob).text

    assert "no longer holds" in shown
    assert "INC-1" in await press(night, night.bob, "handover_accept", f"1|{offer.id}")
    assert before == await commander(night)


async def test_only_who_it_is_for_can_answer(night: Night) -> None:
    """Somebody else's press, one of no offer, and one of no incident are refused; nothing is changed."""
    offer = await offers(night)
    before = await night.timeline()

    assert "for @Bob Marsh" in await press(night, night.ann, "handover_accept", f"1|{offer.id}")
    for forged in ("1|nothing", "|", "no", f"x|{offer.id}", "99999999999999999999|x"):
        assert "another version" in await press(night, night.bob, "handover_decline", forged)
    assert "INC-7" in await press(night, night.bob, "handover_accept", f"7|{offer.id}")
    assert before == await night.timeline()


async def test_an_answer_counts_once(night: Night) -> None:
    """A redelivered press changes nothing, and a second answer is refused with a sentence."""
    offer = await offers(night)
    night.box.faults.add(DeliveryFault(kind=DeliveryTrouble.DUPLICATE, name="block_actions", copies=2))
    await night.bob.clicks(night.bob.direct, card(night, night.bob).ts, "handover_accept")
    await night.settles()

    assert 1 == sum("as offered by" in text for text in night.heard())
    assert "accepted already" in await press(night, night.bob, "handover_decline", f"1|{offer.id}")


async def test_whoever_cannot_take_it_is_refused(night: Night) -> None:
    """Apps, unknown people, closed accounts, oneself, the commander and whoever has the offer already."""
    eve = night.box.add_person("eve")
    eve.user.deleted = True
    await offers(night)
    before = await night.timeline()
    for named, answer in (
        (f"<@{night.box.bot_user}>", "no person with an account"),
        ("<@USLACKBOT>", "no person with an account"),
        ("<@U0NOBODY>", "no person with an account"),
        ("@eve", "no person with an account"),
        ("@ann", "already"),
        ("@bob", "has your offer already"),
    ):
        await night.types(night.ann, f"handover {named}")
        assert answer in night.told(night.ann, night.channel)
    await night.types(night.bob, "handover INC-1 @bob", night.general)
    assert "role commander" in night.told(night.bob)
    assert before == await night.timeline()

    await night.types(night.ann, "resolve Done")
    await night.types(night.ann, "handover @bob")
    assert "reopen" in night.told(night.ann, night.channel)


async def test_an_offer_survives_a_restart(night: Night) -> None:
    """What was offered before a restart can be accepted after it."""
    await offers(night)
    await night.stops()
    night.clock.now += timedelta(minutes=2)
    await night.starts()
    await night.bob.clicks(night.bob.direct, card(night, night.bob).ts, "handover_accept")
    await night.settles()

    assert night.bob.id == await commander(night)
