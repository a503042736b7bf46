"""Images of the timeline stand in the HTML page of the internal edition, and nowhere else."""

from __future__ import annotations

import base64

from bot.drafts import Draft, compiled
from bot.exporting import with_pictures
from bot.model import Audience
from tests.scenarios.conftest import Night

PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256))
SHOWN = "data:image/png;base64," + base64.b64encode(PNG).decode()


async def drafted(night: Night, edition: Audience = Audience.INTERNAL) -> Draft:
    """INC-1's draft as the command line compiles it."""
    async with night.bot.store.read() as reader:
        incident = await reader.incident(1)
        assert incident is not None
        official = night.bot.catalogues.official
        return await compiled(reader, incident, night.settings, official, night.clock(), edition=edition)


async def posts_pictures(night: Night) -> None:
    """A marked graph, a marked file that is no image whatever its name says, and an image that is not marked."""
    await night.opens()
    files = [("graph.png", PNG), ("fake.png", b"<svg onload=alert(1)>"), ("big.png", PNG + bytes(3_000_000))]
    marked = await night.says(night.bob, "see the graph", files=files)
    await night.says(night.bob, "lunch", files=[("lunch.png", PNG + b"lunch")])
    await night.ann.reacts(night.channel, marked, "pushpin")
    await night.settles()


async def test_the_page_that_is_shared_has_the_images(night: Night) -> None:
    """Images of marked messages are part of the page; what is too large, or none, stays a link; nothing is public."""
    await posts_pictures(night)
    await night.types(night.ann, "postmortem html")
    (page,) = [file.content for file in night.box.files if file.name.endswith(".html")]
    assert page is not None

    assert 1 == page.decode().count("<img")
    assert f'<img src="{SHOWN}" alt="graph.png">' in page.decode()
    assert "img-src data:;" in page.decode()
    assert "/big.png" in page.decode()
    assert "onload" not in page.decode()
    assert "files.sharedPublicURL" not in {call.method for call in night.box.calls}


async def test_the_command_line_says_which_stay_links(night: Night) -> None:
    """With a token the images are there; without one, or without the scope, links stay, and it is said why."""
    await posts_pictures(night)
    draft = await drafted(night)
    read, about = await with_pictures(draft, night.settings)
    assert 1 == read.html().count("<img")
    assert "2 images stay links" in about
    plain, about = await with_pictures(draft, night.settings.model_copy(update={"slack_bot_token": None}))
    assert 0 == plain.html().count("<img")
    assert "3 images stay links: SLACK_BOT_TOKEN is not set." == about
    night.box.app.scopes = frozenset(night.box.app.scopes - {"files:read"})
    bare, about = await with_pictures(draft, night.settings)
    assert 0 == bare.html().count("<img")
    assert "missing_scope: files:read" in about


async def test_customers_see_none(night: Night) -> None:
    """The customer edition has no images, whatever is marked for customers."""
    await posts_pictures(night)
    draft = await drafted(night, Audience.CUSTOMER)
    read, about = await with_pictures(draft, night.settings)

    assert ("", 0) == (about, read.html().count("<img"))
