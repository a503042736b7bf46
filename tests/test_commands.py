"""The grammar of commands: every verb with what it accepts, what it keeps as prose and what it refuses."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.commands import (
    LANGUAGES,
    TABLE,
    AddItem,
    Adopt,
    AssignRole,
    Cancel,
    Command,
    CommandSpec,
    Doctor,
    DocumentFormat,
    Find,
    Handover,
    Help,
    ListIncidents,
    Note,
    Notice,
    Open,
    Panel,
    Reach,
    Redact,
    Reopen,
    Resolve,
    SetItemState,
    SetMoment,
    SetSeverity,
    SetStatus,
    SetTitle,
    ShowBrief,
    ShowItems,
    ShowPostmortem,
    ShowStats,
    ShowSummary,
    ShowTimeline,
    Snooze,
    Update,
    WriteSection,
    parse,
    readme_table,
    untimed,
    usage,
)
from bot.errors import UserError
from bot.locales import languages
from bot.model import Audience, ItemState, Moment, SectionName, Status
from bot.phrases import phrase

SEVERITIES = ("SEV1", "SEV2", "SEV3", "SEV4")
ROLES = ("commander", "deputy", "communications", "scribe")
HALF_HOUR = timedelta(minutes=30)
PERMALINK = "https://example.slack.com/archives/C1/p1707494100000100"


def read(text: str) -> Command:
    """The command of a text, with the default severities and roles."""
    return parse(text, severities=SEVERITIES, roles=ROLES)


def refusal(text: str) -> UserError:
    """The error that a text is refused with."""
    with pytest.raises(UserError) as refused:
        read(text)
    return refused.value


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", Panel()),
        (" \u200b\n", Panel()),
        ("open", Open()),
        ("open SEV1", Open(severity="SEV1")),
        ("open SEV1 \u200b", Open(severity="SEV1")),  # nothing to see is no title
        ("open Checkout is down", Open(title="Checkout is down")),
        ("OPEN sev1 Checkout", Open(severity="SEV1", title="Checkout")),
        ("declare sev-1: Checkout", Open(severity="SEV1", title="Checkout")),
        ("new sev 1 Checkout", Open(severity="SEV1", title="Checkout")),
        ("open [SEV1] - Checkout", Open(severity="SEV1", title="Checkout")),
        ("open severity 2 Checkout", Open(severity="SEV2", title="Checkout")),
        ("open SEV1 -", Open(severity="SEV1", title="-")),
        ("open 🔥🔥", Open(title="🔥🔥")),
        ("open a\n b\u00a0 c", Open(title="a b c")),
        ("open 5 nodes are down", Open(title="5 nodes are down")),
        ("open Severity of alerts is wrong", Open(title="Severity of alerts is wrong")),
        ("open Sevilla is offline", Open(title="Sevilla is offline")),
        ("open " + "&amp;" * 150, Open(title="&amp;" * 150)),  # counted as people read it
        ("open Checkout --private", Open(title="Checkout", private=True)),
        (
            "open SEV1 —private Checkout",
            Open(severity="SEV1", title="Checkout", private=True),
        ),  # a phone's dash
        ("open Job fails with --force", Open(title="Job fails with --force")),
        ("adopt", Adopt()),
        ("adopt SEV2 Slow search", Adopt(severity="SEV2", title="Slow search")),
        (
            "adopt <https://x.slack.com/archives/C1/p1707494100000100?a=1&amp;b=2> SEV2 Slow search",
            Adopt(
                severity="SEV2",
                title="Slow search",
                start="https://x.slack.com/archives/C1/p1707494100000100?a=1&b=2",
            ),
        ),
        ("status Identified", SetStatus(status=Status.IDENTIFIED)),
        ("“status” monitoring", SetStatus(status=Status.MONITORING)),
        ("severity sev-2", SetSeverity(severity="SEV2")),
        ("severity 2", SetSeverity(severity="SEV2")),
        ("title New\n title", SetTitle(title="New title")),
    ],
)
def test_declaring(text: str, expected: Command) -> None:
    """An incident is declared, adopted and described."""
    assert expected == read(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("update", Update()),
        ("update INC-12", Update(incident=12)),
        ("update All good", Update(text="All good")),
        ("update: a\n  b &amp; <@U1|ann>", Update(text="a\n  b &amp; <@U1|ann>")),
        ("update\u00a0Failing over, next 30m", Update(text="Failing over", next=HALF_HOUR)),
        ("update Failing over next in 30 min", Update(text="Failing over", next=HALF_HOUR)),
        ("update Failing over. Next update in 30 min.", Update(text="Failing over.", next=HALF_HOUR)),
        ("update Failing over (next: 30m)", Update(text="Failing over", next=HALF_HOUR)),
        ("update next 30m", Update(next=HALF_HOUR)),
        ("update We watch the next 30 minutes", Update(text="We watch the next 30 minutes")),
        ("update Node 3 is next", Update(text="Node 3 is next")),
        ("update next 30m are critical", Update(text="next 30m are critical")),
        ("update In context 30m", Update(text="In context 30m")),
        (
            "update Expect the next update in 30 min",
            Update(text="Expect the next update in 30 min", next=HALF_HOUR),
        ),
        ("note Pager fired", Note(text="Pager fired")),
        ("note at 14:05 rolled back", Note(text="14:05 rolled back", timed=True)),
        ("note at 25:99 rolled back", Note(text="25:99 rolled back", timed=True)),  # refused by bot.times
        ("note at least two nodes", Note(text="at least two nodes")),
        ("notice INC-3 at noon Told all", Notice(incident=3, text="noon Told all", timed=True)),
        ("moment began at 14:05", SetMoment(moment=Moment.BEGAN, typed="14:05")),
        ("moment Started 10 minutes ago", SetMoment(moment=Moment.BEGAN, typed="10 minutes ago")),
        ("moment ended: at now", SetMoment(moment=Moment.ENDED, typed="now")),
        ("impact Half of all orders", WriteSection(section=SectionName.IMPACT, text="Half of all orders")),
        ("cause A full disk", WriteSection(section=SectionName.CAUSE, text="A full disk")),
        ("fix A larger disk", WriteSection(section=SectionName.FIX, text="A larger disk")),
        ("snooze 30m waiting", Snooze(duration=HALF_HOUR, reason="waiting")),
        ("snooze for 30 minutes: waiting", Snooze(duration=HALF_HOUR, reason="waiting")),
        ("resolve", Resolve()),
        ("resolve #inc-12: All good", Resolve(incident=12, text="All good")),
        ("resolve 12 nodes are back", Resolve(text="12 nodes are back")),
        ("reopen It is back", Reopen(reason="It is back")),
        ("cancel INC-4 A test", Cancel(incident=4, reason="A test")),
    ],
)
def test_reporting(text: str, expected: Command) -> None:
    """Updates, notes, moments, sections and the ends of an incident."""
    assert expected == read(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("role commander <@U1|ann>", AssignRole(role="commander", user="U1")),
        ("role Comms", AssignRole(role="communications")),
        ("role incident commander me", AssignRole(role="commander")),
        ("role scribe: <@W2>", AssignRole(role="scribe", user="W2")),
        ("handover to <@U1>", Handover(user="U1")),
        ("handover INC-2 <@U1|ann>", Handover(incident=2, user="U1")),
        ("action Alert on lag", AddItem(text="Alert on lag")),
        ("action Alert on lag <@U1> by 1 March", AddItem(text="Alert on lag", owner="U1", due="1 March")),
        ("action Alert on lag, by Friday <@U1>", AddItem(text="Alert on lag", owner="U1", due="Friday")),
        ("action Cut it by 10%", AddItem(text="Cut it by 10%")),
        ("action Ask <@U1> about it", AddItem(text="Ask <@U1> about it")),
        ("action 2x capacity", AddItem(text="2x capacity")),
        ("action 3 in progress", SetItemState(number=3, state=ItemState.IN_PROGRESS)),
        ("action INC-4 #3 Done", SetItemState(incident=4, number=3, state=ItemState.COMPLETED)),
        ("action 3 won’t do", SetItemState(number=3, state=ItemState.WONT_DO)),
        ("action 3 wont-do", SetItemState(number=3, state=ItemState.WONT_DO)),
        ("actions", ShowItems()),
        ("actions INC-4", ShowItems(incident=4)),
    ],
)
def test_people(text: str, expected: Command) -> None:
    """Roles and remediation items."""
    assert expected == read(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("timeline", ShowTimeline()),
        ("summary inc-12", ShowSummary(incident=12)),
        ("summary <#C1|inc-12-checkout-is-down>", ShowSummary(incident=12)),
        ("summary #inc-12-checkout-is-down", ShowSummary(incident=12)),
        ("brief 12", ShowBrief(incident=12)),
        ("list", ListIncidents()),
        ("stats", ShowStats()),
        ("stats 90d", ShowStats(period=timedelta(days=90))),
        ("find disk full", Find(words="disk full")),
        ("help", Help()),
        ("?", Help()),
        ("help Declare", Help(verb="open")),
        ("doctor", Doctor()),
        (f"redact <{PERMALINK}> a password", Redact(permalink=PERMALINK, reason="a password")),
        (
            f"redact <{PERMALINK}?thread_ts=1.2&amp;cid=C1|here> a password",
            Redact(permalink=f"{PERMALINK}?thread_ts=1.2&cid=C1", reason="a password"),
        ),
        ("postmortem", ShowPostmortem()),
        ("post-mortem 12 md", ShowPostmortem(incident=12, format=DocumentFormat.MARKDOWN)),
        (
            "postmortem html pt_br customer INC-12",
            ShowPostmortem(
                incident=12, edition=Audience.CUSTOMER, language="pt-BR", format=DocumentFormat.HTML
            ),
        ),
    ],
)
def test_asking(text: str, expected: Command) -> None:
    """Looking things up and looking after the record."""
    assert expected == read(text)


@pytest.mark.parametrize(
    ("text", "key", "params"),
    [
        ("open SEV9 x", "severity_in_title", {"typed": "SEV9"}),
        ("open P1 x", "severity_in_title", {"typed": "P1"}),
        ("open s3", "severity_in_title", {"typed": "s3"}),
        ("open severity12 x", "severity_in_title", {"typed": "severity12"}),
        ("adopt sev-7 x", "severity_in_title", {"typed": "sev-7"}),
        ("adopt SEVX x", "severity_in_title", {"typed": "SEVX"}),  # copied from a template
        ("open " + "x" * 151, "title_too_long", {"length": 151, "limit": 150}),
        ("open Salaries --privat", "extra_words", {"typed": "--privat"}),
        ("open INC-12", "already_open", {"id": "INC-12"}),
        ("status resolved", "status_ended", {"verb": "resolve"}),
        ("status idntified", "status_nearest", {"nearest": "identified"}),
        ("status purple", "status_unknown", {"typed": "purple"}),
        ("status identified now", "extra_words", {"typed": "now"}),
        ("severity P1", "severity_unknown", {"severities": "SEV1, SEV2, SEV3, SEV4"}),
        ("severity SEV1 please", "extra_words", {"typed": "please"}),
        ("update a next 0m", "duration_range", {"typed": "0m", "shortest": "1s", "longest": "30d"}),
        ("update x next 0m", "duration_range", {"typed": "0m", "shortest": "1s", "longest": "30d"}),
        ("update x next 99999h", "duration_range", {"typed": "99999h"}),
        ("update x next -5m", "duration_unreadable", {"typed": "-5m"}),
        ("update INC-99999999999 x", "incident_number", {"typed": "99999999999"}),
        ("update INC-0 x", "incident_number", {"typed": "0"}),
        ("moment resolved at 14:05", "moment_own", {"moment": phrase("moment.resolved"), "verb": "resolve"}),
        ("moment mitigted at 14:05", "moment_nearest", {"nearest": "mitigated"}),
        ("moment lunch at noon", "moment_unknown", {"typed": "lunch"}),
        ("moment began at", "text_needed", {"verb": "moment"}),
        ("snooze waiting", "snooze_duration", {"typed": "waiting"}),
        ("snooze 30m", "snooze_reason", {"length": "30m"}),
        ("update x next banana", "next_unreadable", {"typed": "next banana"}),
        ("update x, next: 45", "next_unreadable", {"typed": "next: 45"}),
        ("update x next 45 mni", "next_unreadable", {"typed": "next 45 mni"}),
        ("update Next update tomorrow", "next_unreadable", {"typed": "Next update tomorrow"}),
        ("update x. Next update in a bit", "next_unreadable", {"typed": "Next update in a bit"}),
        ("action x @nobody", "person_unknown", {"typed": "@nobody"}),
        ("action x @nobody by Friday", "person_unknown", {"typed": "@nobody"}),
        ("action x @nobody by nonsense", "date_unreadable", {"typed": "nonsense"}),
        ("action x <@U1> by nonsense", "date_unreadable", {"typed": "nonsense"}),
        ("action x by Fridy", "date_unreadable", {"typed": "Fridy"}),
        ("action x by 31st", "date_unreadable", {"typed": "31st"}),
        ("role pilot", "role_unknown", {"roles": ", ".join(ROLES)}),
        ("role <@U1>", "role_unknown", {"typed": "@U1"}),
        ("role scribe @ann", "person_unknown", {"typed": "@ann"}),
        ("role scribe <!subteam^S1|@oncall>", "person_unknown", {"typed": "@oncall"}),
        ("handover @ann", "person_unknown", {"typed": "@ann"}),
        ("handover <@U1> now", "extra_words", {"typed": "now"}),
        ("action 3 soon", "item_state_unknown", {"typed": "soon"}),
        ("action 3", "text_needed", {"verb": "action"}),
        ("action <@U1> by Friday", "text_needed", {"verb": "action"}),
        ("stats 90", "duration_unreadable", {"typed": "90"}),
        ("stats 0d", "duration_range", {"typed": "0d"}),
        ("stats 9999999d", "duration_range", {"typed": "9999999d", "longest": "3660d"}),
        ("postmortem klingon", "postmortem_option", {"typed": "klingon"}),
        ("postmortem en de", "extra_words", {"typed": "de"}),
        ("postmortem INC-1 INC-2", "extra_words", {"typed": "INC-2"}),
        ("redact https://example.com/ x", "permalink", {"typed": "https://example.com/"}),
        ("summary of it", "extra_words", {"typed": "of it", "usage": "summary [INC-N]"}),
        ("list <!channel>", "extra_words", {"typed": "@channel"}),  # nobody is pinged by an answer
        ("INC-12 resolve", "command_first", {"id": "INC-12"}),
        ("udpate x", "unknown_command", {"nearest": "update", "usage": "update TEXT [next 45m]"}),
        ("help udpate", "unknown_command", {"nearest": "update"}),
        ("fixed it", "unknown_command", {"nearest": "resolve"}),  # only a command resolves
        ("database is down", "unknown_command_help", {"typed": "database"}),
    ],
)
def test_refusals(text: str, key: str, params: dict[str, object]) -> None:
    """What is not understood is refused with its reason, and never ignored."""
    error = refusal(text)
    assert (f"error.{key}", params) == (error.key, {name: error.params[name] for name in params})


NEEDY = (
    "title severity status note notice moment impact cause fix role handover action snooze "
    "reopen cancel find redact"
)


@pytest.mark.parametrize(
    "text",
    [
        "update We call the next customer",
        "update Rolled back, retry next week",
        "update What we try next is a restart",
        "update The next 3 nodes are restarted",
        "update We restart the next 3 nodes",
        "update We post the next update tomorrow",
        "update Restarting next 3 at once, then next batch.",
        "update Node 3 is next",
        "action Cut the start-up time by 10%",
        "action Do it by hand",
        "action Restart them one by one",
        "action Write to root@example.com",
    ],
)
def test_prose_is_no_slip(text: str) -> None:
    """Words that only resemble a time, a date or a person stay in the text."""
    command = read(text)
    assert text.partition(" ")[2] == getattr(command, "text", None)


def test_titles_turn_no_writing_around() -> None:
    """What would show the words after a title backwards is left out of it."""
    assert Open(title="pay slip down") == read("open pay\u202e slip\u2066 down")


def test_at_that_may_have_meant_a_time() -> None:
    """The word after ``at`` is told back when it is no usual one, and so are words that try to be a time."""
    texts = ["at banana we saw it", "at least two", "at peak load", "Rolled back at noon", "at"]
    assert ["banana", None, None, None, None] == [untimed(text) for text in texts]
    tries = ["at last Friday it broke", "at this morning it broke", "at a few minutes ago it broke"]
    assert ["last Friday", "this morning", "a few minutes ago"] == [untimed(text) for text in tries]
    assert [None, None] == [untimed(text) for text in ("at last it works", "at one customer's site")]


@pytest.mark.parametrize("verb", NEEDY.split())
def test_text_is_needed(verb: str) -> None:
    """A verb that needs words and has none answers with its usage; only open and update have a modal."""
    error = refusal(verb)
    expected = ("error.text_needed", {"verb": verb, "usage": usage(verb)})
    assert expected == (error.key, error.params)


@pytest.mark.parametrize("text", ["timeline", "summary", "brief", "actions", "list", "doctor"])
def test_extra_words_are_refused(text: str) -> None:
    """A verb that takes no words refuses them with its usage."""
    assert "error.extra_words" == refusal(f"{text} everything").key


def test_other_severities_and_roles() -> None:
    """Severities and roles are the settings', whatever they are called."""
    command = parse("open p1 Slow", severities=["P1", "P2"], roles=[])
    assert Open(severity="P1", title="Slow") == command
    assert AssignRole(role="Customer liaison", user="U1") == parse(
        "role customer liaison <@U1>", severities=[], roles=["Customer liaison"]
    )
    assert SetSeverity(severity="critical") == parse("severity Critical", severities=["critical"], roles=[])


