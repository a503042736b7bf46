"""Slack's text as spans."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.people import mentioned
from bot.rich_text import written
from bot.text import Anchor, Channel, Emoji, Instant, Mention, Words, escape, parse, plain, unescape


def bold(text: str) -> Words:
    """Bold words."""
    return Words(text=text, bold=True)


@pytest.mark.parametrize(
    ("typed", "spans"),
    [
        ("<@U1>", (Mention(user="U1"),)),
        ("<#C1|general>", (Channel(id="C1", name="general"),)),
        (
            "<https://a.example/?a=1&amp;b=2|a &lt;b&gt;>",
            (Anchor(url="https://a.example/?a=1&b=2", label="a <b>"),),
        ),
        ("<mailto:a@b.example>", (Anchor(url="mailto:a@b.example", label="a@b.example"),)),
        ("<!channel>", (Words(text="@channel"),)),
        ("<!subteam^S1|@oncall>", (Words(text="@oncall"),)),
        ("<!date^1707494100^{time}|15:55>", (Instant(at=datetime(2024, 2, 9, 15, 55, tzinfo=UTC)),)),
        ("<!date^99999999999999^{time}|far off>", (Words(text="far off"),)),
        ("<!weather>", (Words(text="weather"),)),
        ("a &lt; b &amp;&amp; c", (Words(text="a < b && c"),)),
        (":tada:", (Emoji(name="tada"),)),
    ],
)
def test_tokens(typed: str, spans: tuple[object, ...]) -> None:
    """What stands between angle brackets is what Slack means by it, and the rest is unescaped."""
    assert spans == parse(typed)


@pytest.mark.parametrize(
    ("typed", "spans"),
    [
        ("*b*", (bold("b"),)),
        ("_i_", (Words(text="i", italic=True),)),
        ("~s~", (Words(text="s", strike=True),)),
        ("`a *b* :c: &amp;`", (Words(text="a *b* :c: &", code=True),)),
        ("```\nx = 1\n  y\n```", (Words(text="x = 1\n  y", code=True, pre=True),)),
        ("*a _b_*", (bold("a "), Words(text="b", bold=True, italic=True))),
        ("*see <@U1>!*", (bold("see "), Mention(user="U1"), bold("!"))),
        ("_:white_check_mark: ok_", (Emoji(name="white_check_mark"), Words(text=" ok", italic=True))),
        ("(*b*)", (Words(text="("), bold("b"), Words(text=")"))),
        ("*`c`*", (Words(text="c", bold=True, code=True),)),
    ],
)
def test_formatting(typed: str, spans: tuple[object, ...]) -> None:
    """Marks around words style them, as in Slack's own composer."""
    assert spans == parse(typed)


@pytest.mark.parametrize(
    "typed",
    [
        "2 * 3 * 4",
        "a*b*c",
        "snake_case_name",
        "* a*",
        "*a\nb*",
        "**",
        "*_~",
        "** a **",
        "`",
        "` `",
        "```",
        "``` ```",
        "• *one",
        "10~20~30",
    ],
)
def test_no_formatting(typed: str) -> None:
    """Marks that Slack would not take for formatting are literal."""
    assert (Words(text=typed),) == parse(typed)


def test_titles_are_literal() -> None:
    """Without formatting only tokens count."""
    assert (Words(text="*a* "), Mention(user="U1")) == parse("*a* <@U1>", formatting=False)


@given(st.text(alphabet=st.sampled_from("ab *_~`<>&|@#!:\n•0^"), max_size=60))
def test_whatever_is_escaped_stays_text(typed: str) -> None:
    """Escaped text never becomes a mention, a channel or a link, and keeps all but its marks."""
    spans = parse(escape(unescape(typed)))
    marks = str.maketrans("", "", "*_~`\n")
    assert not [span for span in spans if not isinstance(span, Words | Emoji)]
    assert unescape(unescape(typed)).translate(marks) == plain(spans).translate(marks)


@given(st.text(max_size=80))
def test_any_text_can_be_read(typed: str) -> None:
    """No text is refused, and no span of words is empty."""
    assert Words(text="") not in parse(typed)


def test_long_rows_of_marks_are_read_at_once() -> None:
    """Lone marks cost no more than their line: half a megabyte takes no time worth measuring."""
    for piece in ("*a", "`a ", "<", ":a", "_*~", "```"):
        assert parse(piece * 100_000)


def test_bare_text() -> None:
    """For searching, every span is the text it stands for."""
    typed = "*a* <@U1> <#C1> <#C2|ops> <https://a.example|docs> <!date^1707494100^{time}|x> :tada:"
    assert "a @U1 #C1 #ops docs 2024-02-09 15:55 UTC :tada:" == plain(parse(typed))


def test_groups_and_channels_without_a_name() -> None:
    """A user group or channel that stands by its id alone is looked up like a person."""
    assert (Mention(user="S1"),) == parse("<!subteam^S1>")
    assert (Words(text="@oncall"),) == parse("<!subteam^S1|@oncall>")
    assert {"S1", "C2", "U3"} == mentioned("<!subteam^S1> in <#C2|> and <#C4|general> with <@U3>")


def test_what_stands_in_a_preformatted_block() -> None:
    """A person or link in a preformatted block belongs to the block, wherever in it."""
    spans = parse("```<@U1> <https://x.example|x>```")

    assert all(not isinstance(span, Emoji) and span.pre for span in spans)


def test_a_skin_tone_belongs_to_its_emoji() -> None:
    """An emoji with a skin tone is one emoji."""
    assert (Emoji(name="wave::skin-tone-3"),) == parse(":wave::skin-tone-3:")


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("\u202eevil", "\u202eevil\u202c"),
        ("\u2067\u202eevil\n\u202bb\u202c", "\u2067\u202eevil\u202c\u2069\n\u202bb\u202c"),
        ("שלום", "שלום"),
    ],
)
def test_the_direction_of_writing_is_turned_back(typed: str, shown: str) -> None:
    """What turns the direction of writing turns nothing that comes after the line."""
    assert shown == plain(parse(typed))


def test_rich_text_of_apps() -> None:
    """Lists, quotes, code and styles of an app's blocks read as if they had been typed."""
    block = {
        "type": "rich_text",
        "elements": [
            {
                "type": "rich_text_section",
                "elements": [
                    {"type": "text", "text": "a < b ", "style": {"bold": True}},
                    {"type": "user", "user_id": "U1"},
                    {"type": "emoji", "name": "wave", "skin_tone": 3},
                ],
            },
            {
                "type": "rich_text_list",
                "style": "bullet",
                "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": "one"}]}],
            },
            {
                "type": "rich_text_list",
                "style": "ordered",
                "indent": 1,
                "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": "two"}]}],
            },
            {"type": "rich_text_quote", "elements": [{"type": "text", "text": "so\nit was"}]},
            {"type": "rich_text_preformatted", "elements": [{"type": "text", "text": "x ` y"}]},
        ],
    }

    assert (
        "*a &lt; b* <@U1>:wave::skin-tone-3:\n• one\n    1. two\n&gt; so\n&gt; it was\n```\nx ` y\n```"
        == written(block)
    )
