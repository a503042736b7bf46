"""Reminders that a promised update is due: in the channel, directly, to the managers, and by Slack alone.

Pure: no I/O, no clock.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from bot.blocks.elements import Block, button
from bot.blocks.inline import Writer
from bot.blocks.posting import Posting, posting
from bot.locales import Catalogue
from bot.model import Incident
from bot.phrases import Param, Phrase, Prose, Room, When, Who, phrase


def reminder(
    incident: Incident,
    who: str,
    due_at: datetime,
    catalogue: Catalogue,
    names: Mapping[str, str],
    command: str = "/incident",
    *,
    snooze: timedelta = timedelta(0),
) -> Posting:
    """For the channel: notifies ``who`` (user id) of the update due at ``due_at``, with all ways to answer.

    ``snooze``: for how long the update may be put off; nothing: it may not.
    """
    said = (
        phrase("reminder.due", who=Who(user=who, ping=True), when=When(at=due_at)),
        phrase("reminder.how", command=command),
    )
    update, nothing_new = _buttons(incident, catalogue, ("update", "nothing_new"))
    label = catalogue.text("button.snooze", length=catalogue.lasting(snooze))
    later = (button(label, "snooze", str(incident.number)),) if snooze else ()
    return _posting(said, catalogue, names, (update, *later, nothing_new))


def direct_reminder(
    incident: Incident, due_at: datetime, catalogue: Catalogue, names: Mapping[str, str], *, overdue: bool
) -> Posting:
    """For one person: the update is due soon, or overdue."""
    key = "reminder.overdue_direct" if overdue else "reminder.soon"
    said = (phrase(key, **_named(incident), when=When(at=due_at)),)
    return _posting(said, catalogue, names, _buttons(incident, catalogue, ("update", "mute")))


def managers_reminder(
    incident: Incident,
    who: str,
    due_at: datetime,
    catalogue: Catalogue,
    names: Mapping[str, str],
    command: str = "/incident",
) -> Posting:
    """For the managers' channel: which incident is silent, since when, and who was to write. Notifies nobody."""
    said = (
        phrase("reminder.managers", **_named(incident), when=When(at=due_at), who=Who(user=who)),
        phrase("reminder.managers_how", command=command, id=incident.id),
    )
    return _posting(said, catalogue, names)


def missed(
    incident: Incident, who: str, catalogue: Catalogue, names: Mapping[str, str], command: str = "/incident"
) -> Posting:
    """What Slack posts by itself when the bot has not reminded anybody in time; it has no buttons to fail."""
    promise = incident.promise
    when = When(at=promise.due_at if promise else incident.declared_at)
    said = (
        phrase("reminder.missed", id=incident.id, who=Who(user=who, ping=True), when=when),
        phrase("reminder.missed_how", command=command),
    )
    return _posting(said, catalogue, names)


def answered(
    due_at: datetime,
    ended: Phrase | None,
    catalogue: Catalogue,
    names: Mapping[str, str],
    directly_about: Incident | None = None,
) -> Posting:
    """What is left of a reminder once its promise has ended, by an update or as ``ended`` says.

    ``directly_about``: for one that a person got directly, who has to be told which incident it is.
    """
    when, ended = When(at=due_at), ended or phrase("reminder.ended")
    if directly_about is not None:
        was = phrase("reminder.was_promised", **_named(directly_about), when=when)
        return _posting((was, ended), catalogue, names)
    line = phrase("reminder.tidied", was=phrase("reminder.was_due", when=when), ended=ended)
    return _posting((line,), catalogue, names)


def _named(incident: Incident) -> dict[str, Param]:
    return {
        "id": incident.id,
        "title": Prose(text=incident.title),
        "channel": Room(channel=incident.channel, name=incident.channel_name),
    }


def _buttons(incident: Incident, catalogue: Catalogue, actions: Iterable[str]) -> tuple[Block, ...]:
    return tuple(
        button(catalogue.text(f"button.{action}"), action, str(incident.number), primary=action == "update")
        for action in actions
    )


def _posting(
    said: Iterable[Phrase], catalogue: Catalogue, names: Mapping[str, str], buttons: tuple[Block, ...] = ()
) -> Posting:
    writer = Writer(catalogue=catalogue, names=names)
    return posting(map(writer.spans, said), writer, buttons=buttons)