@pytest.mark.parametrize(
    "spec", [spec for spec in TABLE if spec.reach is Reach.INCIDENT], ids=lambda s: s.verb
)
def test_every_verb_about_an_incident_takes_its_id(spec: CommandSpec) -> None:
    """Commands about one incident work anywhere with an ID after the verb."""
    arguments = {
        "status": "identified", "severity": "SEV1", "moment": "began at noon", "role": "scribe", "handover": "<@U1>",
        "snooze": "30m x", "timeline": "", "summary": "", "brief": "", "actions": "", "postmortem": "",
    }  # fmt: skip
    command = read(f"{spec.verb} INC-12 {arguments.get(spec.verb, 'x')}")
    assert 12 == getattr(command, "incident", None)


PROSE = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=80)


@given(PROSE)
def test_prose_is_kept_as_typed(words: str) -> None:
    """A note's text is what was typed, whatever it is made of."""
    text = f"x {words} x"
    assert Note(text=text) == read(f"note {text}")


@given(st.sampled_from(sorted({name for spec in TABLE for name in (spec.verb, *spec.aliases)})), PROSE)
def test_any_text_is_a_command_or_refused(verb: str, words: str) -> None:
    """Whatever follows a verb, the answer is a command or a sentence for the person."""
    try:
        read(f"{verb} {words}")
    except UserError as error:
        assert error.key.startswith("error.")  # noqa: PT017


