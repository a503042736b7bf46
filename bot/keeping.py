"""Which of the bot's messages are kept as they were posted: see ``bot.said``.

Pure: no I/O, no clock.
"""

from __future__ import annotations

from bot.model import Rung
from bot.tellings import Remind, Say, Telling

#: Messages that say something of the record once, and are never rendered anew.
KEPT = frozenset(
    {
        "offer_command",
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

#: Messages that are rendered anew from the record, drafts and files among them, and what says nothing of the record.
RENDERED_ANEW = frozenset(
    {
        "create_channel",
        "invite",
        "show_topic",
        "show_card",
        "pin_card",
        "show_announcement",
        "show_reading",
        "post_draft",
        "upload_draft",
        "remake_draft",
        "revise_echo",
        "revise_said",
        "rename_channel",
        "adopt_channel",
        "arm_dead_man",
        "learn_person",
        "catch_up",
        "fetch_message",
        "review",
        # They edit what is kept as what they leave of it.
        "tidy_offer",
        "tidy_reminder",
    }
)


def is_kept(telling: Telling) -> bool:
    """Whether what is posted of it is kept, so that a text can be removed from it."""
    match telling:
        case Say(entry=entry):
            return not entry
        case Remind(rung=rung):
            return rung is Rung.MANAGERS
    return telling.kind in KEPT
