"""What a person fills in: the state of an element, as Slack writes it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bot.sandbox.block_limits import options_of
from bot.sandbox.blocks import elements_of
from bot.sandbox.errors import ClientRefusal
from bot.sandbox.records import Json
from bot.sandbox.text import rich_text

Value = str | int | Sequence[str] | None

SINGLE = {
    "plain_text_input": ("value", "initial_value"),
    "number_input": ("value", "initial_value"),
    "email_text_input": ("value", "initial_value"),
    "url_text_input": ("value", "initial_value"),
    "datepicker": ("selected_date", "initial_date"),
    "timepicker": ("selected_time", "initial_time"),
    "datetimepicker": ("selected_date_time", "initial_date_time"),
    "users_select": ("selected_user", "initial_user"),
    "channels_select": ("selected_channel", "initial_channel"),
    "conversations_select": ("selected_conversation", "initial_conversation"),
    "multi_users_select": ("selected_users", "initial_users"),
    "multi_channels_select": ("selected_channels", "initial_channels"),
    "multi_conversations_select": ("selected_conversations", "initial_conversations"),
    "static_select": ("selected_option", "initial_option"),
    "radio_buttons": ("selected_option", "initial_option"),
    "overflow": ("selected_option", ""),
    "multi_static_select": ("selected_options", "initial_options"),
    "checkboxes": ("selected_options", "initial_options"),
    "rich_text_input": ("rich_text_value", "initial_value"),
}
STATEFUL = frozenset(SINGLE) - {"overflow"}


def untouched(element: Json) -> Json:
    """The state of an element as the app set it."""
    name, initial = SINGLE[element["type"]]
    value = element.get(initial)
    if value is None and name.endswith("s"):
        value = []
    return {"type": element["type"], name: value}


def filled(element: Json, value: Value) -> Json:
    """The state after a person's choice: text, an option's value (or several), an id, a date."""
    kind = element["type"]
    if kind not in SINGLE:
        raise ClientRefusal(f"nothing can be entered into a {kind}")
    name = SINGLE[kind][0]
    if kind == "rich_text_input":
        return {"type": kind, name: rich_text(str(value))[0] if value else None}
    if name == "selected_option":
        return {"type": kind, name: None if value is None else _option(element, str(value))}
    if name == "selected_options":
        return {"type": kind, name: [_option(element, one) for one in _several(value)]}
    if name.endswith("s"):
        return {"type": kind, name: _several(value)}
    if kind == "plain_text_input":
        _check_length(element, value)
        return {"type": kind, name: None if value in (None, "") else str(value)}
    return {"type": kind, name: value}


def _several(value: Value) -> list[str]:
    if value is None or isinstance(value, int):
        return []
    return [value] if isinstance(value, str) else list(value)


def _option(element: Json, wanted: str) -> Json:
    offered = options_of(element)
    for option in offered:
        if option.get("value") == wanted:
            return option
    raise ClientRefusal(f"no option {wanted!r}; there are {[option.get('value') for option in offered]}")


def _check_length(element: Json, value: Value) -> None:
    length = len(str(value or ""))
    if value and not element.get("min_length", 0) <= length <= element.get("max_length", 3000):
        raise ClientRefusal(f"{element.get('action_id')} does not take {length} characters")


def state(blocks: list[Json]) -> dict[str, Json]:
    """The values of all stateful elements, by block id and action id, as the app set them."""
    values: dict[str, Json] = {}
    for block in blocks:
        for element in elements_of(block):
            if element["type"] in STATEFUL:
                values.setdefault(block["block_id"], {})[element["action_id"]] = untouched(element)
    return values


def empty(value: Json) -> bool:
    """Whether nothing was entered."""
    return all(entry in (None, "", []) for name, entry in value.items() if name != "type")


def find(
    blocks: list[Json], action_id: str, block_id: str | None = None, value: Any = None
) -> tuple[Json, Json]:
    """The block and the interactive element with this action id; buttons may be told apart by their value."""
    seen: list[str] = []
    for block in blocks:
        for element in elements_of(block):
            name = str(element.get("action_id"))
            seen.append(name)
            fits = name == action_id and block_id in (None, block["block_id"])
            if fits and (element["type"] != "button" or value in (None, element.get("value"))):
                return block, element
    raise ClientRefusal(f"there is no {action_id!r} (value {value!r}) here; there are {seen}")
