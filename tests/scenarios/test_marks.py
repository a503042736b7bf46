"""Marks: what people say about messages without a word, and what becomes of it."""

from __future__ import annotations

from datetime import timedelta

from bot.model import Audience
from tests.scenarios.conftest import Night


async def test_the_tried_board_is_live(night: Night) -> None:
    """🧪 puts a message on the card, ❌ says that it is ruled out, and taken back it is gone."""
    await night.opens()
    ts = await night.says(night.bob, "Restart the workers")
    await night.bob.reacts(night.channel, ts, "test_tube")
    await night.settles()
    assert "🧪 trying: Restart the workers · @Bob Marsh" in night.card.text
    await night.ann.reacts(night.channel, ts, "x")
    await night.settles()
    assert "❌ ruled out: Restart the workers · @Bob Marsh" in night.card.text
    assert "trying" not in night.card.text
    await night.ann.unreacts(night.channel, ts, "x")
    await night.bob.unreacts(night.channel, ts, "test_tube")
    await night.settles()
    assert "Tried so far" not in night.card.text


async def test_the_board_follows_edits_and_deletions(night: Night) -> None:
    """The card shows a message as it reads now, and not at all once it is deleted."""
    await night.opens()
    ts = await night.says(night.bob, "Restart the wokers")
    await night.bob.reacts(night.channel, ts, "white_check_mark")
    await night.bob.edits(night.channel, ts, "Restart the workers")
    await night.settles()
    assert "✅ worked: Restart the workers" in night.card.text
    await night.bob.deletes(night.channel, ts)
    await night.settles()
    assert "Tried so far" not in night.card.text


async def test_other_bots_and_replies_can_be_marked(night: Night) -> None:
    """A reply of another bot is what was decided, and it is in the draft's section with its link."""
    await night.opens()
    deployer = night.box.add_app("deployer")
    await night.ann.invites(night.channel, deployer.id)
    parent = await night.says(night.bob, "Deploying")
    reply = await deployer.says(night.channel, "Rolled back to 41", thread_ts=parent)
    await night.settles()
    await night.bob.reacts(night.channel, reply, "scales")
    await night.settles()
    tried = (await night.draft()).partition("## What was tried")[2].partition("## ")[0]

    assert "**⚖️ decided**: deployer wrote: Rolled back to 41" in tried
    assert f"p{reply.replace('.', '')}?thread_ts={parent}" in tried


async def test_a_pin_taken_off_takes_the_message_out(night: Night) -> None:
    """A native pin counts like 📌, and unpinning like taking it back."""
    await night.opens()
    ts = await night.says(night.bob, "Database is full")
    await night.bob.pins(night.channel, ts)
    await night.settles()
    assert "message: Database is full" in await night.timeline()
    await night.ann.unpins(night.channel, ts)
    await night.settles()
    assert "message: Database is full" not in await night.timeline()


async def test_marks_of_a_gap_are_read_back(night: Night) -> None:
    """What was marked, and unmarked, while the bot was away is on the board when it is back."""
    await night.opens()
    tried = await night.says(night.bob, "Restart the workers")
    undone = await night.says(night.bob, "Fail over")
    await night.bob.reacts(night.channel, undone, "test_tube")
    await night.settles()
    await night.stops()
    night.clock.now += timedelta(minutes=1)
    await night.bob.unreacts(night.channel, undone, "test_tube")
    reply = await night.bob.says(night.channel, "Decided so", thread_ts=tried)
    await night.bob.reacts(night.channel, tried, "x")
    await night.ann.reacts(night.channel, reply, "scales")
    await night.starts()
    await night.settles()

    assert "❌ ruled out: Restart the workers" in night.card.text
    assert "⚖️ decided: Decided so" in night.card.text
    assert "Fail over" not in night.card.text


async def test_a_lock_on_a_notice_keeps_it_inside(night: Night) -> None:
    """🔒 on the echo of a notice locks the notice."""
    await night.opens()
    await night.types(night.ann, "notice We see failed payments")
    echo = next(post for post in night.posts() if "told customers" in post.text)
    await night.bob.joins(night.channel)
    await night.bob.reacts(night.channel, echo.ts, "lock")
    await night.settles()
    async with night.bot.store.read() as reader:
        (notice,) = [entry for entry in await reader.entries(1) if entry.kind == "notice"]
    assert (True, Audience.INTERNAL) == (notice.locked, notice.audience)


async def test_names_stand_where_ids_were(night: Night) -> None:
    """People, user groups and channels are called by their names in the draft, a foreign private channel is not."""
    group = night.box.add_usergroup("oncall", [night.bob])
    secret = night.box.add_channel("secret", [night.bob], private=True)
    await night.opens()
    told = f"<@{night.bob.id}> of <!subteam^{group.id}> asks in <#{night.general.id}|> and <#{secret.id}>"
    deployer = night.box.add_app("deployer")
    await night.ann.invites(night.channel, deployer.id)
    ts = await deployer.says(night.channel, told)
    await night.settles()
    await night.ann.reacts(night.channel, ts, "pushpin")
    await night.settles()

    assert "Bob Marsh of oncall asks in #general and #private-channel" in await night.draft()
