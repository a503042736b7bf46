"""The catalogues and the code that speaks through them."""

from __future__ import annotations

import ast
import re
import string
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import cache
from importlib import resources
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from bot.blocks.elements import BUTTON, OPTION, VIEW_TITLE
from bot.locales import Catalogue, Catalogues, languages, load, named, wording
from bot.model import EntryKind, ItemState, Moment, Role, SectionName, Status
from bot.phrases import Lasting, OnDay, Prose, Several, phrase
from bot.text import Words, plain
from bot.times import understand

ROOT = Path(__file__).parent.parent

#: Calls whose first argument is a key of the catalogue.
CALLS = ("phrase", "UserError", "text")
#: Keys of which the code keeps no more than an enumeration's values.
ENUMERATED = {
    *(f"status.{each}" for each in Status),
    *(f"role.{each}" for each in Role),
    *(f"moment.{each}" for each in Moment),
    *(f"section.{each}" for each in SectionName),
    *(f"item.{each}" for each in ItemState),
    *(f"entry.{each}" for each in EntryKind),
}


#: Words that a language may share with English, by key; whatever has no words of its own may stay as it is.
SHARED = {
    "button.postmortem",
    "postmortem.channel",
    "postmortem.impact",
    "postmortem.course_status",
    "postmortem.postmortem_part",
    "postmortem.source",
    "postmortem.title",
    "role.communications",
    "section.cause",
    "section.impact",
}
#: English words that are none in any other of our languages.
ENGLISH = re.compile(r"\b(?:the|and|of|with|this|that|is|are|please|there|has|have|from)\b", re.IGNORECASE)
CODE = re.compile(r"`([^`]*)`")
FIELD = re.compile(r"{{[^{}]*}}|{[^{}]*}")
#: Placeholders that a duration stands in; in some languages it ends with a full stop of its own.
DURATIONS = ("lasting", "length", "silence", "age")

translated = pytest.mark.parametrize("language", sorted(set(languages()) - {"en"}))


@cache
def sentences(language: str) -> dict[str, tuple[str, ...]]:
    """Key to its sentence, or to one for each plural form."""
    with (resources.files("bot.locales") / f"{language}.po").open("rb") as file:
        parsed = read_po(file, locale=language.replace("-", "_"), abort_invalid=True)
    return {key: forms for key, forms in map(_message, parsed) if key}


@cache
def placeholders(language: str) -> dict[str, list[frozenset[str]]]:
    """Key to the names in its sentences, one set for each plural form."""
    return {key: [_names(form) for form in forms] for key, forms in sentences(language).items()}


def _message(message: object) -> tuple[str, tuple[str, ...]]:
    id, string_ = message.id, message.string  # type: ignore[attr-defined]
    return (id, (string_,)) if isinstance(id, str) else (id[0], tuple(string_))


def _names(sentence: str) -> frozenset[str]:
    return frozenset(name for _, name, _, _ in string.Formatter().parse(sentence) if name is not None)


#: Keys whose sentence depends on a count.
COUNTED = {key for key, forms in sentences("en").items() if len(forms) > 1}


@cache
def trees() -> tuple[ast.Module, ...]:
    """The code of bot and handlers, without the local workspace, which speaks for Slack."""
    files = (path for part in ("bot", "handlers") for path in sorted((ROOT / part).rglob("*.py")))
    return tuple(ast.parse(path.read_text()) for path in files if "sandbox" not in path.parts)


def asked() -> Iterator[str]:
    """The keys that the code asks for; one that is put together ends in an asterisk where it is not known."""
    for call in (node for tree in trees() for node in ast.walk(tree) if isinstance(node, ast.Call)):
        name = call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")
        if name in CALLS and call.args:
            yield from _keys(call.args[0])


def mentioned() -> set[str]:
    """Whatever string in the code could be a key or the beginning of one."""
    nodes = (node for tree in trees() for node in ast.walk(tree))
    found = {key for node in nodes if isinstance(node, ast.Constant | ast.JoinedStr) for key in _keys(node)}
    return {key for key in found if "." in key}


def _keys(node: ast.expr) -> Iterator[str]:
    match node:
        case ast.Constant(value=str(key)):
            yield key
        case ast.JoinedStr(values=[ast.Constant(value=str(start)), *_]):
            yield f"{start}*"
        case ast.IfExp(body=body, orelse=orelse):
            yield from _keys(body)
            yield from _keys(orelse)


def _is(key: str, pattern: str) -> bool:
    return key.startswith(pattern[:-1]) if pattern.endswith("*") else key == pattern


