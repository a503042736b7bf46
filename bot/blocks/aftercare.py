"""After the incident: one person is asked for the post-mortem, or reminded of a remediation item.

Pure: no I/O, no clock.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from bot.aftercare import open_sections
from bot.blocks.elements import Block, button
from bot.blocks.inline import Writer
from bot.blocks.posting import Posting, posting
from bot.locales import Catalogue
from bot.model import Incident, Item, ItemReminder
from bot.phrases import OnDay, Param, Phrase, Prose, Room, phrase


def post_mortem_question(
    incident: Incident, catalogue: Catalogue, names: Mapping[str, str], command: str = "/incident"
) -> Posting:
    """Which sections of the post-mortem are still open, and how to write each; with a button for the draft."""
    said = (
        phrase("after.ask", **_named(incident)),
        *(
            phrase(
                "after.section",
                section=phrase(f"section.{name}"),
                command=command,
                verb=name.value,
                id=incident.id,
            )
            for name in open_sections(incident)
        ),
    )
    return _posting(incident, said, catalogue, names, ("postmortem", "mute:postmortem"))


def item_reminder(
    incident: Incident,
    item: Item,
    reminder: ItemReminder,
    catalogue: Catalogue,
    names: Mapping[str, str],
    command: str = "/incident",
) -> Posting:
    """That an item is due soon, or was due and is not done, and how to say that it is."""
    key = "after.item_before" if reminder is ItemReminder.BEFORE else "after.item_after"
    said = (
        phrase(
            key,
            **_named(incident),
            number=item.number,
            due=OnDay(on=date.fromisoformat(item.due)),
            text=Prose(text=item.text),
        ),
        phrase("after.item_how", command=command, id=incident.id, number=item.number),
    )
    return _posting(incident, said, catalogue, names, ("mute:items",))


def _named(incident: Incident) -> dict[str, Param]:
    return {
        "id": incident.id,
        "title": Prose(text=incident.title),
        "channel": Room(channel=incident.channel, name=incident.channel_name),
    }


def _posting(
    incident: Incident,
    said: Iterable[Phrase],
    catalogue: Catalogue,
    names: Mapping[str, str],
    actions: Iterable[str],
) -> Posting:
    writer = Writer(catalogue=catalogue, names=names)
    return posting(map(writer.spans, said), writer, buttons=tuple(_buttons(incident, catalogue, actions)))


def _buttons(incident: Incident, catalogue: Catalogue, actions: Iterable[str]) -> Iterable[Block]:
    for action in actions:
        label = catalogue.text(f"button.{action.partition(':')[0]}")
        yield button(label, action, str(incident.number), primary=action == "postmortem")
