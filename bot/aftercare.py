"""After the incident: who is asked for what is still missing, and when.

The post-mortem is asked for a while after the resolution and then weekly, until its sections are written.
Whoever owns a remediation item is reminded on the morning of the day before it is due, and once on the morning
after. When to look next is an instant kept with the incident and with each item; nothing here runs.
After a downtime each is told once. Pure: no I/O (but the zones' own tables), no clock.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from typing import Literal

from bot.afterwards import AskPostMortem, RemindOfItem
from bot.decisions import Decision
from bot.model import Incident, Item, ItemReminder, ItemState, Role, SectionName, Status
from bot.tellings import Telling

WEEK = timedelta(weeks=1)
DAY = timedelta(days=1)
#: When people are reminded of an item, by their own clocks.
MORNING = time(9)
#: The days around these have a day before and a day after in every zone.
FIRST_DAY, LAST_DAY = date(1970, 1, 3), date(9999, 12, 28)

_DONE = (ItemState.COMPLETED, ItemState.WONT_DO)


@dataclass(frozen=True, kw_only=True)
class Rules:
    """What the settings say about the time after an incident."""

    #: So long after the resolution the post-mortem is first asked for; nothing: never.
    post_mortem: timedelta
    #: Whether the owners of remediation items are reminded.
    items: bool
    #: Whose clocks count for people whose zone is not known.
    zone: tzinfo


def asking(incident: Incident, now: datetime, post_mortem: timedelta) -> Incident:
    """The resolved incident with the time at which its post-mortem is first asked for."""
    return incident.but(ask_at=now + post_mortem if post_mortem else None)


def open_sections(incident: Incident) -> tuple[SectionName, ...]:
    """The sections of a resolved incident's post-mortem that nobody has written yet."""
    if incident.status is not Status.RESOLVED:
        return ()
    written = {name for name, section in incident.sections.items() if section.text.strip()}
    return tuple(name for name in SectionName if name not in written)


def author(incident: Incident) -> str:
    """Who owes the post-mortem: the commander, else whoever opened the incident."""
    return incident.roles.get(Role.COMMANDER) or incident.opener


def is_undone(item: Item) -> bool:
    """Whether something is still to be done about it."""
    return item.state not in _DONE


def watched(item: Item) -> Item:
    """The item with the time at which it has to be looked at next: the first moment that can be its morning.

    Which morning it is depends on the owner's zone, which is only asked for then.
    """
    due = date.fromisoformat(item.due) if item.due else None
    if not (due and FIRST_DAY <= due <= LAST_DAY and item.owner and is_undone(item)):
        return replace(item, next_at=None)
    # Nowhere on earth does a day begin earlier than by these clocks.
    return replace(item, next_at=_at(due - DAY, MORNING, timezone(timedelta(hours=14))))


def look(incident: Incident, now: datetime, rules: Rules, zones: Mapping[str, tzinfo]) -> Decision | None:
    """What to do when a tick finds something due; ``None`` when nothing is (any more).

    ``zones``: those of the items' owners, by user id, as far as they are known.
    """
    after, told = _asked(incident, now, rules.post_mortem)
    items = tuple(_seen(item, now, rules, zones) for item in incident.items)
    for before, item in zip(incident.items, items, strict=True):
        if item.told is not None and item.told is not before.told:
            reminder = RemindOfItem(
                incident=incident.number, number=item.number, told=item.told, user=item.owner
            )
            told = (*told, reminder)
    after = after.but(items=items)
    return Decision(incident=after, tell=told) if after != incident else None


def _asked(incident: Incident, now: datetime, post_mortem: timedelta) -> tuple[Incident, tuple[Telling, ...]]:
    ask_at, resolved_at = incident.ask_at, incident.resolved_at
    if ask_at is None or ask_at > now:
        return incident, ()
    if not post_mortem or resolved_at is None or not open_sections(incident):
        return incident.but(ask_at=None), ()
    weeks = (now - ask_at) // WEEK + 1
    ask = AskPostMortem(incident=incident.number, resolved_at=resolved_at, user=author(incident))
    return incident.but(ask_at=ask_at + weeks * WEEK), (ask,)


def _seen(item: Item, now: datetime, rules: Rules, zones: Mapping[str, tzinfo]) -> Item:
    """The item after a look at it: what its owner is told now, if anything, and when to look again."""
    if item.next_at is None or item.next_at > now:
        return item
    if not rules.items or not is_undone(item):
        return replace(item, next_at=None)
    zone = zones.get(item.owner, rules.zone)
    mornings = _mornings(item, zone)
    due = [reminder for reminder, at in mornings if at <= now]
    if due == [ItemReminder.BEFORE] and now.astimezone(zone).date() > date.fromisoformat(item.due):
        # Slept through; the next morning says that it was due.
        due = []
    ahead = [at for _, at in mornings if at > now]
    return replace(item, told=due[-1] if due else item.told, next_at=min(ahead, default=None))


def _mornings(item: Item, zone: tzinfo) -> list[tuple[ItemReminder, datetime]]:
    """What is still to be told, in order; what would lie before the item was written down is left out."""
    due = date.fromisoformat(item.due)
    days = {ItemReminder.BEFORE: due - DAY, ItemReminder.AFTER: due + DAY}
    height = -1 if item.told is None else list(ItemReminder).index(item.told)
    mornings = [
        (reminder, _at(days[reminder], MORNING, zone)) for reminder in list(ItemReminder)[height + 1 :]
    ]
    return [(reminder, at) for reminder, at in mornings if at > item.at]


@dataclass(frozen=True, kw_only=True)
class Rhythm:
    """When the managers' digest comes: each day, or each Monday, at that time by the clocks of ``zone``."""

    every: Literal["day", "week"]
    at: time
    zone: tzinfo

    def next(self, after: datetime) -> datetime:
        """The first time for a digest later than ``after``, in UTC."""
        day = after.astimezone(self.zone).date()
        while _at(day, self.at, self.zone) <= after or (self.every == "week" and day.weekday()):
            day += DAY
        return _at(day, self.at, self.zone)


def _at(day: date, clock: time, zone: tzinfo) -> datetime:
    return datetime.combine(day, clock, zone).astimezone(UTC)
