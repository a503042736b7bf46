"""What people did, as they would tell it afterwards; the oracle holds the record, the channel and the draft to it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from bot.model import Correction, Entry, EntryKind
from bot.sandbox import Delivery


@dataclass(kw_only=True)
class Said:
    """A message, with all its texts in their order."""

    channel: str
    ts: str
    author: str
    texts: list[str]
    deleted: bool = False
    #: Who has which mark on it now: user and the emoji's name, or ``pin``.
    marks: set[tuple[str, str]] = field(default_factory=set)
    #: Slack's clock when it was put on last, for reactions.
    marked_at: dict[tuple[str, str], datetime] = field(default_factory=dict)


@dataclass(kw_only=True)
class Sent:
    """What one person sent to the bot."""

    #: Its place among all sendings and acknowledgements.
    sent: int = 0
    acknowledged: int | None = None
    #: Slack's clock at both.
    sent_at: datetime | None = None
    acknowledged_at: datetime | None = None
    delivery: Delivery | None = None


@dataclass(kw_only=True)
class Corrected(Sent):
    """A correction of a note, as one person sent it."""

    user: str
    #: Of the incident, where the page is.
    channel: str
    #: The word of the deed that the note came from.
    about: str
    kind: str
    #: The moment at which the page was asked for that it was made on.
    begun: int
    #: A word that nothing else contains, of a new text.
    word: str = ""
    #: The new time.
    at: datetime | None = None
    #: What was chosen in the menu, or with the button.
    value: str = ""
    #: Whether the form came back because the note had changed meanwhile, and was left at that.
    offered_again: bool = False

    def made(self, correction: Correction) -> bool:
        """Whether the correction is what it asks for."""
        before, after = correction.before, correction.after
        if self.user != correction.by:
            return False
        if self.word:
            return self.word in after.text and self.word not in before.text
        if self.at is not None:
            return after.at == self.at != before.at
        if self.value in ("remove", "restore"):
            return after.removed is (self.value == "remove") is not before.removed
        return after.audience == self.value != before.audience


@dataclass(kw_only=True)
class Typed(Sent):
    """A command or a form, as one person sent it; sent again after a failure it is another."""

    user: str
    #: Where it was typed.
    channel: str
    #: The channel of the incident that it is about; empty for an opening.
    about: str
    #: What it puts on the timeline; None for what only asks.
    kind: EntryKind | None
    #: A word that nothing else contains; empty where the command takes no words.
    word: str = ""
    #: What it sets, for what takes one of several: see :func:`value_of`.
    value: str = ""
    #: Whether it came with another in one form, so that nobody is told when it changes nothing.
    rides: bool = False
    #: Whether it tells of an earlier time.
    backdated: bool = False

    def before(self, other: Typed) -> bool:
        """Whether it was certainly asked first: in the same channel, and acknowledged before the other was sent."""
        return (
            self.channel == other.channel and self.acknowledged is not None and self.acknowledged < other.sent
        )

    def became(self, entry: Entry) -> bool:
        """Whether the entry is what became of it, going by its word."""
        tied = self.kind is entry.kind and self.word in entry.text
        # An item's new state is told with the words that the item was added with.
        return bool(self.word) and tied and "state" not in entry.data


def value_of(entry: Entry) -> str:
    """What an entry sets, as :attr:`Typed.value` says it; empty where people's words say all."""
    data = entry.data
    match entry.kind:
        case EntryKind.STATUS | EntryKind.SEVERITY:
            return data["to"]
        case EntryKind.ROLE:
            return f"{data['role']} {data['holder']}"
        case EntryKind.MOMENT:
            return data["moment"]
        case EntryKind.SECTION:
            return data["section"]
        case EntryKind.ITEM if "state" in data:
            return f"{data['number']} {data['state']}"
        case _:
            return ""
