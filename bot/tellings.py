"""What is to be told to Slack: stored with the decision that causes it, delivered after the commit.

Each telling is plain data. Those that show how things *are* (topic, card, announcement) carry no content: they are
rendered from the record at the moment of delivery, so that two of them waiting are one. Those that say what
*happened* (echoes, answers, reminders) carry their phrases. Tellings of one ``lane`` are delivered one after the
other in the order they were decided; lanes do not wait for each other. Pure: no I/O, no clock.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Literal

from pydantic import Discriminator

from bot.afterwards import Afterwards
from bot.curating import Curating
from bot.handovers import Handovers
from bot.looking_up import LookingUp
from bot.model import Rung
from bot.phrases import Phrase
from bot.upkeep import ShowReading, Upkeep


@dataclass(frozen=True, kw_only=True)
class CreateChannel:
    """Make the incident's channel; everything else about the channel follows from its success."""

    incident: int
    #: Where the opener asked, and Slack's address for the answer: the channel's link, or what went wrong.
    asked_in: str = ""
    response_url: str = ""
    kind: Literal["create_channel"] = "create_channel"

    @property
    def lane(self) -> str:
        """One incident's creation waits for nothing else."""
        return f"incident:{self.incident}:channel"


@dataclass(frozen=True, kw_only=True)
class Invite:
    """Bring people (user ids) and user groups (``@handle`` or id) into the incident's channel."""

    incident: int
    people: tuple[str, ...] = ()
    #: As written in the settings; resolved when delivered.
    names: tuple[str, ...] = ()
    kind: Literal["invite"] = "invite"

    @property
    def lane(self) -> str:
        """People that are known by id do not wait for names that have to be looked up."""
        return f"incident:{self.incident}:invite:{'names' if self.names else 'people'}"


@dataclass(frozen=True, kw_only=True)
class ShowTopic:
    """Set the channel's topic to what the incident is now."""

    incident: int
    kind: Literal["show_topic"] = "show_topic"

    @property
    def lane(self) -> str:
        """Topics of one channel, in order."""
        return f"incident:{self.incident}:topic"


@dataclass(frozen=True, kw_only=True)
class ShowCard:
    """Post the incident's card, or edit it in place."""

    incident: int
    kind: Literal["show_card"] = "show_card"

    @property
    def lane(self) -> str:
        """The card is edited without waiting for posts; its first posting is the first in the channel."""
        return f"incident:{self.incident}:card"


@dataclass(frozen=True, kw_only=True)
class PinCard:
    """Pin the card."""

    incident: int
    kind: Literal["pin_card"] = "pin_card"

    @property
    def lane(self) -> str:
        """Behind the card itself."""
        return f"incident:{self.incident}:pin"


@dataclass(frozen=True, kw_only=True)
class ShowAnnouncement:
    """Post the announcement, or edit it in place."""

    incident: int
    kind: Literal["show_announcement"] = "show_announcement"

    @property
    def lane(self) -> str:
        """Announcements of different incidents do not wait for each other."""
        return f"incident:{self.incident}:announcement"


@dataclass(frozen=True, kw_only=True)
class Say:
    """Post lines into the incident's channel; the message becomes the source of ``entry``, if named."""

    incident: int
    lines: tuple[Phrase, ...]
    entry: str = ""
    #: The parent's ``ts``, to say it in a thread.
    thread: str = ""
    #: Who did what is said, and is told so themselves where it is left to the card.
    asker: str = ""
    kind: Literal["say"] = "say"

    @property
    def lane(self) -> str:
        """What is said in a channel keeps its order."""
        return f"incident:{self.incident}:says"


@dataclass(frozen=True, kw_only=True)
class Remind:
    """Remind a channel that the update promised for ``due_at`` is due, unless it has come meanwhile.

    The incident's channel on the rung ``due``, the managers' on ``managers``.
    """

    incident: int
    due_at: datetime
    rung: Rung = Rung.DUE
    kind: Literal["remind"] = "remind"

    @property
    def lane(self) -> str:
        """In order with everything else that is said in the channel."""
        return f"incident:{self.incident}:says"


@dataclass(frozen=True, kw_only=True)
class RemindPerson:
    """Remind one person directly, unless the update has come or they do not want to be reminded."""

    incident: int
    due_at: datetime
    rung: Rung
    user: str
    kind: Literal["remind_person"] = "remind_person"

    @property
    def lane(self) -> str:
        """What one person is told directly, in order."""
        return f"direct:{self.user}"


@dataclass(frozen=True, kw_only=True)
class TidyReminder:
    """Take the buttons off the reminders of a promise that has ended, the channel's and the direct ones."""

    incident: int
    #: The channel's; empty when it was not reminded.
    ts: str
    due_at: datetime
    #: What ended it; ``None`` when a reminder was still on its way then.
    ended: Phrase | None = None
    kind: Literal["tidy_reminder"] = "tidy_reminder"

    @property
    def lane(self) -> str:
        """Edits of reminders, in order."""
        return f"incident:{self.incident}:tidy"


