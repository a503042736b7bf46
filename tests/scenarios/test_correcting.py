"""Correcting the timeline: pages, menus, forms, and what was there before."""

from __future__ import annotations

import json
from datetime import timedelta
from itertools import pairwise
from typing import Any

from bot.drafts import compiled
from bot.requests import FormSubmitted
from bot.sandbox import DeliveryFault, DeliveryTrouble, Message, Person, Reply
from tests.scenarios.conftest import Night


def page(night: Night, person: Person) -> Message:
    """The page of the timeline that a person sees in the incident's channel."""
    return person.ephemerals(night.channel)[-1]


def entries(message: Message) -> list[str]:
    """What stands on a page below the times: each entry with its remarks."""
    blocks = message.blocks
    return ["".join(_words(below)) for above, below in pairwise(blocks) if above["type"] == "section"]


def _words(block: dict[str, Any]) -> list[str]:
    return [
        str(element.get("text") or element.get("user_id") or element.get("fallback") or "")
        for part in block["elements"]
        for element in part["elements"]
    ]


def place(message: Message, words: str) -> str:
    """The block of the entry that says something, by its id."""
    blocks = message.blocks
    return next(
        str(above["block_id"])
        for above, below in pairwise(blocks)
        if above["type"] == "section" and words in "".join(_words(below))
    )


async def picks(night: Night, person: Person, words: str, choice: str, on: Message | None = None) -> Reply:
    """Somebody chooses in the menu of the entry that says something."""
    shown = on or page(night, person)
    reply = await person.clicks(night.channel, shown.ts, "entry", choice, place(shown, words))
    await night.settles()
    return reply


async def submits(night: Night, person: Person, **fields: str) -> Reply:
    """Somebody sends the form that is open before them."""
    reply = await person.submits(None, {name: {"value": value} for name, value in fields.items()})
    await night.settles()
    return reply


async def curates(night: Night, person: Person, *notes: str) -> None:
    """An incident with these notes, and somebody who looks at its timeline."""
    await night.opens()
    if person.id not in night.channel.members:
        await person.joins(night.channel)
    for note in notes:
        await night.passes(timedelta(seconds=1))
        await night.types(person, f"note {note}")
    await night.types(person, "timeline")


async def record(night: Night) -> dict[str, Any]:
    """The record of INC-1 as JSON."""
    async with night.bot.store.read() as reader:
        incident = await reader.incident(1)
        assert incident is not None
        made = await compiled(reader, incident, night.settings, night.bot.catalogues.official, night.clock())
    loaded: dict[str, Any] = json.loads(made.json())
    return loaded


async def test_pages_are_turned_in_place(night: Night) -> None:
    """The newest page comes first; Earlier and Later turn it where it stands, and nothing is left out."""
    await curates(night, night.ann, *(f"step {number}" for number in range(12)))
    newest = entries(page(night, night.ann))
    before = len(night.ann.ephemerals(night.channel))
    await night.ann.clicks(night.channel, page(night, night.ann).ts, "timeline_earlier")
    await night.settles()
    earlier = entries(page(night, night.ann))
    await night.ann.clicks(night.channel, page(night, night.ann).ts, "timeline_later")
    await night.settles()

    assert [f"step {number}" for number in range(4, 12)] == [line.split(": ")[-1] for line in newest]
    assert [f"step {number}" for number in range(4)] == [line.split(": ")[-1] for line in earlier[1:]]
    assert "declared" in earlier[0]
    assert newest == entries(page(night, night.ann))
    assert before == len(night.ann.ephemerals(night.channel))


async def test_a_wrong_entry_is_corrected(night: Night) -> None:
    """A corrected entry reads as corrected in draft and page; what stood before, by whom and when, is in the record."""
    await curates(night, night.ann, "We lost 40 orders")
    await picks(night, night.ann, "40 orders", "edit")
    await submits(night, night.ann, text="We lost 4 orders")

    assert any("4 orders" in line and "edited by" in line for line in entries(page(night, night.ann)))
    (echo,) = [post for post in night.posts() if "corrected this entry" in post.text]
    noted = next(post for post in night.posts() if "noted: We lost 40 orders" in post.text)
    assert "which now reads: @Ann Lee noted: We lost 4 orders" in echo.text
    assert noted.ts == echo.thread_ts
    draft = await night.draft()
    assert "4 orders" in draft
    assert "40 orders" not in draft
    assert "edited by Ann Lee" in draft
    (note,) = [entry for entry in (await record(night))["timeline"] if entry["kind"] == "note"]
    assert ["We lost 40 orders"] == [version["text"] for version in note["versions"]]
    assert "Ann Lee" == note["edited_by"]


