"""The app manifest: valid for Slack, and asking for exactly what the code uses."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

import jsonschema
import pytest
import yaml

from bot.gateway import METHODS
from bot.manifest import EVENTS, SCOPES, Manifest, ManifestError, as_yaml, manifest
from bot.settings import Settings

ROOT = Path(__file__).parent.parent
SCHEMA = ROOT / "tests" / "data" / "manifest.schema.json"
KNOWN_METHODS = ROOT / "bot" / "sandbox" / "data" / "methods.json"
REQUEST_URL = "https://chronik.example.com/slack/events"

#: A call by the method's own name, or by the SDK's name for it.
CALL = re.compile(r"""\b(?:api_)?call\(\s*"([a-z]+(?:\.\w+)+)"|(?<!_handler\.)client\.([a-z]+(?:_\w+)+)\(""")


def in_mode(mode: Literal["socket", "http"]) -> Manifest:
    """The manifest of that mode, at an example address."""
    return manifest(mode, url=REQUEST_URL if mode == "http" else None)


def scopes_for(method: str) -> set[str]:
    """The bot scopes of which a Web API method needs one; empty when it needs none."""
    methods: Mapping[str, Any] = json.loads(KNOWN_METHODS.read_text())
    return set(methods[method]["scopes"])


@pytest.mark.parametrize("mode", ["socket", "http"])
def test_slack_takes_the_manifest(mode: Literal["socket", "http"]) -> None:
    """Both forms are valid by Slack's own schema."""
    jsonschema.validate(in_mode(mode), json.loads(SCHEMA.read_text()))


def test_the_file_is_the_socket_mode_form() -> None:
    """``manifest.yml`` is what ``chronik manifest --mode socket`` prints."""
    assert as_yaml(manifest("socket")) == (ROOT / "manifest.yml").read_text()


@pytest.mark.parametrize("mode", ["socket", "http"])
def test_yaml_reads_back(mode: Literal["socket", "http"]) -> None:
    """Its YAML means the same to a YAML reader."""
    assert in_mode(mode) == yaml.safe_load(as_yaml(in_mode(mode)))


def test_the_modes_differ_in_nothing_but_addresses() -> None:
    """The http form is the other one with three addresses and without Socket Mode."""
    http = manifest("http", url=REQUEST_URL)
    addresses = [
        http["features"]["slash_commands"][0].pop("url"),
        http["settings"]["event_subscriptions"].pop("request_url"),
        http["settings"]["interactivity"].pop("request_url"),
    ]
    http["settings"]["socket_mode_enabled"] = True

    assert [REQUEST_URL] * 3 == addresses
    assert manifest("socket") == http


@pytest.mark.parametrize(
    ("url", "request_url"),
    [
        ("https://chronik.example.com", REQUEST_URL),
        ("https://chronik.example.com/", REQUEST_URL),
        (REQUEST_URL, REQUEST_URL),
        (f"{REQUEST_URL}/", REQUEST_URL),
        ("https://example.com:8443/chronik", "https://example.com:8443/chronik/slack/events"),
    ],
)
def test_addresses(url: str, request_url: str) -> None:
    """The address may be given with or without the path that Slack sends to."""
    assert request_url == manifest("http", url=url)["settings"]["interactivity"]["request_url"]


@pytest.mark.parametrize(
    ("mode", "url", "sentence"),
    [
        ("http", None, "The http mode needs --url"),
        ("http", "http://chronik.example.com", "http://chronik.example.com is not an https address."),
        ("http", "chronik.example.com", "chronik.example.com is not an https address."),
        ("http", "https:///slack/events", "https:///slack/events is not an https address."),
        ("http", "https://[", "https://[ is not an https address."),
        ("http", "https://example.com/?a=b", "https://example.com/?a=b has more than a host and a path."),
        ("socket", "https://example.com", "Socket Mode has no address"),
    ],
)
def test_addresses_that_cannot_be(mode: Literal["socket", "http"], url: str | None, sentence: str) -> None:
    """An address that is missing, superfluous or not https is refused in words."""
    with pytest.raises(ManifestError) as refusal:
        manifest(mode, url=url)

    assert str(refusal.value).startswith(sentence)


def test_the_command_is_the_registered_one() -> None:
    """The default of the settings is the command of the manifest, and another name is taken over."""
    assert Settings().command == manifest("socket")["features"]["slash_commands"][0]["command"]
    assert "/sev" == manifest("socket", command="/sev")["features"]["slash_commands"][0]["command"]


def test_mentions_in_commands_arrive_with_ids() -> None:
    """Slack is asked to escape the command's text, since a bare name could not be resolved."""
    assert manifest("socket")["features"]["slash_commands"][0]["should_escape"] is True


def test_every_event_has_its_scope() -> None:
    """Slack sends an event only to an app that has its scope."""
    assert set() == set(EVENTS.values()) - set(SCOPES)


def test_every_call_is_in_the_table_of_methods() -> None:
    """No part of the bot calls a Web API method that the gateway's table does not name."""
    files = [*(ROOT / "bot").rglob("*.py"), *(ROOT / "handlers").rglob("*.py")]
    sources = [file.read_text() for file in files if "sandbox" not in file.parts]
    called = {match[1] or match[2] for source in sources for match in CALL.finditer(source)}

    assert called
    assert set() == called - METHODS - {method.replace(".", "_") for method in METHODS}


@pytest.mark.parametrize("method", sorted(METHODS))
def test_every_method_is_granted(method: str) -> None:
    """For each Web API method that the bot calls, the app has one of the scopes that allow it."""
    allowing = scopes_for(method)

    assert not allowing or allowing & set(SCOPES)


@pytest.mark.parametrize("scope", sorted(SCOPES))
def test_no_scope_is_idle(scope: str) -> None:
    """Each scope is needed by a method, an event or the slash command."""
    needed = {*EVENTS.values(), "commands"}.union(*(scopes_for(method) for method in METHODS))

    assert scope in needed
