"""A page of the timeline: what it offers, and that Slack takes it."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from bot.blocks.correcting import edit_form, move_form, reading_form
from bot.blocks.elements import Block
from bot.blocks.posting import Posting
from bot.blocks.timeline import ENTRIES, Shown, timeline_page
from bot.curating import LATEST, REMOVED, Cursor, Target, read_target
from bot.errors import UserError
from bot.model import Audience, Entry, EntryKind
from bot.phrases import Prose, phrase
from bot.timeline import position
from tests.blocks.checking import MESSAGES, MOST, assert_openable, assert_within_limits, pinged
from tests.blocks.samples import ENGLISH, NAMES, OPEN, TEXTS, at, entry


def page(*entries: Entry, cursor: Cursor = LATEST, here: bool = True, more: bool = False) -> Posting:
    """The entries on a page of INC-12."""
    shown = Shown(incident=OPEN, entries=entries, cursor=cursor, earlier=more, later=more, here=here)
    return timeline_page(shown, ENGLISH, NAMES)


def offered(posting: Posting) -> list[list[str]]:
    """What each entry's menu or button offers."""
    menus = [block["accessory"] for block in posting.blocks if "accessory" in block]
    return [[choice["value"] for choice in menu.get("options", [menu])] for menu in menus]


def assert_page_sendable(posting: Posting) -> None:
    """Slack takes the page."""
    blocks: list[Block] = list(posting.blocks)
    MESSAGES.validate(blocks)
    assert_within_limits(blocks)
    ids = [block["block_id"] for block in blocks if "block_id" in block]

    assert len(blocks) <= 50
    assert len(ids) == len(set(ids))
    assert max(map(len, ids), default=0) <= 255
    assert len(json.dumps(blocks, ensure_ascii=False)) <= MOST
    assert 1 <= len(posting.text) <= 3_900


@pytest.mark.parametrize("text", TEXTS)
def test_any_text(text: str) -> None:
    """Whatever people typed, Slack takes a full page of it, and nobody is notified."""
    long = {"id": "C0123456789:1707494123.000200", "kind": EntryKind.MESSAGE, "audience": Audience.CUSTOMER}
    entries = [
        replace(entry(number, TEXTS[text]), **{**long, "id": f"{long['id']}{number}"})  # type: ignore[arg-type]
        for number in range(ENTRIES)
    ]
    cursor = Cursor(side="before", at=position(entries[0]))
    shown = Shown(
        incident=OPEN,
        entries=entries,
        cursor=cursor,
        earlier=True,
        later=True,
        notice=phrase("timeline.reads_now", sentence=Prose(text=TEXTS[text])),
        undo=Target(incident=12, entry="e", version="1", cursor=cursor),
    )
    posting = timeline_page(shown, ENGLISH, NAMES)
    assert_page_sendable(posting)
    assert set() == pinged(posting)


def test_an_entry_offers_what_can_be_done_about_it() -> None:
    """People's words can be edited, the bot's facts moved, its beginning only given to others to read."""
    note = replace(entry(1, "text"), audience=Audience.CUSTOMER)
    status = entry(2, "", EntryKind.STATUS, to="identified")
    declared = entry(3, "Title", EntryKind.DECLARED, severity="SEV1")

    assert [
        ["edit", "move", "internal", "remove"],
        ["move", "customer", "remove"],
        ["customer"],
    ] == offered(page(note, status, declared))


def test_a_removed_entry_offers_its_return() -> None:
    """What was taken off the timeline can be put back."""
    shown = page(replace(entry(1, "text"), removed=True), cursor=REMOVED)
    assert_page_sendable(shown)

    (target,) = offered(shown)[0]
    assert entry(1, "text").id == read_target(target).entry


def test_elsewhere_nothing_is_offered() -> None:
    """Outside the incident's channel a page is only read."""
    assert [] == offered(page(entry(1, "text"), here=False))


@pytest.mark.parametrize("cursor", [LATEST, REMOVED, Cursor(side="after", at=position(entry(1, "x")))])
def test_a_target_comes_back_from_its_button(cursor: Cursor) -> None:
    """Incident, entry, version and page travel in the button."""
    target = Target(incident=12, entry="C1:1.2", version="3@1707494123.000200", cursor=cursor)
    assert target == read_target(target.written())


@pytest.mark.parametrize(
    "written", ["", "12", "x||||", "12||||x", "12|||before|", "12|||before|1.x.e", "1|||up|"]
)
def test_what_is_no_target_is_refused(written: str) -> None:
    """A button that says something else is refused in words."""
    with pytest.raises(UserError):
        read_target(written)


@pytest.mark.parametrize("text", TEXTS)
def test_forms_open_with_any_text(text: str) -> None:
    """Slack opens each form of a correction, whatever stands in it."""
    said = (phrase("timeline.reads_now", sentence=Prose(text=TEXTS[text])),)
    # In a field nothing is markup.
    assert_openable(edit_form(TEXTS[text].replace("<!", "< !"), said, "{}", ENGLISH))
    assert_openable(move_form("14:05", "America/Los_Angeles", said, "{}", ENGLISH))
    readings = [(at(number).isoformat(), f"reading {number}") for number in range(3)]
    assert_openable(reading_form(said, readings, "{}", ENGLISH))
