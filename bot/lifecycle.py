"""The lifecycle of an incident: declared, worked on, resolved, reopened or cancelled.

The machine (drawn in the README; change both together):

    investigating <-> identified <-> monitoring   by `status`
    any of these -> resolved                      by `resolve`, and by nothing else
    any of these -> cancelled                     by `cancel`: a false alarm
    resolved, cancelled -> investigating          by `reopen`

Every function takes the incident and an act and returns a decision, or raises ``UserError``.
Pure: no I/O, no clock.
"""

from __future__ import annotations

from datetime import timedelta

from bot import aftercare, reminders
from bot.afterwards import Review, Suggest
from bot.decisions import Act, Decision
from bot.errors import UserError
from bot.model import EntryKind, Incident, KeyMoment, Moment, Role, Severity, Status
from bot.phrases import Who, phrase
from bot.tellings import CreateChannel, PostDraft, Telling, UploadDraft
from bot.timeline import status_name


def declare(create: CreateChannel, act: Act, *, title: str, severity: Severity, language: str) -> Decision:
    """A new incident, with its first promise. Its channel and all else follow from ``create``."""
    incident = Incident(
        number=create.incident,
        title=title,
        severity=severity.name,
        status=Status.INVESTIGATING,
        opener=act.by,
        declared_at=act.at,
        language=language,
        moments={Moment.DECLARED: KeyMoment(at=act.at, entry=act.id)},
    )
    return Decision(
        incident=reminders.promised(incident, act.at, severity.cadence, severity.ladder),
        entries=(act.entry(EntryKind.DECLARED, title, data={"severity": severity.name}),),
        tell=(create,),
    )


def adopt(
    number: int, act: Act, *, title: str, severity: Severity, language: str, channel: str, channel_name: str
) -> Decision:
    """A new incident in a channel that is there already, with its first promise."""
    declared = declare(CreateChannel(incident=number), act, title=title, severity=severity, language=language)
    inside = declared.incident.but(channel=channel, channel_name=channel_name)
    return Decision(incident=inside, entries=declared.entries)


def update(
    incident: Incident, act: Act, severity: Severity, *, text: str, due_in: timedelta | None = None
) -> Decision:
    """A status update: the latest words, and a new promise, ``due_in`` or one cadence from now."""
    require_open(incident)
    due_in = due_in or severity.cadence
    told = incident.but(latest=text, latest_at=act.at)
    return Decision(
        incident=reminders.promised(told, act.at, due_in, severity.ladder),
        entries=(act.entry(EntryKind.UPDATE, text, data={"next": (act.at + due_in).isoformat()}),),
        tell=_tidied(incident, act, "update"),
    )


def nothing_new(incident: Incident, act: Act, severity: Severity) -> Decision:
    """An update that says there is nothing new: it renews the promise, and is recorded as what it is."""
    require_open(incident)
    due_at = (act.at + severity.cadence).isoformat()
    return Decision(
        incident=reminders.promised(incident, act.at, severity.cadence, severity.ladder),
        entries=(act.entry(EntryKind.UPDATE, data={"next": due_at, "nothing_new": "yes"}),),
        tell=_tidied(incident, act, "nothing_new"),
    )


def change_status(incident: Incident, act: Act, status: Status) -> Decision:
    """Another open status. ``identified`` is a key moment the first time it is reached."""
    require_open(incident)
    if status is incident.status:
        raise UserError("error.status_same", incident=incident.id, status=status_name(status))
    moments = dict(incident.moments)
    if status is Status.IDENTIFIED:
        moments.setdefault(Moment.IDENTIFIED, KeyMoment(at=act.at, entry=act.id))
    return Decision(
        incident=incident.but(status=status, moments=moments),
        entries=(act.entry(EntryKind.STATUS, data={"from": incident.status, "to": status}),),
    )


