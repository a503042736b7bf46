"""Modals about one message: onto the timeline, as a remediation item, onto the tried board.

As in ``bot.blocks.forms``; what stands in the fields is the message as its reader sees it.
Pure: no I/O, no clock.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, tzinfo

from bot.blocks.elements import TEXT, Block, date_picker, field, menu, option, person_picker, text_input
from bot.blocks.forms import form
from bot.blocks.long_text import text_fields
from bot.locales import Catalogue
from bot.marks import BOARD, Mark
from bot.model import Audience
from bot.text import Anchor, Mention, Span, parse, visible

#: Characters of a time as people type it.
TIME = 80


def typed_time(at: datetime, zone: tzinfo) -> str:
    """An instant as somebody in that zone would type it: ``2024-02-07 02:30``, and ``UTC`` where that is the zone."""
    return f"{at.astimezone(zone):%Y-%m-%d %H:%M}" + (" UTC" if str(zone) == "UTC" else "")


def typed_text(prose: str, names: Mapping[str, str]) -> str:
    """Prose in Slack's escaped form as it could be typed; ``names``: user id to name."""
    # Asterisks and backticks stay what they are, so that a text that is sent back looks as before.
    return "".join(_typed(span, names) for span in parse(prose, formatting=False)).strip()


def timeline_form(
    time: str,
    text: str,
    zone: tzinfo,
    context: str,
    catalogue: Catalogue,
    *,
    internal: bool = True,
    asked: Sequence[Block] = (),
) -> Block:
    """Puts a message on the timeline: ``time`` as people type it, ``text`` and ``audience`` can be changed.

    ``asked``: what is asked about the time, if anything. ``context`` knows the text's joints.
    """
    audiences = [option(catalogue.text(f"form.audience_{each}"), each) for each in Audience]
    chosen = Audience.INTERNAL if internal else Audience.CUSTOMER
    return form(
        "timeline",
        context,
        [
            time_field(time, zone, catalogue),
            *asked,
            *text_fields(catalogue.text("form.entry_text"), text),
            field("audience", catalogue.text("form.audience"), menu(audiences, chosen)),
        ],
        catalogue,
    )


def time_field(time: str, zone: tzinfo, catalogue: Catalogue) -> Block:
    """The field ``time``: a time as people type it, by the clocks of that zone."""
    hint = catalogue.text("form.when_hint", zone=str(zone))
    return field("time", catalogue.text("form.when"), text_input(time, TIME), hint=hint)


def item_form(text: str, context: str, catalogue: Catalogue) -> Block:
    """Makes a message a remediation item: ``text``, perhaps ``owner`` (a user id) and ``due`` (an ISO date)."""
    return form(
        "item",
        context,
        [
            field("text", catalogue.text("form.item_text"), text_input(text, TEXT, multiline=True)),
            field("owner", catalogue.text("form.owner"), person_picker(), optional=True),
            field("due", catalogue.text("form.due"), date_picker(), optional=True),
        ],
        catalogue,
    )


def tried_form(context: str, catalogue: Catalogue) -> Block:
    """Says what became of what a message proposes: ``state``, a mark of the board, or ``none``."""
    states = [option(catalogue.text(f"tried.{mark}"), mark) for mark in BOARD]
    states.append(option(catalogue.text("form.tried_none"), "none"))
    field_ = field("state", catalogue.text("form.tried_state"), menu(states, Mark.TRYING))
    return form("tried", context, [field_], catalogue)


def _typed(span: Span, names: Mapping[str, str]) -> str:
    match span:
        case Mention(user=user):
            return f"@{names.get(user) or user}"
        case Anchor(url=url, label=label) if label not in (url, url.partition("://")[2], ""):
            return label if url.startswith(("mailto:", "tel:")) else f"{label} ({url})"
        case Anchor(url=url):
            return url
    return visible(span)