@pytest.mark.parametrize("language", languages())
def test_times_to_type_are_examples_that_read(language: str) -> None:
    """Each time that is given as an example, in the language's own words, is one."""
    examples = [text.strip("`") for text in CODE.findall(sentences(language)["error.time_unreadable"][0])]
    now = datetime(2024, 2, 9, 16, 5, tzinfo=UTC)
    expected = [timedelta(hours=2), timedelta(minutes=10), timedelta(minutes=10)]

    assert expected == [now - understand(each, now=now, zone=UTC, locale=language).at for each in examples]


@pytest.mark.parametrize("language", languages())
def test_same_keys_everywhere(language: str) -> None:
    """Every language has a sentence for every key of the English catalogue, and no other."""
    assert set(placeholders("en")) == set(placeholders(language))


@pytest.mark.parametrize("language", languages())
def test_same_placeholders_everywhere(language: str) -> None:
    """A sentence has the same placeholders in every language; only the count may go without saying."""
    for key, forms in placeholders(language).items():
        expected = placeholders("en")[key][-1]
        for form in forms:
            assert expected - {"count"} == form - {"count"}, key
        assert expected == forms[-1], key


@pytest.mark.parametrize("language", languages())
def test_no_key_stands_twice(language: str) -> None:
    """A key has one sentence; a second one would silently win."""
    lines = (resources.files("bot.locales") / f"{language}.po").read_text(encoding="utf-8").splitlines()
    keys = Counter(line for line in lines if line.startswith("msgid "))

    assert [] == [key for key, times in keys.items() if times > 1]


@pytest.mark.parametrize("language", languages())
def test_no_sentence_is_empty(language: str) -> None:
    """Every form of every sentence says something, and its markup is paired."""
    for key, forms in sentences(language).items():
        for form in forms:
            assert form.strip(), key
            assert form.count("*") % 2 == form.count("`") % 2 == 0, key


@pytest.mark.parametrize("language", languages())
def test_plural_forms(language: str) -> None:
    """What is counted has one form for "one" and one for the rest, or one for all where there is no plural."""
    rule = wording.locale_of(language).plural_form
    wanted = 1 + ("one" in rule.tags)
    for key, forms in sentences(language).items():
        assert len(forms) == (wanted if key in COUNTED else 1), key
        if key in COUNTED and rule(0) == "one":
            # This form is for none as well, so that it has to say how many.
            assert ("{count}" in forms[0]) == ("{count}" in forms[-1]), key


@translated
def test_no_english_is_left(language: str) -> None:
    """Whatever has words has them in the catalogue's own language."""
    for key, forms in sentences(language).items():
        for form in forms:
            words = FIELD.sub("", CODE.sub("", form))
            assert not ENGLISH.search(words), key
            english = {FIELD.sub("", CODE.sub("", each)) for each in sentences("en")[key]}
            assert words not in english or key in SHARED or not re.search(r"[^\W\d_]", words), key


@translated
def test_what_people_type_stays(language: str) -> None:
    """Commands, settings and examples in backticks are the same in every language, and so are Slack's dates."""
    for key, forms in sentences(language).items():
        for form in forms if key != "error.time_unreadable" else ():
            assert sorted(CODE.findall(sentences("en")[key][-1])) == sorted(CODE.findall(form)), key
            assert re.findall("{{.*?}}", sentences("en")[key][-1]) == re.findall("{{.*?}}", form), key


@pytest.mark.parametrize("language", languages())
def test_labels_fit(language: str) -> None:
    """Buttons, choices and titles of forms are no longer than Slack allows."""
    titles = re.compile(r"form\.(declare|update|snooze|loading|close|\w+_submit)")
    choices = re.compile(r"status\..*|severity\..*|form\.(investigating|identified|monitoring)")
    for key, forms in sentences(language).items():
        assert not key.startswith("button.") or len(forms[0]) <= BUTTON, key
        assert not titles.fullmatch(key) or len(forms[0]) <= VIEW_TITLE, key
        assert not choices.fullmatch(key) or len(forms[0]) <= OPTION, key


@translated
def test_no_full_stop_twice(language: str) -> None:
    """Where a language's short durations end with a full stop, no sentence puts one behind."""
    if load(language).lasting(timedelta(minutes=48)).endswith("."):
        for key, forms in sentences(language).items():
            assert not [name for name in DURATIONS for form in forms if f"{{{name}}}." in form], key


def test_every_key_asked_for_exists() -> None:
    """The code asks for no sentence that is not there."""
    missing = {key for key in asked() if not any(_is(known, key) for known in placeholders("en"))}

    assert set() == missing


def test_every_enumerated_key_exists() -> None:
    """Every state, role, moment and kind has its name or sentence."""
    sentences = {
        f"entry.{kind}_bare"
        for kind in (
            "update",
            "title",
            "snooze",
            "note",
            "notice",
            "section",
            "message",
            "resolved",
            "reopened",
            "cancelled",
        )
    }

    assert set() == (ENUMERATED | sentences) - set(placeholders("en"))


