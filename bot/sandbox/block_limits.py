"""Lengths and numbers in Block Kit, from the reference pages of docs.slack.dev and the comments of @slack/types."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bot.sandbox.records import Json


@dataclass(frozen=True)
class Limit:
    """``path`` leads to a text or a list, ``*`` to each entry of one; a missing value is no problem here."""

    path: str
    least: int
    most: int


_EVERYWHERE = (Limit("block_id", 1, 255), Limit("action_id", 1, 255))
_CONFIRM = (
    Limit("confirm/title/text", 1, 100),
    Limit("confirm/text/text", 1, 300),
    Limit("confirm/confirm/text", 1, 30),
    Limit("confirm/deny/text", 1, 30),
)
_PLACEHOLDER = Limit("placeholder/text", 1, 150)


def _options(most: int) -> tuple[Limit, ...]:
    return (
        Limit("options", 1, most),
        Limit("options/*/text/text", 1, 75),
        Limit("options/*/value", 1, 75),
        Limit("options/*/description/text", 1, 75),
        Limit("options/*/url", 0, 3000),
    )


_GROUPS = (
    Limit("option_groups", 1, 100),
    Limit("option_groups/*/label/text", 1, 75),
    Limit("option_groups/*/options", 1, 100),
    Limit("option_groups/*/options/*/text/text", 1, 75),
    Limit("option_groups/*/options/*/value", 1, 75),
)
_SELECT = (_PLACEHOLDER, *_CONFIRM)
_VIEW = (
    Limit("title/text", 1, 24),
    Limit("submit/text", 1, 24),
    Limit("close/text", 1, 24),
    Limit("private_metadata", 0, 3000),
    Limit("callback_id", 0, 255),
    Limit("external_id", 0, 255),
)

LIMITS: dict[str, tuple[Limit, ...]] = {
    "modal": _VIEW,
    "home": _VIEW,
    "section": (Limit("text/text", 1, 3000), Limit("fields", 1, 10), Limit("fields/*/text", 1, 2000)),
    "header": (Limit("text/text", 1, 150),),
    "context": (Limit("elements", 1, 10), Limit("elements/*/text", 1, 3000)),
    "actions": (Limit("elements", 1, 25),),
    "input": (Limit("label/text", 1, 2000), Limit("hint/text", 1, 2000)),
    "image": (Limit("image_url", 1, 3000), Limit("alt_text", 1, 2000), Limit("title/text", 1, 2000)),
    "markdown": (Limit("text", 1, 12_000),),
    "table": (Limit("rows", 1, 100), Limit("rows/*", 1, 20), Limit("column_settings", 0, 20)),
    "button": (
        Limit("text/text", 1, 75),
        Limit("value", 0, 2000),
        Limit("url", 0, 3000),
        Limit("accessibility_label", 0, 75),
        *_CONFIRM,
    ),
    "overflow": (*_options(5), *_CONFIRM),
    "radio_buttons": (*_options(10), *_CONFIRM),
    "checkboxes": (*_options(10), *_CONFIRM),
    "static_select": (*_options(100), *_GROUPS, *_SELECT),
    "multi_static_select": (*_options(100), *_GROUPS, *_SELECT),
    "plain_text_input": (_PLACEHOLDER, Limit("initial_value", 0, 3000)),
    "email_text_input": (_PLACEHOLDER,),
    "url_text_input": (_PLACEHOLDER,),
    "number_input": (_PLACEHOLDER,),
    "datepicker": _SELECT,
    "timepicker": _SELECT,
    "datetimepicker": _CONFIRM,
} | {
    f"{prefix}{kind}_select": _SELECT
    for prefix in ("", "multi_")
    for kind in ("users", "conversations", "channels", "external")
}


def length_problems(nodes: list[Json], root: str, *, whole: bool = False) -> list[str]:
    """What is too long, too short or too many; ``whole`` looks at the nodes alone, not at what is inside."""
    found: list[str] = []
    for index, node in enumerate(nodes):
        pointer = root if whole else f"{root}/{index}"
        found += _node(node, pointer)
        if not whole:
            for key, inner in node.items():
                found += _inside(inner, f"{pointer}/{key}")
    return found


def _inside(value: object, pointer: str) -> Iterator[str]:
    if isinstance(value, dict):
        yield from _node(value, pointer)
        for key, inner in value.items():
            yield from _inside(inner, f"{pointer}/{key}")
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _inside(inner, f"{pointer}/{index}")


def _node(node: Json, pointer: str) -> Iterator[str]:
    kind = node.get("type")
    for limit in (*_EVERYWHERE, *LIMITS.get(str(kind), ())):
        for value, place in _values(node, limit.path.split("/"), pointer):
            size = len(value)
            what = "characters" if isinstance(value, str) else "items"
            if size < limit.least:
                yield f"must be more than {limit.least - 1} {what} [json-pointer:{place}]"
            if size > limit.most:
                yield f"must be less than {limit.most + 1} {what} [json-pointer:{place}]"
    if kind in _SPECIAL:
        yield from (f"{problem} [json-pointer:{pointer}]" for problem in _SPECIAL[str(kind)](node))


def _values(node: object, path: list[str], pointer: str) -> Iterator[tuple[str | list[object], str]]:
    if not path:
        if isinstance(node, str | list):
            yield node, pointer
        return
    step, *rest = path
    if step == "*" and isinstance(node, list):
        for index, entry in enumerate(node):
            yield from _values(entry, rest, f"{pointer}/{index}")
    elif isinstance(node, dict) and step in node:
        yield from _values(node[step], rest, f"{pointer}/{step}")


def _section(node: Json) -> Iterator[str]:
    if "text" not in node and "fields" not in node:
        yield "either text or fields must be given"


def _static(node: Json) -> Iterator[str]:
    if ("options" in node) == ("option_groups" in node):
        yield "exactly one of options and option_groups must be given"
    yield from _initial(node)


def _initial(node: Json) -> Iterator[str]:
    offered = list(options_of(node))
    chosen = [
        *node.get("initial_options", []),
        *([node["initial_option"]] if "initial_option" in node else []),
    ]
    if any(option not in offered for option in chosen):
        yield "the initial option must be one of the options"


def options_of(node: Json) -> list[Json]:
    """All options that an element offers, those in groups included."""
    return [
        *node.get("options", []),
        *(o for group in node.get("option_groups", []) for o in group["options"]),
    ]


def _text_input(node: Json) -> Iterator[str]:
    least, most = node.get("min_length", 0), node.get("max_length", 3000)
    if not 0 <= least <= 3000 or not 1 <= most <= 3000 or least > most:
        yield "min_length and max_length must lie between 0 and 3000"


def _required_choice(node: Json) -> Iterator[str]:
    if not node.get("max_selected_items", 1) >= 1:
        yield "max_selected_items must be at least 1"
    yield from _initial(node)


_SPECIAL = {
    "section": _section,
    "static_select": _static,
    "multi_static_select": _static,
    "radio_buttons": _initial,
    "checkboxes": _required_choice,
    "plain_text_input": _text_input,
}
