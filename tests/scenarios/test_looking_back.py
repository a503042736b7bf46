"""After `resolve`: suggestions to tick, and what a careful reader asks."""

from __future__ import annotations

from datetime import timedelta

from bot.model import Incident
from bot.sandbox import Message, Person
from tests.scenarios.conftest import START, Night

OFFER = "belong on the timeline"


async def incident(night: Night) -> Incident:
    """INC-1 as it is now."""
    async with night.bot.store.read() as reader:
        found = await reader.incident(1)
    assert found is not None
    return found


def questions(night: Night, person: Person) -> list[Message]:
    """What the bot asked somebody directly."""
    return [m for m in night.box.messages(person.direct) if "a reader of its record would ask you" in m.text]


def offered(message: Message) -> dict[str, str]:
    """The boxes of a message: label to value."""
    elements = [each for block in message.blocks if block["type"] == "actions" for each in block["elements"]]
    options = [option for each in elements if each["type"] == "checkboxes" for option in each["options"]]
    return {option["text"]["text"]: option["value"] for option in options}


async def asks_for_suggestions(night: Night) -> Message:
    """Bob presses *Suggestions* below the timeline; what he is shown."""
    await night.types(night.bob, "timeline")
    await night.bob.clicks(night.channel, night.bob.ephemerals(night.channel)[-1].ts, "suggestions")
    await night.settles()
    return night.bob.ephemerals(night.channel)[-1]


async def test_only_what_is_ticked_is_added(night: Night) -> None:
    """The resolver alone is shown what looks like key moments; pressing adds what is ticked, once."""
    await night.opens()
    first = await night.says(night.bob, "Alert: 40 % of payments fail")
    await night.says(night.bob, "lunch?")
    second = await night.says(night.bob, "Rolled back, errors at 2 % now")
    marked = await night.says(night.bob, "Recovered: 0 % errors, all clear")
    await night.bob.reacts(night.channel, marked, "pushpin")
    await night.types(night.ann, "resolve")
    shown = next(m for m in night.ann.ephemerals(night.channel) if OFFER in m.text)
    boxes = offered(shown)

    assert [first, second] == list(boxes.values())
    assert not [m for m in night.bob.ephemerals(night.channel) if OFFER in m.text]
    before = await night.timeline()
    await night.ann.clicks(night.channel, shown.ts, "add_ticked")
    await night.settles()
    assert before == await night.timeline()
    await night.ann.clicks(night.channel, shown.ts, "tick_mitigate_0", [second])
    for _ in range(2):
        await night.ann.clicks(night.channel, shown.ts, "add_ticked")
        await night.settles()
    assert {"message: Rolled back, errors at 2 % now"} == set(await night.timeline()) - set(before)
    # Whoever curates later can ask again, and is answered when there is nothing left.
    assert [first] == list(offered(await asks_for_suggestions(night)).values())
    await night.ann.reacts(night.channel, first, "pushpin")
    await night.settles()
    assert "looks like a key moment" in (await asks_for_suggestions(night)).text


async def test_nothing_to_suggest(night: Night) -> None:
    """Where nothing looks like a key moment, nobody is shown an empty list."""
    await night.opens()
    await night.says(night.bob, "lunch?")
    await night.types(night.ann, "resolve")

    assert not [m for m in night.ann.ephemerals(night.channel) if OFFER in m.text]


async def test_an_answer_is_a_backdated_entry(night: Night) -> None:
    """A question is asked once, of whoever would know; the answer is an entry of theirs, at its own time."""
    await night.opens()
    await night.types(night.ann, "role commander @bob")
    await night.types(night.ann, "action Alert on lease expiry")
    for moment in ("began", "detected", "identified"):
        await night.types(night.ann, f"moment {moment} at 2024-02-07 01:00 UTC")
    night.clock.now += timedelta(hours=3)
    await night.types(night.ann, "resolve")
    (to_bob,), (to_ann,) = questions(night, night.bob), questions(night, night.ann)
    assert "Key moment mitigated: when was that?" in to_bob.text.replace("*", "")
    await night.bob.clicks(night.bob.direct, to_bob.ts, "answer_1")
    await night.settles()
    await night.bob.submits(None, {"time": {"value": "2024-02-07 02:10"}})
    await night.ann.clicks(night.ann.direct, to_ann.ts, "answer_1")
    await night.settles()
    await night.ann.submits(None, {"owner": {"value": night.bob.id}})
    await night.settles()
    known = await incident(night)

    # Ten past one in UTC, by Bob's clock in Berlin.
    assert START.replace(hour=1, minute=10) == known.moments["mitigated"].at  # type: ignore[index]
    assert night.bob.id == known.items[0].owner
    assert any("Key moment mitigated, as set by @Bob Marsh" in text for text in night.heard())
    await night.bob.clicks(night.bob.direct, to_bob.ts, "answer_1")
    await night.settles()
    assert "answers that by now" in night.bob.ephemerals(night.bob.direct)[-1].text
    await night.types(night.ann, "reopen Not over")
    await night.types(night.ann, "resolve")
    assert (1, 1) == (len(questions(night, night.bob)), len(questions(night, night.ann)))


async def test_a_silence_is_told_of(night: Night) -> None:
    """An update that came late is asked about, and the answer is a note in the middle of the silence."""
    await night.opens("SEV1 Everything is down")
    await night.types(night.ann, "role commander")
    night.clock.now += timedelta(hours=2)
    await night.types(night.ann, "update Still looking")
    await night.types(night.ann, "resolve")
    (asked,) = questions(night, night.ann)
    number = next(line for line in asked.text.split("\n") if "What happened in between?" in line).partition(
        "."
    )[0]
    await night.ann.clicks(night.ann.direct, asked.ts, f"answer_{number}")
    await night.settles()
    await night.ann.submits(
        None, {"time": {"value": "2024-02-07 02:40 UTC"}, "text": {"value": "On the phone"}}
    )
    await night.settles()
    async with night.bot.store.read() as reader:
        (note,) = [entry for entry in await reader.entries(1) if entry.kind == "note"]

    assert ("On the phone", START.replace(hour=2, minute=40), night.ann.id) == (
        note.text,
        note.at,
        note.author,
    )
