"""Lists for one person: open incidents and remediation items.

Pure: no I/O, no clock.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from bot.aftercare import is_undone
from bot.answers.short import shorten
from bot.answers.standing import lasted, led, mark, next_update
from bot.model import Incident, Item, Status
from bot.phrases import Lasting, OnDay, Phrase, Prose, Room, Who, phrase
from bot.timeline import status_name

#: Visible characters of a title in a list, and of a remediation item.
_TITLE = 80
_WORDS = 120
#: Open incidents that are listed; more than anybody can look after.
_INCIDENTS = 20


def fitting(
    incidents: Iterable[Incident], severity: str | None, status: Status | None, user: str = ""
) -> tuple[Incident, ...]:
    """Those of that severity and status that are that person's business; what is not named does not matter."""
    return tuple(
        incident
        for incident in incidents
        if severity in (None, incident.severity)
        and status in (None, incident.status)
        and (not user or is_of(incident, user))
    )


def is_of(incident: Incident, user: str) -> bool:
    """Whether an incident is somebody's business: they opened it, have a role in it, or owe an item."""
    owners = {item.owner for item in incident.items if is_undone(item)}
    return user in {incident.opener, *incident.roles.values(), *owners}


def listing(
    incidents: Sequence[Incident], now: datetime, command: str = "/incident", *, all_of_them: bool = True
) -> tuple[Phrase, ...]:
    """Open incidents, newest first, each with when it owes an update; where there are none, what to do.

    ``all_of_them``: whether there are no others.
    """
    if not incidents:
        return (phrase("list.none" if all_of_them else "list.none_such", command=command),)
    newest = sorted(incidents, key=lambda incident: (incident.declared_at, incident.number), reverse=True)
    hidden = len(newest) - _INCIDENTS
    return (
        phrase("list.title", count=len(newest)),
        *(_line(incident, now) for incident in newest[:_INCIDENTS]),
        *((phrase("list.more", count=hidden),) if hidden > 0 else ()),
    )


def _line(incident: Incident, now: datetime) -> Phrase:
    line = phrase(
        "list.open",
        mark=mark(incident),
        id=incident.id,
        severity=incident.severity,
        title=Prose(text=shorten(incident.title, _TITLE)),
        status=status_name(incident.status),
        age=Lasting(length=lasted(incident, now)),
        lead=led(incident) or "",
    )
    if incident.channel:
        room = Room(channel=incident.channel, name=incident.channel_name)
        line = phrase("list.line_channel", line=line, channel=room)
    promised = next_update(incident, now)
    return phrase("list.line_promise", line=line, promise=promised) if promised else line


def items(incident: Incident, command: str = "/incident") -> tuple[Phrase, ...]:
    """The remediation items with state, owner and due date; where there are none, how to add one."""
    if not incident.items:
        return (phrase("items.none", command=command),)
    title = phrase("items.title", count=len(incident.items), id=incident.id)
    return (title, *map(item_line, incident.items))


def item_line(item: Item) -> Phrase:
    """One remediation item with its state, owner and due date."""
    line = phrase(
        "items.line",
        number=item.number,
        text=Prose(text=shorten(item.text, _WORDS)),
        state=phrase(f"item.{item.state}"),
        owner=Who(user=item.owner) if item.owner else phrase("items.no_owner"),
    )
    return (
        phrase("items.line_due", line=line, due=OnDay(on=date.fromisoformat(item.due))) if item.due else line
    )
