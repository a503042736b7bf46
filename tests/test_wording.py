"""The linter: it warns about words, never changes them, and leaves good prose alone."""

from __future__ import annotations

import pytest

from bot.locales import load
from bot.model import Audience, EntryKind, Incident, Section, SectionName
from bot.postmortem.customer import compile_customer
from bot.postmortem.draft import compile_draft
from bot.postmortem.names import visible
from bot.wording import Rule, lines, remarks
from tests.export.night import ENTRIES, HOUSE, INCIDENT, MIRA, NOW, PACIFIC, PEOPLE, at, said

ENGLISH = load("en")


def incident(language: str = "en", **texts: str) -> Incident:
    """The night with these sections, an impact with a figure that the record has included."""
    texts = {"impact": "40 accounts", **texts}
    sections = {
        SectionName(name): Section(text=text, author=MIRA, at=at(14, "16:00"), entry="n14")
        for name, text in texts.items()
    }
    return INCIDENT.but(sections=sections, language=language, items=())


def inside(told: Incident) -> list[tuple[Rule, str]]:
    """The remarks on the internal edition, as rule and words."""
    document = compile_draft(told, ENTRIES, PEOPLE, catalogue=ENGLISH, zones=PACIFIC, now=NOW)
    found = remarks(document, ENTRIES, PEOPLE, language=told.language)
    return [(each.rule, each.words) for each in found]


def outside(told: Incident, notice: str = "") -> list[tuple[Rule, str]]:
    """The remarks on the customer edition."""
    more = [said("x1", EntryKind.NOTICE, at(14, "23:00"), MIRA, notice, audience=Audience.CUSTOMER)]
    entries = [*ENTRIES, *(more if notice else [])]
    document = compile_customer(told, entries, PEOPLE, catalogue=ENGLISH, house=HOUSE).document
    return [(each.rule, each.words) for each in remarks(document, entries, PEOPLE, language=told.language)]


@pytest.mark.parametrize(
    ("language", "text", "words"),
    [
        ("en", "The team should have tested it", "should have"),
        ("en", "It was human error", "human error"),
        ("en", "The check failed to start", "failed to"),
        ("de", "Das war menschliches Versagen", "menschliches Versagen"),
        ("de", "Man hätte den Test laufen lassen müssen", "hätte den Test laufen lassen müssen"),
        ("fr", "C'était une erreur humaine", "erreur humaine"),
        ("fr", "L'équipe aurait dû tester", "aurait dû"),
        ("es", "Fue un error humano", "error humano"),
        ("es", "El equipo debería haber probado", "debería haber"),
        ("pt-BR", "Foi erro humano", "erro humano"),
        ("it", "Un errore umano", "errore umano"),
        ("ja", "人為的なミスでした", "人為的なミス"),
        ("ko", "인적 오류였습니다", "인적 오류"),
    ],
)
def test_blame(language: str, text: str, words: str) -> None:
    """Blame and hindsight are pointed out, in the language that the incident is written in."""
    assert (Rule.BLAME, words) in inside(incident(language, cause=text))


@pytest.mark.parametrize(
    ("language", "text", "words"),
    [
        ("en", "Will accidentally deleted the lock", "Will accidentally deleted"),
        ("en", "<@U0YUKI> forgot the lock", "Yuki Arai forgot"),
        ("de", "Tomás hat das Schloss vergessen", "Tomás hat das Schloss vergessen"),
        ("fr", "Mira a oublié le verrou", "Mira a oublié"),
        ("es", "Yuki olvidó el bloqueo", "Yuki olvidó"),
    ],
)
def test_a_person_as_the_subject_of_a_failure(language: str, text: str, words: str) -> None:
    """A person who is said to have failed is pointed out, mentioned or by name."""
    assert (Rule.PERSON, words) in inside(incident(language, cause=text))


def test_people_may_act() -> None:
    """What people did to help is no failure."""
    assert [] == inside(incident(cause="Yuki found it, Tomás told Mira. The scheduler broke."))


def test_one_cause_without_evidence() -> None:
    """One cause stated as the only one asks for its evidence; a link to it answers."""
    assert [(Rule.SINGLE_CAUSE, "The root cause was")] == inside(incident(cause="The root cause was a lock"))
    linked = "The root cause was a lock: <https://harbour.slack.com/archives/C1/p1|here>"
    assert [] == inside(incident(cause=linked))
    assert (Rule.SINGLE_CAUSE, "Die Ursache war") in inside(
        incident("de", cause="Die Ursache war ein Fehler")
    )


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("212 % more, 40 accounts, pods 4 and 7, build 8812", []),
        ("41 accounts and 6 % of replies", ["41", "6 %"]),
        ("It began at 21:40 UTC, 13:40 PT, on 12 November 2024", []),
        ("It began at 21:41", ["21:41"]),
        ("1. eu-1 and v2.3\n2. SEV1, exporter_v9, pod99", []),
    ],
)
def test_numbers_without_a_source(text: str, numbers: list[str]) -> None:
    """A number that stands nowhere on the timeline is asked about; names, versions and lists are no claims."""
    assert [(Rule.NUMBER, number) for number in numbers] == inside(incident(fix=text))


def test_missing_figures() -> None:
    """An impact without figures, or none at all, is asked about in the internal edition alone."""
    assert [(Rule.IMPACT, "")] == inside(incident(impact="Some accounts"))
    assert [(Rule.IMPACT, "")] == inside(INCIDENT.but(sections={}, items=()))
    assert [] == outside(incident(impact="Some accounts"))


@pytest.mark.parametrize(
    ("language", "text", "words"),
    [
        ("en", "Replies may have been lost", "may have"),
        ("de", "Antworten wurden möglicherweise doppelt gesendet", "möglicherweise"),
        ("fr", "Des réponses pourraient manquer", "pourraient"),
        ("es", "Posiblemente se perdieron", "Posiblemente"),
        ("pt-BR", "Talvez haja atrasos", "Talvez"),
        ("it", "Forse mancano risposte", "Forse"),
        ("ja", "遅延した可能性があります", "可能性があ"),
        ("ko", "지연되었을 가능성이 있습니다", "가능성이 있"),
    ],
)
def test_hedges_towards_customers(language: str, text: str, words: str) -> None:
    """Hedges are pointed out where customers read them, in notices too, and nowhere else."""
    assert (Rule.HEDGE, words) in outside(incident(language, fix=text))
    assert (Rule.HEDGE, words) in outside(incident(language), notice=text)
    assert Rule.HEDGE not in {rule for rule, _ in inside(incident(language, fix=text))}


def test_good_prose_is_left_alone() -> None:
    """The example night, written as people write well, has nothing to remark."""
    assert [] == inside(INCIDENT)
    assert [] == outside(INCIDENT)


def test_a_language_without_a_table_is_checked_for_numbers() -> None:
    """Where the linter knows no words, it still asks for figures and their sources."""
    assert [(Rule.NUMBER, "99")] == inside(incident("xx", cause="human error 99"))


def test_as_sentences() -> None:
    """Each remark is one sentence with its section; beyond the limit it says how many more there are."""
    document = compile_draft(
        incident(cause="human error, human error and 98, 99"), ENTRIES, PEOPLE, catalogue=ENGLISH, now=NOW
    )
    found = remarks(document, ENTRIES, PEOPLE, language="en")
    told = [visible(ENGLISH.spans(each), {}) for each in lines(found, limit=1)]
    assert 3 == len(found)
    assert told[0].startswith("Root cause analysis (contributing factors): “human error” reads as blame.")
    assert "… and 2 more remarks." == told[1]
