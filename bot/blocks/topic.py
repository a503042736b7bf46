"""The topic of an incident's channel.

Pure: no I/O, no clock.
"""

from __future__ import annotations

from collections.abc import Mapping

from bot.blocks.elements import one_line
from bot.blocks.inline import NO_NAMES, Writer
from bot.locales import Catalogue
from bot.model import Incident, Role
from bot.phrases import Prose, Who, phrase
from bot.timeline import status_name

#: Slack's limit.
_LIMIT = 250


def topic(incident: Incident, catalogue: Catalogue, names: Mapping[str, str] = NO_NAMES) -> str:
    """One line of at most 250 characters without markup; the commander is named if ``names`` knows them."""
    commander = incident.roles.get(Role.COMMANDER, "")
    known = commander in names
    said = phrase(
        "topic.led" if known else "topic.plain",
        severity=incident.severity,
        status=status_name(incident.status),
        title=Prose(text=incident.title),
        **({"who": Who(user=commander)} if known else {}),
    )
    writer = Writer(catalogue=catalogue, names=names)
    return one_line(writer.visible(writer.spans(said)), _LIMIT)