@dataclass(frozen=True, kw_only=True)
class ArmDeadMan:
    """Bring the message that Slack itself will post in line with the promise: armed, re-armed or withdrawn."""

    incident: int
    kind: Literal["arm_dead_man"] = "arm_dead_man"

    @property
    def lane(self) -> str:
        """One at a time."""
        return f"incident:{self.incident}:dead-man"


@dataclass(frozen=True, kw_only=True)
class PostDraft:
    """Post the post-mortem draft into the channel as blocks; in the incident's language unless one is named."""

    incident: int
    language: str = ""
    kind: Literal["post_draft"] = "post_draft"

    @property
    def lane(self) -> str:
        """Behind the echo of what caused it."""
        return f"incident:{self.incident}:says"


@dataclass(frozen=True, kw_only=True)
class UploadDraft:
    """Share the draft as a file in the channel; in the incident's language unless one is named."""

    incident: int
    language: str = ""
    format: Literal["markdown", "html", "json"] = "markdown"
    edition: Literal["internal", "customer"] = "internal"
    #: Of a customer edition: what somebody has confirmed. If the words have changed since, it is not shared.
    digest: str = ""
    kind: Literal["upload_draft"] = "upload_draft"

    @property
    def lane(self) -> str:
        """Behind the posted draft."""
        return f"incident:{self.incident}:says"


@dataclass(frozen=True, kw_only=True)
class ShowPreview:
    """Show the customer edition to one person, with what was left out, and the button that hands it out."""

    incident: int
    user: str
    channel: str
    language: str
    format: Literal["markdown", "html", "json"] = "markdown"
    response_url: str = ""
    kind: Literal["show_preview"] = "show_preview"

    @property
    def lane(self) -> str:
        """As answers: it waits only for earlier answers to the same person."""
        return f"person:{self.user}"


@dataclass(frozen=True, kw_only=True)
class Press:
    """A button that goes with an answer."""

    label: Phrase
    action: str
    value: str


@dataclass(frozen=True, kw_only=True)
class Answer:
    """An answer that only one person sees, in the channel where they asked."""

    user: str
    channel: str
    lines: tuple[Phrase, ...]
    #: Slack's address for answers to a command or button, good for 30 minutes; empty for forms.
    response_url: str = ""
    #: The parent's ``ts`` when they asked in a thread.
    thread: str = ""
    button: Press | None = None
    kind: Literal["answer"] = "answer"

    @property
    def lane(self) -> str:
        """People who wait come first: answers wait only for earlier answers to the same person."""
        return f"person:{self.user}"


@dataclass(frozen=True, kw_only=True)
class LearnPerson:
    """Ask Slack for a person's name, zone and locale, since documents name people."""

    user: str
    kind: Literal["learn_person"] = "learn_person"

    @property
    def lane(self) -> str:
        """No two people wait for each other."""
        return f"learn:{self.user}"


@dataclass(frozen=True, kw_only=True)
class CatchUp:
    """Read back one page of the incident's channel, or of one of its threads, and queue what comes after it."""

    incident: int
    #: Where Slack says the page begins; empty for the first.
    cursor: str = ""
    #: Where the page before ended, as a ``ts``, so that nothing between two pages goes unseen.
    edge: str = ""
    #: The parent's ``ts``; empty for the channel itself.
    thread: str = ""
    #: Pages of the channel that are older than this ``ts`` are not read; empty: all are.
    until: str = ""
    kind: Literal["catch_up"] = "catch_up"

    @property
    def lane(self) -> str:
        """One page after the other, of all incidents: Slack allows hardly one a second. Nothing else waits for them."""
        return "history"


@dataclass(frozen=True, kw_only=True)
class FetchMessage:
    """Read one message that somebody marked and that no event has told of."""

    incident: int
    ts: str
    kind: Literal["fetch_message"] = "fetch_message"

    @property
    def lane(self) -> str:
        """No two messages wait for each other."""
        return f"incident:{self.incident}:message:{self.ts}"


Telling = (
    CreateChannel
    | Invite
    | ShowTopic
    | ShowCard
    | PinCard
    | ShowAnnouncement
    | Say
    | Remind
    | RemindPerson
    | Afterwards
    | Handovers
    | LookingUp
    | TidyReminder
    | ArmDeadMan
    | PostDraft
    | UploadDraft
    | ShowPreview
    | Upkeep
    | Answer
    | Curating
    | LearnPerson
    | CatchUp
    | FetchMessage
)

#: For pydantic: which telling a stored row is.
StoredTelling = Annotated[Telling, Discriminator("kind")]

#: Two of these waiting for the same incident are one: they show how things are when they are delivered.
SHOWING = (ShowTopic, ShowCard, ShowAnnouncement, ArmDeadMan, ShowReading)
