"""The preview of a customer edition: whole, in as many messages as it needs, with its button at the end."""

from __future__ import annotations

from bot.blocks import Posting
from bot.blocks.preview import preview
from bot.model import Audience, EntryKind, Section, SectionName
from bot.postmortem.customer import CustomerEdition
from bot.postmortem.document import without_sources
from tests.blocks.checking import assert_sendable
from tests.export.night import ENGLISH, ENTRIES, INCIDENT, MIRA, at, for_customers, said


def shown(edition: CustomerEdition) -> tuple[Posting, ...]:
    """The preview of an edition of INC-12."""
    document = without_sources(edition.document)
    return preview(
        document, edition, (), ENGLISH, {}, incident="INC-12", value="12 en markdown 0123456789abcdef key"
    )


def test_preview() -> None:
    """The reader sees the edition, then what was left out, then the button with its question."""
    parts = shown(for_customers())
    for part in parts:
        assert_sendable(part)
    text = "\n".join(part.text for part in parts)
    order = [
        "Only you see this", "Service incident | 12 November 2024 | Harbour Desk", "Summary", "were sent twice",
        "2024-11-14 22:15 UTC | 14:15 PT", "Root cause analysis", "[completed]", "Left out, and why", "“OPS-418”",
    ]  # fmt: skip
    places = [text.index(words) for words in order]
    assert sorted(places) == places

    button, *edit = parts[-1].blocks[-1]["elements"]
    assert "Edit: Summary" == edit[0]["text"]["text"]
    assert ("hand_out", "12 en markdown 0123456789abcdef key") == (button["action_id"], button["value"])
    assert "INC-12" in button["confirm"]["text"]["text"]
    assert [] == [part for part in parts[:-1] if part.blocks[-1]["type"] == "actions"]


def test_a_long_edition_comes_in_parts() -> None:
    """However long people wrote, each message is one that Slack takes, and nothing is cut."""
    texts = [f"Notice {n}x " + "words and more " * 190 for n in range(12)]
    notices = tuple(
        said(f"x{n}", EntryKind.NOTICE, at(15, "10:00"), MIRA, text, audience=Audience.CUSTOMER)
        for n, text in enumerate(texts)
    )
    cause = Section(text="long " * 2_000 + "end", author=MIRA, at=at(15, "10:00"), entry="n17")
    incident = INCIDENT.but(sections={SectionName.CAUSE: cause})
    parts = shown(for_customers(incident, (*ENTRIES, *notices)))
    for part in parts:
        assert_sendable(part)
    said_all = "".join(
        element.get("text", "")
        for part in parts
        for block in part.blocks
        if block["type"] == "rich_text"
        for row in block["elements"]
        for element in row["elements"]
    )
    assert all(f"Notice {n}x" in said_all for n in range(12))
    assert (2_000, 1) == (said_all.count("long"), said_all.count("end\n"))
    assert "hand_out" == parts[-1].blocks[-1]["elements"][0]["action_id"]
