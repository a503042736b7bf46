"""The managers' digest: what is open, what became of promises, and what is still owed after incidents.

Pure: no I/O, no clock.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import TypeVar

from bot.aftercare import author, is_undone, open_sections
from bot.answers.lists import listing
from bot.answers.short import shorten
from bot.model import Incident, Item, SectionName
from bot.phrases import OnDay, Phrase, Prose, Several, When, Who, phrase

#: Visible characters of people's words in one line.
_WORDS = 80
#: Lines of each kind; what is more is counted.
_LINES = 15

Thing = TypeVar("Thing")


def digest(
    incidents: Sequence[Incident], since: datetime, until: datetime, today: date, command: str = "/incident"
) -> tuple[Phrase, ...]:
    """What the managers are told of these incidents; nothing when there is nothing to say.

    Promises count that ended later than ``since`` and no later than ``until``, or that are broken and still owed;
    items are overdue whose date is earlier than ``today``.
    """
    oldest_first = sorted(incidents, key=lambda incident: incident.number)
    still_open = [incident for incident in incidents if incident.status.is_open]
    drafts = [incident for incident in oldest_first if open_sections(incident)]
    overdue = [
        (incident, item) for incident in oldest_first for item in incident.items if _is_overdue(item, today)
    ]
    said = (
        *(listing(still_open, until, command) if still_open else ()),
        *_promises(incidents, since, until),
        *_part(phrase("digest.drafts", count=len(drafts)), drafts, _draft),
        *_part(phrase("digest.items", count=len(overdue)), overdue, lambda each: _item(*each)),
    )
    return (phrase("digest.title", since=When(at=since)), *said) if said else ()


def _is_overdue(item: Item, today: date) -> bool:
    return is_undone(item) and item.due != "" and date.fromisoformat(item.due) < today


def _promises(incidents: Iterable[Incident], since: datetime, until: datetime) -> Iterator[Phrase]:
    ended = [
        promise for incident in incidents for promise in incident.kept if since < promise.ended_at <= until
    ]
    missed = [
        incident
        for incident in incidents
        if incident.status.is_open and incident.promise and incident.promise.due_at < until
    ]
    if ended or missed:
        kept = sum(promise.on_time for promise in ended)
        yield phrase("digest.kept", kept=kept, count=len(ended) + len(missed))


def _part(title: Phrase, things: Sequence[Thing], line: Callable[[Thing], Phrase]) -> Iterator[Phrase]:
    if not things:
        return
    yield title
    yield from map(line, things[:_LINES])
    if len(things) > _LINES:
        yield phrase("digest.more", count=len(things) - _LINES)


def _draft(incident: Incident) -> Phrase:
    return phrase(
        "digest.draft",
        id=incident.id,
        title=Prose(text=shorten(incident.title, _WORDS)),
        sections=_all(open_sections(incident)),
        who=Who(user=author(incident)),
    )


def _all(names: Sequence[SectionName]) -> Several:
    return Several(of=tuple(phrase(f"section.{name}") for name in names))


def _item(incident: Incident, item: Item) -> Phrase:
    return phrase(
        "digest.item",
        id=incident.id,
        number=item.number,
        text=Prose(text=shorten(item.text, _WORDS)),
        owner=Who(user=item.owner) if item.owner else phrase("items.no_owner"),
        due=OnDay(on=date.fromisoformat(item.due)),
    )
