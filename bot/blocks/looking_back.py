"""After `resolve`: which messages look like key moments, as boxes to tick, and what a careful reader asks.

Pure: no I/O, no clock.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import tzinfo
from itertools import groupby

from bot.answers.short import shorten
from bot.blocks.elements import BOXES, OPTION, Block, actions, boxes, button, option
from bot.blocks.inline import Writer
from bot.blocks.posting import Posting, posting
from bot.careful import Question
from bot.locales import Catalogue
from bot.locales.wording import listed
from bot.model import Incident
from bot.phrases import Phrase, Prose, Room, phrase
from bot.suggestions import Suggestion
from bot.text import parse


def suggestions(
    incident: Incident,
    found: Sequence[Suggestion],
    zone: tzinfo,
    catalogue: Catalogue,
    names: Mapping[str, str],
    *,
    title: str = "suggest.title",
) -> Posting:
    """Boxes by phase, each with its time in that zone, its author and why it is shown; one button adds the ticked."""
    writer = Writer(catalogue=catalogue, names=names)
    blocks: list[Block] = []
    texts = []
    for phase, group in groupby(found, key=lambda each: each.phase):
        heading = posting((writer.spans(phrase(f"suggest.{phase}")),), writer)
        texts.append(heading.text)
        blocks += heading.blocks
        options = [_option(each, zone, writer) for each in group]
        texts += [each["text"]["text"] for each in options]
        for first in range(0, len(options), BOXES):
            blocks.append(actions([boxes(f"tick_{phase}_{first}", options[first : first + BOXES])]))
    head = posting((writer.spans(phrase(title, id=incident.id, count=len(found))),), writer)
    add = actions(
        [button(catalogue.text("button.add_ticked"), "add_ticked", str(incident.number), primary=True)]
    )
    return Posting(text="\n".join([head.text, *texts])[:3900], blocks=(*head.blocks, *blocks, add))


def asking(
    incident: Incident, questions: Sequence[Question], catalogue: Catalogue, names: Mapping[str, str]
) -> Posting:
    """What one person is asked, each question with a button that answers it."""
    writer = Writer(catalogue=catalogue, names=names)
    alone = len(questions) == 1
    pressed = tuple(
        button(
            catalogue.text("button.answer_it") if alone else catalogue.text("button.answer", number=number),
            f"answer_{number}",
            f"{incident.number}|{question.key}",
            primary=number == 1,
        )
        for number, question in enumerate(questions, start=1)
    )
    mute = button(catalogue.text("button.mute"), "mute:postmortem", str(incident.number))
    return posting(map(writer.spans, _asked(incident, questions)), writer, buttons=(*pressed, mute))


def _asked(incident: Incident, questions: Sequence[Question]) -> Iterator[Phrase]:
    room = Room(channel=incident.channel, name=incident.channel_name)
    yield phrase("question.title", id=incident.id, title=Prose(text=incident.title), channel=room)
    for number, question in enumerate(questions, start=1):
        yield phrase("question.line", number=number, ask=question.ask) if len(questions) > 1 else question.ask


def _option(found: Suggestion, zone: tzinfo, writer: Writer) -> Block:
    message = found.message
    author = message.author_name or writer.names.get(message.author) or message.author
    said = shorten(message.text, OPTION) or listed(
        [file.name for file in message.files], writer.catalogue.language
    )
    words = writer.visible(parse(said))
    why = " · ".join(writer.catalogue.text(f"suggest.{reason}") for reason in found.reasons)
    return option(f"{message.at.astimezone(zone):%H:%M} {author}: {words}", message.place.ts, why)
