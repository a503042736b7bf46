"""Which messages look like key moments: plain reasons, in no order of arrival, at most twenty."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.locales import languages
from bot.model import Incident, Message, Place, Role, Status
from bot.suggestion_words import WORDS, Phase
from bot.suggestions import MOST, Candidate, Reason, suggest

START = datetime(2024, 2, 7, 1, 30, tzinfo=UTC)
INCIDENT = Incident(
    number=1,
    title="Checkout is down",
    severity="SEV2",
    status=Status.RESOLVED,
    opener="U1",
    declared_at=START,
    roles={Role.COMMANDER: "U2"},
)


def candidate(text: str, minutes: int = 1, **more: object) -> Candidate:
    """A message so long after the start; ``more`` are fields of the candidate or of the message."""
    at = START + timedelta(minutes=minutes)
    place = Place(channel="C1", ts=f"{int(at.timestamp())}.000100")
    counts = {name: more.pop(name) for name in ("replies", "reactions") if name in more}
    message = replace(Message(place=place, at=at, author="U1", text=text), **more)  # type: ignore[arg-type]
    return Candidate(message=message, **counts)  # type: ignore[arg-type]


def reasons(one: Candidate, *said_before: int, incident: Incident = INCIDENT) -> tuple[Reason, ...]:
    """Why it is suggested; ``said_before``: the minutes at which something else was said."""
    said_at = [START + timedelta(minutes=minutes) for minutes in said_before]
    found = suggest([one], incident, [*said_at, one.message.at])
    return found[0].reasons if found else ()


@pytest.mark.parametrize(
    ("one", "expected"),
    [
        (
            candidate("Rolled back to <https://git.example.com/shop/commit/4f1|4f1>"),
            (Reason.LINK, Reason.STATED),
        ),
        (candidate("Error rate fell to 3 %, recovering"), (Reason.STATED, Reason.FIGURES)),
        (candidate("Restarting the workers now", author="U2"), (Reason.STATED, Reason.COMMANDER)),
        (candidate("Reports from three customers", replies=3), (Reason.WORDS, Reason.REPLIES)),
        (candidate("I suspect the new index", reactions=2), (Reason.WORDS, Reason.REACTIONS)),
        (candidate("lunch anybody? I am going now", replies=9, reactions=9), ()),
        (candidate("Reports from three customers"), ()),
        (candidate("ok 5xx"), ()),
    ],
)
def test_reasons(one: Candidate, expected: tuple[Reason, ...]) -> None:
    """A message is suggested for reasons that can be named, and not for one alone."""
    assert expected == reasons(one)


@pytest.mark.parametrize(
    ("language", "text", "phase"),
    [
        ("en", "Alert fired on checkout latency", Phase.DETECT),
        ("en", "Found the root cause: migration 0042 dropped the index", Phase.DIAGNOSE),
        ("en", "I am rolling back the deploy of build 41 now", Phase.MITIGATE),
        ("en", "Rollback finished, error rate is back to normal", Phase.RECOVER),
        ("de", "Ich rolle Build 41 gerade zurück", Phase.MITIGATE),
        ("fr", "Le taux d’erreur est revenu à la normale", Phase.RECOVER),
        ("es", "Encontramos la causa: la migración 42", Phase.DIAGNOSE),
        ("pt-BR", "Clientes relatam erros no checkout", Phase.DETECT),
        ("it", "Trovata la causa: la migrazione 42", Phase.DIAGNOSE),
        ("ja", "ビルド41をロールバックしています", Phase.MITIGATE),
        ("ko", "원인을 찾았습니다. 마이그레이션 42입니다", Phase.DIAGNOSE),
    ],
)
def test_plain_statements_are_enough(language: str, text: str, phase: Phase) -> None:
    """What says plainly what happened, was found, done or reached needs no further reason."""
    found = suggest([candidate(text)], INCIDENT.but(language=language), [])

    assert [(phase, (Reason.STATED,))] == [(each.phase, each.reasons) for each in found]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "should we roll back?"),
        ("en", "I have not found the cause yet"),
        ("en", "if it gets worse we roll it back"),
        ("en", "let's wait until it has recovered"),
        ("de", "Wir haben die Ursache noch nicht gefunden"),
        ("fr", "Faut-il faire un retour arrière ?"),
        ("ja", "原因はまだ分かりません"),
        ("ko", "원인을 아직 찾지 못했습니다"),
    ],
)
def test_what_is_asked_or_denied_states_nothing(language: str, text: str) -> None:
    """A question, a denial and a condition are no statements."""
    assert () == suggest([candidate(text)], INCIDENT.but(language=language), [])


def test_a_silence_that_ends() -> None:
    """What breaks a long silence is more likely to matter; what follows at once is not."""
    one = candidate("We suspect the pool of 40 workers", 30)

    assert Reason.SILENCE in reasons(one, 2)
    assert () == reasons(one, 2, 29)


def test_other_bots_need_more() -> None:
    """An alert bot writes much, so that what suggests a person's message is not enough for one of its own."""
    text = "Alert: error rate 40 %"

    assert reasons(candidate(text))
    assert () == reasons(candidate(text, author="B1", author_name="alerts"))
    assert reasons(candidate(f"{text} <https://grafana.example.com/d/1|graph>", author_name="alerts"))


def test_at_most_twenty_by_phase_and_time() -> None:
    """The strongest twenty stand by phase, then by time, whatever order they come in."""
    texts = [
        "Alert: 40 % errors",
        "The cause is the index, 9 ms",
        "Rolled back, 3 % errors",
        "Recovered, 0 % errors",
    ]
    candidates = [candidate(texts[minute % 4], minute) for minute in range(40)]
    found = suggest(candidates, INCIDENT, [])
    shuffled = random.Random(1).sample(candidates, len(candidates))  # noqa: S311 - an order, not a secret

    assert MOST == len(found)
    assert found == suggest(shuffled, INCIDENT, [])
    keys = [(list(Phase).index(each.phase), each.message.at) for each in found]
    assert sorted(keys) == keys


def test_words_of_the_language() -> None:
    """An incident in another language is read in it, and in English besides."""
    german = INCIDENT.but(language="de")

    assert (Reason.STATED, Reason.FIGURES) == reasons(
        candidate("Auf 41 zurückgerollt, 3 % Fehler"), incident=german
    )
    assert (Reason.STATED, Reason.FIGURES) == reasons(candidate("Rolled back, 3 % left"), incident=german)
    assert (Reason.STATED, Reason.FIGURES) == reasons(
        candidate("ロールバックしました。エラーは3%です"), incident=INCIDENT.but(language="ja")
    )


def test_every_language_has_words_for_every_phase() -> None:
    """No catalogue is without its words."""
    assert set() == set(languages()) - set(WORDS)
    assert all(set(Phase) == set(phases) for phases in WORDS.values())
