"""What people typed, chose and ticked, as Slack sends it back.

Pure: no I/O, no clock.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def read_form(view: Mapping[str, Any]) -> dict[str, str]:
    """What was typed or chosen, by field; empty fields are left out. ``view``: as Slack sends it back."""
    state = view.get("state") or {}
    fields = {name: _value(elements) for name, elements in (state.get("values") or {}).items()}
    return {name: value for name, value in fields.items() if value.strip()}


def read_ticked(state: Mapping[str, Any]) -> tuple[str, ...]:
    """The values of all boxes that are ticked in a message. ``state``: as Slack sends it with a button."""
    boxes = [box for block in (state.get("values") or {}).values() for box in block.values()]
    return tuple(option["value"] for box in boxes for option in box.get("selected_options") or ())


def _value(elements: Mapping[str, Any]) -> str:
    for element in elements.values():
        chosen = (element.get("selected_option") or {}).get("value")
        picked = element.get("selected_user") or element.get("selected_date")
        return str(element.get("value") or chosen or picked or "")
    return ""
