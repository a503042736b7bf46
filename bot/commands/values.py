"""The commands as values: what is left of a typed text once nothing about it is in doubt.

``incident`` is the number of ``INC-12`` when one was typed, else ``None``: the incident of the current
channel. Prose stays in Slack's escaped form, as it was typed, only trimmed. People are Slack user ids.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from bot.model import Audience, ItemState, Moment, SectionName, Status


class DocumentFormat(StrEnum):
    """In which form is a post-mortem handed over?"""

    MARKDOWN = "markdown"
    HTML = "html"
    JSON = "json"
    CANVAS = "canvas"


@dataclass(frozen=True, kw_only=True)
class Panel:
    """Nothing was typed: the panel in an incident's channel, the declare modal elsewhere."""


@dataclass(frozen=True, kw_only=True)
class Open:
    """Declare an incident; without a title, open the modal with what is known."""

    #: As the settings spell it; ``None`` when none was typed.
    severity: str | None = None
    #: One line of at most 150 characters.
    title: str | None = None
    private: bool = False


@dataclass(frozen=True, kw_only=True)
class Adopt:
    """Make the current channel an incident's channel."""

    severity: str | None = None
    title: str | None = None
    #: The web address of the message at which it began, not escaped; ``None``: the first in the channel.
    start: str | None = None


@dataclass(frozen=True, kw_only=True)
class Update:
    """A status update; without a text, open the modal."""

    incident: int | None = None
    text: str | None = None
    #: Until the next update, 1 second to 30 days; ``None``: the severity's cadence.
    next: timedelta | None = None


@dataclass(frozen=True, kw_only=True)
class SetStatus:
    """Change the status; never to an ended one."""

    incident: int | None = None
    status: Status


@dataclass(frozen=True, kw_only=True)
class SetSeverity:
    """Change the severity."""

    incident: int | None = None
    #: As the settings spell it.
    severity: str


@dataclass(frozen=True, kw_only=True)
class SetTitle:
    """Change the title: one line of at most 150 characters."""

    incident: int | None = None
    title: str


@dataclass(frozen=True, kw_only=True)
class AssignRole:
    """Give a role to somebody."""

    incident: int | None = None
    #: As the caller of ``parse`` named it.
    role: str
    #: ``None``: the person who typed.
    user: str | None = None


@dataclass(frozen=True, kw_only=True)
class Handover:
    """Offer the command of the incident to somebody."""

    incident: int | None = None
    user: str


@dataclass(frozen=True, kw_only=True)
class Note:
    """A timeline entry."""

    incident: int | None = None
    #: When ``timed``, it starts with the time (the ``at`` is gone): ``bot.times.leading_time`` splits it.
    text: str
    timed: bool = False


@dataclass(frozen=True, kw_only=True)
class Notice:
    """What customers were told; ``text`` and ``timed`` as in :class:`Note`."""

    incident: int | None = None
    text: str
    timed: bool = False


@dataclass(frozen=True, kw_only=True)
class SetMoment:
    """Set a key moment; never ``declared`` or ``resolved``."""

    incident: int | None = None
    moment: Moment
    #: A time for ``bot.times.parse_time``.
    typed: str


@dataclass(frozen=True, kw_only=True)
class WriteSection:
    """Fill a section of the post-mortem."""

    incident: int | None = None
    section: SectionName
    text: str


@dataclass(frozen=True, kw_only=True)
class AddItem:
    """A new remediation item."""

    incident: int | None = None
    text: str
    owner: str | None = None
    #: A date for ``bot.times.parse_date``.
    due: str | None = None


@dataclass(frozen=True, kw_only=True)
class SetItemState:
    """Change a remediation item's state; ``number`` counts from 1 within the incident."""

    incident: int | None = None
    number: int
    state: ItemState


@dataclass(frozen=True, kw_only=True)
class ShowItems:
    """Show the remediation items."""

    incident: int | None = None


@dataclass(frozen=True, kw_only=True)
class ShowTimeline:
    """Show the timeline with its edit buttons."""

    incident: int | None = None


@dataclass(frozen=True, kw_only=True)
class ShowSummary:
    """Show the manager's summary."""

    incident: int | None = None


@dataclass(frozen=True, kw_only=True)
class ShowBrief:
    """Show what changed since the asker last looked."""

    incident: int | None = None


@dataclass(frozen=True, kw_only=True)
class Snooze:
    """A new promise with a reason."""

    incident: int | None = None
    #: As typed; the severity says what is allowed.
    duration: timedelta
    reason: str


@dataclass(frozen=True, kw_only=True)
class Resolve:
    """End the incident."""

    incident: int | None = None
    text: str | None = None


@dataclass(frozen=True, kw_only=True)
class Reopen:
    """Open an ended incident again."""

    incident: int | None = None
    reason: str


@dataclass(frozen=True, kw_only=True)
class Cancel:
    """Mark a false alarm."""

    incident: int | None = None
    reason: str


@dataclass(frozen=True, kw_only=True)
class ShowPostmortem:
    """Hand over the draft; what is ``None`` takes its default."""

    incident: int | None = None
    edition: Audience | None = None
    #: One of ``LANGUAGES``.
    language: str | None = None
    format: DocumentFormat | None = None


@dataclass(frozen=True, kw_only=True)
class ListIncidents:
    """Show the open incidents, or those of them that fit everything that is named."""

    #: As the settings spell it.
    severity: str | None = None
    #: Never an ended one.
    status: Status | None = None
    #: Only those that are the asker's business.
    mine: bool = False


@dataclass(frozen=True, kw_only=True)
class ShowStats:
    """Show counts, times and promise-keeping of the last so many days."""

    #: ``None``: the default period.
    period: timedelta | None = None


@dataclass(frozen=True, kw_only=True)
class Find:
    """Search; ``words`` in Slack's escaped form."""

    words: str


@dataclass(frozen=True, kw_only=True)
class Redact:
    """Remove a message's or an entry's text from the record."""

    #: A web address, not escaped.
    permalink: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class Help:
    """Explain one command, or all."""

    #: A verb of ``TABLE``.
    verb: str | None = None


@dataclass(frozen=True, kw_only=True)
class Doctor:
    """A health report for administrators."""


Command = (
    Panel | Open | Adopt | Update | SetStatus | SetSeverity | SetTitle | AssignRole | Handover | Note | Notice
    | SetMoment | WriteSection | AddItem | SetItemState | ShowItems | ShowTimeline | ShowSummary | ShowBrief | Snooze
    | Resolve | Reopen | Cancel | ShowPostmortem | ListIncidents | ShowStats | Find | Redact | Help | Doctor
)  # fmt: skip

#: The languages of a post-mortem.
LANGUAGES = ("en", "de", "fr", "es", "pt-BR", "it", "ja", "ko")