async def test_mentions_survive_an_edit(night: Night) -> None:
    """Who was mentioned is shown by name in the form and stays mentioned; what is typed pings nobody."""
    await curates(night, night.ann, "asked @bob & the vendor")
    await picks(night, night.ann, "the vendor", "edit")
    assert night.ann.view is not None
    shown = night.ann.view.blocks[-1]["element"]["initial_value"]
    await submits(night, night.ann, text=f"{shown} twice <!channel>")

    assert "asked @Bob Marsh & the vendor" == shown
    assert f"note: asked <@{night.bob.id}> &amp; the vendor twice &lt;!channel&gt;" in [
        line.replace("|bob", "") for line in await night.timeline()
    ]


async def test_a_wrong_hour_is_corrected_in_the_readers_own_zone(night: Night) -> None:
    """A time typed in Berlin is Berlin's, and one with a zone that zone's; the entry moves to its place."""
    await curates(night, night.bob, "at 01:50 second", "at 01:40 first")
    assert ["note: first", "note: second"] == (await night.timeline())[:2]
    await picks(night, night.bob, "second", "move")
    await submits(night, night.bob, time="yesterday 23:30")
    await picks(night, night.bob, "first", "move")
    await submits(night, night.bob, time="2024-02-07 00:05 UTC")

    assert ["note: second", "note: first"] == (await night.timeline())[:2]
    draft = await night.draft()
    assert "2024-02-06 22:30 UTC" in draft
    assert "2024-02-07 00:05 UTC" in draft


async def test_removed_is_hidden_and_kept_and_can_be_undone(night: Night) -> None:
    """A removed note is in no draft, is in the record with who and when, and comes back with Undo."""
    await curates(night, night.ann, "A mistake")
    await picks(night, night.ann, "A mistake", "remove")

    assert "note: A mistake" not in await night.timeline()
    assert "A mistake" not in await night.draft()
    (removed,) = (await record(night))["removed"]
    assert ("A mistake", "Ann Lee") == (removed["text"], removed["edited_by"])
    await night.ann.clicks(night.channel, page(night, night.ann).ts, "restore")
    await night.settles()
    assert "note: A mistake" in await night.timeline()


async def test_long_texts_are_edited_in_several_fields(night: Night) -> None:
    """A text that no field holds stands in several, and comes back whole with what was changed in one of them."""
    await night.opens()
    lines = [f"line {number} " + "x" * 50 for number in range(120)]
    ts = await night.says(night.ann, "\n".join(lines))
    await night.ann.reacts(night.channel, ts, "pushpin")
    await night.settles()
    await night.types(night.ann, "timeline")
    await picks(night, night.ann, "line 0", "edit")
    assert night.ann.view is not None
    fields = {block["block_id"]: block["element"]["initial_value"] for block in night.ann.view.blocks}
    assert ["text", "text_2", "text_3"] == list(fields)
    assert lines == "\n".join(fields.values()).split("\n")
    await submits(night, night.ann, text_3=fields["text_3"].replace("line 119", "the end"))
    (message,) = [line for line in await night.timeline() if line.startswith("message: line 0")]

    assert [*lines[:-1], lines[-1].replace("line 119", "the end")] == message.removeprefix("message: ").split(
        "\n"
    )


async def test_all_removed_entries_can_be_paged(night: Night) -> None:
    """What was removed is shown a page at a time too, the latest first, and each can be put back."""
    await curates(night, night.ann, *(f"step {number}" for number in range(9)))
    for number in reversed(range(9)):
        if number == 0:
            await night.types(night.ann, "timeline")
        await picks(night, night.ann, f"step {number}", "remove")
    await night.ann.clicks(night.channel, page(night, night.ann).ts, "timeline_removed")
    await night.settles()
    assert [f"step {number}" for number in range(1, 9)] == [
        words for line in entries(page(night, night.ann)) for words in [line.split(": ")[1][:6]]
    ]
    await night.ann.clicks(night.channel, page(night, night.ann).ts, "timeline_earlier")
    await night.settles()
    await night.ann.clicks(night.channel, page(night, night.ann).ts, "restore")
    await night.settles()

    assert "note: step 0" in await night.timeline()


