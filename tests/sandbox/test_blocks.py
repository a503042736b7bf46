"""Block Kit: what Slack would refuse, the workspace refuses, naming the place."""

from __future__ import annotations

import time
from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox import ApiError, Channel
from bot.sandbox.blocks import BlockRules
from tests.sandbox.doubles import refusal

Json = dict[str, Any]


def words(text: str, kind: str = "plain_text") -> Json:
    """A text object."""
    return {"type": kind, "text": text}


def button(**more: Any) -> Json:
    """A button."""
    return {"type": "button", "action_id": "go", "text": words("Go")} | more


def option(value: str = "1", text: str = "One", **more: Any) -> Json:
    """An option."""
    return {"text": words(text), "value": value} | more


def actions(*elements: Json) -> Json:
    """An actions block."""
    return {"type": "actions", "elements": list(elements)}


def section(text: str = "x", **more: Any) -> Json:
    """A section."""
    return {"type": "section", "text": words(text, "mrkdwn")} | more


def entry(element: Json, **more: Any) -> Json:
    """An input block."""
    return {"type": "input", "block_id": "b", "label": words("L"), "element": element} | more


TEXT_INPUT = {"type": "plain_text_input", "action_id": "a"}
CONFIRM = {"title": words("t"), "text": words("x"), "confirm": words("Yes"), "deny": words("No")}
ACCEPTED = [
    section("x" * 3000),
    {"type": "section", "fields": [words("x" * 2000)] * 5},
    {"type": "header", "text": words("x" * 150)},
    {"type": "divider"},
    {"type": "context", "elements": [words("x", "mrkdwn")] * 10},
    {"type": "context", "elements": [{"type": "image", "image_url": "https://e.com/i.png", "alt_text": "i"}]},
    {"type": "image", "image_url": "https://e.com/i.png", "alt_text": "i", "title": words("T")},
    actions(*[button(action_id=f"b{number}", value="x", confirm=CONFIRM) for number in range(25)]),
    actions({"type": "static_select", "action_id": "s", "options": [option()], "initial_option": option()}),
    actions({"type": "overflow", "action_id": "o", "options": [option()] * 5}),
    section(accessory=button(style="danger")),
    entry(TEXT_INPUT),
    {"type": "markdown", "text": "# Title"},
    {"type": "table", "rows": [[{"type": "raw_text", "text": "x"}]]},
]
REFUSED: list[tuple[Any, str]] = [
    ({"type": "banner"}, "/blocks/0"),
    ("text", "/blocks/0"),
    ({"type": "section"}, "/blocks/0"),
    ({"type": "divider", "colour": "red"}, "/blocks/0"),
    (section(""), "/blocks/0/text/text"),
    (section("x" * 3001), "/blocks/0/text/text"),
    ({"type": "section", "fields": [words("x")] * 11}, "/blocks/0/fields"),
    ({"type": "section", "fields": [words("x" * 2001)]}, "/blocks/0/fields/0/text"),
    ({"type": "header", "text": words("x" * 151)}, "/blocks/0/text/text"),
    ({"type": "header", "text": words("x", "mrkdwn")}, "/blocks/0/text/type"),
    ({"type": "context", "elements": []}, "/blocks/0/elements"),
    ({"type": "context", "elements": [words("x")] * 11}, "/blocks/0/elements"),
    (actions(), "/blocks/0/elements"),
    (actions(*[button(action_id=str(number)) for number in range(26)]), "/blocks/0/elements"),
    (actions(button(), button()), "/blocks/0"),
    (actions(button(text=words("x" * 76))), "/blocks/0/elements/0/text/text"),
    (actions(button(text=words("x", "mrkdwn"))), "/blocks/0/elements/0/text/type"),
    (actions(button(value="x" * 2001)), "/blocks/0/elements/0/value"),
    (actions(button(url="https://e.com/" + "x" * 3000)), "/blocks/0/elements/0/url"),
    (actions(button(style="green")), "/blocks/0/elements/0/style"),
    (actions(button(action_id="x" * 256)), "/blocks/0/elements/0/action_id"),
    (
        actions(button(confirm=CONFIRM | {"title": words("x" * 101)})),
        "/blocks/0/elements/0/confirm/title/text",
    ),
    (actions(button(confirm=CONFIRM | {"text": words("x" * 301)})), "/blocks/0/elements/0/confirm/text/text"),
    (actions(button(confirm=CONFIRM | {"deny": words("x" * 31)})), "/blocks/0/elements/0/confirm/deny/text"),
    (actions(TEXT_INPUT), "/blocks/0/elements/0"),
    (
        actions({"type": "overflow", "action_id": "o", "options": [option()] * 6}),
        "/blocks/0/elements/0/options",
    ),
    (
        actions({"type": "checkboxes", "action_id": "o", "options": [option()] * 11}),
        "/blocks/0/elements/0/options",
    ),
    (actions({"type": "static_select", "action_id": "s", "options": []}), "/blocks/0/elements/0/options"),
    (
        actions({"type": "static_select", "action_id": "s", "options": [option()] * 101}),
        "/blocks/0/elements/0/options",
    ),
    (actions({"type": "static_select", "action_id": "s"}), "/blocks/0/elements/0"),
    (
        actions(
            {"type": "static_select", "action_id": "s", "options": [option()], "initial_option": option("2")}
        ),
        "/blocks/0/elements/0",
    ),
    (
        actions({"type": "static_select", "action_id": "s", "options": [option(text="x" * 76)]}),
        "/blocks/0/elements/0/options/0/text/text",
    ),
    (
        actions({"type": "static_select", "action_id": "s", "options": [option("x" * 76)]}),
        "/blocks/0/elements/0/options/0/value",
    ),
    (
        actions(
            {
                "type": "static_select",
                "action_id": "s",
                "options": [option()],
                "placeholder": words("x" * 151),
            }
        ),
        "/blocks/0/elements/0/placeholder/text",
    ),
    (entry(TEXT_INPUT | {"max_length": 3001}), "/blocks/0/element"),
    (entry(TEXT_INPUT | {"initial_value": "x" * 3001}), "/blocks/0/element/initial_value"),
    (entry(TEXT_INPUT, label=words("x" * 2001)), "/blocks/0/label/text"),
    (entry(TEXT_INPUT, hint=words("x" * 2001)), "/blocks/0/hint/text"),
    (entry(button()), "/blocks/0/element"),
    (section(accessory=TEXT_INPUT), "/blocks/0/accessory"),
    (section(block_id="x" * 256), "/blocks/0/block_id"),
    ({"type": "image", "image_url": "https://e.com", "alt_text": "x" * 2001}, "/blocks/0/alt_text"),
    ({"type": "image", "alt_text": "x"}, "/blocks/0"),
    ({"type": "table", "rows": [[{"type": "raw_text", "text": "x"}]] * 101}, "/blocks/0/rows"),
    ({"type": "table", "rows": [[{"type": "raw_text", "text": "x"}] * 21]}, "/blocks/0/rows/0"),
    ({"type": "markdown", "text": "x" * 12_001}, "/blocks/0/text"),
    ({"type": "alert", "text": words("x")}, "/blocks/0/type"),
    (
        {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": [{"type": "text"}]}]},
        "/blocks/0",
    ),
]


@pytest.fixture(scope="module")
def rules() -> BlockRules:
    """The rules, compiled once."""
    return BlockRules()


@pytest.mark.parametrize("block", ACCEPTED, ids=lambda block: str(block["type"]))
def test_accepted(rules: BlockRules, block: Json) -> None:
    """What Slack documents as the most it takes is taken."""
    rules.check_message([block])


@pytest.mark.parametrize(("block", "pointer"), REFUSED, ids=lambda value: str(value)[:60])
def test_refused(rules: BlockRules, block: Any, pointer: str) -> None:
    """What goes beyond is refused with a pointer to it."""
    with pytest.raises(ApiError) as raised:
        rules.check_message([block])
    assert "invalid_blocks" == raised.value.error
    assert any(f"[json-pointer:{pointer}" in message for message in raised.value.messages), (
        raised.value.messages
    )


@pytest.mark.parametrize(
    ("blocks", "error"),
    [
        ([{"type": "divider"}] * 51, "invalid_blocks"),
        ([section(block_id="b"), section(block_id="b")], "invalid_blocks"),
        ([{"type": "table", "rows": [[{"type": "raw_text", "text": "x"}]]}] * 2, "invalid_blocks"),
        ([{"type": "markdown", "text": "x" * 6001}] * 2, "invalid_blocks"),
        ([section("x" * 2700)] * 5, "msg_blocks_too_long"),
    ],
)
def test_refused_together(rules: BlockRules, blocks: list[Json], error: str) -> None:
    """Fifty blocks, unique ids, one table, 12,000 characters of Markdown and about 13,200 in all are the most."""
    with pytest.raises(ApiError, match=error):
        rules.check_message(blocks)


async def test_over_the_wire(client: AsyncWebClient, talk: Channel) -> None:
    """The refusal arrives as Slack writes it."""
    body = await refusal(client.chat_postMessage(channel=talk.id, text="x", blocks=[section("")]))
    message = "must be more than 0 characters [json-pointer:/blocks/0/text/text]"
    assert ("invalid_blocks", [message]) == (body["error"], body["errors"])
    assert [f"[ERROR] {message}"] == body["response_metadata"]["messages"]


def test_fast(rules: BlockRules) -> None:
    """A card of ten blocks is checked in a few milliseconds."""
    blocks = [section("x", accessory=button()), actions(button()), {"type": "divider"}] * 3
    rules.check_message(blocks)
    started = time.perf_counter()
    for _ in range(10):
        rules.check_message(blocks)
    assert time.perf_counter() - started < 0.5


def modal(*blocks: Json, **more: Any) -> Json:
    """A modal."""
    return {"type": "modal", "title": words("T"), "blocks": list(blocks)} | more


@pytest.mark.parametrize(
    ("view", "pointer"),
    [
        (modal(section(), title=words("x" * 25)), "/view/title/text"),
        (modal(section(), title=words("x", "mrkdwn")), "/view/title/type"),
        (modal(section(), submit=words("x" * 25)), "/view/submit/text"),
        (modal(section(), close=words("x" * 25)), "/view/close/text"),
        (modal(section(), private_metadata="x" * 3001), "/view/private_metadata"),
        (modal(section(), callback_id="x" * 256), "/view/callback_id"),
        (modal(section(), colour="red"), "/view"),
        (modal(*[section()] * 101), "/view/blocks"),
        (modal(entry(TEXT_INPUT)), "/view/submit"),
        (modal({"type": "markdown", "text": "x"}), "/view/blocks/0/type"),
        (modal({"type": "table", "rows": [[{"type": "raw_text", "text": "x"}]]}), "/view/blocks/0/type"),
        (modal(section(""), submit=words("Go")), "/view/blocks/0/text/text"),
        (modal(section(block_id="b"), section(block_id="b")), "/view/blocks"),
        (
            modal(
                entry(TEXT_INPUT | {"focus_on_load": True}),
                entry(TEXT_INPUT | {"focus_on_load": True}, block_id="c"),
                submit=words("Go"),
            ),
            "/view/blocks",
        ),
        ({"type": "modal", "blocks": []}, "/view"),
        ({"type": "home", "blocks": []}, "/view/type"),
        ("no view", "/view/type"),
    ],
    ids=lambda value: str(value)[:60],
)
def test_refused_views(rules: BlockRules, view: Any, pointer: str) -> None:
    """A view has its own limits; input blocks need a submit button."""
    with pytest.raises(ApiError) as raised:
        rules.check_view(view, "modal")
    assert "invalid_arguments" == raised.value.error
    assert any(f"[json-pointer:{pointer}" in message for message in raised.value.messages), (
        raised.value.messages
    )


def test_accepted_views(rules: BlockRules) -> None:
    """A modal with an input and a submit button, and a Home tab with a hundred blocks."""
    rules.check_view(modal(entry(TEXT_INPUT), submit=words("x" * 24), title=words("x" * 24)), "modal")
    rules.check_view({"type": "home", "blocks": [section()] * 100}, "home")


def test_view_too_large(rules: BlockRules) -> None:
    """A view of more than 250 kB is refused."""
    with pytest.raises(ApiError, match="view_too_large"):
        rules.check_view(modal(*[section("x" * 2990)] * 90), "modal")
