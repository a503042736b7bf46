"""A text is removed from the record, and does not come back."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from bot.model import Place
from bot.requests import FormSubmitted, Origin
from bot.sandbox import DeliveryFault, DeliveryTrouble, Fault, Message, Person, Trouble
from tests.scenarios.conftest import Night, started
from tests.scenarios.test_correcting import picks, submits
from tests.scenarios.test_secrets import everything

SECRET = "the customer is Marie Dupont of Lyon"


def link(night: Night, ts: str) -> str:
    """A message's address, as Slack's menu copies it."""
    return night.bot.identity.permalink(Place(channel=night.channel.id, ts=ts))


async def redacts(night: Night, person: Person, ts: str, why: str = "names a customer") -> str:
    """Somebody redacts a message of the incident's channel by command; what they are told."""
    await night.types(person, f"redact {link(night, ts)} {why}")
    return night.told(person, night.channel)


def shown(night: Night) -> str:
    """All that the bot shows to everybody: its messages, topic, announcement and files."""
    posts = [str(m.blocks) + m.text for c in (night.channel, night.announcements) for m in night.posts(c)]
    files = [(file.content or b"").decode() for file in night.box.files]
    return "\n".join([*posts, *files, night.channel.topic.value])


def visible(message: Message) -> str:
    """What a reader sees of a message, in whatever pieces it is."""
    parts = [part for block in message.blocks if block["type"] == "rich_text" for part in block["elements"]]
    words = [
        "".join(str(e.get("text") or e.get("user_id") or "") for e in part["elements"]) for part in parts
    ]
    return "\n".join(words) + message.text


async def test_a_message_goes_from_everything(night_anywhere: Night) -> None:
    """A message is gone from record, versions, notes that quote it, items, drafts and files; a tombstone stays."""
    night = night_anywhere
    await night.opens()
    ts = await night.says(night.bob, "We know who called")
    await night.bob.edits(night.channel, ts, SECRET)
    await night.settles()
    await night.bob.edits(night.channel, ts, f"{SECRET}, and she is angry")
    await night.ann.reacts(night.channel, ts, "pushpin")
    await night.types(night.ann, f"note Bob says {SECRET}")
    await night.types(night.ann, f"action Call back: {SECRET} @bob")
    await night.types(night.ann, f"impact One, {SECRET}")
    await night.types(night.ann, "resolve Rolled back")
    await night.types(night.ann, "postmortem json")
    assert SECRET in shown(night)
    told = await redacts(night, night.bob, ts)

    assert SECRET not in await everything(night)
    assert SECRET not in shown(night)
    assert SECRET not in await night.draft()
    assert "deletes it in Slack" in told
    assert "redacted: names a customer" in await night.timeline()
    assert "note: Bob says [removed]" in await night.timeline()
    assert "@Bob Marsh removed something from the record: names a customer" in night.heard()
    assert ["json", "md"] == sorted(file.name.rpartition(".")[2] for file in night.box.files)
    assert [] == night.box.violations


async def test_it_never_comes_back(night: Night) -> None:
    """Neither a late event, nor an edit, nor reading the channel back restores what was redacted."""
    await night.opens()
    night.box.faults.add(DeliveryFault(kind=DeliveryTrouble.DUPLICATE, name="message", times=None))
    ts = await night.says(night.bob, SECRET)
    await night.ann.reacts(night.channel, ts, "pushpin")
    await redacts(night, night.bob, ts)
    await night.bob.edits(night.channel, ts, f"{SECRET}!")
    await night.settles()
    await night.stops()
    await night.starts()
    await night.settles()

    assert SECRET not in await everything(night)
    assert [] == [line for line in await night.timeline() if line.startswith("message")]


async def test_an_entry_goes_with_its_echo(night: Night) -> None:
    """The echo's address means the entry: an update goes from echo, card, announcement and draft."""
    await night.opens()
    await night.types(night.ann, f"update {SECRET}")
    echo = next(m for m in night.posts() if SECRET in m.text and "posted an update" in m.text)
    assert SECRET in night.card.text + str(night.card.blocks)
    told = await redacts(night, night.ann, echo.ts)

    assert SECRET not in await everything(night)
    assert SECRET not in shown(night)
    assert "my message about it is edited" in told
    (edited,) = [m for m in night.posts() if m.ts == echo.ts]
    assert "Ann Lee posted an update (text removed)" in edited.text
    assert "update: " in await night.timeline()


