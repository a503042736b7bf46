"""Message shortcuts: onto the timeline, as an action item, onto the tried board."""

from __future__ import annotations

from datetime import timedelta

from bot.model import EntryKind
from tests.scenarios.conftest import START, Night


def shown(night: Night, block: str) -> str:
    """What stands in a field of Bob's form."""
    assert night.bob.view is not None
    (found,) = [each for each in night.bob.view.blocks if each.get("block_id") == block]
    return str(found["element"].get("initial_value", ""))


def offered(night: Night) -> list[str]:
    """The readings that Bob's form offers, the one that is chosen first."""
    assert night.bob.view is not None
    (found,) = [each for each in night.bob.view.blocks if each["block_id"].startswith("reading")]
    assert found["element"]["initial_option"] == found["element"]["options"][0]
    return [option["text"]["text"] for option in found["element"]["options"]]


async def test_added_as_it_is(night: Night) -> None:
    """Sent back as it was, the form puts the message itself onto the timeline; a 📌 besides changes nothing."""
    await night.opens()
    ts = await night.says(night.ann, "*Error rate* is <https://example.com/d|9 %> since @bob deployed")
    await night.bob.joins(night.channel)
    await night.bob.chooses("add_to_timeline", night.channel, ts)
    assert ("2024-02-07 02:30", "*Error rate* is 9 % (https://example.com/d) since @Bob Marsh deployed") == (
        shown(night, "time"),
        shown(night, "text"),
    )
    await night.bob.submits(None)
    await night.bob.reacts(night.channel, ts, "pushpin")
    await night.settles()
    async with night.bot.store.read() as reader:
        (entry,) = [entry for entry in await reader.entries(1) if entry.kind is EntryKind.MESSAGE]

    assert (night.ann.id, ts) == (entry.author, entry.source and entry.source.ts)
    assert "on the timeline" in night.told(night.bob, night.channel)


async def test_added_with_another_time_and_text(night: Night) -> None:
    """A changed time is read by the reader's own clock; the note has the message and its files as source."""
    await night.opens()
    night.clock.now += timedelta(hours=2)
    ts = await night.says(night.ann, "it broke", files=[("graph.png", b"png")])
    await night.bob.joins(night.channel)
    await night.bob.chooses("add_to_timeline", night.channel, ts)
    typed = {"time": {"value": "yesterday 23:50"}, "text": {"value": "The queue & the shop broke"}}
    reply = await night.bob.submits(None, {"time": {"value": "25:99"}})
    assert "time" in reply.ack_payload["errors"]
    await night.bob.submits(None, typed)
    await night.settles()
    async with night.bot.store.read() as reader:
        (note,) = [entry for entry in await reader.entries(1) if entry.kind is EntryKind.NOTE]

    # In Berlin, an hour ahead of UTC.
    assert START.replace(day=6, hour=22, minute=50) == note.at
    assert ("The queue &amp; the shop broke", ["graph.png"]) == (
        note.text,
        [file.name for file in note.files],
    )
    echo = next(post for post in night.posts() if "noted: The queue" in post.text)
    assert ts == echo.thread_ts
    assert "[graph.png](https://" in await night.draft()
    assert "files.sharedPublicURL" not in {call.method for call in night.box.calls}


