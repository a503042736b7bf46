"""Elements of HTML and SVG: the one place where text becomes markup, escaped exactly once.

Pure: no I/O, no clock.
"""

from __future__ import annotations

from collections.abc import Iterable

from markupsafe import Markup, escape

from bot.export.inline import clean

DOCTYPE = Markup("<!DOCTYPE html>\n")

_VOID = frozenset({"br", "img", "meta"})


def element(name: str, *content: str, **attributes: str | float) -> Markup:
    """An element; content that is no markup yet is escaped.

    Attributes: ``class_`` is written ``class``, ``aria_label`` is ``aria-label``; empty ones are left out.
    """
    written = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{text(value if isinstance(value, str) else f"{value:g}")}"'
        for key, value in attributes.items()
        if value != ""
    )
    end = "" if name in _VOID else f"</{name}>"
    # Names come from the callers' own code; content and values have been escaped.
    return Markup(f"<{name}{written}>{joined(content)}{end}")  # noqa: S704


def joined(parts: Iterable[str], between: str = "") -> Markup:
    """The parts in a row, those escaped that are no markup yet."""
    return text(between).join([text(part) for part in parts])


def text(words: str) -> Markup:
    """Words as markup: cleaned of control characters and escaped, unless they are markup already."""
    return words if isinstance(words, Markup) else escape(clean(words))
