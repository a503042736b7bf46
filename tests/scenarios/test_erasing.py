"""What is kept no longer: by the setting, and by an administrator's command."""

from __future__ import annotations

from datetime import timedelta

from bot.erasing import erase_person
from tests.scenarios.conftest import Night, started
from tests.scenarios.test_correcting import picks, submits
from tests.scenarios.test_redacting import shown
from tests.scenarios.test_secrets import everything


async def test_old_messages_go_and_the_timeline_stays(database_url: str) -> None:
    """So long after the end, messages that are not on the timeline are erased, versions and files too, for good."""
    async with started(database_url, retention={"messages": "90d"}, after={"postmortem": "0s"}) as night:
        await night.opens()
        idle = await night.says(night.bob, "idle talk", files=[("idle.png", b"png")])
        await night.bob.edits(night.channel, idle, "idle talk, edited")
        kept = await night.says(night.bob, "Database is full")
        await night.ann.reacts(night.channel, kept, "pushpin")
        await night.types(night.ann, "note We fail over")
        await night.types(night.ann, "resolve Done")
        await night.passes(timedelta(days=89))
        assert "idle talk" in await everything(night)
        await night.passes(timedelta(days=2))

        stored = await everything(night)
        assert [False, False] == [text in stored for text in ("idle talk", "idle.png")]
        assert "message: Database is full" in await night.timeline()
        assert "note: We fail over" in await night.timeline()
        await night.types(night.ann, "reopen Again")
        await night.stops()
        await night.starts()
        await night.settles()
        assert "idle talk" not in await everything(night)


async def test_nothing_goes_by_default(night: Night) -> None:
    """Without the setting, messages are kept for ever."""
    await night.opens()
    await night.says(night.bob, "idle talk")
    await night.types(night.ann, "cancel False alarm")
    await night.passes(timedelta(days=4000))

    assert "idle talk" in await everything(night)


async def test_one_person_goes(database_url: str) -> None:
    """One person's messages, entries, sections, items and name are gone everywhere; other people's words stay."""
    async with started(database_url) as night:
        await night.opens("SEV2 Checkout is down")
        ts = await night.says(night.bob, "words of Bob")
        await night.bob.edits(night.channel, ts, "words of Bob, edited")
        await night.ann.reacts(night.channel, ts, "pushpin")
        for text in ("note", "update", "impact", "action"):
            await night.types(night.bob, f"{text} words of Bob as {text}")
        await night.types(night.ann, "note words of Ann")
        await night.types(night.ann, "postmortem")
        assert "words of Bob" in shown(night)
        await erase_person(night.bot.store, night.bob.id, night.clock)
        night.bot.courier.wake()
        await night.settles()
        await night.stops()
        await night.starts()
        await night.settles()

        assert "words of Bob" not in await everything(night)
        assert "words of Bob" not in shown(night)
        assert "Bob Marsh" not in await night.draft()
        assert "note: words of Ann" in await night.timeline()
        assert "Checkout is down" in night.card.text
        assert [] == night.box.violations


async def test_corrections_go_with_their_author(night: Night) -> None:
    """What somebody made of other people's entries goes with them; what those people wrote elsewhere stays."""
    await night.opens()
    await night.types(night.ann, "note We fail over")
    await night.types(night.ann, "note We wait")
    await night.bob.joins(night.channel)
    await night.types(night.bob, "timeline")
    await picks(night, night.bob, "We fail over", "edit")
    await submits(night, night.bob, text="words of Bob about the failover")
    await erase_person(night.bot.store, night.bob.id, night.clock)
    await night.settles()

    assert "words of Bob" not in await everything(night)
    assert "note: We wait" in await night.timeline()