async def test_removed_entries_are_found_again(night: Night) -> None:
    """Much later, what was removed is listed with who did it, and can be put back there."""
    await curates(night, night.ann, "A mistake", "No mistake")
    await picks(night, night.ann, "A mistake", "remove")
    await night.types(night.ann, "timeline")
    await night.ann.clicks(night.channel, page(night, night.ann).ts, "timeline_removed")
    await night.settles()
    (line,) = entries(page(night, night.ann))
    assert "removed by" in line
    await night.ann.clicks(night.channel, page(night, night.ann).ts, "restore")
    await night.settles()

    assert "note: A mistake" in await night.timeline()


async def test_audience_is_changed_and_changed_back(night: Night) -> None:
    """An entry is internal until somebody gives it to customers, and again when they take it back."""
    await curates(night, night.ann, "Checkout was slow")
    await picks(night, night.ann, "Checkout was slow", "customer")
    (note,) = [entry for entry in (await record(night))["timeline"] if entry["kind"] == "note"]
    assert "customer" == note["audience"]
    await picks(night, night.ann, "Checkout was slow", "internal")
    (note,) = [entry for entry in (await record(night))["timeline"] if entry["kind"] == "note"]

    assert "internal" == note["audience"]
    assert ["internal", "customer"] == [version["audience"] for version in note["versions"]]


async def test_a_corrected_message_outlives_its_marks(night: Night) -> None:
    """A marked message that was corrected stays when the last mark goes; its own edits still reach it."""
    await night.opens()
    ts = await night.says(night.bob, "Database is full")
    await night.bob.reacts(night.channel, ts, "pushpin")
    await night.settles()
    await night.types(night.ann, "timeline")
    await picks(night, night.ann, "Database is full", "move")
    await submits(night, night.ann, time="2024-02-07 01:00 UTC")
    await night.bob.unreacts(night.channel, ts, "pushpin")
    await night.bob.edits(night.channel, ts, "Database is 99 % full")
    await night.settles()

    assert "message: Database is 99 % full" == (await night.timeline())[0]


async def test_a_deleted_message_leaves_no_word(night: Night) -> None:
    """A message deleted by its author is gone, with all that corrections made of it."""
    await night.opens()
    ts = await night.says(night.bob, "The caller was hunter2")
    await night.bob.reacts(night.channel, ts, "pushpin")
    await night.settles()
    await night.types(night.ann, "timeline")
    await picks(night, night.ann, "hunter2", "edit")
    await submits(night, night.ann, text="A caller: hunter2!")
    await night.bob.deletes(night.channel, ts)
    await night.settles()

    assert "hunter2" not in json.dumps(await record(night))
    assert not [line for line in await night.timeline() if line.startswith("message")]


async def test_the_second_of_two_sees_what_the_first_did(night: Night) -> None:
    """Two people correct one entry: the second is shown the first's words beside their own, and may send again."""
    await curates(night, night.ann, "We lost 40 orders")
    await night.bob.joins(night.channel)
    await night.types(night.bob, "timeline")
    for person in (night.ann, night.bob):
        await picks(night, person, "40 orders", "edit")
    await submits(night, night.ann, text="We lost 4 orders")
    reply = await submits(night, night.bob, text="We lost 44 orders")

    assert "update" == reply.ack_payload["response_action"]
    assert "note: We lost 4 orders" in await night.timeline()
    assert night.bob.view is not None
    shown = json.dumps(night.bob.view.blocks)
    assert "We lost 4 orders" in shown
    assert "We lost 44 orders" == night.bob.view.blocks[-1]["element"]["initial_value"]
    await submits(night, night.bob, text="We lost 44 orders")
    assert "note: We lost 44 orders" in await night.timeline()


async def test_a_form_delivered_twice_corrects_once(night_anywhere: Night) -> None:
    """Menu and form, each delivered three times, leave one correction, on each kind of database."""
    night = night_anywhere
    await curates(night, night.ann, "We lost 40 orders")
    for name in ("block_actions", "view_submission"):
        night.box.faults.add(DeliveryFault(kind=DeliveryTrouble.DUPLICATE, name=name, copies=2))
    await picks(night, night.ann, "40 orders", "edit")
    await submits(night, night.ann, text="We lost 4 orders")
    (note,) = [entry for entry in (await record(night))["timeline"] if entry["kind"] == "note"]

    assert ("We lost 4 orders", 1) == (note["text"], len(note["versions"]))
    assert "Corrected" in page(night, night.ann).text


