"""Documents in another language than the incident's, with a translator on the same machine."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

from bot.model import Place
from tests.scenarios.conftest import Night, started
from tests.scenarios.test_handing_out import customer_files, pressed, preview, told_night
from tests.translating.servers import Server, serving

KNOWN = {
    'Some customers on pod <code id="0">7</code> could not pay': "Einige Kunden auf Pod "
    '<code id="0">7</code> konnten nicht bezahlen',
    "We rolled the migration back": "Wir haben die Migration zurückgenommen",
}


def house(server: Server, **more: Any) -> dict[str, Any]:
    """A house with that server as its translator."""
    return {
        "customer": {"product": "Example Pay"},
        "privacy": {"deny": ["db-7.internal"]},
        "CHRONIK_TRANSLATOR_KEY": server.key,
        "translator": {"kind": "libretranslate", "url": server.url, **more},
    }


def drafts(night: Night) -> list[str]:
    """The internal drafts that were shared, as text."""
    shared = [file for file in night.box.files if "customer" not in file.name and file.completed]
    return [(file.content or b"").decode() for file in shared]


async def remembered(night: Night) -> list[str]:
    """What the record has of translations into German."""
    async with night.bot.store.read() as reader:
        return list((await reader.translated(1, "en", "de")).values())


async def test_a_translated_customer_edition(sqlite_url: str) -> None:
    """What was previewed is handed out: translated, with a notice; nothing private has left the machine."""
    async with serving(known=KNOWN, most=10) as server, started(sqlite_url, **house(server)) as night:
        await told_night(night)
        secret = await night.says(night.bob, "Between us: Globex is furious")
        await night.ann.reacts(night.channel, secret, "pushpin")
        await night.ann.reacts(night.channel, secret, "lock")
        await night.settles()
        await night.types(night.ann, "postmortem customer de")
        asked = len(server.bodies)
        await pressed(night, night.ann)
        (text,) = customer_files(night)
        shown = preview(night, night.ann)
        await night.types(night.ann, "postmortem de")

    for document in (shown, text):
        assert "betroffen: Einige Kunden auf Pod 7 konnten nicht bezahlen" in document
        assert "Maßgeblich ist die Fassung in dieser Sprache: Englisch." in document
    assert asked > 0
    assert len(set(server.texts)) == len(server.texts)
    for private in ("Globex", "Bob", "Marsh", "Ann", "db-7"):
        assert private not in "\n".join(server.texts)


async def test_a_translator_that_fails_delays_nobody(sqlite_url: str) -> None:
    """The draft comes with people's words as they are, marked; a minute later it is tried again."""
    async with (
        serving(known=KNOWN, troubles=[500], most=10) as server,
        started(sqlite_url, **house(server)) as night,
    ):
        await told_night(night)
        await night.types(night.ann, "postmortem de")
        first = drafts(night)[-1]
        asked = len(server.bodies)
        await night.passes(timedelta(minutes=2))
        await night.types(night.ann, "postmortem de")
        second = drafts(night)[-1]

    assert 1 == asked
    assert "Some customers on pod 7 could not pay" in first
    assert "· _Englisch_ ·" in first
    assert "konnte nicht übersetzt werden" in first
    assert "Einige Kunden auf Pod 7 konnten nicht bezahlen" in second


async def test_a_slow_translator_delays_nobody(sqlite_url: str) -> None:
    """A document waits no longer than the settings say."""
    brief = timedelta(milliseconds=50)
    async with (
        serving(hold=asyncio.Event()) as server,
        started(sqlite_url, **house(server, patience=brief)) as night,
    ):
        await told_night(night)
        await night.types(night.ann, "postmortem de")

        assert "Some customers on pod 7 could not pay" in drafts(night)[-1]


async def test_a_text_that_was_removed_is_not_remembered(sqlite_url: str) -> None:
    """With a message that goes from the record, what was translated of it goes, too."""
    async with serving(most=10) as server, started(sqlite_url, **house(server)) as night:
        await told_night(night)
        ts = await night.says(night.bob, "The customer is Globex")
        await night.ann.reacts(night.channel, ts, "pushpin")
        await night.types(night.ann, "postmortem de")
        before = await remembered(night)
        await night.types(
            night.bob,
            f"redact {night.bot.identity.permalink(Place(channel=night.channel.id, ts=ts))} a customer",
        )
        after = await remembered(night)

    assert any("Globex" in text for text in before)
    assert not any("Globex" in text for text in after)
