"""The pieces of Block Kit that Chronik uses, and how long each may be.

The lengths are Slack's own (docs.slack.dev, "Block Kit"). What is longer is cut here, since Slack refuses a
whole message for one text that is too long.
Pure: no I/O, no clock.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

#: One object of Block Kit, as it is sent.
Block = dict[str, Any]

HEADER = 150
BUTTON = 75
VIEW_TITLE = 24
OPTION = 75
OPTIONS = 100
BOXES = 10
LABEL = 2000
TEXT = 3000
CONFIRM_TITLE = 100
CONFIRM_TEXT = 300
CONFIRM_BUTTON = 30

_MENTION_LIKE = re.compile(r"<(?=[!@#])")
_JOINER = "\N{WORD JOINER}"


def defused(text: str) -> str:
    """Plain text in which nothing reads as a mention for Slack; it looks as it did."""
    return _MENTION_LIKE.sub("<" + _JOINER, text)


def one_line(text: str, limit: int) -> str:
    """Text on one line of at most ``limit`` characters, ending in ``…`` where it was cut."""
    line = defused(" ".join(text.split()))
    return line if len(line) <= limit else line[: limit - 1].rstrip() + "…"


def plain_text(text: str, limit: int) -> Block:
    """A text that Slack does not parse; emoji names in colons are shown as emoji."""
    return {"type": "plain_text", "text": one_line(text, limit) or "–", "emoji": True}


def header(text: str) -> Block:
    """A headline."""
    return {"type": "header", "text": plain_text(text, HEADER)}


def rich_text(parts: Sequence[Block]) -> Block:
    """A block of sections, lists and quotes; a block without any would be refused, so it holds a blank."""
    blank = {"type": "rich_text_section", "elements": [{"type": "text", "text": " "}]}
    return {"type": "rich_text", "elements": list(parts) or [blank]}


def confirmation(title: str, text: str, confirm: str, deny: str) -> Block:
    """What a person is asked before a button counts as pressed."""
    return {
        "title": plain_text(title, CONFIRM_TITLE),
        "text": plain_text(text, CONFIRM_TEXT),
        "confirm": plain_text(confirm, CONFIRM_BUTTON),
        "deny": plain_text(deny, CONFIRM_BUTTON),
    }


def button(
    label: str, action: str, value: str, *, primary: bool = False, confirm: Block | None = None
) -> Block:
    """A button; ``action`` names what pressing it does, ``value`` goes with it; perhaps only once confirmed."""
    style = {"style": "primary"} if primary else {}
    return {
        "type": "button",
        "text": plain_text(label, BUTTON),
        "action_id": action,
        "value": value,
        **style,
        **({"confirm": confirm} if confirm else {}),
    }


def actions(buttons: Iterable[Block]) -> Block:
    """Buttons beside each other."""
    return {"type": "actions", "elements": list(buttons)}


def option(label: str, value: str, description: str = "") -> Block:
    """One choice of a menu."""
    below = {"description": plain_text(description, OPTION)} if description.strip() else {}
    return {"text": plain_text(label, OPTION), "value": value, **below}


def menu(options: Sequence[Block], chosen: str) -> Block:
    """A menu; the option with the value ``chosen`` is preselected, if there is one."""
    offered = list(options)[:OPTIONS]
    initial = [{"initial_option": each} for each in offered if each["value"] == chosen]
    return {"type": "static_select", "action_id": "value", "options": offered, **dict(*initial[:1])}


def radio(options: Sequence[Block], chosen: str) -> Block:
    """A few choices that are all in view; the one with the value ``chosen`` is preselected."""
    initial = next(each for each in options if each["value"] == chosen)
    return {
        "type": "radio_buttons",
        "action_id": "value",
        "options": list(options),
        "initial_option": initial,
    }


def overflow(action: str, options: Sequence[Block]) -> Block:
    """A menu behind three dots, with two to five options; ``action`` names it, the option's value what to do."""
    return {"type": "overflow", "action_id": action, "options": list(options)}


def text_input(typed: str, limit: int, *, multiline: bool = False, focus: bool = False) -> Block:
    """A field to type into, ``typed`` standing in it already."""
    initial = {"initial_value": typed[:limit]} if typed else {}
    return {
        "type": "plain_text_input",
        "action_id": "value",
        "multiline": multiline,
        "max_length": limit,
        "focus_on_load": focus,
        **initial,
    }


def boxes(action: str, options: Sequence[Block]) -> Block:
    """Boxes to tick, at most :data:`BOXES`."""
    return {"type": "checkboxes", "action_id": action, "options": list(options)}


def person_picker() -> Block:
    """A menu of the workspace's people; what is chosen is a user id."""
    return {"type": "users_select", "action_id": "value"}


def date_picker() -> Block:
    """A calendar; what is chosen is an ISO date."""
    return {"type": "datepicker", "action_id": "value"}


def field(name: str, label: str, element: Block, *, hint: str = "", optional: bool = False) -> Block:
    """A labelled field of a form; its ``block_id`` is the field's name."""
    below = {"hint": plain_text(hint, LABEL)} if hint else {}
    return {
        "type": "input",
        "block_id": name,
        "label": plain_text(label, LABEL),
        "element": element,
        "optional": optional,
        **below,
    }