def test_every_key_is_used() -> None:
    """No sentence waits for code that is gone."""
    patterns = mentioned() | ENUMERATED
    unused = {key for key in placeholders("en") if not any(_is(key, pattern) for pattern in patterns)}

    assert set() == unused


def test_nearest_language() -> None:
    """A locale finds its own language; one without a catalogue is answered in the official language."""
    catalogues = Catalogues("en")

    assert "en" == catalogues.for_locale("en-GB").language
    assert "de" == catalogues.for_locale("de-AT").language
    assert "en" == catalogues.for_locale("xx-XX").language
    assert "de" == Catalogues("de").for_locale("xx-XX").language
    assert "es" == catalogues.for_locale("es-419").language
    assert "pt-BR" == catalogues.for_locale("pt-PT").language


def test_language_as_typed() -> None:
    """A language may be typed with any capitals; one without a catalogue is none."""
    assert ["de", "en", "pt-BR", None, None] == [named(typed) for typed in ("DE", "En", "pt_br", "xx", "")]


@pytest.mark.parametrize(
    ("language", "count", "expected"),
    [
        ("fr", 0, "one"),
        ("fr", 2, "other"),
        ("fr", 1_000_000, "other"),
        ("es", 1_000_000, "other"),
        ("pt-BR", 0, "one"),
        ("it", 1_000_000, "other"),
        ("de", 0, "other"),
    ],
)
def test_the_plural_of_millions(language: str, count: int, expected: str) -> None:
    """Romance languages count millions like all other numbers here."""
    assert expected == Catalogue(language, {"x": ("one", "other")}).text("x", count=count)


def test_one_form_for_all() -> None:
    """A language without plural has one form for every number."""
    catalogue = Catalogue("ja", {"x": ("{count} 件",)})

    assert ["1 件", "2 件"] == [catalogue.text("x", count=count) for count in (1, 2)]


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", "a, b and c · 2024-03-01 · 1 hr 5 min · 12,345 · 12345"),
        ("de", "a, b und c · 1. März 2024 · 1 Std. 5 Min. · 12.345 · 12345"),
        ("fr", "a, b et c · 1 mars 2024 · 1\u202fh 5\xa0min · 12\u202f345 · 12345"),
        ("es", "a, b y c · 1 de marzo de 2024 · 1 h 5 min · 12.345 · 12345"),
        ("pt-BR", "a, b e c · 1 de março de 2024 · 1 h 5 min · 12.345 · 12345"),
        ("it", "a, b e c · 1 marzo 2024 · 1 h 5 min · 12.345 · 12345"),
        ("ja", "a、b、c · 2024年3月1日 · 1 時間 5 分 · 12,345 · 12345"),
        ("ko", "a, b 및 c · 2024년 3월 1일 · 1시간 5분 · 12,345 · 12345"),
    ],
)
def test_data_in_words(language: str, expected: str) -> None:
    """Enumerations, days, durations and amounts are worded by the language; what a number names stays as typed."""
    catalogue = Catalogue(language, {"x": ("{things} · {day} · {length} · {amount} · {number}",)})
    said = phrase(
        "x",
        things=Several(of=("a", "b", "c")),
        day=OnDay(on=date(2024, 3, 1)),
        length=Lasting(length=timedelta(hours=1, minutes=5)),
        amount=12_345,
        number=12_345,
    )

    assert expected == plain(catalogue.spans(said))


def test_a_language_names_what_it_labels() -> None:
    """The colon behind a label is the language's own."""
    assert ["Impact:", "Impact\xa0:", "影響\uff1a"] == [
        wording.labelled(name, language)
        for name, language in (("Impact", "en"), ("Impact", "fr"), ("影響", "ja"))
    ]


def test_parameters_are_no_markup() -> None:
    """Asterisks and braces in a parameter are shown as they are."""
    catalogue = load("en")

    assert "a*b*{c}`d`" == catalogue.text("message.title", title="a*b*{c}`d`")
    assert (Words(text="a*b*{c}`d`"),) == catalogue.spans(phrase("message.title", title="a*b*{c}`d`"))


def test_empty_parameters_leave_no_span() -> None:
    """A parameter without text leaves nothing behind, styled or not."""
    spans = load("en").spans(phrase("summary.title", id="INC-1", title=Prose(text="")))

    assert "INC-1 · " == plain(spans)
    assert all(isinstance(span, Words) and span.text for span in spans)


@pytest.mark.parametrize(
    ("count", "expected"),
    [(0, "0 incidents are open"), (1, "One incident is open"), (2, "2 incidents are open")],
)
def test_plural(count: int, expected: str) -> None:
    """The count chooses the sentence's form."""
    assert expected == load("en").text("list.title", count=count)