def change_severity(incident: Incident, act: Act, severity: Severity) -> Decision:
    """Another severity; the promise may come sooner by it, never later."""
    require_open(incident)
    if severity.name == incident.severity:
        raise UserError("error.severity_same", incident=incident.id, severity=severity.name)
    changed = reminders.tightened(incident, act.at, severity).but(severity=severity.name)
    data = {"from": incident.severity, "to": severity.name}
    if changed.promise and incident.promise and changed.promise.due_at != incident.promise.due_at:
        data["next"] = changed.promise.due_at.isoformat()
    return Decision(incident=changed, entries=(act.entry(EntryKind.SEVERITY, data=data),))


def retitle(incident: Incident, act: Act, title: str) -> Decision:
    """Another title, wherever it shows; the channel keeps its name."""
    if title == incident.title:
        raise UserError("error.title_same", incident=incident.id)
    return Decision(
        incident=incident.but(title=title),
        entries=(act.entry(EntryKind.TITLE, title, data={"from": incident.title}),),
    )


def assign(incident: Incident, act: Act, role: Role, holder: str) -> Decision:
    """A role's holder; who held it before no longer does."""
    if incident.roles.get(role) == holder:
        raise UserError("error.role_same", incident=incident.id, role=role)
    return Decision(
        incident=incident.but(roles={**incident.roles, role: holder}),
        entries=(act.entry(EntryKind.ROLE, data={"role": role, "holder": holder}),),
    )


def resolve(incident: Incident, act: Act, *, text: str, post_mortem: timedelta = timedelta(0)) -> Decision:
    """The end: the last promise ends with it, and the draft is compiled.

    What the post-mortem still lacks is asked for ``post_mortem`` later; nothing: never.
    """
    require_open(incident)
    done = reminders.ended(incident, act.at).but(
        status=Status.RESOLVED,
        resolved_at=act.at,
        moments={**incident.moments, Moment.RESOLVED: KeyMoment(at=act.at, entry=act.id)},
    )
    if text:
        done = done.but(latest=text, latest_at=act.at)
    return Decision(
        incident=aftercare.asking(done, act.at, post_mortem),
        entries=(act.entry(EntryKind.RESOLVED, text),),
        tell=(
            *_tidied(incident, act, "resolved"),
            *(
                (
                    PostDraft(incident=incident.number),
                    UploadDraft(incident=incident.number),
                    Suggest(incident=incident.number, user=act.by),
                    Review(incident=incident.number),
                )
                * bool(incident.channel)
            ),
        ),
    )


def reopen(incident: Incident, act: Act, severity: Severity, *, reason: str) -> Decision:
    """Back to work: a new promise, and the resolution is no longer a moment of the incident."""
    if incident.status.is_open:
        raise UserError("error.still_open", incident=incident.id)
    moments = {name: moment for name, moment in incident.moments.items() if name is not Moment.RESOLVED}
    again = incident.but(
        status=Status.INVESTIGATING,
        resolved_at=None,
        ask_at=None,
        moments=moments,
        latest=reason,
        latest_at=act.at,
    )
    return Decision(
        incident=reminders.promised(again, act.at, severity.cadence, severity.ladder),
        entries=(act.entry(EntryKind.REOPENED, reason),),
    )


def cancel(incident: Incident, act: Act, *, reason: str) -> Decision:
    """A false alarm: no promise is owed and no draft is made."""
    require_open(incident)
    stopped = reminders.withdrawn(incident).but(
        status=Status.CANCELLED, resolved_at=act.at, latest=reason, latest_at=act.at
    )
    return Decision(
        incident=stopped,
        entries=(act.entry(EntryKind.CANCELLED, reason),),
        tell=_tidied(incident, act, "cancelled"),
    )


def _tidied(incident: Incident, act: Act, how: str) -> tuple[Telling, ...]:
    return reminders.tidied(incident, phrase(f"reminder.ended_{how}", who=Who(user=act.by)))


def require_open(incident: Incident) -> None:
    """Raises ``UserError`` when the incident is resolved or cancelled."""
    if not incident.status.is_open:
        raise UserError("error.not_open", incident=incident.id, status=status_name(incident.status))
