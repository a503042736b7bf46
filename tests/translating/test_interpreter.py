"""People's words in a document of another language: translated, or as they are, marked."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from jsonschema import validate

from bot.editing import Version
from bot.export.customer_json import schema, to_customer_json
from bot.export.html import to_html
from bot.export.markdown import to_markdown
from bot.locales import load
from bot.model import Audience
from bot.postmortem.customer import CustomerEdition, compile_customer
from bot.postmortem.document import Document, without_sources
from bot.postmortem.draft import compile_draft
from bot.text import Words, parse, plain
from bot.translating.interpreter import Interpreter
from bot.translating.protecting import digest
from tests.export.night import ENTRIES, HOUSE, INCIDENT, NOW, PACIFIC, PEOPLE, TOM, for_customers
from tests.translating.german import interpreter

GOLDEN = Path(__file__).parents[1] / "golden"
GERMAN = load("de")


def german(known: Interpreter) -> CustomerEdition:
    """The German customer edition of the night."""
    return for_customers(catalogue=GERMAN, interpreter=known)


def internal(known: Interpreter) -> Document:
    """The German internal edition of the night."""
    return compile_draft(
        INCIDENT, ENTRIES, PEOPLE, catalogue=GERMAN, zones=PACIFIC, now=NOW, interpreter=known
    )


@pytest.mark.parametrize(
    ("translates", "file"),
    [(True, "inc-12-customer.de.md"), (False, "inc-12-customer.de-untranslated.md")],
)
def test_golden(translates: bool, file: str) -> None:
    """The German customer edition as people read it, with a translator and without."""
    document = without_sources(german(interpreter(translates=translates)).document)

    assert (GOLDEN / file).read_text(encoding="utf-8") == to_markdown(document, {})


def test_the_page_says_which_language_words_are_in() -> None:
    """What is not in the page's language is announced in its own."""
    page = to_html(without_sources(german(interpreter()).document), {})

    assert '<span lang="en">Who has had no e-mail is not affected.</span><em> (Englisch)</em>' in page
    assert 1 == page.count('<span lang="en">')


def test_data_say_which_language_words_are_in() -> None:
    """So do the data, and they follow their schema."""
    text = to_customer_json(without_sources(german(interpreter()).document), INCIDENT)

    assert 1 == text.count('"language": "en"')
    validate(json.loads(text), schema())


def test_the_internal_edition() -> None:
    """Inside, sentences that are known read in the document's language; the others say which one they are in."""
    markdown = to_markdown(internal(interpreter()), PEOPLE)

    assert "# Post-mortem INC-12: Automatische Antworten werden doppelt verschickt\n" in markdown
    assert "**SEV2**: Automatische Antworten werden doppelt verschickt · [Quelle]" in markdown
    assert (
        "Account managers asked for a list of accounts · _erfasst 2024-11-13 09:15 UTC_ · _Englisch_"
        in markdown
    )
    assert "## Hinweis zur Übersetzung" in markdown


def test_what_is_marked_as_internal_never_leaves() -> None:
    """A locked text is asked of no translator, in whichever place of the internal edition it stands."""
    locked = tuple(replace(entry, locked=True) for entry in ENTRIES)
    known = interpreter()
    compile_draft(INCIDENT, locked, PEOPLE, catalogue=GERMAN, zones=PACIFIC, now=NOW, interpreter=known)

    assert {} == known.wanted


def test_names_and_hosts_never_leave() -> None:
    """Of the customer edition only what the guard has cleaned is asked for."""
    known = interpreter()
    known.known = {}
    german(known)

    asked = "\n".join(known.wanted)
    assert "our team was about to add one" in asked
    for private in ("Tomás", "Will", "mailer-3", "Kestrel", "OPS-418", "mail-team"):
        assert private not in asked


def test_a_translation_that_names_somebody_is_not_taken() -> None:
    """What comes back is looked through as what goes out is."""
    known = interpreter()
    known.known = {digest("Alert when a reply is sent twice"): "Will warnen, wenn eine Antwort doppelt kommt"}
    edition = to_markdown(german(known).document, {})

    assert "Alert when a reply is sent twice [geplant] · _Englisch_" in edition
    assert "Will warnen" not in edition


def test_what_people_wrote_in_the_documents_language_is_not_translated() -> None:
    """A section that somebody has written in German stays so, and what is taken out of it is replaced in German."""
    edit = Version(
        edition=Audience.CUSTOMER,
        language="de",
        section="fix",
        number=1,
        text="Tomás hat den zweiten Planer angehalten.",
        author=TOM,
        at=NOW,
        base=(),
    )
    known = interpreter()
    made = compile_customer(
        INCIDENT, ENTRIES, PEOPLE, catalogue=GERMAN, house=HOUSE, edits={"fix": edit}, interpreter=known
    )
    markdown = to_markdown(without_sources(made.document), {})

    assert "### Lösung\n\nUnser Team hat den zweiten Planer angehalten.\n" in markdown
    assert not any("Planer" in text for text in known.wanted)


def test_one_language_needs_no_interpreter() -> None:
    """Words that are in the document's language are left as they are, spans and all."""
    spans = parse("As *typed* <@U1>")

    assert spans is Interpreter(source="en", target="en", mark="").said(spans)


def test_code_is_in_no_language() -> None:
    """Nothing is remarked on a text without words."""
    known = Interpreter(source="en", target="de", mark="Englisch")
    spans = known.said(parse("`kubectl get pods` 15:55"))

    assert () == known.remarks(spans)


def test_the_mark_stands_behind_the_last_word() -> None:
    """Sentences that stay as they are share one mark, before the line break that follows them."""
    known = Interpreter(source="en", target="de", mark="Englisch", translates=True)
    known.known = {digest("Three."): "Drei."}
    spans = known.said((Words(text="One. Two.\nThree."),))

    assert "One. Two. (Englisch)\nDrei." == plain(spans)