async def test_a_time_left_as_it_was_changes_nothing(night: Night) -> None:
    """A form sent unchanged is no correction: the seconds that the field does not show are kept."""
    await curates(night, night.bob, "first")
    await picks(night, night.bob, "first", "move")
    assert night.bob.view is not None
    await submits(night, night.bob, time=night.bob.view.blocks[-1]["element"]["initial_value"])

    assert "nothing changed" in page(night, night.bob).text
    (note,) = [entry for entry in (await record(night))["timeline"] if entry["kind"] == "note"]
    assert ([], "2024-02-07T01:30:01Z") == (note["versions"], note["at"][:19] + "Z")


async def test_at_the_very_same_moment_nothing_typed_is_lost(night: Night) -> None:
    """Where both have pressed Save already, the second gets their words back with a button to send them again."""
    await curates(night, night.ann, "We lost 40 orders")
    await picks(night, night.ann, "40 orders", "edit")
    assert night.ann.view is not None
    carried = json.loads(night.ann.view.definition["private_metadata"])
    late = FormSubmitted(
        key="late",
        user=night.ann.id,
        form="edit",
        fields={"text": "We lost 44 & more orders"},
        channel=carried["channel"],
        response_url="",
        incident=1,
        context={"target": carried["target"]},
        at=night.clock(),
    )
    await submits(night, night.ann, text="We lost 4 orders")
    # The look at the record before the acknowledgement was taken when nobody had saved yet.
    await night.bot.intake.take(late)
    await night.settles()

    assert "note: We lost 4 orders" in await night.timeline()
    assert "You typed: We lost 44 &amp; more orders" in page(night, night.ann).text
    await night.ann.clicks(night.channel, page(night, night.ann).ts, "look_again")
    await night.settles()
    assert night.ann.view is not None
    assert "We lost 44 & more orders" == night.ann.view.blocks[-1]["element"]["initial_value"]
    await submits(night, night.ann, text="We lost 44 & more orders")
    assert "note: We lost 44 &amp; more orders" in await night.timeline()


async def test_a_removal_from_a_stale_page_changes_nothing(night: Night) -> None:
    """What somebody else has changed meanwhile is not removed unseen; the page shows how it reads now."""
    await curates(night, night.ann, "We lost 40 orders")
    await night.bob.joins(night.channel)
    await night.types(night.bob, "timeline")
    await picks(night, night.ann, "40 orders", "edit")
    await submits(night, night.ann, text="We lost 4 orders")
    await picks(night, night.bob, "40 orders", "remove")

    assert "note: We lost 4 orders" in await night.timeline()
    assert "changed meanwhile" in page(night, night.bob).text


async def test_a_moment_moves_with_its_entry(night: Night) -> None:
    """A key moment at the wrong hour is corrected where it stands; removed, the earlier word counts again."""
    await curates(night, night.bob)
    await night.types(night.bob, "moment began at 01:40")
    await night.passes(timedelta(seconds=1))
    await night.types(night.bob, "moment began at 00:40")
    assert "2024-02-06T23:40:00Z" == (await record(night))["moments"]["began"]["at"]
    await night.types(night.bob, "timeline")
    first = entries(page(night, night.bob))
    assert 2 == len([line for line in first if "began" in line])
    await picks(night, night.bob, "began", "move")
    await submits(night, night.bob, time="00:20")
    assert "2024-02-06T23:20:00Z" == (await record(night))["moments"]["began"]["at"]
    await picks(night, night.bob, "began", "remove")
    assert "2024-02-07T00:40:00Z" == (await record(night))["moments"]["began"]["at"]


async def test_elsewhere_the_timeline_is_only_read(night: Night) -> None:
    """Outside the incident's channel nothing can be corrected, and the page says where."""
    await curates(night, night.ann, "Note")
    await night.types(night.ann, "timeline INC-1", night.general)
    elsewhere = night.ann.ephemerals(night.general)[-1]

    assert "incident's channel" in elsewhere.text
    assert not [block for block in elsewhere.blocks if "accessory" in block]


