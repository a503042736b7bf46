"""The record: every message once, marks on the right message, the promise, and the draft."""

from __future__ import annotations

from datetime import timedelta

from bot.model import Place
from bot.sandbox import DeliveryFault, DeliveryTrouble
from tests.scenarios.conftest import START, Night

REMINDER = "update promised"


async def test_every_message_is_stored_once(night: Night) -> None:
    """A message delivered three times is one piece of evidence, with author, time, files and permalink."""
    await night.opens()
    night.box.faults.add(DeliveryFault(kind=DeliveryTrouble.DUPLICATE, name="message", copies=2))
    ts = await night.says(night.bob, "Here is the graph", files=[("graph.png", b"png")])

    async with night.bot.store.read() as reader:
        message = await reader.message(Place(channel=night.channel.id, ts=ts))
    assert message is not None
    assert (night.bob.id, "Here is the graph", START) == (
        message.author,
        message.text,
        message.at.replace(microsecond=0),
    )
    assert ["graph.png"] == [file.name for file in message.files]
    assert night.box.workspace.permalink(night.channel, ts) == message.permalink


async def test_messages_elsewhere_are_nobodys_business(night: Night) -> None:
    """A message of a channel that is no incident's is not kept."""
    await night.opens()
    await night.bob.invites(night.general, night.box.bot_user)
    ts = await night.bob.says(night.general, "lunch?")
    await night.settles()

    async with night.bot.store.read() as reader:
        assert await reader.message(Place(channel=night.general.id, ts=ts)) is None


async def test_a_mark_on_a_thread_reply_takes_that_reply(night: Night) -> None:
    """📌 on a reply puts the reply on the timeline, not its parent and not its neighbour."""
    await night.opens()
    parent = await night.says(night.bob, "Parent message")
    await night.says(night.bob, "Neighbour in the channel")
    reply = await night.says(night.ann, "The very reply", thread_ts=parent)
    await night.says(night.bob, "Another reply", thread_ts=parent)
    await night.bob.reacts(night.channel, reply, "pushpin")
    await night.settles()

    assert ["message: The very reply"] == [
        line for line in await night.timeline() if line.startswith("message")
    ]
    assert f"p{reply.replace('.', '')}?thread_ts={parent}" in await night.draft()


async def test_a_mark_counts_once_and_goes_with_the_last(night: Night) -> None:
    """Two people's marks make one entry, which stays until both are taken back."""
    await night.opens()
    ts = await night.says(night.bob, "Database is full")
    await night.bob.reacts(night.channel, ts, "pushpin")
    await night.ann.reacts(night.channel, ts, "pushpin")
    await night.settles()
    assert 1 == (await night.timeline()).count("message: Database is full")
    await night.bob.unreacts(night.channel, ts, "pushpin")
    await night.settles()
    assert 1 == (await night.timeline()).count("message: Database is full")
    await night.ann.unreacts(night.channel, ts, "pushpin")
    await night.settles()
    assert 0 == (await night.timeline()).count("message: Database is full")


async def test_a_native_pin_counts_like_the_reaction(night: Night) -> None:
    """Pinning a message puts it on the timeline; the bot's own pinned card does not count."""
    await night.opens()
    ts = await night.says(night.bob, "Database is full")
    await night.bob.pins(night.channel, ts)
    await night.settles()

    messages = [line for line in await night.timeline() if line.startswith("message")]
    assert ["message: Database is full"] == messages


async def test_edits_and_deletions_reach_the_draft(night: Night) -> None:
    """A marked message is quoted as it reads now, and not at all once it is deleted."""
    await night.opens()
    wrong = await night.says(night.bob, "We lost 40 orders")
    gone = await night.says(night.bob, "The password is hunter2")
    for ts in (wrong, gone):
        await night.ann.reacts(night.channel, ts, "pushpin")
    await night.bob.edits(night.channel, wrong, "We lost 4 orders")
    await night.bob.deletes(night.channel, gone)
    await night.settles()
    document = await night.draft()

    assert "We lost 4 orders" in document
    assert "40 orders" not in document
    assert "hunter2" not in document


async def test_an_overdue_update_is_asked_for_once(night: Night) -> None:
    """The channel is reminded when the promise is due, never before, and once."""
    await night.opens("SEV1 Everything is down")
    await night.passes(timedelta(minutes=29, seconds=59))
    assert not [text for text in night.heard() if REMINDER in text]
    await night.passes(timedelta(seconds=1))
    assert 1 == len([text for text in night.heard() if REMINDER in text])
    await night.passes(timedelta(minutes=10))
    assert 1 == len([text for text in night.heard() if REMINDER in text])


