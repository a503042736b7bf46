"""The pinned card of an incident's channel: how it stands, for whoever comes in at 3 a.m.

Pure: no I/O, no clock.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from bot.answers.short import shorten
from bot.answers.standing import mark, next_update, state
from bot.answers.trying import board
from bot.blocks.elements import Block, button
from bot.blocks.inline import Line, Writer
from bot.blocks.posting import Posting, posting
from bot.locales import Catalogue
from bot.model import Entry, Incident, Role, SectionName, Status
from bot.phrases import Phrase, Prose, When, Who, phrase
from bot.text import Words, parse

#: Visible characters of people's words; the whole stands in the channel.
_LATEST = 500
_IMPACT = 300


def card(
    incident: Incident,
    catalogue: Catalogue,
    names: Mapping[str, str],
    command: str,
    means: str = "",
    entries: Iterable[Entry] = (),
) -> Posting:
    """The card as it should read now; ``command`` as people type it, ``means`` explains the severity.

    ``entries``: the timeline, of which the card shows what has been tried.
    """
    writer = Writer(catalogue=catalogue, names=names)
    return posting(
        (*_lines(incident, command, means, writer), *map(writer.spans, board(entries))),
        writer,
        title=f"{incident.id} · {writer.visible(parse(incident.title, formatting=False))}",
        buttons=tuple(_buttons(incident, catalogue)),
    )


def _lines(incident: Incident, command: str, means: str, writer: Writer) -> Iterator[Line]:
    yield writer.spans(_state(incident, means))
    yield _people(incident, command, writer)
    for said in (next_update(incident), _impact(incident), latest(incident, _LATEST)):
        if said:
            yield writer.spans(said)


def _state(incident: Incident, means: str) -> Phrase:
    key = "card.state" if means else "card.state_bare"
    return phrase(key, mark=mark(incident), severity=incident.severity, means=means, state=state(incident))


def _people(incident: Incident, command: str, writer: Writer) -> Line:
    shown = [
        phrase(f"card.{role}", who=Who(user=incident.roles[role]))
        for role in Role
        if incident.roles.get(role)
    ]
    if Role.COMMANDER not in incident.roles and incident.status.is_open:
        shown.insert(0, phrase("card.no_commander", command=command))
    shown.append(phrase("card.declared", when=When(at=incident.declared_at), who=Who(user=incident.opener)))
    first, *others = map(writer.spans, shown)
    return (*first, *(span for line in others for span in (Words(text=" · "), *line)))


def _impact(incident: Incident) -> Phrase | None:
    section = incident.sections.get(SectionName.IMPACT)
    if section is None or not section.text.strip():
        return None
    return phrase("card.impact", text=Prose(text=shorten(section.text, _IMPACT)))


def latest(incident: Incident, limit: int) -> Phrase | None:
    """The latest update with its time, cut to ``limit`` visible characters; ``None`` before the first."""
    if not incident.latest or incident.latest_at is None:
        return None
    text = Prose(text=shorten(incident.latest, limit))
    return phrase("card.latest", when=When(at=incident.latest_at), text=text)


def _buttons(incident: Incident, catalogue: Catalogue) -> Iterator[Block]:
    number = str(incident.number)
    if incident.status.is_open:
        yield button(catalogue.text("button.update"), "update", number, primary=True)
    elif incident.status is Status.RESOLVED:
        yield button(catalogue.text("button.postmortem"), "postmortem", number, primary=True)
    yield button(catalogue.text("button.summary"), "summary", number)
    yield button(catalogue.text("button.help"), "help", number)
