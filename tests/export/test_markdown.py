"""Documents as Markdown: what a person typed is what a reader sees, whatever it is."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from bot.export.inline import Inline, address, at_start, escape, link
from bot.export.markdown import to_markdown
from bot.export.prose import chunks, laid_out
from bot.locales import languages, load
from bot.model import EntryKind, Person
from bot.postmortem.names import visible
from bot.postmortem.times import Clock
from bot.text import Words, parse
from bot.text import escape as slack_escape
from tests.export.example import ANN, ENTRIES, INCIDENT, NOW, PEOPLE, draft, entry

#: Each has its golden file, read by somebody before it was put there.
TRANSLATED = sorted(set(languages()) - {"en"})
GOLDEN = Path(__file__).parents[1] / "golden"
INLINE = Inline(people={"U1": Person(id="U1", name="Ann_*Lee*")}, clock=Clock())
#: As GitHub and GitLab read Markdown, with raw HTML passed through and with raw HTML switched off.
READERS = [
    MarkdownIt("commonmark", {"html": html}).enable(["table", "strikethrough"]) for html in (True, False)
]


def seen(tokens: list[Token]) -> str:
    """What a reader sees of parsed Markdown; raw HTML shows as a mark that no test expects."""
    return "".join(_seen(token) for token in tokens)


def _seen(token: Token) -> str:
    match token.type:
        case "inline":
            return seen(token.children or []) + "\n"
        case "text" | "code_inline" | "fence" | "code_block":
            return token.content
        case "softbreak" | "hardbreak":
            return "\n"
        case "html_inline" | "html_block" | "image" | "hr":
            return f"\N{REPLACEMENT CHARACTER}{token.type}"
    return ""


def written(typed: str) -> str:
    """The text as a list item of Markdown, in the shape of a line of the timeline."""
    found = chunks(parse(typed), INLINE, begins_line=False)
    return "- " + laid_out(found, lead="**lead**", tail="[tail](https://a.example)", indent="  ")


def shown(slack: str) -> str:
    """What a reader sees of the text in Slack, where a preformatted block stands on lines of its own."""
    spans = parse(slack)
    return "".join(
        f"\n{span.text}\n" if isinstance(span, Words) and span.pre else visible((span,), INLINE.people)
        for span in spans
    )


def bare(text: str, marker: str = ">|[•◦▪]") -> str:
    """The text without white space and without what begins a quote or a list, in Slack unless told otherwise."""
    lines = re.sub(r"[\r\x0b\x0c\x85\u2028\u2029]", "\n", re.sub(r"[\x1c-\x1f]", " ", text))
    seen = re.sub(r"[\x00-\x08\x0e-\x1f\x7f-\x9f\ufeff]", "", lines)
    return re.sub(r"\s+", "", re.sub(rf"(?m)(?<!\S)({marker})(?=\s|$)", "", seen))


PROSE = st.one_of(
    st.text(max_size=60),
    st.text(alphabet=st.sampled_from("ab1 .*_~`<>&|[](){}!#+-=:;/\\@$^\"'\n•"), max_size=40),
    st.lists(
        st.sampled_from(
            ["*b*", "_i_", "~s~", "`c`", "`` ` ``", "*_x_*", "a", " ", "\n", "\n\n", "# ", "- ", "1. ", "---", "===",
             "| a |", "|-|-|", ":-:", "<b>", "&amp;", "&copy;", "![x](y)", "[x](y)", "[x]", "https://a.example/b_c_d",
             "www.a.example", "a@b.example", "*", "_", "~~", "```", "```\nx\n```", "é", "🎉", "。", "\t", "    x", ">",
             "> q", "• i", "    ◦ j", "<!-- c -->", "\\", "\\\n", "!", "snake_case", "$x$", "{+ a +}", ":+1:"]
        ),
        max_size=12,
    ).map("".join),
)  # fmt: skip


@given(PROSE)
def test_what_is_typed_is_what_is_seen(typed: str) -> None:
    """Any text of a person reads the same in Markdown, with raw HTML allowed and not."""
    slack = slack_escape(typed)
    expected = bare(f"lead {shown(slack)} tail")
    for reader in READERS:
        assert expected == bare(seen(reader.parse(written(slack))))


@given(PROSE)
def test_a_section_reads_as_typed(typed: str) -> None:
    """A section shows what was typed, but for what begins the items of its lists, which Markdown shows its way."""
    slack = slack_escape(typed)
    markdown = laid_out(chunks(parse(slack), INLINE, lists=True))
    marker = ">|[•◦▪*-]|[0-9]+\\."
    for reader in READERS:
        assert bare(shown(slack), marker) == bare(seen(reader.parse(markdown)), marker)


@given(PROSE)
def test_one_item_stays_one_item(typed: str) -> None:
    """No text of a person ends its list item, begins a heading or leaves trailing spaces."""
    markdown = written(slack_escape(typed))
    tokens = READERS[0].parse(markdown)
    assert ["list_item_open"] == [
        token.type for token in tokens if token.type == "list_item_open" and token.level == 1
    ]
    assert not [token for token in tokens if token.level < 2 and token.type == "paragraph_open"]
    assert not [token for token in tokens if token.type in ("heading_open", "table_open")]
    assert not re.search(r"[ \t]$", markdown, re.MULTILINE)


@given(PROSE)
def test_titles_and_sections_read_as_typed(typed: str) -> None:
    """A title is one heading with all its characters, and a note of any text leaves the sections as they are."""
    title = slack_escape(typed.replace("\n", " "))
    note = entry("x1", EntryKind.NOTE, NOW, ANN, slack_escape(typed) or "-")
    markdown = to_markdown(draft(INCIDENT.but(title=title), (*ENTRIES, note)), PEOPLE)
    tokens = READERS[0].parse(markdown)
    headings = [index for index, token in enumerate(tokens) if token.type == "heading_open"]
    expected = bare(f"Post-mortem INC-7: {visible(parse(title, formatting=False), PEOPLE)}")
    assert 12 == len(headings)
    assert expected == bare(seen(tokens[headings[0] : headings[0] + 2]))


@pytest.mark.parametrize(
    ("typed", "markdown"),
    [
        ("*bold* _it_ ~gone~ `a|b*`", "**bold** _it_ ~~gone~~ `a|b*`"),
        ("*_both_*", "**_both_**"),
        ("`` ` ``", "\\`\\` \\` \\`\\`"),
        ("*_~ `", "\\*\\_\\~ \\`"),
        ("a &lt;b&gt; &amp;amp; c", "a &lt;b&gt; &amp;amp; c"),
        ("snake_case _x", "snake_case \\_x"),
        ("# no heading", "\\# no heading"),
        ("1. first\n2. second", "1\\. first\\\n2\\. second"),
        ("1.5 GB\n-5 degrees", "1.5 GB\\\n-5 degrees"),
        ("- one\n+ two", "\\- one\\\n\\+ two"),
        ("a\n---", "a\\\n\\---"),
        ("a\n\nb", "a\n\nb"),
        ("&gt; said\n&gt; so\nindeed", "> said\\\n> so\n\nindeed"),
        ("&gt; a\n&gt;\n&gt; b", "> a\\\n>\\\n> b"),
        ("&gt; a\n&gt;\n&gt; ", "> a"),
        ("&gt;\n*&gt; b*", "&gt;\n\n**&gt; b**"),
        ("•  \n- •", "•\\\n\\- •"),
        ("    ◦ deep\n• back", "- deep\n- back"),
        ("• one\n    ◦ two\n• three", "- one\n  - two\n- three"),
        ("```\na  \n`x`\n```", "```\na\n`x`\n```"),
        ("```\n```\n```", "\\`\\`\\`\\\n\\`\\`\\`\\\n\\`\\`\\`"),
        ("<https://a.example/x_y>", "<https://a.example/x_y>"),
        ("see https://a.example/x_y.", "see <https://a.example/x_y>."),
        ("<https://a.example/?a=1&amp;b=2|docs>", "[docs](https://a.example/?a=1&b=2)"),
        ("look!<https://a.example|here>", "look\\![here](https://a.example)"),
        ("<javascript:alert(1)|x>", "x"),
        ("<@U1> <@U2>", "Ann\\_\\*Lee\\* U2"),
        ("<!channel> :tada:", "@channel :tada:"),
    ],
)  # fmt: skip
def test_formatting_is_shown_as_intended(typed: str, markdown: str) -> None:
    """Well-formed formatting of Slack becomes Markdown's; everything else is escaped once."""
    assert markdown == laid_out(chunks(parse(typed), INLINE))


