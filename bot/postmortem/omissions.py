"""What a customer edition leaves out, and why. Pure: no I/O, no clock."""

from __future__ import annotations

from dataclasses import dataclass

from bot.postmortem.document import Source
from bot.privacy import Reason


@dataclass(frozen=True, kw_only=True)
class Omission:
    """One thing that was left out."""

    #: The key of the section that it stood in; ``title`` for the title.
    section: str
    reason: Reason
    #: As it stands in the record, for readers inside.
    what: str
    sources: tuple[Source, ...] = ()
