"""Which of the bot's messages are kept, so that texts can be removed from them."""

from __future__ import annotations

from typing import get_args

from bot.keeping import KEPT, RENDERED_ANEW
from bot.tellings import Telling

#: Of these some are kept: what has no entry, and what goes to the managers.
BY_CASE = {"say", "remind"}


def test_every_telling_is_kept_or_rendered_anew() -> None:
    """No kind of telling is forgotten: a text that is removed leaves whatever says it."""
    kinds = {telling.__dataclass_fields__["kind"].default for telling in get_args(Telling)}

    assert kinds == KEPT | RENDERED_ANEW | BY_CASE
    assert set() == KEPT & RENDERED_ANEW
