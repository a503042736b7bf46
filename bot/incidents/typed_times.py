"""Times that people type into forms: where one is in doubt, it is shown back in full before anything is saved.

The form stays open with everything that stands in it, and the instants that the time may mean to choose from.
Once one is chosen, the time is read as it was when it was shown back, however long people take to choose.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot import careful
from bot.blocks.correcting import doubt_fields
from bot.blocks.elements import Block
from bot.blocks.long_text import split
from bot.blocks.looking_back_forms import answer_form
from bot.blocks.message_forms import timeline_form
from bot.errors import UserError
from bot.incidents.correction_forms import doubts
from bot.incidents.desk import Desk
from bot.locales import Catalogue
from bot.model import Audience
from bot.requests import FormSubmitted, Verdict
from bot.times import Doubt, Understood, in_full, understand


def typed_instant(form: FormSubmitted) -> datetime:
    """The time in a form, or the instant that was chosen for it.

    Raises ``UserError`` for what is no time, or what is in doubt and not chosen yet.
    """
    found = understood(form)
    if found.doubt is None:
        return found.at
    readings = {at.isoformat(): at for at in (found.at, *found.others)}
    chosen = form.fields.get(_field(form), "")
    if chosen not in readings:
        raise UserError("error.unknown_button")
    return readings[chosen]


def understood(form: FormSubmitted) -> Understood:
    """What the time in a form may mean. Raises ``UserError`` for what is none."""
    now = (
        datetime.fromisoformat(form.context["asked_at"]).astimezone(UTC) if _is_shown_back(form) else form.at
    )
    return understand(form.fields.get("time", ""), now=now, zone=ZoneInfo(form.zone), locale=form.locale)


async def show_back(desk: Desk, form: FormSubmitted, catalogue: Catalogue) -> Verdict | None:
    """The form with what its time may mean; ``None`` where there is no doubt (any more).

    Raises ``UserError`` for what is no time.
    """
    found = understood(form)
    readings = (found.at, *found.others)
    if found.doubt is None or form.fields.get(_field(form)) in {at.isoformat() for at in readings}:
        return None
    zone = ZoneInfo(form.zone)
    worded = [(at.isoformat(), in_full(at, zone, catalogue.language)) for at in readings]
    view = await _view(desk, form, found.doubt, worded, catalogue)
    return Verdict(taken=False, answer={"response_action": "update", "view": view}) if view else None


def _field(form: FormSubmitted) -> str:
    """The field of the readings. Slack keeps what was chosen in a field of the same name, so each time has its own."""
    return f"reading:{form.fields.get('time', '')}"[:255]


def _is_shown_back(form: FormSubmitted) -> bool:
    """Whether the time in the form is the one of which its readings were shown."""
    return "asked_at" in form.context and form.context.get("asked") == form.fields.get("time", "")


async def _view(
    desk: Desk, form: FormSubmitted, doubt: Doubt, readings: list[tuple[str, str]], catalogue: Catalogue
) -> Block | None:
    time, zone, context = form.fields.get("time", ""), ZoneInfo(form.zone), _context(form)
    asked = doubt_fields(doubts(doubt), readings, catalogue, _field(form))
    if form.form == "timeline":
        internal = form.fields.get("audience") != Audience.CUSTOMER
        text = form.fields.get("text", "")
        return timeline_form(time, text, zone, context, catalogue, internal=internal, asked=asked)
    async with desk.store.read() as reader:
        incident = await reader.incident(form.incident)
        entries = await reader.entries(form.incident)
    open_ = careful.questions(incident, entries, list(desk.settings.severities)) if incident else ()
    question = next((each for each in open_ if each.key == form.question), None)
    if question is None:
        # It was answered meanwhile, which is told when the form is worked on.
        return None
    return answer_form(
        question, time, zone, context, catalogue, text=form.fields.get("text", ""), asked=asked
    )


def _context(form: FormSubmitted) -> str:
    origin = {"place": asdict(form.origin.place), "permalink": form.origin.permalink} if form.origin else None
    # A choice made once the time is another one stands for nothing.
    joints = split(form.fields.get("text", "")).joints
    now = {"asked": form.fields.get("time", ""), "asked_at": form.at.isoformat(), "joints": joints}
    place: dict[str, Any] = {"channel": form.channel, "response_url": form.response_url}
    about = {"incident": form.incident, "shown": dict(form.shown), **({"origin": origin} if origin else {})}
    return json.dumps({**form.context, **place, **about, **now})
