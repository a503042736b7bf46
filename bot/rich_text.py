"""Slack's ``rich_text`` blocks as text in its escaped form, for messages of apps that have nothing else.

Lists, quotes, code and styles come out as Slack itself writes them where it gives both.
Pure: no I/O, no clock.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from bot.text import escape

Element = Mapping[str, Any]

_BULLETS = ("•", "◦", "▪︎")
_STYLES = {"code": "`", "strike": "~", "italic": "_", "bold": "*"}


def written(block: Element) -> str:
    """The text of a ``rich_text`` block; what this version does not know is left out."""
    return "\n".join(part for element in block.get("elements", ()) if (part := _part(element)))


def _part(element: Element) -> str:
    inner: Sequence[Element] = element.get("elements", ())
    match element.get("type"):
        case "rich_text_section":
            return _line(inner)
        case "rich_text_preformatted":
            return f"```\n{''.join(map(_bare, inner))}\n```"
        case "rich_text_quote":
            return "\n".join(f"&gt; {line}" for line in _line(inner).split("\n"))
        case "rich_text_list":
            return "\n".join(_items(element, inner))
    return ""


def _items(element: Element, items: Sequence[Element]) -> list[str]:
    depth = int(element.get("indent", 0))
    is_counted, first = element.get("style") == "ordered", int(element.get("offset", 0)) + 1
    return [
        "    " * depth
        + (f"{number}." if is_counted else _BULLETS[min(depth, len(_BULLETS) - 1)])
        + f" {_line(item.get('elements', ()))}"
        for number, item in enumerate(items, start=first)
    ]


def _line(elements: Sequence[Element]) -> str:
    return "".join(map(_styled, elements))


def _styled(element: Element) -> str:
    text = _bare(element)
    style = element.get("style") or {}
    # Marks beside a blank would be read as characters.
    core = text.strip()
    if not core or element.get("type") not in ("text", "link"):
        return text
    before, _, after = text.partition(core)
    for name, mark in _STYLES.items():
        core = f"{mark}{core}{mark}" if style.get(name) else core
    return f"{before}{core}{after}"


def _bare(element: Element) -> str:
    write = _WRITERS.get(str(element.get("type")))
    return write(element) if write else ""


def _link(element: Element) -> str:
    label = element.get("text")
    return f"<{escape(element['url'])}|{escape(label)}>" if label else f"<{escape(element['url'])}>"


def _emoji(element: Element) -> str:
    tone = element.get("skin_tone")
    return f":{element['name']}{f'::skin-tone-{tone}' if tone else ''}:"


def _date(element: Element) -> str:
    fallback = escape(str(element.get("fallback", "")))
    return f"<!date^{element['timestamp']}^{element.get('format', '{date} {time}')}|{fallback}>"


_WRITERS: Mapping[str, Callable[[Element], str]] = {
    "text": lambda element: escape(str(element.get("text", ""))),
    "link": _link,
    "user": lambda element: f"<@{element['user_id']}>",
    "channel": lambda element: f"<#{element['channel_id']}>",
    "usergroup": lambda element: f"<!subteam^{element['usergroup_id']}>",
    "broadcast": lambda element: f"<!{element['range']}>",
    "emoji": _emoji,
    "date": _date,
}
