"""The catalogues and the code that speaks through them."""

from __future__ import annotations

import ast
import string
from collections import Counter
from collections.abc import Iterator
from functools import cache
from importlib import resources
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from bot.locales import Catalogues, languages, load
from bot.model import EntryKind, ItemState, Moment, Role, SectionName, Status
from bot.phrases import Prose, phrase
from bot.text import Words, plain

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


@cache
def placeholders(language: str) -> dict[str, list[frozenset[str]]]:
    """Key to the names in its sentences, one set for each plural form."""
    with (resources.files("bot.locales") / f"{language}.po").open("rb") as file:
        parsed = read_po(file, locale=language.replace("-", "_"), abort_invalid=True)
    return {key: [_names(form) for form in forms] for key, forms in map(_message, parsed) if key}


def _message(message: object) -> tuple[str, tuple[str, ...]]:
    id, string_ = message.id, message.string  # type: ignore[attr-defined]
    return (id, (string_,)) if isinstance(id, str) else (id[0], tuple(string_))


def _names(sentence: str) -> frozenset[str]:
    return frozenset(name for _, name, _, _ in string.Formatter().parse(sentence) if name is not None)


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
    with (resources.files("bot.locales") / f"{language}.po").open("rb") as file:
        parsed = read_po(file, locale=language.replace("-", "_"))
    for key, forms in (_message(message) for message in parsed if message.id):
        for form in forms:
            assert form.strip(), key
            assert form.count("*") % 2 == form.count("`") % 2 == 0, key


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
    assert "en" == catalogues.for_locale("xx-XX").language


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
