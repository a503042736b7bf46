"""A post-mortem edited in Slack: two people at once, new evidence afterwards, and nothing anybody wrote is lost."""

from __future__ import annotations

import json
from datetime import timedelta

from bot.drafts import Draft, compiled
from bot.erasing import erase_person
from bot.model import Audience
from bot.sandbox import Person
from tests.scenarios.conftest import Night, started
from tests.scenarios.test_handing_out import customer_files, pressed
from tests.scenarios.test_redacting import redacts
from tests.scenarios.test_secrets import everything


async def drafted(night: Night) -> None:
    """An incident that is over, with its draft in the channel."""
    await night.opens()
    await night.types(night.ann, "impact Cards fail")
    await night.types(night.ann, "resolve Rolled back")


async def opens_form(night: Night, person: Person, section: str, *, ephemeral: bool = False) -> str:
    """The latest button *Edit* of that section is pressed; what stands in the form's fields."""
    messages = person.ephemerals(night.channel) if ephemeral else night.posts()
    offering = [message for message in messages if f"'edit_section:{section}'" in str(message.blocks)]
    await person.clicks(night.channel, offering[-1].ts, f"edit_section:{section}")
    await night.settles()
    assert person.view is not None
    return "\n".join(
        block["element"].get("initial_value", "") for block in person.view.blocks if block["type"] == "input"
    )


async def saves(night: Night, person: Person, *parts: str) -> None:
    """The form on top is sent with those texts in its fields."""
    await person.submits(None, {f"part_{index}": {"value": part} for index, part in enumerate(parts)})
    await night.settles()


async def made(night: Night, edition: Audience = Audience.INTERNAL, language: str = "en") -> Draft:
    """INC-1's document."""
    async with night.bot.store.read() as reader:
        incident = await reader.incident(1)
        assert incident is not None
        catalogue = night.bot.catalogues.for_locale(language)
        return await compiled(reader, incident, night.settings, catalogue, night.clock(), edition=edition)


async def test_lessons_are_written_in_slack(night_anywhere: Night) -> None:
    """The section that no command fills has a button; what is typed there is in the document, with who and when."""
    night = night_anywhere
    await drafted(night)
    assert "TBD: what went well" in await opens_form(night, night.bob, "lessons")
    await saves(night, night.bob, "- Luck helped\n- *Alerts* did not")

    assert "Saved: Lessons, version 1" in night.told(night.bob, night.channel)
    assert "## Lessons\n\n- Luck helped\n- *Alerts* did not\n\nEdited by Bob Marsh, " in await night.draft()
    page = (await made(night)).html()
    assert "<ul><li>Luck helped</li><li><em>Alerts</em> did not</li></ul>" in page
    written = json.loads((await made(night)).json())["sections"]["lessons"]
    assert ("- Luck helped\n- Alerts did not", "Bob Marsh") == (written["text"], written["edited_by"])


async def test_new_evidence_stands_beside_an_edit(night: Night) -> None:
    """A later command changes what the bot would write; the person's words stay and the new ones are shown below."""
    await drafted(night)
    await opens_form(night, night.ann, "impact")
    await saves(night, night.ann, "Cards failed for **everyone**")
    await night.types(night.bob, "impact Cards fail on pod 7")
    text = await night.draft()

    assert "## Impact\n\nCards failed for **everyone**\n\nEdited by Ann Lee, " in text
    assert "New in the record since this edit:\n\nCards fail on pod 7" in text


async def test_of_two_at_once_neither_is_lost(night: Night) -> None:
    """The second is told whose words stand, sees them beside their own, and may then save theirs."""
    await drafted(night)
    await opens_form(night, night.ann, "impact")
    await opens_form(night, night.bob, "impact")
    await saves(night, night.ann, "From Ann")
    await saves(night, night.bob, "From Bob")

    assert "Yours are kept as version 2" in night.told(night.bob, night.channel)
    assert "## Impact\n\nFrom Ann\n\n" in await night.draft()
    assert "From Bob" == await opens_form(night, night.bob, "impact", ephemeral=True)
    assert night.bob.view is not None
    assert "From Ann" in str(night.bob.view.blocks)
    await saves(night, night.bob, "From Bob and Ann")
    assert "## Impact\n\nFrom Bob and Ann\n\n" in await night.draft()
    assert ["From Ann", "From Bob", "From Bob and Ann"] == [
        each.text for each in (await made(night)).versions
    ]


async def test_a_long_section_comes_in_parts(night: Night) -> None:
    """A text beyond Slack's limit for one field is shown in several, in order, and comes back whole."""
    await drafted(night)
    long = "\n".join(f"Line {number} of what was learnt" for number in range(300))
    await opens_form(night, night.ann, "lessons")
    await saves(night, night.ann, long[:3000])
    shown = await opens_form(night, night.ann, "lessons")
    assert long[:3000] == shown
    await saves(night, night.ann, "First")

    assert ["lessons", "lessons"] == [each.section for each in (await made(night)).versions]
    assert (await made(night)).versions[1].text.startswith("First\n")


async def test_emptied_the_section_is_the_bots_again(night: Night) -> None:
    """Nothing typed gives the section back, and the version before is kept."""
    await drafted(night)
    await opens_form(night, night.ann, "impact")
    await saves(night, night.ann, "Mine")
    await opens_form(night, night.ann, "impact")
    await saves(night, night.ann, "")

    assert "## Impact\n\nCards fail\n\n" in await night.draft()
    assert ["Mine", ""] == [each.text for each in (await made(night)).versions]


