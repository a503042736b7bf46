"""Offering somebody the command: tellings like those of ``bot.tellings``, and part of them.

Pure: no I/O, no clock.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, kw_only=True)
class OfferCommand:
    """Show one person directly how the incident stands, and have them accept or decline its command."""

    incident: int
    offer: str
    user: str
    kind: Literal["offer_command"] = "offer_command"

    @property
    def lane(self) -> str:
        """What one person is told directly, in order."""
        return f"direct:{self.user}"


@dataclass(frozen=True, kw_only=True)
class TidyOffer:
    """Leave of an offer what became of it, without its buttons."""

    incident: int
    offer: str
    kind: Literal["tidy_offer"] = "tidy_offer"

    @property
    def lane(self) -> str:
        """Edits of one incident's offers, in order."""
        return f"incident:{self.incident}:offers"


Handovers = OfferCommand | TidyOffer