async def test_a_doubtful_time_is_shown_back(night: Night) -> None:
    """A time that is ambiguous or still to come is shown back in full, with all that was typed, before it is saved."""
    await night.opens()
    ts = await night.says(night.ann, "it broke")
    await night.bob.joins(night.channel)
    await night.bob.chooses("add_to_timeline", night.channel, ts)
    typed = {"time": {"value": "2/1 23:50"}, "text": {"value": "The shop broke"}}
    await night.bob.submits(None, {**typed, "audience": {"value": "customer"}})
    await night.settles()
    assert "note: The shop broke" not in await night.timeline()
    assert ("2/1 23:50", "The shop broke") == (shown(night, "time"), shown(night, "text"))
    assert ["Thu 1 Feb 2024, 23:50 CET = 22:50 UTC", "Tue 2 Jan 2024, 23:50 CET = 22:50 UTC"] == offered(
        night
    )
    # Another time begins anew; the night clerk's watch is ahead.
    await night.bob.submits(None, {"time": {"value": "2024-02-07 02:40"}})
    assert ["Wed 7 Feb 2024, 02:40 CET = 01:40 UTC"] == offered(night)
    night.clock.now += timedelta(minutes=20)
    await night.bob.submits(None)
    await night.settles()
    async with night.bot.store.read() as reader:
        (notice,) = [entry for entry in await reader.entries(1) if entry.kind is EntryKind.NOTICE]

    assert (START.replace(hour=1, minute=40), "The shop broke") == (notice.at, notice.text)
    assert night.bob.view is None


async def test_added_for_customers(night: Night) -> None:
    """What customers may read becomes a notice."""
    await night.opens()
    ts = await night.says(night.ann, "We see failed payments")
    await night.bob.joins(night.channel)
    await night.bob.chooses("add_to_timeline", night.channel, ts)
    await night.bob.submits(None, {"audience": {"value": "customer"}})
    await night.settles()

    assert "notice: We see failed payments" in await night.timeline()


async def test_made_an_action_item(night: Night) -> None:
    """The message becomes a remediation item with owner and date, and is its source."""
    await night.opens()
    ts = await night.says(night.ann, "We should alert on lease expiry")
    await night.bob.joins(night.channel)
    await night.bob.chooses("make_item", night.channel, ts)
    await night.bob.submits(None, {"owner": {"value": night.ann.id}, "due": {"value": "2024-03-01"}})
    await night.settles()
    async with night.bot.store.read() as reader:
        incident = await reader.incident(1)
    assert incident is not None
    (item,) = incident.items
    assert ("We should alert on lease expiry", night.ann.id, "2024-03-01", night.bob.id) == (
        item.text,
        item.owner,
        item.due,
        item.author,
    )
    assert f"p{ts.replace('.', '')}" in (await night.draft()).partition("## Remediation items")[2]


async def test_ruled_out_by_choice(night: Night) -> None:
    """The choice is on the board until it is taken back, and reading back does not undo it."""
    await night.opens()
    ts = await night.says(night.ann, "Restart the workers")
    await night.bob.joins(night.channel)
    await night.bob.chooses("tried", night.channel, ts)
    await night.bob.submits(None, {"state": {"value": "ruled_out"}})
    await night.settles()
    await night.stops()
    await night.starts()
    await night.settles()
    assert "❌ ruled out: Restart the workers" in night.card.text
    await night.bob.chooses("tried", night.channel, ts)
    await night.bob.submits(None, {"state": {"value": "none"}})
    await night.settles()
    assert "Tried so far" not in night.card.text


async def test_on_the_board_once(night: Night) -> None:
    """A message that is being tried is on the board once, also when an item or a note was made of it."""
    await night.opens()
    ts = await night.says(night.ann, "Restart the workers")
    await night.ann.reacts(night.channel, ts, "test_tube")
    await night.bob.joins(night.channel)
    for shortcut, typed in (("make_item", {}), ("add_to_timeline", {"text": {"value": "Workers restart"}})):
        await night.bob.chooses(shortcut, night.channel, ts)
        await night.bob.submits(None, typed)
        await night.settles()

    assert 1 == night.card.text.count("🧪 trying")
    assert 1 == (await night.draft()).partition("## What was tried")[2].partition("\n## ")[0].count(
        "🧪 trying"
    )


async def test_not_in_an_incident(night: Night) -> None:
    """Elsewhere the shortcut says at once that there is no incident, before anything is typed."""
    ts = await night.bob.says(night.general, "lunch?")
    await night.bob.chooses("add_to_timeline", night.general, ts)

    assert night.bob.view is not None
    assert not night.bob.view.definition.get("submit")