async def test_a_title_goes_from_everywhere_it_shows(night: Night) -> None:
    """A redacted declaration takes the title off card, topic, announcement and draft."""
    await night.opens(f"SEV2 {SECRET}")
    (echo,) = [m for m in night.posts() if m.text.startswith("@Ann Lee declared")]
    await redacts(night, night.ann, echo.ts)

    assert SECRET not in shown(night)
    assert SECRET not in await everything(night)
    assert "[removed]" in night.card.text
    assert "marie-dupont" not in await everything(night)


async def test_no_document_has_the_channels_old_name(night: Night) -> None:
    """While the channel cannot be renamed yet, documents call it as it will be called."""
    await night.opens(f"SEV2 {SECRET}")
    (echo,) = [m for m in night.posts() if m.text.startswith("@Ann Lee declared")]
    night.box.faults.add(Fault(kind=Trouble.RATELIMITED, method="conversations.rename", retry_after=60))
    await redacts(night, night.ann, echo.ts)
    await night.types(night.ann, "postmortem json")

    assert "marie-dupont" not in shown(night)
    assert "inc-1-removed" in shown(night)


async def test_only_those_who_may(night: Night) -> None:
    """Author, commander and administrators redact; anybody else is told whom to ask, and nothing changes."""
    await night.opens()
    cleo = night.box.add_person("cleo", real_name="Cleo Roy")
    boss = night.box.add_person("boss", real_name="Boss", admin=True)
    await boss.joins(night.channel)
    first = await night.says(night.bob, "first text of Bob")
    second = await night.says(night.bob, "second text of Bob")
    third = await night.says(cleo, "text of Cleo")
    refused = await redacts(night, cleo, first)
    await night.types(night.ann, "role commander")
    await redacts(night, night.ann, first)
    await redacts(night, boss, second)

    assert "Only whoever wrote it, the commander of INC-1, or an administrator" in refused
    stored = await everything(night)
    assert [False, False, True] == [text in stored for text in ("first text", "second text", "text of Cleo")]
    again = await redacts(night, night.ann, first)
    assert "Ann Lee has removed it from the record already" in again
    assert night.channel.messages[third].text == "text of Cleo"


async def test_administrators_of_the_settings(sqlite_url: str) -> None:
    """The settings name further administrators, by id, name or group."""
    async with started(sqlite_url, permissions={"administrators": ["@oncall"]}) as night:
        cleo = night.box.add_person("cleo", real_name="Cleo Roy")
        night.box.add_usergroup("oncall", members=[cleo])
        await night.opens()
        await cleo.joins(night.channel)
        ts = await night.says(night.bob, SECRET)
        await redacts(night, cleo, ts)

        assert SECRET not in await everything(night)


async def test_by_shortcut_in_a_thread(night: Night) -> None:
    """The shortcut works on a reply, asks why, and needs no link."""
    await night.opens()
    parent = await night.says(night.ann, "Who called?")
    reply = await night.says(night.bob, SECRET, thread_ts=parent)
    await night.bob.chooses("redact", night.channel, reply)
    await night.settles()
    await night.bob.submits(None, {"reason": {"value": "names a customer"}})
    await night.settles()

    assert SECRET not in await everything(night)
    assert "redacted: names a customer" in await night.timeline()


async def test_a_lost_answer_and_a_slow_slack_change_nothing(night: Night) -> None:
    """Edits and deletions whose answers are lost, or that Slack puts off, are made all the same, once."""
    await night.opens()
    await night.types(night.ann, f"note {SECRET}")
    await night.types(night.ann, "postmortem")
    (echo,) = [m for m in night.posts() if "noted" in m.text and "Post-mortem" not in m.text]
    night.box.faults.add(Fault(kind=Trouble.LOST_ANSWER, method="files.delete"))
    night.box.faults.add(Fault(kind=Trouble.LOST_ANSWER, method="files.completeUploadExternal"))
    night.box.faults.add(Fault(kind=Trouble.RATELIMITED, method="chat.update", retry_after=30))
    await redacts(night, night.ann, echo.ts)
    await night.passes(timedelta(seconds=31))
    await night.passes(timedelta(seconds=5))

    assert SECRET not in shown(night)
    assert 1 == len(night.box.files)


async def test_a_short_text_is_not_looked_for_elsewhere(night: Night) -> None:
    """Redacting "done" leaves other people's "done" alone."""
    await night.opens()
    ts = await night.says(night.bob, "done")
    await night.types(night.ann, "note Rollback is done")
    await redacts(night, night.bob, ts)

    assert "note: Rollback is done" in await night.timeline()


