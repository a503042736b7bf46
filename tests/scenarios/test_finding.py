"""`find`: one screen of what was said in any incident, and nothing that was taken out of the record."""

from __future__ import annotations

from tests.scenarios.conftest import Night


async def test_a_search_shows_where_the_words_are(night_anywhere: Night) -> None:
    """Each result names its incident, with the way there, and shows the words; only the asker sees them."""
    night = night_anywhere
    await night.opens("SEV1 Replication is stuck")
    await night.types(night.ann, "note The replica db-7 has no disk left " + "and so on " * 60)
    await night.types(night.ann, "cause The disk of the replica was full")
    marked = await night.says(night.bob, "I grow the disk")
    await night.bob.reacts(night.channel, marked, "pushpin")
    await night.says(night.bob, "which disk?")
    await night.settles()
    await night.types(night.bob, "find disk", night.general)
    shown = night.told(night.bob)

    assert "Found for “disk”" in shown
    assert "INC-1" in shown
    assert "@Bob Marsh wrote: I grow the disk" in shown
    assert "Cause: The disk of the replica was full" in shown
    assert "@Ann Lee noted: The replica db-7 has no disk left" in shown
    assert "which disk" not in shown
    assert f"/archives/{night.channel.id}/p{marked.replace('.', '')}" in shown
    await night.types(night.bob, "find stuck", night.general)
    assert "Replication is stuck" in night.told(night.bob)


async def test_older_results_are_one_click_away(night: Night) -> None:
    """A page ends with a button for the next one, until there is no more."""
    await night.opens()
    for number in range(10):
        await night.types(night.ann, f"note attempt {number}")
    await night.types(night.ann, "find attempt")
    page = night.ann.ephemerals(night.channel)[-1]
    await night.ann.clicks(night.channel, page.ts, "find_more")
    await night.settles()
    second = night.ann.ephemerals(night.channel)[-1]

    assert "attempt 9" in page.text
    assert "attempt 1" not in page.text
    assert "attempt 1" in second.text
    assert "attempt 0" in second.text
    assert [] == [block for block in second.blocks if block["type"] == "actions"]


async def test_nothing_found_says_what_to_do(night: Night) -> None:
    """A search without a result, and one without words, each says what to try."""
    await night.types(night.bob, "find “nothing like” *this*", night.general)
    assert "try fewer" in night.told(night.bob)
    await night.types(night.bob, "find", night.general)
    assert "find WORDS" in night.told(night.bob)
    await night.types(night.bob, 'find ""', night.general)
    assert "Nothing found for" in night.told(night.bob)


async def test_what_is_redacted_is_not_found(night: Night) -> None:
    """A redacted entry, and a message that its author deletes, are found by nobody from then on."""
    await night.opens()
    await night.types(night.ann, "note The password is tulip")
    echo = night.posts()[-1]
    said = await night.says(night.bob, "It was tulip before")
    await night.bob.pins(night.channel, said)
    await night.settles()
    await night.types(night.ann, "find tulip")
    assert "The password is tulip" in night.told(night.ann, night.channel)

    link = night.box.workspace.permalink(night.channel, echo.ts)
    await night.types(night.ann, f"redact {link} a password")
    await night.bob.deletes(night.channel, said)
    await night.settles()
    await night.types(night.bob, "find tulip")
    assert "Nothing found" in night.told(night.bob, night.channel)
