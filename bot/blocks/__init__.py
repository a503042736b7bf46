"""What people see in Slack: the one place where Block Kit is written.

Values and phrases go in, a :class:`Posting` (a message) or a view (a modal) comes out.
People's own words stand only in ``rich_text`` elements and plain text objects, which Slack does not parse:
they can neither ping anybody nor turn into markup. Only ``phrases.Who(ping=True)`` notifies a person.
Pure: no I/O, no clock.
"""

from __future__ import annotations

from bot.blocks.announcement import announcement
from bot.blocks.card import card
from bot.blocks.forms import (
    declare_form,
    form_errors,
    loading_form,
    message_form,
    update_form,
)
from bot.blocks.messages import lines
from bot.blocks.posting import Posting
from bot.blocks.reading import read_form
from bot.blocks.reminder import reminder
from bot.blocks.topic import topic

__all__ = [
    "Posting",
    "announcement",
    "card",
    "declare_form",
    "form_errors",
    "lines",
    "loading_form",
    "message_form",
    "read_form",
    "reminder",
    "topic",
    "update_form",
]
