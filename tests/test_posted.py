"""What apps say in text, blocks and attachments, and what people say."""

from __future__ import annotations

from typing import Any

import pytest

from bot.messages import read_message


def read(**raw: Any) -> str:
    """The text of an app's message."""
    return read_message("C1", {"ts": "1707494100.000100", "bot_id": "B1", **raw}, lambda place: "").text


ATTACHED = {
    "title": "High error rate",
    "title_link": "https://grafana.example.com/d/1",
    "text": "p95 4s on db-7",
    "fields": [{"title": "Severity", "value": "critical"}],
    "fallback": "High error rate: p95 4s on db-7",
}
SHOWN = "<https://grafana.example.com/d/1|High error rate>\np95 4s on db-7\nSeverity: critical"


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ({"text": "Grafana alert", "attachments": [ATTACHED]}, f"Grafana alert\n{SHOWN}"),
        ({"text": "", "attachments": [ATTACHED]}, SHOWN),
        ({"text": "", "attachments": [{"fallback": "Disk full"}]}, "Disk full"),
        (
            {"text": "Alert", "attachments": [{"pretext": "On eu-1", "text": "Disk full"}]},
            "Alert\nOn eu-1\nDisk full",
        ),
        (
            {
                "text": "Deploy",
                "blocks": [
                    {"type": "header", "text": {"type": "plain_text", "text": "Build 41"}},
                    {"type": "section", "fields": [{"type": "mrkdwn", "text": "*Env:* prod"}]},
                    {"type": "context", "elements": [{"type": "mrkdwn", "text": "by ann"}]},
                ],
            },
            "Deploy\nBuild 41\n*Env:* prod\nby ann",
        ),
        (
            {"text": "ok", "attachments": [{"blocks": [{"type": "section", "text": {"text": "p95 4s"}}]}]},
            "ok\np95 4s",
        ),
    ],
)
def test_an_app_says_it_in_all_its_parts(raw: dict[str, Any], expected: str) -> None:
    """Text, blocks and attachments of an app make one text."""
    assert expected == read(**raw)


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (
            {
                "text": "Build 41 is live on prod",
                "blocks": [
                    {"type": "header", "text": {"text": "Build 41"}},
                    {"type": "section", "text": {"text": "is live on *prod*"}},
                ],
            },
            "Build 41 is live on prod",
        ),
        ({"text": "Disk full", "attachments": [{"text": "Disk full on db-7"}]}, "Disk full on db-7"),
        ({"text": "p95 40s", "attachments": [{"text": "0s"}]}, "p95 40s\n0s"),  # no word of the text
        (
            {"text": "Alert", "attachments": [{"from_url": "https://wiki.example.com", "text": "A page"}]},
            "Alert",
        ),
    ],
)
def test_nothing_is_said_twice(raw: dict[str, Any], expected: str) -> None:
    """What stands in another part is not repeated, and Slack's previews of links are not the app's words."""
    assert expected == read(**raw)


def test_people_say_what_they_typed() -> None:
    """The text of a person's message is theirs alone, whatever Slack attaches to it."""
    raw = {"ts": "1707494100.000100", "user": "U1", "text": "see *this*", "attachments": [{"text": "A page"}]}

    assert "see *this*" == read_message("C1", raw, lambda place: "").text