@pytest.mark.parametrize(
    ("typed", "markdown"),
    [
        ("- alone", "\\- alone"),
        ("1. alone", "1\\. alone"),
        ("- one\n* *two*\n• three", "- one\n- **two**\n- three"),
        ("Hurt:\n- one\n  - two\n    - three\n- four\nis", "Hurt:\n\n- one\n  - two\n    - three\n- four\n\nis"),
        ("1. one\n   - two\n2. three", "1. one\n   - two\n2. three"),
        ("1. one\nin words\n2. two", "1. one\n\nin words\n\n2. two"),
        ("- one\n\n- two", "- one\n\n- two"),
        ("It began on\n10. March", "It began on\\\n10\\. March"),  # a list would begin with 1
        ("- a\n  1. b\n- c\n  2. d", "- a\n  1. b\n- c\n\n2\\. d"),
        ("1. one\n3. three", "1. one\n\n3\\. three"),
        ("a\n- - b\n- # c\n-5\n- ", "a\n\n- \\- b\n- \\# c\n\n-5\\\n\\-"),
    ],
)  # fmt: skip
def test_lists_of_a_section(typed: str, markdown: str) -> None:
    """Among several lines of a section, those that begin like items of a list are one."""
    assert markdown == laid_out(chunks(parse(typed), INLINE, lists=True))


