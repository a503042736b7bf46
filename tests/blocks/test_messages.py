"""Messages made of phrases."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.blocks import lines
from bot.phrases import Phrase, Prose, Room, When, Who, phrase
from bot.text import escape
from tests.blocks.checking import assert_sendable, pinged, visible
from tests.blocks.samples import DECLARED, ENGLISH, NAMES, TEXTS


def note(text: str) -> Phrase:
    """Ann's note, in Slack's escaped form."""
    return phrase("entry.note", who=Who(user="U1"), text=Prose(text=text))


def test_one_line_per_phrase() -> None:
    """Each phrase is a line, in order; line breaks that people typed stay."""
    shown = lines((note("one\ntwo"), note("three")), ENGLISH, NAMES)

    assert "@Ann noted: one\ntwo\n@Ann noted: three" == visible(shown) == shown.text


def test_kinds_of_parameters() -> None:
    """People, channels and instants become what Slack shows each reader in their own way."""
    role = phrase(
        "entry.role", who=Who(user="U1"), holder=Who(user="U2", ping=True), role=phrase("role.scribe")
    )
    opened = phrase("opened.ready", id="INC-12", channel=Room(channel="C0000012"))
    promise = phrase("promise.next", when=When(at=DECLARED))
    shown = lines((role, opened, promise), ENGLISH, NAMES)

    assert [
        "<@U2> is now scribe (set by @Ann)",
        "INC-12 is open: <#C0000012>",
        "Next update by <!date^1707494100^{date_short_pretty} at {time}|2024-02-09 15:55 UTC>",
    ] == shown.text.split("\n")
    assert {"U2"} == pinged(shown)


def test_mentions_in_prose_do_not_ping() -> None:
    """A mention that somebody typed is shown by name; it notified its person where it was typed."""
    shown = lines((note("<@U2|bob> and <@U404> look"),), ENGLISH, NAMES)

    assert "@Ann noted: @Bob and @U404 look" == visible(shown)
    assert set() == pinged(shown)


def test_preformatted_text_stands_apart() -> None:
    """A preformatted block stays one, with the link in it, and costs no line break of its own."""
    shown = lines((note("see\n```a <https://example.com/x> b\nc```\nthen"), note("more")), ENGLISH, NAMES)
    parts = shown.blocks[0]["elements"]

    assert ["rich_text_section", "rich_text_preformatted", "rich_text_section"] == [
        part["type"] for part in parts
    ]
    assert "@Ann noted: see\na https://example.com/x b\nc\nthen\n@Ann noted: more" == visible(shown)


def test_styles() -> None:
    """What people set in bold, italics, strike-through or code looks like that."""
    elements = lines((note("*b* _i_ ~s~ `c`"),), ENGLISH, NAMES).blocks[0]["elements"][0]["elements"]

    assert [
        ("b", {"bold": True}),
        ("i", {"italic": True}),
        ("s", {"strike": True}),
        ("c", {"code": True}),
    ] == [(each["text"], each["style"]) for each in elements if "style" in each]


def test_addresses_that_are_none() -> None:
    """Only web, mail and telephone addresses become links; Slack would refuse the message for others."""
    shown = lines((note("<javascript:alert(1)|click> <https://example.com|here>"),), ENGLISH, NAMES)

    assert "@Ann noted: click here" == visible(shown)
    assert "@Ann noted: click <https://example.com|here>" == shown.text


def test_too_many_lines() -> None:
    """What does not fit is left out line by line, and the last line says how much."""
    shown = visible(lines([note("x" * 100)] * 200, ENGLISH, NAMES)).split("\n")

    assert f"… {200 - len(shown) + 1} more lines do not fit here." == shown[-1]
    assert len(shown) > 60


def test_nothing_to_say() -> None:
    """Even a message of no lines is one that Slack takes."""
    assert_sendable(lines((), ENGLISH, NAMES))


@pytest.mark.parametrize("text", TEXTS)
def test_any_text(text: str) -> None:
    """Whatever people typed, Slack takes the message and nobody is notified."""
    shown = lines([note(TEXTS[text])] * 5, ENGLISH, {})

    assert_sendable(shown)
    assert set() == pinged(shown)


@settings(max_examples=60)
@given(
    st.lists(
        st.sampled_from(
            ["<!channel>", "<!here>", "<!everyone>", "<!subteam^S1>", "&", "<", "!", "@here", " x"]
        )
        | st.text(max_size=5),
        max_size=8,
    ).map("".join)
)
def test_no_broadcasts(typed: str) -> None:
    """Nothing that anybody can type becomes a broadcast, whether Slack escapes it or not."""
    for text in (typed, escape(typed)):
        assert_sendable(lines((note(text),), ENGLISH, NAMES))


@settings(max_examples=60)
@given(st.text(alphabet=st.characters(exclude_characters="*_~`", exclude_categories=["Cs"]), max_size=60))
def test_text_is_shown_as_typed(typed: str) -> None:
    """Without markup, the reader sees exactly the characters that were typed."""
    typed = typed.replace("&amp;", "").replace("&lt;", "").replace("&gt;", "")

    assert f"@Ann noted: {typed}" == visible(lines((note(escape(typed)),), ENGLISH, NAMES))
