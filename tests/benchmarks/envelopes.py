"""Prepared Socket Mode envelopes, as Slack sends them, with the weight of real ones."""

from __future__ import annotations

import itertools
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]

TEAM = "T0BENCH"
AUTHORS = [f"U{number:08}" for number in range(20)]
WORDS = "The checkout answers slowly again; p99 of <https://example.com/cart|cart> is at 4.2 s & rising"


@dataclass(frozen=True)
class Envelope:
    """One envelope, ready to be sent."""

    id: str
    text: str


@dataclass
class Writer:
    """Writes envelopes about messages that nobody else has written before.

    ``channels`` are those of the incidents; messages go to each in turn.
    """

    channels: Sequence[str]
    #: The first message's second; each of the following ones is a second later.
    start: int = 1_700_000_000
    _count: itertools.count[int] = field(default_factory=itertools.count)

    def messages(self, count: int) -> list[Json]:
        """So many new messages, as events."""
        return [self._message(next(self._count)) for _ in range(count)]

    def _message(self, number: int) -> Json:
        text = f"{WORDS} ({number})"
        words = {"type": "rich_text_section", "elements": [{"type": "text", "text": text}]}
        ts = f"{self.start + number}.{number % 1_000_000:06}"
        return {
            "type": "message",
            "user": AUTHORS[number % len(AUTHORS)],
            "client_msg_id": f"5f0c2f5e-7a39-4b8e-9c1d-{number:012}",
            "ts": ts,
            "text": text,
            "team": TEAM,
            "blocks": [{"type": "rich_text", "block_id": f"b{number}", "elements": [words]}],
            "channel": self.channels[number % len(self.channels)],
            "event_ts": ts,
            "channel_type": "channel",
        }


def edited(event: Json) -> Json:
    """The event that its author has edited that message."""
    ts = f"{int(event['ts'].partition('.')[0]) + 60}.000000"
    text = event["text"] + ", as of now"
    return _changed(event, {"text": text, "edited": {"user": event["user"], "ts": ts}}, ts)


def unfurled(event: Json) -> Json:
    """The event that Slack has shown what that message links to."""
    shown = [{"id": 1, "title": "Cart", "from_url": "https://example.com/cart", "fallback": "Cart"}]
    return _changed(event, {"attachments": shown}, event["ts"])


def _changed(event: Json, changes: Json, ts: str) -> Json:
    before = {
        name: value for name, value in event.items() if name not in ("channel", "channel_type", "event_ts")
    }
    return {
        "type": "message",
        "subtype": "message_changed",
        "message": before | changes,
        "previous_message": before,
        "channel": event["channel"],
        "hidden": True,
        "ts": ts,
        "event_ts": ts,
        "channel_type": "channel",
    }


_ids = "00000000-0000-4000-8000-{:012x}".format


@dataclass
class Post:
    """Puts events and commands into envelopes; no two carry the same ids."""

    address: str
    _count: itertools.count[int] = field(default_factory=lambda: itertools.count(1))

    def event(self, event: Json) -> Envelope:
        """An event of the Events API."""
        number = next(self._count)
        payload = {
            "token": "benchmark",
            "team_id": TEAM,
            "context_team_id": TEAM,
            "context_enterprise_id": None,
            "api_app_id": "A0BENCH",
            "event": event,
            "type": "event_callback",
            "event_id": f"Ev{number:010}",
            "event_time": int(event["event_ts"].partition(".")[0]),
            "authorizations": [
                {
                    "enterprise_id": None,
                    "team_id": TEAM,
                    "user_id": "U0BOT",
                    "is_bot": True,
                    "is_enterprise_install": False,
                }
            ],
            "is_ext_shared_channel": False,
            "event_context": f"4-bench-{number}",
        }
        retried = {"retry_attempt": 0, "retry_reason": ""}
        return self._envelope(number, "events_api", payload, accepts_response_payload=False, **retried)

    def command(self, text: str, channel: str) -> Envelope:
        """``/incident`` with that text."""
        number = next(self._count)
        payload = {
            "token": "benchmark",
            "team_id": TEAM,
            "team_domain": "bench",
            "channel_id": channel,
            "channel_name": "incident",
            "user_id": AUTHORS[0],
            "user_name": "ann",
            "command": "/incident",
            "text": text,
            "api_app_id": "A0BENCH",
            "is_enterprise_install": "false",
            "response_url": f"{self.address}/response",
            "trigger_id": f"{number}.bench",
        }
        return self._envelope(number, "slash_commands", payload, accepts_response_payload=True)

    def _envelope(self, number: int, kind: str, payload: Json, **more: Any) -> Envelope:
        envelope_id = _ids(number)
        return Envelope(
            envelope_id,
            json.dumps({"envelope_id": envelope_id, "payload": payload, "type": kind, **more}),
        )
