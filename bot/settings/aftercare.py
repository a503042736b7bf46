"""What is asked for after an incident, and what the managers are told of again and again."""

from __future__ import annotations

from datetime import time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from bot.aftercare import Rhythm, Rules
from bot.settings.kinds import Duration, TimeOfDay
from bot.settings.table import Table


class After(Table):
    """The time after an incident."""

    #: So long after the resolution the post-mortem is asked for, then weekly; nothing: never.
    postmortem: Duration = timedelta(days=1)
    #: Whether the owners of remediation items are reminded, the day before they are due and the day after.
    items: bool = True

    #: Whether whoever resolves is shown messages that look like key moments.
    suggestions: bool = True
    #: Whether people are asked what the record of a resolved incident does not say.
    questions: bool = True

    def rules(self, zone: str) -> Rules:
        """These settings as the core knows them; ``zone`` counts for people whose own is not known."""
        return Rules(post_mortem=self.postmortem, items=self.items, zone=ZoneInfo(zone))


class Digest(Table):
    """The digest in the managers' channel."""

    #: Empty: never; each week: on Mondays.
    every: Literal["day", "week", ""] = ""
    #: By the clocks of ``zones.working``.
    at: TimeOfDay = "09:00"

    def rhythm(self, zone: str) -> Rhythm | None:
        """When it comes, by the clocks of that zone; ``None``: never."""
        if not self.every:
            return None
        return Rhythm(every=self.every, at=time.fromisoformat(self.at), zone=ZoneInfo(zone))
