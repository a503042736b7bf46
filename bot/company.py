"""The people around an incident: to whom its command is offered, and when each has last seen how it stands.

Pure: values, and the seam that ``storage`` implements, as in ``bot.ports``.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from bot.model import Place


class OfferState(StrEnum):
    """What became of an offer?"""

    OFFERED = "offered"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    #: A newer offer took its place, the command went elsewhere, or the incident ended.
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, kw_only=True)
class Offer:
    """The command of an incident, offered to one person; it is theirs only once they accept."""

    #: The id of the entry that tells of it.
    id: str
    incident: int
    #: Who offers it, and to whom; user ids.
    by: str
    to: str
    at: datetime
    state: OfferState = OfferState.OFFERED
    #: The direct message with the buttons; ``None`` until it is posted.
    card: Place | None = None


class Company(Protocol):
    """The questions and changes, within one transaction; only a change may write."""

    async def offer(self, incident: int, id: str) -> Offer | None:
        """That offer of that incident, whatever became of it."""

    async def open_offer(self, incident: int) -> Offer | None:
        """The offer that is neither answered nor withdrawn; there is one at most."""

    async def keep_offer(self, offer: Offer) -> None:
        """Stores an offer, new or changed."""

    async def looked_at(self, incident: int, person: str, before: datetime) -> datetime | None:
        """When that person last looked at an incident or wrote about it, before that instant; ``None``: never."""

    async def look(self, incident: int, person: str, at: datetime) -> None:
        """Records that a person sees how an incident stands; an earlier look changes nothing."""

    async def marked_since(self, incident: int, since: datetime) -> set[str]:
        """The messages of an incident's channel, by ``ts``, that were put on its timeline after that instant."""