async def test_what_is_in_no_incident(night: Night) -> None:
    """A message of another channel, a card, and a link that is none are answered in words."""
    await night.opens()
    other = await night.bob.says(night.announcements, "hello")
    elsewhere = night.bot.identity.permalink(Place(channel=night.announcements.id, ts=other))
    await night.types(night.bob, f"redact {elsewhere} wrong")
    assert "is in no incident's channel" in night.told(night.bob, night.channel)
    assert "That is my card" in await redacts(night, night.ann, night.channel.pins[0].ts)


async def test_a_corrected_entry_goes_with_what_stood_before(night_anywhere: Night) -> None:
    """A redacted entry leaves nothing of its corrections, of their forms and of the pages that told of them."""
    night = night_anywhere
    await night.opens()
    await night.types(night.ann, f"note {SECRET} <@{night.bob.id}>")
    ts = night.posts(night.channel)[-1].ts
    await night.types(night.ann, "timeline")
    await picks(night, night.ann, SECRET, "edit")
    await submits(night, night.ann, text=f"{SECRET}, or her sister, says @Bob Marsh")
    await picks(night, night.ann, "her sister", "remove")
    assert "her sister" in await everything(night)
    await redacts(night, night.ann, ts)

    stored = await everything(night)
    assert [False, False] == [words in stored for words in (SECRET, "her sister")]


async def test_what_was_said_directly_goes_too(sqlite_url: str) -> None:
    """Direct messages, the managers' reminder and digest, an echo in a thread and the channel's name lose the text."""
    channels = {"announcements": "#incidents", "managers": "#managers"}
    zones = {"working": "Europe/Berlin"}
    async with started(sqlite_url, channels=channels, digest={"every": "day"}, zones=zones) as night:
        managers = night.box.add_channel("managers", members=[night.ann])
        await night.passes(timedelta(0))
        await night.opens("SEV1 DB *5*")
        await night.types(night.ann, "role commander @bob")
        parent = await night.says(night.bob, "Who called?")
        item = f"{SECRET}, *call* <@{night.bob.id}> back"
        mention = await night.says(night.ann, f"@chronik action {item} @bob by 2024-02-08")
        for minutes in (26, 5, 10, 10, 600, 1440, 1440):
            await night.passes(timedelta(minutes=minutes))
        note = await night.says(night.ann, f"@chronik note {SECRET}", thread_ts=parent)

        rooms = [night.channel, managers, night.announcements, night.ann.direct, night.bob.direct]

        def said(words: str) -> list[int]:
            return [sum(words in visible(m) for m in night.posts(room)) for room in rooms]

        assert "inc-1-db-5" == night.channel.name
        assert [True, True] == [count > 2 for count in (said("DB 5")[1], said("DB 5")[4])]
        assert [True, True] == [count > 0 for count in (said("Marie Dupont")[1], said("Marie Dupont")[4])]
        (declared,) = [m for m in night.posts() if m.text.startswith("@Ann Lee declared")]
        await redacts(night, night.ann, declared.ts)
        await redacts(night, night.ann, mention)
        await redacts(night, night.ann, note)
        await night.passes(timedelta(seconds=30))

        assert [0, 0, 0, 0, 0] == [sum(counts) for counts in zip(*map(said, ("Marie", "DB 5")), strict=True)]
        assert "inc-1-removed" == night.channel.name
        assert SECRET not in await everything(night)
        assert "DB *5*" not in await everything(night)
        assert [] == night.box.violations


async def test_no_shortcut_brings_it_back(night: Night) -> None:
    """On a redacted message no form opens, and one that was open already is refused with nothing of it stored."""
    await night.opens()
    ts = await night.says(night.bob, SECRET)
    forms = {"make_item": {}, "add_to_timeline": {"audience": {"value": "customer"}}}
    people = dict(zip(forms, (night.ann, night.bob), strict=True))
    await night.bob.joins(night.channel)
    for name, person in people.items():
        await person.chooses(name, night.channel, ts)
    cleo = night.box.add_person("cleo", real_name="Cleo Roy")
    await cleo.joins(night.channel)
    await redacts(night, night.bob, ts)
    for name, person in people.items():
        await person.submits(None, forms[name])
        await night.settles()
        assert person.view is not None
        assert "has removed it from the record already" in str(person.view.blocks)
        assert not person.view.definition.get("submit")
    await cleo.chooses("make_item", night.channel, ts)

    assert cleo.view is not None
    assert "has removed it from the record already" in str(cleo.view.blocks)
    assert SECRET not in str(cleo.view.blocks)
    assert SECRET not in await everything(night)
    assert SECRET not in shown(night)
    assert [] == night.box.violations


