"""The reminder that the promised update is due.

Pure: no I/O, no clock.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from bot.blocks.elements import button
from bot.blocks.inline import Writer
from bot.blocks.posting import Posting, posting
from bot.locales import Catalogue
from bot.model import Incident, Role
from bot.phrases import When, Who, phrase


def reminder(
    incident: Incident,
    who: str | None,
    due_at: datetime,
    catalogue: Catalogue,
    names: Mapping[str, str],
    command: str = "/incident",
) -> Posting:
    """Notifies ``who`` (user id; ``None``: the :func:`responsible`) of the update due at ``due_at``."""
    person = Who(user=who or responsible(incident), ping=True)
    writer = Writer(catalogue=catalogue, names=names)
    said = (
        phrase("reminder.due", who=person, when=When(at=due_at)),
        phrase("reminder.how", command=command),
    )
    return posting(
        map(writer.spans, said),
        writer,
        buttons=(button(catalogue.text("button.update"), "update", str(incident.number), primary=True),),
    )


def responsible(incident: Incident) -> str:
    """Who owes the update: communications, else the commander, else whoever opened the incident."""
    roles = incident.roles
    return roles.get(Role.COMMUNICATIONS) or roles.get(Role.COMMANDER) or incident.opener
