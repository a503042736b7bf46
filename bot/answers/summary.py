"""A manager's summary: what happened, whom it hurt, how long, how it stands; one screen of a phone.

Pure: no I/O, no clock.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from bot.answers.short import shorten
from bot.answers.standing import lasted, mark, next_update
from bot.model import Entry, EntryKind, Incident, ItemState, Moment, Role, SectionName, Severity, Status
from bot.phrases import Lasting, Phrase, Prose, Room, When, Who, phrase
from bot.postmortem.moments import promise_keeping
from bot.timeline import author, moment_name, status_name

#: Visible characters of one answer to "what", "whom" or "why".
_WORDS = 280
_DONE = (ItemState.COMPLETED, ItemState.WONT_DO)


def summary(
    incident: Incident, entries: Sequence[Entry], now: datetime, severities: Sequence[Severity] = ()
) -> tuple[Phrase, ...]:
    """The incident in at most a dozen lines; ``severities`` (all there are) explain its severity."""
    return (
        phrase("summary.title", id=incident.id, title=Prose(text=shorten(incident.title, 150))),
        severity_and_status(incident, now, severities),
        *_sections(incident),
        _course(incident),
        *leads(incident),
        *_latest(incident, entries),
        *_promise(incident, entries, now),
        *_work(incident),
        *_where(incident, entries),
    )


def severity_and_status(incident: Incident, now: datetime, severities: Sequence[Severity]) -> Phrase:
    """Severity, status and for how long; ``severities`` (all there are) explain the severity."""
    means = next((each.means for each in severities if each.name == incident.severity and each.means), "")
    named = (
        phrase("summary.severity", severity=incident.severity, means=means)
        if means
        else phrase("summary.severity_bare", severity=incident.severity)
    )
    key = "summary.state_open" if incident.status.is_open else "summary.state_ended"
    if incident.status is Status.CANCELLED:
        key = "summary.state_cancelled"
    return phrase(
        key,
        mark=mark(incident),
        severity=named,
        status=status_name(incident.status),
        lasting=Lasting(length=lasted(incident, now)),
    )


def impact(incident: Incident) -> Phrase:
    """Whom it hurts, as far as anybody has said."""
    return _section(incident, SectionName.IMPACT) or phrase("summary.impact_unknown")


def _sections(incident: Incident) -> Iterator[Phrase]:
    yield impact(incident)
    for name in (SectionName.CAUSE, SectionName.FIX):
        if told := _section(incident, name):
            yield told


def _section(incident: Incident, name: SectionName) -> Phrase | None:
    section = incident.sections.get(name)
    if section is None or not section.text.strip():
        return None
    return phrase(f"summary.{name}", text=Prose(text=shorten(section.text, _WORDS)))


#: Entries whose words become the latest that card and announcement show.
_TELLING = (EntryKind.UPDATE, EntryKind.RESOLVED, EntryKind.CANCELLED, EntryKind.REOPENED)


def leads(incident: Incident) -> Iterator[Phrase]:
    """Who leads it; nothing once it has ended without anybody."""
    if commander := incident.roles.get(Role.COMMANDER):
        yield phrase("summary.lead", lead=Who(user=commander))
    elif incident.status.is_open:
        yield phrase("summary.lead_nobody")


def _course(incident: Incident) -> Phrase:
    """The key moments in the order they happened."""
    moments = {moment: known.at for moment, known in incident.moments.items()}
    moments[Moment.DECLARED] = incident.declared_at
    if incident.resolved_at and incident.status is Status.RESOLVED:
        moments[Moment.RESOLVED] = incident.resolved_at
    course: Phrase | None = None
    for moment in sorted(moments, key=lambda each: (moments[each], list(Moment).index(each))):
        step = phrase("summary.moment", moment=moment_name(moment), when=When(at=moments[moment]))
        course = phrase("summary.then", before=course, after=step) if course else step
    assert course is not None  # noqa: S101 - it was declared
    return phrase("summary.course", course=course)


def _latest(incident: Incident, entries: Sequence[Entry]) -> Iterator[Phrase]:
    if not incident.latest or incident.latest_at is None:
        return
    told = [entry for entry in entries if entry.kind in _TELLING and entry.recorded_at == incident.latest_at]
    text = Prose(text=shorten(incident.latest, _WORDS))
    when = When(at=incident.latest_at)
    if told:
        yield phrase("summary.latest_by", when=when, who=author(told[-1]), text=text)
    else:
        yield phrase("summary.latest", when=when, text=text)


def _promise(incident: Incident, entries: Sequence[Entry], now: datetime) -> Iterator[Phrase]:
    promised = next_update(incident, now)
    keeping = promise_keeping(incident, tuple(entries), now)
    if keeping.total:
        kept = phrase(
            "summary.kept",
            kept=keeping.on_time,
            count=keeping.total,
            silence=Lasting(length=keeping.longest_silence),
        )
        yield phrase("summary.kept_and_next", kept=kept, next=promised) if promised else kept
    elif promised:
        yield promised


def _work(incident: Incident) -> Iterator[Phrase]:
    if incident.items:
        undone = sum(item.state not in _DONE for item in incident.items)
        yield phrase("summary.items", open=undone, count=len(incident.items))


def _where(incident: Incident, entries: Sequence[Entry]) -> Iterator[Phrase]:
    if incident.channel:
        room = Room(channel=incident.channel, name=incident.channel_name)
        yield phrase("summary.where", channel=room, opener=Who(user=incident.opener), count=len(entries))
