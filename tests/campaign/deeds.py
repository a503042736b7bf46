"""What people did, as they would tell it afterwards; the oracle holds the record, the channel and the draft to it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from bot.model import EntryKind
from bot.sandbox import Delivery


@dataclass(kw_only=True)
class Said:
    """A message, with all its texts in their order."""

    channel: str
    ts: str
    author: str
    texts: list[str]
    deleted: bool = False
    #: The second in which it was last edited; Slack dates edits no finer, so two in one cannot be told apart.
    edited: int = 0
    #: Who has which mark on it now: user and the emoji's name, or ``pin``.
    marks: set[tuple[str, str]] = field(default_factory=set)


@dataclass(kw_only=True)
class Typed:
    """A command or a form, as one person sent it; sent again after a failure it is another."""

    user: str
    #: Where it was typed.
    channel: str
    #: The channel of the incident that it is about; empty for an opening.
    about: str
    #: What it puts on the timeline.
    kind: EntryKind
    #: A word that nothing else contains; empty where the command takes no words.
    word: str = ""
    #: What it sets, for a status or a severity.
    value: str = ""
    #: Whether it tells of an earlier time.
    backdated: bool = False
    #: Its place among all sendings and acknowledgements.
    sent: int = 0
    acknowledged: int | None = None
    #: The bot's clock at both.
    sent_at: datetime | None = None
    acknowledged_at: datetime | None = None
    delivery: Delivery | None = None

    def before(self, other: Typed) -> bool:
        """Whether it was certainly asked first: in the same channel, and acknowledged before the other was sent."""
        return (
            self.channel == other.channel and self.acknowledged is not None and self.acknowledged < other.sent
        )
