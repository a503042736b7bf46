"""Taking texts out of the record, and out of what was stored because of them."""

from __future__ import annotations

from bot.care import REMOVED, Handed, Redaction
from bot.model import EntryKind, File, Place
from bot.phrases import Prose, phrase
from bot.requests import FormSubmitted
from bot.tellings import Answer, Say
from storage.store import Database
from tests.storage.examples import NOW, a_command, a_message, an_entry, an_incident, minutes, save, see, tell

SECRET = 'the customer is "Müller" & Söhne'
PLACE = Place(channel="C0KITCHEN", ts="1930000000.000100")


def a_redaction(**fields: object) -> Redaction:
    """Somebody removed the message at PLACE."""
    values: dict[str, object] = {"place": PLACE, "incident": 1, "by": "U2", "at": NOW, "reason": "a name"}
    return Redaction(**{**values, **fields})  # type: ignore[arg-type]


async def test_a_redacted_message_stays_empty(database: Database) -> None:
    """Text, versions and files go, and neither late edits nor read-backs restore them; a tombstone says why."""
    await save(database, an_incident())
    await see(database, a_message(text="first", files=(File(id="F1", name="a.txt", permalink=""),)))
    await see(database, a_message(text="second", edited_at=minutes(1)))
    async with database.change() as change:
        texts = await change.care.texts(PLACE)
        await change.care.redact(a_redaction())
        await change.recover([a_message(text="second", edited_at=minutes(1), recovered=True)], None)
    await see(database, a_message(text="third", edited_at=minutes(2)))

    assert ("second", "first") == texts
    async with database.read() as reader:
        assert () == await reader.care.texts(PLACE)
        assert a_redaction() == await reader.care.redaction(PLACE)
        message = await reader.message(PLACE)
        assert message is not None
        assert ("", (), True, "U1") == (message.text, message.files, message.deleted, message.author)


async def test_a_message_can_be_redacted_before_it_is_known(database: Database) -> None:
    """A message that arrives after its redaction is stored without its text."""
    await save(database, an_incident())
    async with database.change() as change:
        await change.care.redact(a_redaction())
    await see(database, a_message(text=SECRET))

    async with database.read() as reader:
        assert () == await reader.care.texts(PLACE)


async def test_a_redaction_again_changes_nothing(database: Database) -> None:
    """The first tombstone stays."""
    await save(database, an_incident())
    async with database.change() as change:
        await change.care.redact(a_redaction())
        await change.care.redact(a_redaction(by="U9", at=minutes(9)))
        assert a_redaction() == await change.care.redaction(PLACE)
        assert await change.care.redacted_since(1, NOW)
        assert not await change.care.redacted_since(1, minutes(1))


async def test_entries_are_rewritten(database: Database) -> None:
    """A rewritten entry keeps nothing of its text, data and files, and everything else."""
    await save(database, an_incident())
    file = File(id="F1", name="a.txt", permalink="")
    entry = an_entry("e1", kind=EntryKind.TITLE, text=SECRET, data={"from": SECRET}, files=(file,))
    after = an_entry("e1", kind=EntryKind.TITLE, text=REMOVED, data={"from": REMOVED}, files=())
    async with database.change() as change:
        await change.add([entry, an_entry("e2")], 1)
        await change.care.rewrite([after])

    async with database.read() as reader:
        stored = await reader.care.stored_entries(1)
        assert [after, an_entry("e2")] == sorted(stored, key=lambda entry: entry.id)


async def test_bodies_forget(database: Database) -> None:
    """Requests and tellings lose the text in either form, quotes and umlauts included, and stay readable."""
    await save(database, an_incident())
    escaped = SECRET.replace("&", "&amp;")
    form = FormSubmitted(
        key="f", user="U1", form="update", fields={"text": SECRET}, channel="C", response_url="", incident=1, at=NOW
    )  # fmt: skip
    await database.accept([a_command("c", text=f"note {escaped}"), form, a_command("other")], [], NOW)
    said = phrase("entry.note", text=Prose(text=escaped))
    await tell(database, Say(incident=1, lines=(said,)), Answer(user="U1", channel="C", lines=(said,)))
    async with database.change() as change:
        await change.care.forget({escaped})

    requests = {request.key: request for request in await database.waiting_requests(minutes(1))}
    assert a_command("c", text=f"note {REMOVED}") == requests["c"]
    assert a_command("other") == requests["other"]
    sent = requests["f"]
    assert isinstance(sent, FormSubmitted)
    assert {"text": REMOVED} == sent.fields
    tellings = [delivery.telling for delivery in await database.claim(NOW, 20)]
    lines = [telling.lines for telling in tellings if isinstance(telling, Say | Answer)]
    assert [(phrase("entry.note", text=Prose(text=REMOVED)),)] * 2 == lines


async def test_a_short_word_is_no_name_of_ours(database: Database) -> None:
    """Forgetting "say" takes it from what people wrote, not from what the program calls its tellings."""
    await save(database, an_incident())
    await database.accept([a_command("c", text="note say"), a_command("d", text="note say it")], [], NOW)
    await tell(database, Say(incident=1, lines=(phrase("entry.note", text=Prose(text="say")),)))
    async with database.change() as change:
        await change.care.forget({"say"})

    texts = [getattr(request, "text", "") for request in await database.waiting_requests(minutes(1))]
    assert [f"note {REMOVED}", "note say it"] == texts
    tellings = [d.telling for d in await database.claim(NOW, 20) if isinstance(d.telling, Say)]
    assert [Say(incident=1, lines=(phrase("entry.note", text=Prose(text=REMOVED)),))] == tellings


async def test_documents_are_remembered(database: Database) -> None:
    """What was handed out is known until it is taken back, each once."""
    await save(database, an_incident())
    first, second = (
        Handed(id="F1", format="markdown", made_at=NOW),
        Handed(id="1.2", format="blocks", made_at=minutes(1)),
    )
    async with database.change() as change:
        for handed in (second, first, first):
            await change.care.hand(1, handed)
        assert (first, second) == await change.care.handed(1)
        await change.care.take_back(1, "F1")
        assert (second,) == await change.care.handed(1)


async def test_translations_go_with_what_they_were_made_of(database: Database) -> None:
    """A deleted message of the timeline, or an entry that loses its text, takes the incident's translations along."""
    for number in (1, 2):
        await save(database, an_incident(number))
    for remark in ("nobody marked it", "marked", "rewritten"):
        await see(database, a_message())
        async with database.change() as change:
            for number in (1, 2):
                await change.keep_translations(number, "en", "de", {"d1": remark}, "deepl")
            if remark == "marked":
                await change.mark(PLACE, "pushpin", "U1", NOW, present=True)
            if remark == "rewritten":
                await change.add([an_entry("e1")], 1)
                await change.care.rewrite([an_entry("e1", text="")])
        if remark != "rewritten":
            place = PLACE if remark == "marked" else Place(channel=PLACE.channel, ts="1930000000.000200")
            await see(database, a_message(ts=place.ts))
            await see(database, a_message(ts=place.ts, text="", deleted=True))

        async with database.read() as reader:
            left = {} if remark != "nobody marked it" else {"d1": remark}
            assert left == await reader.translated(1, "en", "de")
            assert {"d1": remark} == await reader.translated(2, "en", "de")
            assert {} == await reader.translated(2, "en", "fr")
