"""Mentioning the bot runs a command where slash commands do not work."""

from __future__ import annotations

from bot.model import EntryKind
from bot.sandbox import DeliveryFault, DeliveryTrouble
from tests.scenarios.conftest import Night


async def test_a_mention_in_a_thread_notes_there(night: Night) -> None:
    """The mention is the entry's source; the echo stands below it in the thread."""
    await night.opens()
    parent = await night.says(night.bob, "Which build is it?")
    mention = await night.says(night.ann, "@chronik note It is build 41", thread_ts=parent)
    async with night.bot.store.read() as reader:
        (note,) = [entry for entry in await reader.entries(1) if entry.kind is EntryKind.NOTE]

    assert ("It is build 41", night.ann.id) == (note.text, note.author)
    assert note.source is not None
    assert (mention, parent) == (note.source.ts, note.source.thread)
    echo = next(post for post in night.posts() if "noted" in post.text)
    assert parent == echo.thread_ts
    assert f"p{mention.replace('.', '')}?thread_ts={parent}" in await night.draft()


async def test_what_concerns_everybody_is_said_in_the_channel(night: Night) -> None:
    """An update by mention in a thread is told to the whole channel."""
    await night.opens()
    parent = await night.says(night.bob, "Which build is it?")
    await night.says(night.ann, "@chronik: update We roll back next 45m", thread_ts=parent)

    echo = next(post for post in night.posts() if "posted an update: We roll back" in post.text)
    assert echo.thread_ts is None
    assert "We roll back" in night.card.text


async def test_a_mention_runs_once(night: Night) -> None:
    """Neither a redelivery nor an edit of the mention runs it again, and a pin on it adds nothing."""
    await night.opens()
    night.box.faults.add(DeliveryFault(kind=DeliveryTrouble.DUPLICATE, name="app_mention", copies=2))
    mention = await night.says(night.ann, "@chronik note Rolled back")
    await night.ann.edits(night.channel, mention, "@chronik note Rolled back to 41")
    await night.bob.joins(night.channel)
    await night.bob.reacts(night.channel, mention, "pushpin")
    await night.settles()

    assert 1 == sum("Rolled back" in line for line in await night.timeline())


async def test_an_unknown_word_gets_the_nearest_command(night: Night) -> None:
    """The answer is seen by the person alone, in the thread where they wrote."""
    await night.opens()
    parent = await night.says(night.bob, "Which build is it?")
    await night.says(night.ann, "@chronik nte It is build 41", thread_ts=parent)

    answer = night.ann.ephemerals(night.channel)[-1]
    assert "note [at TIME] TEXT" in answer.text
    assert parent == answer.thread_ts


async def test_talk_about_the_bot_runs_nothing(night: Night) -> None:
    """A command in the middle of a sentence is not run; the person is told how it would be."""
    await night.opens()
    await night.says(night.ann, "please do not @chronik resolve yet")

    assert "begin your message with the mention" in night.told(night.ann, night.channel)
    assert "resolved" not in night.card.text


async def test_a_form_cannot_be_opened_from_a_mention(night: Night) -> None:
    """A command that would open a form says what to do instead."""
    await night.opens()
    await night.says(night.ann, "@chronik update")

    assert "A form cannot be opened from a mention" in night.told(night.ann, night.channel)


async def test_a_mention_elsewhere_names_the_incident(night: Night) -> None:
    """In another channel a mention needs the id, and the echo in the incident's channel is the source."""
    await night.opens()
    await night.bob.invites(night.general, night.box.bot_user)
    await night.bob.says(night.general, "@chronik note INC-1 The shop complains")
    await night.settles()
    async with night.bot.store.read() as reader:
        (note,) = [entry for entry in await reader.entries(1) if entry.kind is EntryKind.NOTE]

    assert note.source is not None
    assert night.channel.id == note.source.channel
    assert "Recorded for INC-1" in night.told(night.bob).replace("*", "")
