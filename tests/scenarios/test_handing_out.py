"""The customer edition in Slack: seen by one person, confirmed by one person, and only then in the channel."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from bot.sandbox import Person
from tests.scenarios.conftest import Night, started


async def told_night(night: Night) -> None:
    """An incident that is over, with all that a customer edition needs and a name in it."""
    await night.opens()
    for typed in (
        "moment began at 2024-02-06 23:50 UTC",
        "notice at 01:25 UTC Payments fail for some customers",
        "impact Some customers on pod 7 could not pay",
        "cause Bob Marsh found a locked table on db-7.internal",
        "fix We rolled the migration back",
        "action Alert on lock time",
        "action 1 scheduled",
        "resolve Rolled back",
    ):
        await night.types(night.ann, typed)
    # The bot knows people by what they say.
    await night.says(night.bob, "thanks all")


def preview(night: Night, person: Person) -> str:
    """All that only this person saw in the channel, as text."""
    return "\n".join(message.text for message in person.ephemerals(night.channel))


def customer_files(night: Night) -> list[str]:
    """The customer editions that were shared, as text."""
    shared = [file for file in night.box.files if "customer" in file.name and file.completed]
    return [(file.content or b"").decode() for file in shared]


async def pressed(night: Night, person: Person) -> None:
    """The latest preview's button is pressed and its question answered with yes."""
    shown = [m for m in person.ephemerals(night.channel) if any(b["type"] == "actions" for b in m.blocks)]
    await person.clicks(night.channel, shown[-1].ts, "hand_out")
    await night.settles()


@pytest.fixture
def settings() -> dict[str, Any]:
    """What the house sets for customer editions."""
    return {
        "customer": {"product": "Example Pay", "status_page": "https://status.example.com"},
        "privacy": {"deny": ["db-7.internal"]},
        "zones": {"second": "America/Los_Angeles", "label": "PT"},
    }


async def test_nothing_is_handed_out_before_somebody_confirms(
    sqlite_url: str, settings: dict[str, Any]
) -> None:
    """The asker alone sees the edition with what was left out; the channel and the record stay as they are."""
    async with started(sqlite_url, **settings) as night:
        await told_night(night)
        before, posts = await night.timeline(), len(night.posts())
        await night.types(night.ann, "postmortem customer")
        shown = preview(night, night.ann)

        assert "customers of Example Pay were affected: Some customers on pod 7 could not pay" in shown
        assert "Our team found a locked table on an internal system" in shown
        assert "“Bob Marsh” – a person's name" in shown
        assert "“db-7.internal”" in shown
        assert "Alert on lock time [scheduled]" in shown
        assert "Example Pay" not in preview(night, night.bob)
        assert (before, posts) == (await night.timeline(), len(night.posts()))
        assert [] == customer_files(night)


async def test_one_persons_confirmation_hands_it_out(sqlite_url: str, settings: dict[str, Any]) -> None:
    """The file that the preview showed goes to the channel, and the timeline says who handed it out."""
    async with started(sqlite_url, **settings) as night:
        await told_night(night)
        await night.types(night.ann, "postmortem customer")
        await pressed(night, night.ann)

        (text,) = customer_files(night)
        assert "Service incident" in text
        assert "2024-02-07 01:25 UTC | 2024-02-06 17:25 PT" in text
        for private in ("Bob", "Ann", "db-7", "slack.com", "inc-1-"):
            assert private not in text
        assert "handed_out: " in await night.timeline()
        assert any(
            "Ann Lee handed out the customer edition (en, markdown)" in line.replace("*", "")
            for line in named(night)
        )


def named(night: Night) -> list[str]:
    """What the bot posted, with Ann by name."""
    return [line.replace(f"<@{night.ann.id}>", "Ann Lee").replace("@Ann", "Ann") for line in night.heard()]


async def test_a_preview_hands_out_once(sqlite_url: str, settings: dict[str, Any]) -> None:
    """Pressed again, the button says that the edition is out."""
    async with started(sqlite_url, **settings) as night:
        await told_night(night)
        await night.types(night.ann, "postmortem customer json")
        await pressed(night, night.ann)
        await pressed(night, night.ann)

        assert 1 == len(customer_files(night))
        assert customer_files(night)[0].startswith("{")
        assert "handed out already" in night.told(night.ann, night.channel)


async def test_a_page_is_handed_out(sqlite_url: str, settings: dict[str, Any]) -> None:
    """What was confirmed as HTML comes as one page, and the internal one needs no confirmation."""
    async with started(sqlite_url, **settings) as night:
        await told_night(night)
        await night.types(night.ann, "postmortem customer html")
        await pressed(night, night.ann)
        await night.types(night.ann, "postmortem html")

        pages = [file for file in night.box.files if file.name.endswith(".html")]
        assert ["inc-1-post-mortem-customer-en", "inc-1-post-mortem"] == [
            file.name.rsplit("-", 3)[0] for file in pages
        ]
        assert all((file.content or b"").startswith(b"<!DOCTYPE html>") for file in pages)


async def test_what_nobody_has_seen_is_not_handed_out(sqlite_url: str, settings: dict[str, Any]) -> None:
    """A record that changed since the preview asks for a new look."""
    async with started(sqlite_url, **settings) as night:
        await told_night(night)
        await night.types(night.ann, "postmortem customer")
        await night.types(night.bob, "fix Bob did it")
        await pressed(night, night.ann)

        assert [] == customer_files(night)
        assert "has changed since that preview" in night.told(night.ann, night.channel)
        await night.passes(timedelta(minutes=1))
        await night.types(night.ann, "postmortem customer")
        await pressed(night, night.ann)
        assert 1 == len(customer_files(night))


async def test_a_false_alarm_has_no_edition(night: Night) -> None:
    """Of a cancelled incident there is nothing to hand out."""
    await night.opens()
    await night.types(night.ann, "cancel wrong graph")
    await night.types(night.ann, "postmortem customer")

    assert "false alarm" in night.told(night.ann, night.channel)


async def test_remarks_go_to_whoever_asked(night: Night) -> None:
    """Below the internal draft, the asker alone reads what the linter has to say."""
    await night.opens()
    await night.types(night.ann, "cause Human error by Bob")
    await night.types(night.ann, "postmortem")

    assert "“Human error” reads as blame" in night.told(night.ann, night.channel)
    assert not any("reads as blame" in line for line in night.heard())
