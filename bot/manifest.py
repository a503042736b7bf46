"""The app manifest for both modes, from one source: what Chronik asks of a workspace, and why.

``manifest.yml`` beside the packages is ``as_yaml(manifest("socket"))``.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, Literal
from urllib.parse import urlsplit

Manifest = dict[str, Any]

EVENTS_PATH = "/slack/events"

#: Each bot scope and what it is for.
SCOPES: Mapping[str, str] = {
    "commands": "/incident",
    "app_mentions:read": "a mention of the bot runs a command, in threads too",
    "chat:write": "the card, updates, echoes, reminders, answers",
    "channels:manage": "creates the incident's channel, sets its topic, invites",
    "channels:read": "names and members of channels",
    "channels:history": "what is said in incident channels, and whether an own post whose answer was lost is there",
    "channels:join": "announces in public channels it is no member of",
    "groups:read": "a private channel that is adopted",
    "groups:history": "what is said in it",
    "groups:write": "sets its topic, invites",
    "im:write": "opens the direct message in which somebody is reminded",
    "im:history": "whether a direct reminder whose answer was lost is there",
    "users:read": "names and time zones",
    "usergroups:read": "whom @oncall invites",
    "pins:write": "pins the card",
    "pins:read": "a native pin puts a message on the timeline",
    "reactions:read": "a reaction puts a message on the timeline",
    "files:write": "hands over the post-mortem as a file",
    "files:read": "images of the timeline stand in the HTML page",
}

#: Those of them that a workspace may decline; what they are for is then left out.
OPTIONAL_SCOPES = ("files:read",)

#: Each subscribed event and the scope without which Slack does not send it.
EVENTS: Mapping[str, str] = {
    "message.channels": "channels:history",
    "app_mention": "app_mentions:read",
    "message.groups": "groups:history",
    "reaction_added": "reactions:read",
    "reaction_removed": "reactions:read",
    "pin_added": "pins:read",
    "pin_removed": "pins:read",
    "member_joined_channel": "channels:read",
}

#: Each message shortcut by its callback id: its name in Slack's menu (24 characters), and what it does.
SHORTCUTS: Mapping[str, tuple[str, str]] = {
    "add_to_timeline": (
        "Add to timeline",
        "Put this message on the incident's timeline; correct its time and text",
    ),
    "make_item": ("Make it an action item", "Make this message a remediation item with owner and date"),
    "tried": ("Tried / ruled out", "Say that this is being tried, was ruled out, worked or was decided"),
    "adopt": ("This is where it began", "Make this channel an incident's, from this message on"),
    "redact": ("Redact", "Remove this message's text from the incident's record"),
}


class ManifestError(ValueError):
    """The manifest cannot be made; the message says why, for the operator."""


def manifest(
    mode: Literal["socket", "http"], *, url: str | None = None, command: str = "/incident"
) -> Manifest:
    """The manifest as Slack's schema has it.

    ``url`` is the bot's address, with or without the path ``/slack/events``; only ``http`` has one.
    Raises ``ManifestError`` when it is missing, superfluous or not https.
    """
    if mode == "socket" and url is not None:
        raise ManifestError("Socket Mode has no address: leave out --url, or choose the http mode.")
    request_url = _request_url(url) if mode == "http" else None
    addressed = {"request_url": request_url} if request_url else {}
    return {
        "display_information": {
            "name": "Chronik",
            "description": "Runs an incident from the first slash command to the post-mortem.",
            "background_color": "#1f2933",
        },
        "features": {
            "app_home": {
                "home_tab_enabled": False,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": True,
            },
            "shortcuts": [
                {"name": name, "type": "message", "callback_id": shortcut, "description": description}
                for shortcut, (name, description) in SHORTCUTS.items()
            ],
            "bot_user": {"display_name": "chronik", "always_online": True},
            "slash_commands": [_slash_command(command, request_url)],
        },
        "oauth_config": {"scopes": {"bot": list(SCOPES), "bot_optional": list(OPTIONAL_SCOPES)}},
        "settings": {
            "event_subscriptions": {**addressed, "bot_events": list(EVENTS)},
            "interactivity": {"is_enabled": True, **addressed},
            "org_deploy_enabled": False,
            "socket_mode_enabled": mode == "socket",
            "token_rotation_enabled": False,
        },
    }


def as_yaml(value: Manifest) -> str:
    """The manifest as YAML, each scope with what it is for."""
    return "".join(f"{line}\n" for line in _lines(value, ""))


def _lines(value: Any, indent: str) -> Iterator[str]:
    """A text in JSON's quotes is the same text in YAML, so that only the nesting is left to write."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _headed(f"{indent}{key}:", inner, indent)
    else:
        for inner in value:
            yield from _item(inner, indent)


def _headed(head: str, inner: Any, indent: str) -> Iterator[str]:
    if isinstance(inner, (dict, list)):
        yield head
        yield from _lines(inner, f"{indent}  ")
    else:
        yield f"{head} {json.dumps(inner)}"


def _item(inner: Any, indent: str) -> Iterator[str]:
    if isinstance(inner, dict):
        first, *rest = _lines(inner, f"{indent}  ")
        yield f"{indent}- {first.lstrip()}"
        yield from rest
    else:
        reason = SCOPES.get(inner)
        yield f"{indent}- {json.dumps(inner)}" + (f"  # {reason}" if reason else "")


def _slash_command(command: str, request_url: str | None) -> Manifest:
    return {
        "command": command,
        **({"url": request_url} if request_url else {}),
        "description": "Declare an incident, keep its record, write its post-mortem",
        "usage_hint": "open SEV2 Checkout is down | update | resolve | help",
        # Mentions arrive with their ids; a bare @name could not be resolved.
        "should_escape": True,
    }


def _request_url(url: str | None) -> str:
    if url is None:
        raise ManifestError("The http mode needs --url, the bot's address: https://HOST.")
    try:
        parts = urlsplit(url)
    except ValueError:
        parts = urlsplit("")
    if parts.scheme != "https" or not parts.hostname:
        raise ManifestError(f"{url} is not an https address. Slack sends only to https://HOST{EVENTS_PATH}.")
    if parts.query or parts.fragment:
        raise ManifestError(f"{url} has more than a host and a path. Expected https://HOST{EVENTS_PATH}.")
    base = parts.path.rstrip("/").removesuffix(EVENTS_PATH)
    return f"https://{parts.netloc}{base}{EVENTS_PATH}"