async def test_a_page_of_another_incident_is_refused(night: Night) -> None:
    """A button that names another incident's entry, or another incident, changes nothing there."""
    await curates(night, night.ann, "Of the first")
    shown = page(night, night.ann)
    first, there = place(shown, "Of the first"), night.channel
    await night.types(night.ann, "open SEV3 Another", night.general)
    await night.types(night.ann, "note Of the second")
    await night.types(night.ann, "timeline")
    other = page(night, night.ann)
    block = next(b for b in other.blocks if b.get("block_id") == place(other, "Of the second"))
    for forged in (first, first.replace("1|", "2|", 1)):
        block["block_id"] = forged
        await night.ann.clicks(night.channel, other.ts, "entry", "remove", forged)
        await night.settles()

    assert there is not night.channel
    assert "note: Of the first" in await night.timeline()
    assert "no longer there" in night.told(night.ann, night.channel)


async def test_a_doubtful_time_is_shown_back_in_the_form(night: Night) -> None:
    """A date that reads two ways is shown in full, both ways, before it is saved; the typed words stay below."""
    await curates(night, night.bob, "at 01:40 first")
    await picks(night, night.bob, "first", "move")
    reply = await submits(night, night.bob, time="1/2 14:05")
    assert "push" == reply.ack_payload["response_action"]
    assert night.bob.view is not None
    options = night.bob.view.blocks[-1]["element"]["options"]
    assert ["Tue 2 Jan 2024, 14:05 CET = 13:05 UTC", "Thu 1 Feb 2024, 14:05 CET = 13:05 UTC"] == [
        option["text"]["text"] for option in options
    ]
    assert "2024-02-07 00:40 UTC" in await night.draft() or "00:40 UTC" in await night.draft()
    await submits(night, night.bob, reading=options[1]["value"])

    assert "2024-02-01 13:05 UTC" in await night.draft()
    assert night.bob.view is None


async def test_a_time_that_cannot_be_read_stays_in_the_form(night: Night) -> None:
    """What is no time is said below the field, and nothing is lost."""
    await curates(night, night.bob, "at 01:40 first")
    await picks(night, night.bob, "first", "move")
    reply = await submits(night, night.bob, time="25:99")

    assert "errors" == reply.ack_payload["response_action"]
    assert night.bob.view is not None
    assert "25:99" in night.bob.view.errors["time"]


async def test_a_doubtful_note_is_asked_about_and_saved_once(night: Night) -> None:
    """A note whose time is in doubt waits for one press; pressed twice it is one entry, with all its words."""
    await night.opens()
    await night.types(night.ann, "note at 1/2 14:05 The *vendor* & we met")
    assert not [line for line in await night.timeline() if line.startswith("note")]
    question = page(night, night.ann)
    assert "Tue 2 Jan 2024, 14:05 PST = 22:05 UTC" in question.text
    assert "Thu 1 Feb 2024, 14:05 PST = 22:05 UTC" in question.text
    other = next(
        element["value"]
        for element in question.blocks[-1]["elements"]
        if element["action_id"] == "take_time_2"
    )
    buttons = json.loads(json.dumps(question.blocks))
    await night.ann.clicks(night.channel, question.ts, "take_time_2", other)
    await night.settles()
    question.blocks[:] = buttons
    await night.ann.clicks(night.channel, question.ts, "take_time_2", other)
    await night.settles()

    assert ["note: The *vendor* &amp; we met"] == [
        line for line in await night.timeline() if line.startswith("note")
    ]
    assert "2024-02-01 22:05 UTC" in await night.draft()


async def test_a_doubtful_note_may_be_dropped(night: Night) -> None:
    """Cancel saves nothing and shows once more what was typed."""
    await night.opens()
    await night.types(night.ann, "note at tomorrow 14:05 Maintenance")
    await night.ann.clicks(night.channel, page(night, night.ann).ts, "drop_time")
    await night.settles()

    assert "Nothing was saved" in page(night, night.ann).text
    assert "note at tomorrow 14:05 Maintenance" in page(night, night.ann).text
    assert not [line for line in await night.timeline() if line.startswith("note")]


async def test_nobody_answers_for_somebody_else(night: Night) -> None:
    """A question's buttons in somebody else's hands save nothing."""
    await night.opens()
    await night.bob.joins(night.channel)
    await night.types(night.ann, "note at tomorrow 14:05 Maintenance")
    question = page(night, night.ann)
    question.only_for = night.bob.id
    await night.bob.clicks(night.channel, question.ts, "take_time")
    await night.settles()

    assert not [line for line in await night.timeline() if line.startswith("note")]


