"""The health report: what is found in the facts, and how it is asked for."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.answers import findings, marked, report, worst
from bot.doctor import Backlog, Condition, Examination, Level, SlackSide, State
from bot.examining import idle
from bot.locales import Catalogues
from bot.manifest import EVENTS, SCOPES
from bot.postmortem.names import visible
from bot.sandbox import Sandbox
from bot.settings import Settings
from storage.condition import condition
from storage.migrations import upgrade
from storage.store import Database
from tests.scenarios.conftest import started
from tests.test_run import output

NOW = datetime(2024, 2, 7, 1, 30, tzinfo=UTC)
WELL = Examination(
    at=NOW,
    slack=SlackSide(url="https://example.slack.com/", scopes=frozenset(SCOPES), socket_trouble=""),
    record=Condition(level=Level.CURRENT, commit=timedelta(milliseconds=2), heard_at=NOW),
)


def said(examination: Examination, *settings: str) -> list[str]:
    """The report as the command line prints it, without what is fine."""
    catalogue = Catalogues("en").official
    found = findings(examination, list(SCOPES), settings)
    return [visible(catalogue.spans(marked(each)), {}) for each in found if each.state is not State.FINE]


def test_all_is_well() -> None:
    """Where nothing is wrong, every line is fine, and the verdict comes first."""
    found = findings(WELL, list(SCOPES), ())
    assert ([], State.FINE) == (said(WELL), worst(found))
    assert "doctor.all_fine" == report(found)[0].key


@pytest.mark.parametrize(
    ("slack", "line"),
    [
        (
            {"scopes": frozenset(SCOPES) - {"pins:read"}},
            "❌ The scope pins:read is missing. What needs it: pins. Add it to the app and install it again.",
        ),
        ({"scopes": None}, "⚠️ Slack did not say which scopes the app has."),
        ({"trouble": "invalid_auth"}, "❌ Slack could not be asked with SLACK_BOT_TOKEN (invalid_auth)."),
        (
            {"ahead": timedelta(minutes=-3)},
            "⚠️ This machine's clock is 3 min behind Slack's. Slack's counts; please set this one.",
        ),
        (
            {"socket_trouble": "not_allowed_token_type"},
            "❌ Socket Mode could not be asked for with SLACK_APP_TOKEN (not_allowed_token_type).",
        ),
        (
            {"socket_trouble": None},
            "❌ There is neither SLACK_APP_TOKEN nor SLACK_SIGNING_SECRET: Slack cannot deliver anything.",
        ),
    ],
)
def test_slacks_side(slack: dict[str, object], line: str) -> None:
    """Each trouble with tokens, scopes, clock and delivery has its line, and says what to do."""
    assert WELL.slack is not None
    assert [line] == said(replace(WELL, slack=replace(WELL.slack, **slack)))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("record", "line"),
    [
        (
            {"level": Level.NEWER},
            "❌ A newer version of Chronik has used this database; please run that one.",
        ),
        (
            {"commit": timedelta(milliseconds=400)},
            "⚠️ The database takes 400 ms to commit; every acknowledgement waits for that.",
        ),
        (
            {"undone": Backlog(count=1, since=NOW - timedelta(minutes=5))},
            "❌ One request has been waiting to be worked on for 5 min.",
        ),
        ({"refused": 2}, "⚠️ 2 messages could not be told within the last day; the log says why."),
        ({"heard_at": None}, "⚠️ Nothing was ever heard from Slack: no command, no click, no message."),
    ],
)
def test_the_record(record: dict[str, object], line: str) -> None:
    """Each trouble with the database has its line."""
    assert isinstance(WELL.record, Condition)
    assert [line] == said(replace(WELL, record=replace(WELL.record, **record)))  # type: ignore[arg-type]


def test_a_short_wait_is_fine() -> None:
    """What waits for less than a minute is only on its way."""
    waiting = Backlog(count=3, since=NOW - timedelta(seconds=4))
    assert isinstance(WELL.record, Condition)
    assert [] == said(replace(WELL, record=replace(WELL.record, untold=waiting)))


def test_settings_without_effect() -> None:
    """Settings that something else makes idle are named; the defaults never are."""
    given = {"zones": {"label": "PT"}, "severities": {"SEV1": {"managers": "30m", "days": "Mon-Sun"}}}
    named = idle(Settings.model_validate(given))
    assert ("zones.label", "severities.SEV1.managers", "severities.SEV1.days") == named
    assert () == idle(Settings())


async def test_the_condition_of_a_database(database_url: str) -> None:
    """In a database just made nothing waits, and nothing was heard; a commit takes its time."""
    async with Database.open(database_url) as database:
        await upgrade(database)
        found = await condition(database.transactions, NOW)

    assert Condition(level=Level.CURRENT, commit=found.commit) == found
    assert found.commit > timedelta(0)


async def test_asked_in_slack(sqlite_url: str) -> None:
    """An administrator is told how Slack and the record do; nobody else is."""
    async with started(sqlite_url, permissions={"administrators": ["@ann"]}) as night:
        await night.opens()
        await night.types(night.ann, "doctor")
        told = night.told(night.ann, night.channel)
        await night.types(night.bob, "doctor", night.general)

        assert "Everything works" in told
        assert "One incident is open; Slack itself would remind for 1." in told
        assert "Only administrators can ask for that" in night.told(night.bob)
        assert [] == night.box.violations


async def test_on_the_command_line(tmp_path: Path) -> None:
    """``chronik doctor`` names what is missing, ends with status 1 and makes no tables."""
    scopes = [scope for scope in SCOPES if scope != "files:write"]
    async with Sandbox(bot_events=EVENTS, bot_scopes=scopes, commands=("/incident",)) as box:
        given = {
            "SLACK_BOT_TOKEN": box.bot_token,
            "SLACK_APP_TOKEN": box.app_token,
            "SLACK_API_URL": box.api_url,
        }
        (tmp_path / "chronik.db").touch()
        status, told, _ = await output(tmp_path, "doctor", **given)

    assert 1 == status
    assert "❌ The scope files:write is missing. What needs it: post-mortems as files." in told
    assert "✅ Slack delivers over Socket Mode." in told
    assert "⚠️ The database is empty; chronik run makes its tables." in told
