"""Who is spoken to in which language."""

from __future__ import annotations

from tests.scenarios.conftest import Night, started


async def test_posts_are_in_the_official_language(sqlite_url: str) -> None:
    """What everybody reads is in the workspace's language, whoever caused it; severities explain themselves in it."""
    async with started(sqlite_url, languages={"official": "de"}) as night:
        await night.opens()
        await night.types(night.ann, "status identified")

        assert "@Ann Lee hat den Status geändert, jetzt: Ursache bekannt" in night.heard()[-1]
        assert "Ursache bekannt · Ein wichtiger Teil ist für viele Kunden gestört" in night.card.text
        assert "SEV2 · Ursache bekannt · Checkout is down" == night.channel.topic.value


async def test_answers_are_in_the_askers_language(night: Night) -> None:
    """An answer that one person sees is in that person's language, also when it refuses something."""
    uwe = night.box.add_person("uwe", real_name="Uwe Roth", tz="Europe/Berlin", locale="de-DE")
    await uwe.joins(night.general)
    await night.opens()

    await night.types(uwe, "list", night.general)
    assert "Ein Vorfall ist offen" in night.told(uwe)
    await night.types(uwe, "status INC-1 investigating", night.general)
    assert "INC-1 hat schon den Status „wird untersucht“; nichts wurde geändert." == night.told(uwe)
    await night.types(night.ann, "list", night.general)
    assert "One incident is open" in night.told(night.ann)


async def test_a_form_is_in_the_readers_language(night: Night) -> None:
    """Somebody whom the bot knows sees forms in their own language."""
    uwe = night.box.add_person("uwe", real_name="Uwe Roth", tz="Europe/Berlin", locale="de-AT")
    await uwe.joins(night.general)
    await night.opens(by=uwe)
    await night.types(uwe, "update")

    assert uwe.view is not None
    assert "Update posten" == uwe.view.title
    assert "Wird untersucht" in str(uwe.view.blocks)


async def test_a_draft_in_the_language_asked_for(night: Night) -> None:
    """`postmortem de` posts the draft in German, of an incident whose own language is English."""
    await night.opens()
    await night.types(night.ann, "resolve Fixed")
    await night.types(night.ann, "postmortem DE")

    overview = night.heard()[-1]
    assert (
        "Noch offen: Auswirkung, Ursachenanalyse (beitragende Faktoren), Lösung, Lösungsversuche, Erkenntnisse "
        "und Korrekturelemente"
    ) in overview
    assert "Der ganze Entwurf mit der Zeitleiste ist in der Datei." in overview
