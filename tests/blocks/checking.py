"""Words for tests of what goes to Slack: its schema and lengths, and what a reader sees."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from jsonschema import Draft7Validator

from bot.blocks import Posting
from bot.blocks.elements import Block

ROOT = Path(__file__).parents[2]
SCHEMA = json.loads((ROOT / "bot/sandbox/data/blocks.schema.json").read_text())

#: Slack refuses a message somewhere above 11,000 characters of blocks.
MOST = 10_000

#: Longest plain text by the key it stands under.
LENGTHS = {
    "header": 150,
    "button": 75,
    "option": 75,
    "description": 75,
    "title": 24,
    "submit": 24,
    "close": 24,
}

_BROADCAST = re.compile(r"<!(?!date\^)")


MESSAGES = Draft7Validator(
    {"items": {"$ref": "#/definitions/KnownBlock"}, "type": "array", "definitions": SCHEMA["definitions"]}
)
MODALS = Draft7Validator({"$ref": "#/definitions/ModalView", "definitions": SCHEMA["definitions"]})


def assert_sendable(posting: Posting) -> None:
    """Slack takes the message, and nobody is notified who must not be."""
    blocks = list(posting.blocks)
    MESSAGES.validate(blocks)
    assert_within_limits(blocks)

    assert len(blocks) <= 50
    assert len(json.dumps(blocks, ensure_ascii=False)) <= MOST
    assert [block["type"] for block in blocks].count("rich_text") == 1
    assert 1 <= len(posting.text) <= 3_900
    assert not _BROADCAST.search(posting.text)


def assert_openable(view: Block) -> None:
    """Slack takes the modal."""
    MODALS.validate(view)
    assert_within_limits(view["blocks"])
    for part in ("title", "submit", "close"):
        if part in view:
            assert 1 <= len(view[part]["text"]) <= LENGTHS[part]

    assert len(view["blocks"]) <= 100
    assert len(view.get("private_metadata", "")) <= 3_000


def assert_within_limits(blocks: list[Block]) -> None:
    """Every text of the blocks is as long as Slack allows, and none of them is a broadcast."""
    for node in _nodes(blocks):
        _assert_lengths(node)
        assert not any(_BROADCAST.search(value) for value in node.values() if isinstance(value, str))


def visible(posting: Posting) -> str:
    """What a reader sees in the message, line by line; instants in UTC."""
    return "\n".join(line for block in posting.blocks for line in _seen(block))


def links(posting: Posting) -> list[str]:
    """The addresses that the message links to, in order."""
    return [node["url"] for node in _nodes(list(posting.blocks)) if node.get("type") == "link"]


def pinged(posting: Posting) -> set[str]:
    """The people whom the message notifies, by its blocks and by its text."""
    users = {node["user_id"] for node in _nodes(list(posting.blocks)) if node.get("type") == "user"}
    return users | set(re.findall(r"<@(\w+)", posting.text))


def buttons(posting: Posting) -> dict[str, str]:
    """The message's buttons: action to value."""
    found = [node for node in _nodes(list(posting.blocks)) if node.get("type") == "button"]
    return {node["action_id"]: node["value"] for node in found}


def _seen(block: Block) -> Iterator[str]:
    match block["type"]:
        case "header":
            yield block["text"]["text"]
        case "rich_text":
            for part in block["elements"]:
                yield "".join(map(_character, part["elements"]))


def _character(element: Block) -> str:
    match element["type"]:
        case "emoji":
            return f":{element['name']}:"
        case "date":
            return str(element["fallback"])
        case "user":
            return f"<@{element['user_id']}>"
        case "channel":
            return f"<#{element['channel_id']}>"
        case _:
            return str(element["text"])


def _nodes(value: Any) -> Iterator[Block]:
    if isinstance(value, dict):
        yield value
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _nodes(inner)


def _assert_lengths(node: Block) -> None:
    match node.get("type"):
        case "header" | "button" as kind:
            assert 1 <= len(node["text"]["text"]) <= LENGTHS[kind]
            assert len(node.get("value", "")) <= 2_000
        case "text" | "link":
            assert 1 <= len(node["text"]) <= 3_000
        case "static_select":
            assert 1 <= len(node["options"]) <= 100
        case "plain_text_input":
            assert len(node.get("initial_value", "")) <= node["max_length"] <= 3_000
        case "rich_text_section" | "rich_text_preformatted":
            assert node["elements"]
        case None if "value" in node:
            _assert_option(node)


def _assert_option(node: Block) -> None:
    assert 1 <= len(node["text"]["text"]) <= LENGTHS["option"]
    assert len(node["value"]) <= 75
    assert len(node.get("description", {"text": ""})["text"]) <= LENGTHS["description"]
