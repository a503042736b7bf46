"""Sentences for a translator, and what comes back."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterable
from xml.parsers import expat

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.model import Person
from bot.privacy import Names
from bot.text import Anchor, Channel, Emoji, Mention, Span, Words, joined, parse, plain
from bot.translating.cutting import pieces
from bot.translating.protecting import Protected, protect, restore

NAMES = Names([Person(id="U1", name="Tomás Ferrand")])

_WORDS = st.sampled_from(
    [
        "two schedulers",
        "ran",
        "Fix it!",
        "on pod 7",
        "at 15:55 UTC",
        "5:30 pm",
        "12 %",
        "Tomás",
        "$3.50",
        "a < b",
        "&amp;",
        "db-7.internal",
        "e.g. this",
        "v2.3.1",
        "Größe",
        "約5件の",
        "です。",
        "<code>",
        "\n",
        "• ",
    ]
)
_STYLED = st.builds(
    Words, text=_WORDS, bold=st.booleans(), italic=st.booleans(), strike=st.booleans(), code=st.booleans()
)
_OTHERS = st.sampled_from(
    [
        Mention(user="U1"),
        Channel(id="C1", name="ops"),
        Anchor(url="https://example.com/7", label="status 7"),
        Emoji(name="fire"),
    ]
)
CLEAN = st.lists(st.one_of(_STYLED, _OTHERS), max_size=8).map(tuple)
PROSE = st.lists(st.one_of(_STYLED, st.builds(Words, text=st.text(max_size=12)), _OTHERS), max_size=8).map(
    tuple
)


def protected(typed: str) -> Protected:
    """One typed sentence, with the name of a person known."""
    return protect(parse(typed), NAMES.find, lambda _: ())


def is_number(character: str) -> bool:
    """Whether it is a digit, a fraction, a Roman numeral or the like, in any script."""
    return unicodedata.category(character).startswith("N")


def whole(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Those that anybody sees."""
    return tuple(span for span in spans if not isinstance(span, Words) or span.text)


@given(PROSE)
def test_pieces_are_the_prose(spans: tuple[Span, ...]) -> None:
    """Nothing gets lost or changes its place when prose is cut into sentences."""
    assert joined(whole(spans)) == joined(whole(span for piece in pieces(spans) for span in piece.spans))


@given(PROSE)
def test_what_is_sent_is_markup(spans: tuple[Span, ...]) -> None:
    """Strict readers of XML take every sentence, whatever was typed."""
    for piece in pieces(spans):
        text = protect(piece.spans, NAMES.find, lambda _: ()).text
        parser = expat.ParserCreate()
        assert 1 == parser.Parse(f"<sentence>{text}</sentence>".encode(), True)


@given(CLEAN)
def test_a_translator_that_changes_nothing(spans: tuple[Span, ...]) -> None:
    """What comes back as it was sent reads as it was written."""
    for piece in pieces(spans):
        sent = protect(piece.spans, NAMES.find, lambda _: ())
        back = restore(sent.text, sent)
        assert sent.has_words == (back is not None)
        if back is not None:
            assert " ".join(plain(piece.spans).split()) == " ".join(plain(back).split())


@given(PROSE, st.text(max_size=60))
def test_nothing_but_words_is_ever_added(spans: tuple[Span, ...], answer: str) -> None:
    """Whatever comes back: what is taken has the numbers of the original, and no others."""
    for piece in pieces(spans):
        sent = protect(piece.spans, NAMES.find, lambda _: ())
        kept = "".join(re.findall(r"<code.*?</code>", sent.text))
        for answered in (answer, answer + kept, sent.text + answer):
            if (back := restore(answered, sent)) is not None:
                digits = [sorted(filter(is_number, plain(some))) for some in (piece.spans, back)]
                assert digits[0] == digits[1]


