"""How channels may be called."""

from __future__ import annotations

import re

from bot.sandbox.errors import ApiError

NAME_LENGTH = 80


def check_channel_name(name: str) -> str:
    """Returns the name, or refuses it with the error that Slack documents for what is wrong."""
    if not name:
        raise ApiError("invalid_name_required")
    if len(name) > NAME_LENGTH:
        raise ApiError("invalid_name_maxlength")
    if re.search(r"[^a-z0-9_-]", name):
        raise ApiError("invalid_name_specials")
    if not re.search(r"[a-z0-9]", name):
        raise ApiError("invalid_name_punctuation")
    return name