async def test_a_form_that_was_stored_all_the_same(night: Night) -> None:
    """A form that got past the check is refused when it is worked on, and its text leaves the request."""
    await night.opens()
    ts = await night.says(night.bob, SECRET)
    place = Place(channel=night.channel.id, ts=ts)
    await redacts(night, night.bob, ts)
    for form in ("item", "timeline"):
        sent = FormSubmitted(
            key=form,
            user=night.ann.id,
            form=form,
            fields={"text": SECRET, "time": "01:00"},
            channel=night.channel.id,
            response_url="",
            incident=1,
            origin=Origin(place=place, permalink=""),
            at=night.clock.now,
        )
        await night.bot.intake.take(sent)
        await night.settles()

    assert SECRET not in await everything(night)
    assert 2 == sum("has removed it" in m.text for m in night.ann.ephemerals(night.channel))


async def test_quotes_go_as_one_reads_them(night_anywhere: Night) -> None:
    """Quotes of a formatted message go from notes, marked replies, items and sections, as a reader sees them."""
    night = night_anywhere
    await night.opens()
    said = "The *plumbus* of <https://example.com/md|Marie Dupont> overflowed\n_twice_ tonight, says Lyon"
    ts = await night.says(night.bob, said)
    reply = await night.says(
        night.ann, "&gt; The plumbus of Marie Dupont overflowed\n&gt; twice tonight", thread_ts=ts
    )
    await night.ann.reacts(night.channel, reply, "pushpin")
    await night.types(night.ann, "note Bob: the Plumbus of Marie Dupont overflowed twice tonight, says Lyon.")
    await night.types(night.ann, "action Ask why the plumbus of MARIE DUPONT overflowed")
    await night.types(night.ann, "impact the plumbus of Marie  Dupont overflowed")
    await night.types(night.ann, "postmortem")
    assert "marie" in shown(night).casefold()
    await redacts(night, night.bob, ts)

    assert "marie" not in (await everything(night)).casefold()
    assert "marie" not in shown(night).casefold()
    assert "note: Bob: [removed]." in await night.timeline()
    assert [] == night.box.violations


async def test_an_offer_of_the_command_loses_it(night: Night) -> None:
    """What was shown with an offer loses the text, also once only its outcome is left of it."""
    await night.opens(f"SEV2 {SECRET}")
    await night.types(night.ann, "role commander")
    item = await night.says(night.ann, "@chronik action Ask Marie Dupont of Lyon again")
    await night.types(night.ann, "handover @bob")
    assert "Marie Dupont of Lyon again" in visible(night.posts(night.bob.direct)[-1])
    told = await redacts(night, night.ann, item)
    assert "direct messages, stay" not in told
    assert "Marie Dupont of Lyon again" not in visible(night.posts(night.bob.direct)[-1])
    await night.types(night.ann, "role commander @bob")
    assert SECRET in visible(night.posts(night.bob.direct)[-1])
    (declared,) = [m for m in night.posts() if m.text.startswith("@Ann Lee declared")]
    await redacts(night, night.ann, declared.ts)

    left = visible(night.posts(night.bob.direct)[-1])
    assert [False, False] == [words in left for words in ("Marie", "Accept")]


async def test_the_files_hold_it_no_more(night: Night, tmp_path: Path) -> None:
    """Neither the database's file nor its log has a redacted text, or one that its author deleted, in any bytes."""
    await night.opens()
    ts = await night.says(night.bob, f"{SECRET}\n{'and so on ' * 900}")
    other = await night.says(night.bob, "the vendor is Adolphe Sax of Dinant")
    await night.types(night.ann, f"note Bob says {SECRET}")

    def held(words: str) -> bool:
        return any(words.encode() in path.read_bytes() for path in tmp_path.glob("*.db*"))

    assert held(SECRET)
    assert held("Adolphe Sax")
    await redacts(night, night.bob, ts)
    await night.bob.deletes(night.channel, other)
    await night.settles()

    assert [False, False] == [held(SECRET), held("Adolphe Sax")]