async def test_who_approved_is_on_the_timeline(night: Night) -> None:
    """The buttons' states are recorded with who pressed them; an edit makes a draft of it again."""
    await drafted(night)
    post = next(message for message in night.posts() if "'approve'" in str(message.blocks))
    for person, button in ((night.ann, "ready_for_review"), (night.bob, "approve"), (night.bob, "approve")):
        await person.clicks(night.channel, post.ts, button)
        await night.settles()
    assert "has that state already" in night.told(night.bob, night.channel)
    await opens_form(night, night.ann, "impact")
    await saves(night, night.ann, "Later thoughts")

    async with night.bot.store.read() as reader:
        states = await reader.states(1)
    assert [("in review", night.ann.id), ("approved", night.bob.id), ("draft", night.ann.id)] == [
        (each.state, each.author) for each in states
    ]
    assert 3 == (await night.timeline()).count("review: ")
    assert any("internal edition (en) to: approved" in line for line in night.heard())


async def test_edited_words_pass_the_guard(sqlite_url: str) -> None:
    """What a person writes into the customer edition is shown without names and hosts, and the preview says so."""
    async with started(sqlite_url, privacy={"deny": ["db-7.internal"]}) as night:
        await drafted(night)
        await night.says(night.bob, "thanks")
        await night.types(night.ann, "postmortem customer")
        await opens_form(night, night.ann, "cause", ephemeral=True)
        await saves(night, night.ann, "Bob Marsh rebooted **db-7**.internal and db\\-7.internal")
        await night.passes(timedelta(minutes=1))
        await night.types(night.ann, "postmortem customer")
        shown = "\n".join(message.text for message in night.ann.ephemerals(night.channel)[-3:])
        text = (await made(night, Audience.CUSTOMER)).markdown()

        assert "“Bob Marsh” – a person's name" in shown
        for private in ("Bob", "db-7", "db\\-7"):
            assert private not in text
        assert "Our team rebooted" in text
        await pressed(night, night.ann)
        assert [True] == ["Our team rebooted" in file for file in customer_files(night)]
        # The other edition says that there are other words for this in the customers'.
        assert "edited the customer edition (en)" in await night.draft()


async def test_versions_are_compared_in_slack(night: Night) -> None:
    """Above the form stand the section's earlier versions, any two of which are compared there."""
    await drafted(night)
    for text in ("One\nSame", "Two\nSame", "Three\nSame"):
        await opens_form(night, night.ann, "lessons")
        await saves(night, night.ann, text)
    await opens_form(night, night.bob, "lessons")
    assert night.bob.view is not None
    await night.bob.clicks_in_view("versions:lessons")
    await night.settles()
    latest = str(night.bob.view.blocks)
    await night.bob.submits(None, {"one": {"value": "1"}, "other": {"value": "3"}})
    await night.settles()

    assert [True, True, False] == [line in latest for line in ("-Two", "+Three", "One")]
    chosen = str(night.bob.view.blocks)
    assert [True, True, False] == [line in chosen for line in ("-One", "+Three", "Two")]
    assert "UTC · Ann Lee" in chosen


async def test_what_is_redacted_leaves_edits_too(night_anywhere: Night) -> None:
    """A redacted text goes from people's versions, earlier ones too, however they marked it up; other words stay."""
    night = night_anywhere
    await night.opens()
    ts = await night.says(night.bob, "the customer is *Marie Dupont* &amp; sons of Lyon")
    await night.ann.reacts(night.channel, ts, "pushpin")
    await night.types(night.ann, "resolve Rolled back")
    assert "Marie" in await opens_form(night, night.ann, "timeline")
    quoted = "Bob said: the customer is **Marie Dupont** &amp; [sons](https://example.com/sons) of Lyon. Sad."
    await saves(night, night.ann, quoted)
    await opens_form(night, night.bob, "timeline")
    await redacts(night, night.bob, ts)
    assert "Marie" not in await everything(night)
    assert "## Timeline\n\nBob said: [removed]. Sad.\n\nEdited by Ann Lee, " in await night.draft()

    # Bob still had it before him, so his words are kept and do not stand in the document until he looks again.
    await saves(night, night.bob, "Marie, says Bob")
    assert "kept as version 2 of Timeline" in night.told(night.bob, night.channel)
    assert "says Bob" not in await night.draft()
    assert "Marie, says Bob" == await opens_form(night, night.bob, "timeline", ephemeral=True)


async def test_who_is_erased_leaves_edits_too(night: Night) -> None:
    """A person's versions and quoted messages are erased, also where others kept them; others' own words stay."""
    await night.opens()
    ts = await night.says(night.bob, "words of Bob in chat")
    await night.ann.reacts(night.channel, ts, "pushpin")
    await night.types(night.ann, "resolve Rolled back")
    await opens_form(night, night.bob, "lessons")
    await saves(night, night.bob, "words of Bob as lesson")
    await opens_form(night, night.ann, "lessons")
    await saves(night, night.ann, "words of Bob as lesson\n\nAnn agrees, and quotes: words of Bob in chat")
    await erase_person(night.bot.store, night.bob.id, night.clock)
    await night.settles()

    assert "words of Bob" not in await everything(night)
    assert "[removed]\n\nAnn agrees, and quotes: [removed]\n\nEdited by Ann Lee" in await night.draft()
