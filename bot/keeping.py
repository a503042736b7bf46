"""Which of the bot's messages are kept as they were posted: see ``bot.said``.

Pure: no I/O, no clock.
"""

from __future__ import annotations

from bot.model import Rung
from bot.tellings import Remind, Say, Telling

#: Messages that say something of the record once, and are never rendered anew.
_KEPT = frozenset(
    {
        "remind_person",
        "ask_post_mortem",
        "remind_of_item",
        "post_digest",
        "suggest",
        "inquire",
        "show_preview",
        "answer",
        "ask",
        "show_timeline",
        "show_found",
        "show_brief",
        "share",
    }
)


def is_kept(telling: Telling) -> bool:
    """Whether what is posted of it is kept, so that a text can be removed from it."""
    match telling:
        case Say(entry=entry):
            return not entry
        case Remind(rung=rung):
            return rung is Rung.MANAGERS
    return telling.kind in _KEPT
