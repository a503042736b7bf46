"""What is to be told after an incident has ended: tellings like those of ``bot.tellings``, and part of them.

Pure: no I/O, no clock.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from bot.model import ItemReminder


@dataclass(frozen=True, kw_only=True)
class AskPostMortem:
    """Ask one person directly for what the post-mortem lacks, unless it is written or the incident reopened."""

    incident: int
    #: The resolution after which it is asked for; another one has questions of its own.
    resolved_at: datetime
    user: str
    kind: Literal["ask_post_mortem"] = "ask_post_mortem"

    @property
    def lane(self) -> str:
        """What one person is told directly, in order."""
        return f"direct:{self.user}"


@dataclass(frozen=True, kw_only=True)
class RemindOfItem:
    """Remind the owner of a remediation item directly, unless it has been done meanwhile."""

    incident: int
    number: int
    told: ItemReminder
    user: str
    kind: Literal["remind_of_item"] = "remind_of_item"

    @property
    def lane(self) -> str:
        """What one person is told directly, in order."""
        return f"direct:{self.user}"


@dataclass(frozen=True, kw_only=True)
class PostDigest:
    """Tell the managers' channel how incidents stand, and what became of promises between two instants."""

    since: datetime
    until: datetime
    kind: Literal["post_digest"] = "post_digest"

    @property
    def lane(self) -> str:
        """One after the other."""
        return "digest"


@dataclass(frozen=True, kw_only=True)
class Suggest:
    """Show whoever resolved an incident which messages look like key moments and are not on the timeline."""

    incident: int
    user: str
    #: Whether they asked for it, so that they are answered in any case.
    asked: bool = False
    kind: Literal["suggest"] = "suggest"

    @property
    def lane(self) -> str:
        """Behind other answers to the same person."""
        return f"person:{self.user}"


@dataclass(frozen=True, kw_only=True)
class Review:
    """Look at a resolved incident as a careful reader would, and have everybody asked who would know."""

    incident: int
    kind: Literal["review"] = "review"

    @property
    def lane(self) -> str:
        """One incident's reviews do not wait for another's."""
        return f"incident:{self.incident}:review"


@dataclass(frozen=True, kw_only=True)
class Inquire:
    """Ask one person directly what the record does not say, unless it says so meanwhile."""

    incident: int
    user: str
    #: The questions' keys, as in ``bot.careful``.
    questions: tuple[str, ...]
    kind: Literal["inquire"] = "inquire"

    @property
    def lane(self) -> str:
        """What one person is told directly, in order."""
        return f"direct:{self.user}"


Afterwards = AskPostMortem | RemindOfItem | PostDigest | Suggest | Review | Inquire
