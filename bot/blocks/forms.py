"""Modals: declaring, updating, and those that only say something.

Each field's name is its ``block_id``; what a form was opened for (``context``, JSON of the caller's) comes
back in its ``private_metadata``. Texts in fields are as people typed them, not in Slack's escaped form.
Pure: no I/O, no clock.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta

from bot.blocks.elements import (
    TEXT,
    VIEW_TITLE,
    Block,
    field,
    menu,
    option,
    plain_text,
    text_input,
)
from bot.blocks.inline import NO_NAMES, Writer
from bot.blocks.posting import posting
from bot.durations import short
from bot.locales import Catalogue
from bot.model import Incident, Severity, Status
from bot.phrases import Phrase, phrase
from bot.postmortem.names import capitalised

#: Characters of a title, as the card's headline can show them beside the id.
TITLE = 150

#: When the next update may be promised or put off for, beside the severity's own cadence and limit.
_CHOICES = tuple(timedelta(minutes=minutes) for minutes in (15, 30, 60, 120, 240, 480, 1440))


def declare_form(
    severities: Sequence[Severity],
    default: str,
    typed: Mapping[str, str],
    context: str,
    catalogue: Catalogue,
) -> Block:
    """Declares an incident: ``severity`` (``default`` is chosen), ``title`` and perhaps what is ``known``.

    ``typed``: field to what already stands in it.
    """
    choices = [option(each.name, each.name, each.means) for each in severities]
    return form(
        "declare",
        context,
        [
            field(
                "title",
                catalogue.text("form.title"),
                text_input(typed.get("title", ""), TITLE, focus=True),
                hint=catalogue.text("form.title_hint"),
            ),
            field(
                "severity", catalogue.text("form.severity"), menu(choices, typed.get("severity") or default)
            ),
            field(
                "known",
                catalogue.text("form.known"),
                text_input(typed.get("known", ""), TEXT, multiline=True),
                hint=catalogue.text("form.known_hint"),
                optional=True,
            ),
        ],
        catalogue,
    )


def update_form(
    incident: Incident,
    cadence: timedelta,
    typed: Mapping[str, str],
    context: str,
    catalogue: Catalogue,
) -> Block:
    """Posts an update: ``text``, ``status`` (as it is) and ``next`` (a duration; ``cadence`` is chosen)."""
    states = [
        option(capitalised(catalogue.text(f"status.{status}")), status, catalogue.text(f"form.{status}"))
        for status in Status
        if status.is_open
    ]
    durations = [option(catalogue.lasting(length), short(length)) for length in sorted({*_CHOICES, cadence})]
    return form(
        "update",
        context,
        [
            field(
                "text",
                catalogue.text("form.text"),
                text_input(typed.get("text", ""), TEXT, multiline=True, focus=True),
                hint=catalogue.text("form.text_hint"),
            ),
            field(
                "status", catalogue.text("form.status"), menu(states, typed.get("status") or incident.status)
            ),
            field("next", catalogue.text("form.next"), menu(durations, typed.get("next") or short(cadence))),
        ],
        catalogue,
    )


def snooze_form(chosen: timedelta, longest: timedelta, context: str, catalogue: Catalogue) -> Block:
    """Asks how long a reminder is put off (``length``, a duration up to ``longest``) and why (``reason``)."""
    choices = {*(length for length in _CHOICES if length < longest), chosen, longest}
    lengths = [option(catalogue.lasting(length), short(length)) for length in sorted(choices)]
    return form(
        "snooze",
        context,
        [
            field("length", catalogue.text("form.length"), menu(lengths, short(chosen))),
            field(
                "reason",
                catalogue.text("form.reason"),
                text_input("", 150, focus=True),
                hint=catalogue.text("form.reason_hint"),
            ),
        ],
        catalogue,
    )


def adopt_form(severities: Sequence[Severity], default: str, context: str, catalogue: Catalogue) -> Block:
    """Adopts a channel: ``severity`` (``default`` is chosen) and perhaps a ``title``."""
    choices = [option(each.name, each.name, each.means) for each in severities]
    return form(
        "adopt",
        context,
        [
            field(
                "title",
                catalogue.text("form.title"),
                text_input("", TITLE, focus=True),
                hint=catalogue.text("form.adopt_hint"),
                optional=True,
            ),
            field("severity", catalogue.text("form.severity"), menu(choices, default)),
        ],
        catalogue,
    )


def redact_form(context: str, catalogue: Catalogue) -> Block:
    """Asks why a message is removed from the record (``reason``)."""
    return form(
        "redact",
        context,
        [
            field(
                "reason",
                catalogue.text("form.reason"),
                text_input("", 150, focus=True),
                hint=catalogue.text("form.redact_hint"),
            )
        ],
        catalogue,
    )


def message_form(
    title: Phrase, lines: Sequence[Phrase], catalogue: Catalogue, names: Mapping[str, str] = NO_NAMES
) -> Block:
    """A modal that only says something, one line per phrase."""
    writer = Writer(catalogue=catalogue, names=names)
    said = posting(map(writer.spans, lines), writer)
    return {
        "type": "modal",
        "title": plain_text(writer.visible(writer.spans(title)), VIEW_TITLE),
        "close": plain_text(catalogue.text("form.close"), VIEW_TITLE),
        "blocks": list(said.blocks),
    }


def loading_form(catalogue: Catalogue) -> Block:
    """What stands in a modal until there is something to show; Slack's trigger does not wait for that."""
    return message_form(phrase("form.loading"), (phrase("form.loading_text"),), catalogue)


def form_errors(errors: Mapping[str, Phrase], catalogue: Catalogue) -> dict[str, str]:
    """What is wrong with a form, by field, as Slack shows it below the fields."""
    writer = Writer(catalogue=catalogue, names=NO_NAMES)
    return {name: writer.visible(writer.spans(error)) for name, error in errors.items()}


def form(name: str, context: str, fields: Sequence[Block], catalogue: Catalogue) -> Block:
    """A modal of that name (``form.<name>`` and ``form.<name>_submit`` of the catalogue) with these blocks."""
    return {
        "type": "modal",
        "callback_id": name,
        "private_metadata": context,
        "title": plain_text(catalogue.text(f"form.{name}"), VIEW_TITLE),
        "submit": plain_text(catalogue.text(f"form.{name}_submit"), VIEW_TITLE),
        "close": plain_text(catalogue.text("form.close"), VIEW_TITLE),
        "blocks": list(fields),
    }