async def test_an_update_renews_the_promise(night: Night) -> None:
    """After an update the next reminder is due one cadence, or the time that was promised, later."""
    await night.opens("SEV1 Everything is down")
    await night.passes(timedelta(minutes=20))
    await night.types(night.ann, "update Still looking next 45m")
    await night.passes(timedelta(minutes=44))
    assert not [text for text in night.heard() if REMINDER in text]
    await night.passes(timedelta(minutes=1))
    assert 1 == len([text for text in night.heard() if REMINDER in text])


async def test_a_restart_loses_no_reminder(night: Night) -> None:
    """A reminder that fell due while the bot was down is given when it is back, before Slack has to do it."""
    await night.opens("SEV1 Everything is down")
    await night.stops()
    night.clock.now += timedelta(minutes=32)
    await night.starts()
    await night.passes(timedelta(0))

    assert 1 == len([text for text in night.heard() if REMINDER in text])


async def test_resolve_ends_the_promise_and_reopen_starts_it_again(night: Night) -> None:
    """Nobody is reminded of a resolved incident; a reopened one owes updates again."""
    await night.opens("SEV1 Everything is down")
    await night.types(night.ann, "resolve")
    await night.passes(timedelta(hours=3))
    assert not [text for text in night.heard() if REMINDER in text]
    await night.types(night.ann, "reopen It is back")
    await night.passes(timedelta(minutes=30))
    assert 1 == len([text for text in night.heard() if REMINDER in text])


async def test_the_reminder_mentions_who_owes_the_update(night: Night) -> None:
    """The communications role is notified; its button opens the update form."""
    await night.opens("SEV1 Everything is down")
    await night.types(night.ann, "role communications @bob")
    await night.passes(timedelta(minutes=30))
    reminder = next(message for message in night.posts() if REMINDER in message.text)

    assert f"<@{night.bob.id}>" in reminder.text
    await night.bob.joins(night.channel)
    await night.bob.clicks(night.channel, reminder.ts, "update")
    await night.settles()
    assert night.bob.view is not None


async def test_resolving_posts_the_draft_and_its_file(night: Night) -> None:
    """On resolve the draft is posted as blocks and shared as a Markdown file; open sections name who can fill them."""
    await night.opens()
    await night.types(night.ann, "role commander")
    await night.types(night.ann, "impact Nobody can pay")
    await night.types(night.ann, "resolve Rolled back")

    (file,) = [file for file in night.box.files if file.name.endswith(".md")]
    assert file.content is not None
    text = file.content.decode()
    assert "Nobody can pay" in text
    assert "Ann Lee" in text
    assert any("Nobody can pay" in post.text and "Post-mortem" in post.text for post in night.posts())


async def test_every_entry_of_the_draft_has_its_source(night: Night) -> None:
    """Each line of the timeline links the message that it comes from: the echo of a command, or the message itself."""
    await night.opens()
    ts = await night.says(night.bob, "Database is full")
    await night.ann.reacts(night.channel, ts, "pushpin")
    await night.types(night.ann, "note at 01:00 UTC Alarm was muted")
    await night.types(night.ann, "status identified")
    await night.types(night.ann, "resolve")
    async with night.bot.store.read() as reader:
        entries = await reader.entries(1)
    posted = {night.box.workspace.permalink(night.channel, m.ts) for m in night.box.messages(night.channel)}

    assert len(entries) >= 5
    assert all(entry.permalink in posted for entry in entries)


async def test_postmortem_makes_the_draft_again(night: Night) -> None:
    """`postmortem` posts a new draft with what has become known; as JSON it is a file alone."""
    await night.opens()
    await night.types(night.ann, "resolve")
    await night.types(night.ann, "cause A muted alarm")
    await night.types(night.bob, "postmortem INC-1", night.general)
    await night.types(night.bob, "postmortem INC-1 json", night.general)

    files = [file for file in night.box.files if file.completed]
    assert ["md", "md", "json"] == [file.name.rpartition(".")[2] for file in files]
    assert b"A muted alarm" in (files[1].content or b"")
    assert "INC-1" in night.told(night.bob)