@pytest.mark.parametrize(
    ("url", "destination"),
    [
        ("https://a.example/b?c=1&d=2#e", "https://a.example/b?c=1&d=2#e"),
        ("https://a.example/(b) c", "https://a.example/%28b%29%20c"),
        ("https://a.example/&copy;", "https://a.example/&amp;copy;"),
        ("https://a.example/a|b<c>\\d\"e", "https://a.example/a%7Cb%3Cc%3E%5Cd%22e"),
        ("https://a.example/%20", "https://a.example/%20"),
    ],
)  # fmt: skip
def test_addresses(url: str, destination: str) -> None:
    """Nothing in an address ends the link early."""
    assert destination == address(url)
    assert f"[source]({destination})" == link(url, "source")


def test_a_line_is_safe_once() -> None:
    """What needs no escaping at the beginning of a line gets none."""
    assert "plain" == at_start("  plain")
    assert "1\\)" == at_start("1)")


def test_styles_that_markdown_cannot_show_are_left_out() -> None:
    """Where marks would be read as characters, the words stand without them."""
    assert "🎉x" == INLINE.line(parse("🎉*x*"))


def test_control_characters_are_dropped() -> None:
    """What no reader sees is not handed on."""
    assert "ab" == escape("a\x00\x1bb")


def test_an_instant_in_a_sentence_has_the_documents_form() -> None:
    """A date that somebody typed is shown as the document shows its times."""
    at = int(datetime(2024, 2, 9, 15, 55, tzinfo=UTC).timestamp())
    assert "2024-02-09 15:55 UTC" == INLINE.line(parse(f"<!date^{at}^{{time}}|x>"))


@pytest.mark.parametrize(
    ("language", "file"), [("en", "inc-7.md"), *((each, f"inc-7.{each}.md") for each in TRANSLATED)]
)
def test_golden(language: str, file: str) -> None:
    """The whole draft of the example, as people read it in each language."""
    assert (GOLDEN / file).read_text(encoding="utf-8") == to_markdown(draft(catalogue=load(language)), PEOPLE)


def test_shape_of_the_file() -> None:
    """No trailing spaces, no two empty lines in a row, and one newline at the end."""
    markdown = to_markdown(draft(), PEOPLE)
    assert not re.search(r"[ \t]$|\n\n\n", markdown, re.MULTILINE)
    assert markdown.endswith(".\n")
    assert not re.search(r"(?i)<[a-z/!]", markdown.replace("<expired>", ""))


def test_a_source_without_a_link_is_named() -> None:
    """While the message of an entry is not known, the entry's id stands for it."""
    markdown = to_markdown(
        draft(entries=(entry("e99", EntryKind.NOTE, NOW, ANN, "x", permalink=""),)), PEOPLE
    )
    assert "Ann Lee noted: x · source `e99`" in markdown
