"""What buttons mean, and which fields of a form cannot be taken."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

from bot import commands
from bot.blocks.editing import EDIT
from bot.errors import UserError
from bot.incidents import editing, handing_out, mutes, questions, updates
from bot.incidents.desk import Desk
from bot.phrases import Phrase
from bot.requests import ButtonPressed, FormSubmitted
from bot.settings import Settings
from bot.text import escape


async def _update(desk: Desk, request: ButtonPressed, number: int | None) -> None:
    await updates.show_update_form(desk, request, number)


async def _summary(desk: Desk, request: ButtonPressed, number: int | None) -> None:
    await questions.show_summary(desk, request, commands.ShowSummary(incident=number))


async def _timeline(desk: Desk, request: ButtonPressed, number: int | None) -> None:
    await questions.show_timeline(desk, request, commands.ShowTimeline(incident=number))


async def _postmortem(desk: Desk, request: ButtonPressed, number: int | None) -> None:
    await questions.show_postmortem(desk, request, commands.ShowPostmortem(incident=number))


async def _help(desk: Desk, request: ButtonPressed, number: int | None) -> None:
    await questions.show_help(desk, request, commands.Help())


BY_BUTTON: Mapping[str, Callable[[Desk, ButtonPressed, int | None], Awaitable[None]]] = {
    "update": _update,
    "nothing_new": updates.nothing_new,
    "snooze": updates.show_snooze_form,
    "mute": mutes.mute,
    "summary": _summary,
    "timeline": _timeline,
    "postmortem": _postmortem,
    "hand_out": handing_out.hand_out,
    EDIT: editing.show_edit_form,
    "ready_for_review": editing.ready_for_review,
    "approve": editing.approve,
    "help": _help,
}


async def pressed(desk: Desk, request: ButtonPressed) -> None:
    """A button's meaning; one that this version does not know, from an old message say, is answered too."""
    meaning = BY_BUTTON.get(request.action.partition(":")[0])
    if meaning is None:
        raise UserError("error.unknown_button")
    await meaning(desk, request, int(request.value) if request.value.isdigit() else None)


def check(form: FormSubmitted, settings: Settings) -> dict[str, Phrase]:
    """What is wrong with a form's fields, by field."""
    if form.form == "declare":
        return _check_declare(form, settings)
    needed = {"update": "text", "snooze": "reason"}.get(form.form)
    if needed and not form.fields.get(needed, "").strip():
        return {needed: UserError("error.field_needed").phrase}
    return {}


def _check_declare(form: FormSubmitted, settings: Settings) -> dict[str, Phrase]:
    title = escape(form.fields.get("title", "").strip())
    if not title:
        return {"title": UserError("error.field_needed").phrase}
    try:
        commands.parse(f"title {title}", severities=list(settings.severities), roles=[])
    except UserError as refusal:
        return {"title": refusal.phrase}
    return {}