@pytest.mark.parametrize(
    "text",
    [
        "update a" + " " * 20_000 + "b",
        "update " + "next " * 4_000,
        "update next " + "1h " * 5_000 + "x",
        "action " + "<@U1> " * 3_000 + "x",
        "action " + "by Friday " * 3_000 + "x",
        "open " + "--x " * 200,
    ],
)
def test_long_texts_cost_little(text: str) -> None:
    """No text keeps the parser busy: the whole bot would wait for it."""
    started = time.process_time()
    try:
        read(text)
    except UserError as error:
        assert error.key in ("error.title_too_long", "error.next_unreadable")  # noqa: PT017
    assert time.process_time() - started < 1


def test_names_are_unique() -> None:
    """No two verbs or aliases share a name, and no word that people try is one."""
    names = [name for spec in TABLE for name in (spec.verb, *spec.aliases, *spec.tried)]
    assert sorted(set(names)) == sorted(names)


def test_languages_are_the_settings() -> None:
    """A post-mortem can be asked for in every language the settings allow."""
    assert set() == set(languages()) - set(LANGUAGES)


def test_readme_table_has_a_row_for_each_verb() -> None:
    """The README's table is made from the table of commands, with the catalogue's words."""
    texts = {"help.column_command": "command", "help.column_does": "does", "help.also": "(also {names})"}
    lines = readme_table(lambda key: texts.get(key, f"<{key}>")).splitlines()
    assert ["| command | does |", "|---|---|"] == lines[:2]
    assert "| `open [SEV] TITLE` (also `declare`, `new`) | <help.open> |" == lines[2]
    assert "| `action TEXT [@owner] [by DATE]`, `action N STATE` | <help.action> |" in lines
    assert r"| `status investigating\|identified\|monitoring` | <help.status> |" in lines
    assert len(TABLE) + 2 == len(lines)


def test_error_carries_its_sentence() -> None:
    """A refusal is a key and parameters, for the catalogue to word."""
    error = UserError("error.time_unreadable", typed="25:99")
    assert ("error.time_unreadable", {"typed": "25:99"}) == (error.phrase.key, error.phrase.params)