@settings(max_examples=40)
@given(PROSE, st.data())
def test_whatever_is_damaged_stays_as_it_was(spans: tuple[Span, ...], data: st.DataObject) -> None:
    """A sentence that comes back without something that was kept, with it twice or changed, is not taken."""
    for piece in pieces(spans):
        sent = protect(piece.spans, NAMES.find, lambda _: ())
        for match in re.finditer(r'<code id="\d+">(.*?)</code>', sent.text):
            start, end = match.span()
            without = sent.text[:start] + sent.text[end:]
            damaged = data.draw(
                st.sampled_from(
                    [
                        without,
                        sent.text + match[0],
                        without + match[1],
                        sent.text.replace(match[0], match[0].replace(match[1] + "<", match[1] + "0<")),
                    ]
                )
            )
            assert restore(damaged, sent) is None


def test_what_a_translator_sees() -> None:
    """Numbers and times are seen as they are; names, links, code, mentions, channels and hosts are not."""
    typed = (
        "Tomás saw 40 errors at 15:55 UTC on db-7.internal, see <https://x.example/1|here>, `ls` and <@U2> "
        "in <#C1|ops>."
    )

    assert (
        '<code id="0">X0</code> saw <code id="1">40</code> errors at <code id="2">15:55 UTC</code> on '
        '<code id="3">X3</code>, see <code id="4">X4</code>, <code id="5">X5</code> and <code id="6">X6</code> in '
        '<code id="7">X7</code>.'
    ) == protected(typed).text


@pytest.mark.parametrize(
    ("typed", "seen"),
    [
        ("back at 5:30 pm PT", ["5:30 pm PT"]),
        ("12 % of 1,200 users paid $3.50", ["12 %", "1,200", "$3.50"]),
        ("約5件のエラー、１５時に", ["5", "１５"]),
        ("since build 8812, ticket OPS-418", ["8812", "OPS-418"]),
        ("read /var/log/app_7.log on www.example.com", ["X0", "X1"]),
        ("a <b> & c", ["X0", "X1"]),
    ],
)
def test_what_stays(typed: str, seen: list[str]) -> None:
    """Half a day, a percentage, a price and a zone belong to their number; paths and addresses are hidden."""
    text = protect((Words(text=typed),), NAMES.find, lambda _: ()).text

    assert seen == [html.unescape(each) for each in re.findall(r"<code[^>]*>(.*?)</code>", text)]


@pytest.mark.parametrize(
    "answer",
    [
        "",
        "   ",
        '<code id="0">40</code>',
        'Es gab <code id="0">40</code> Fehler, davon 3 neue.',
        'Es gab <code id="0">40</code> Fehler, siehe https://evil.example',
        'Es gab <code id="0">40</code> Fehler <a href="https://evil.example">hier</a>',
        'Es gab <code id="1">40</code> Fehler',
        'Es gab <code id="x">40</code> Fehler',
        'Es gab <code id="0">40 Fehler',
        'Es gab <code id="0">40</code> Fehler</b>',
        'Es gab <!-- 40 --><code id="0">40</code> Fehler',
        'Es gab <code id="0">40</code> Fehler ' + "und so weiter " * 50,
        'Es gab <code id="0">40</code> \u202eFehler',
        'Es gab <code id="0">40</code> <b id="0">Fehler</b>',
    ],
)
def test_answers_that_are_not_taken(answer: str) -> None:
    """An answer that is empty, says more, or has marks of its own is no translation."""
    assert restore(answer, protected("There were 40 errors")) is None


def test_words_and_styles_may_change_their_places() -> None:
    """Another language has another order; what was bold is bold there, too."""
    sent = protected("On pod 7 *nothing works* since 15:55 UTC")
    back = restore(
        'Seit <code id="1">15:55 UTC</code> geht auf Pod <code id="0">7</code> <b id="0">nichts</b>', sent
    )

    assert joined(back or ()) == (
        Words(text="Seit 15:55 UTC geht auf Pod 7 "),
        Words(text="nichts", bold=True),
    )


def test_lost_blanks_come_back() -> None:
    """Some translators lose the blanks beside what they leave alone."""
    back = restore('Auf Pod<code id="0">7</code>geht nichts', protected("On pod 7 nothing works"))

    assert "Auf Pod 7 geht nichts" == plain(back or ())
