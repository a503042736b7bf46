"""Cursors: where the next page begins, wrapped so that nobody computes with it."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence
from typing import TypeVar

from bot.sandbox.errors import ApiError

Item = TypeVar("Item")


def page(items: Sequence[Item], cursor: str, size: int) -> tuple[list[Item], str]:
    """``size`` items from where the cursor points, and the next cursor (empty at the end)."""
    start = _decode(cursor) if cursor else 0
    end = start + size
    return list(items[start:end]), encode(f"next:{end}") if end < len(items) else ""


def encode(text: str) -> str:
    """A cursor that carries the text."""
    return base64.b64encode(text.encode()).decode()


def decode(cursor: str) -> str:
    """The text in a cursor; raises ``invalid_cursor`` when it is none."""
    try:
        return base64.b64decode(cursor, validate=True).decode()
    except (binascii.Error, UnicodeDecodeError) as problem:
        raise ApiError("invalid_cursor") from problem


def _decode(cursor: str) -> int:
    kind, _, number = decode(cursor).partition(":")
    if kind != "next" or not number.isdigit():
        raise ApiError("invalid_cursor")
    return int(number)