async def test_dates_stand_where_an_incident_takes_days(night: Night) -> None:
    """Over several days every line of the draft carries its date, in either zone."""
    await night.opens()
    await night.types(night.ann, "note evening")
    await night.passes(timedelta(days=2))
    await night.types(night.ann, "note two days later")
    lines = [line for line in (await night.draft()).splitlines() if "noted" in line]

    assert ["**2024-02-07 01:30 UTC**", "**2024-02-09 01:30 UTC**"] == [
        line.split(" ", 1)[1][:24] for line in lines
    ]


async def test_a_back_dated_event_stands_where_it_happened(night: Night) -> None:
    """What is typed later stands at the time it tells of, in the typist's zone, and says when it was recorded."""
    await night.opens()
    await night.types(night.bob, "note at 00:26 The cleanup job starts")
    (line,) = [line for line in (await night.draft()).splitlines() if "cleanup" in line]

    assert "2024-02-06 23:26 UTC" in line
    assert "recorded 2024-02-07 01:30 UTC" in line


async def test_a_reply_is_corrected_and_its_neighbours_are_not(night: Night) -> None:
    """Of replies in one thread the corrected one is the one that was chosen, with its own link."""
    await night.opens()
    parent = await night.says(night.bob, "Parent")
    replies = [await night.says(night.bob, f"Reply {number}", thread_ts=parent) for number in range(3)]
    for ts in (parent, *replies):
        await night.ann.reacts(night.channel, ts, "pushpin")
    await night.settles()
    await night.types(night.ann, "timeline")
    await picks(night, night.ann, "Reply 1", "edit")
    await submits(night, night.ann, text="The very reply")

    assert ["message: Parent", "message: Reply 0", "message: The very reply", "message: Reply 2"] == [
        line for line in await night.timeline() if line.startswith("message")
    ]
    (line,) = [line for line in (await night.draft()).splitlines() if "The very reply" in line]
    assert f"p{replies[1].replace('.', '')}?thread_ts={parent}" in line


async def test_a_lock_wins_over_the_audience(night: Night) -> None:
    """An entry marked as the company's own is not offered to customers, and a menu from before does not give it."""
    await night.opens()
    ts = await night.says(night.bob, "We owe them money")
    await night.bob.reacts(night.channel, ts, "pushpin")
    await night.types(night.ann, "timeline")
    before = page(night, night.ann)
    await night.ann.reacts(night.channel, ts, "lock")
    await night.types(night.ann, "timeline")
    offered = json.dumps(page(night, night.ann).blocks)
    await picks(night, night.ann, "owe them", "customer", before)

    assert 1 == offered.count('"value": "customer"')
    assert "keeps this entry internal" in night.told(night.ann, night.channel)
    (entry,) = [entry for entry in (await record(night))["timeline"] if entry["kind"] == "message"]
    assert "internal" == entry["audience"]


async def test_what_was_made_of_a_message_stands_for_it(night: Night) -> None:
    """A page shows a note made of a marked message, and not the message too; neither once the note is removed."""
    await night.opens()
    ts = await night.says(night.bob, f"<@{night.bot.identity.user}> note It is build 41")
    await night.bob.reacts(night.channel, ts, "pushpin")
    await night.types(night.ann, "timeline")
    told = entries(page(night, night.ann))
    await picks(night, night.ann, "build 41", "remove")

    assert ["@Bob Marsh noted: It is build 41"] == [line for line in told if "build 41" in line]
    assert [] == [line for line in entries(page(night, night.ann)) if "build 41" in line]


async def test_a_deleted_message_leaves_its_echo_too(night: Night) -> None:
    """When its author deletes a corrected message, the line that told of the correction loses the text as well."""
    await night.opens()
    ts = await night.says(night.bob, "the customer is Marie Dupont of Lyon")
    await night.ann.reacts(night.channel, ts, "pushpin")
    await night.types(night.ann, "timeline")
    await picks(night, night.ann, "Marie Dupont", "edit")
    await submits(night, night.ann, text="the customer is Adolphe Sax of Dinant")
    assert any("Adolphe Sax" in str(post.blocks) for post in night.posts())
    await night.bob.deletes(night.channel, ts)
    await night.settles()

    assert [] == [post.text for post in night.posts() if "Adolphe Sax" in post.text + str(post.blocks)]
