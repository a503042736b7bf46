"""Secrets that people post by mistake."""

from __future__ import annotations

from sqlalchemy import Text, cast, select

from bot.sandbox import DeliveryFault, DeliveryTrouble
from storage.finding import findable
from storage.tables import METADATA
from tests.scenarios.conftest import Night

KEY = "AKIA" + "IOSFODNN7EXAMPLE"


async def everything(night: Night) -> str:
    """All that the database holds, whatever the table, as one text."""
    found: list[str] = []
    async with night.bot.store.transactions.reading() as connection:
        for column in (*(column for table in METADATA.sorted_tables for column in table.c), findable.c.text):
            values = (await connection.execute(select(cast(column, Text)))).scalars()
            found += [value for value in values if value]
    return "\n".join(found)


async def test_a_posted_key_is_never_stored(night_anywhere: Night) -> None:
    """A key in a message, its edit, a command and a reply is masked, and its author told privately, once each."""
    night = night_anywhere
    await night.opens()
    night.box.faults.add(DeliveryFault(kind=DeliveryTrouble.DUPLICATE, name="message", times=None))
    ts = await night.says(night.bob, f"use {KEY}")
    await night.bob.edits(night.channel, ts, f"use {KEY} for now")
    await night.ann.reacts(night.channel, ts, "pushpin")
    await night.types(night.ann, f"note {KEY} has leaked")

    assert KEY not in await everything(night)
    assert "message: use [masked: AWS Access Key] for now" in await night.timeline()
    assert "note: [masked: AWS Access Key] has leaked" in await night.timeline()
    (told,) = [m for m in night.bob.ephemerals(night.channel) if "secret" in m.text]
    assert "AWS Access Key" in told.text
    assert "rotate the secret" in told.text
    assert [] == [m for m in night.heard() if KEY in m]
    (typed,) = [m for m in night.ann.ephemerals(night.channel) if "secret" in m.text]
    assert "before storing it" in typed.text


async def test_a_key_read_back_is_masked_too(night: Night) -> None:
    """What was posted while the bot was away is masked as it is read back, and its author told."""
    await night.opens()
    await night.bob.joins(night.channel)
    await night.settles()
    await night.stops()
    await night.bob.says(night.channel, f"use {KEY}")
    await night.starts()
    await night.settles()
    await night.stops()
    await night.starts()
    await night.settles()

    assert KEY not in await everything(night)
    assert 1 == len([m for m in night.bob.ephemerals(night.channel) if "secret" in m.text])


async def test_channels_of_no_incident_are_nobodys_business(night: Night) -> None:
    """A key in a channel that is not recorded is neither stored nor spoken of."""
    await night.opens()
    await night.bob.says(night.announcements, f"use {KEY}")
    await night.settles()

    assert [] == night.bob.ephemerals(night.announcements)


async def test_a_key_in_the_name_of_a_file(night: Night) -> None:
    """The file's address, which ends with its name, keeps nothing of the key and still leads to the file."""
    await night.opens()
    ts = await night.says(night.bob, "the log", files=[(f"{KEY}.log", b"...")])
    await night.bob.reacts(night.channel, ts, "pushpin")
    await night.settles()
    async with night.bot.store.read() as reader:
        (entry,) = [each for each in await reader.entries(1) if each.files]

    (file,) = entry.files
    assert "[masked: AWS Access Key].log" == file.name
    assert file.permalink.endswith(f"/{file.id}")
    assert KEY.casefold() not in (await everything(night)).casefold()
