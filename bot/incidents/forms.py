"""What buttons mean, and which fields of a form cannot be taken."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

from bot import commands
from bot.blocks.editing import EDIT
from bot.blocks.forms import form_errors
from bot.blocks.versions import VERSIONS
from bot.careful import doubt
from bot.errors import UserError
from bot.incidents import (
    about_messages,
    comparing,
    correcting,
    dated,
    editing,
    handing_out,
    handovers,
    looking_back,
    looking_up,
    mutes,
    questions,
    redacted,
    typed_times,
    updates,
)
from bot.incidents.correction_forms import TAKEN
from bot.incidents.correction_forms import check as check_correction
from bot.incidents.desk import Desk
from bot.phrases import Phrase
from bot.requests import ButtonPressed, FormSubmitted, Verdict
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
    "handover_accept": handovers.accept,
    "handover_decline": handovers.decline,
    "summary": _summary,
    "timeline": _timeline,
    "postmortem": _postmortem,
    "hand_out": handing_out.hand_out,
    EDIT: editing.show_edit_form,
    VERSIONS: comparing.show_versions,
    "ready_for_review": editing.ready_for_review,
    "approve": editing.approve,
    "help": _help,
    "timeline_page": correcting.show_page,
    "timeline_earlier": correcting.show_page,
    "timeline_later": correcting.show_page,
    "timeline_removed": correcting.show_page,
    "entry": correcting.choose,
    "restore": correcting.restore,
    "look_again": correcting.look_again,
    "take_time": dated.take,
    "take_time_2": dated.take,
    "take_time_3": dated.take,
    "take_time_4": dated.take,
    "drop_time": dated.drop,
    "find_more": looking_up.find_more,
    "share": looking_up.share,
    "add_ticked": looking_back.add_ticked,
    "suggestions": looking_back.show_suggestions,
}


async def pressed(desk: Desk, request: ButtonPressed) -> None:
    """A button's meaning; one that this version does not know, from an old message say, is answered too."""
    if request.action.startswith("answer_"):
        await looking_back.show_answer_form(desk, request)
        return
    meaning = BY_BUTTON.get(request.action.partition(":")[0])
    if meaning is None:
        raise UserError("error.unknown_button")
    await meaning(desk, request, int(request.value) if request.value.isdigit() else None)


#: The field without which a form says nothing.
_NEEDED = {"update": "text", "snooze": "reason", "timeline": "text", "item": "text", "redact": "reason"}

#: The forms whose acknowledgement depends on the record.
_CORRECTIONS = ("edit", "move", "reading")


async def check(desk: Desk, form: FormSubmitted) -> Verdict:
    """Whether a form can be taken, and what its acknowledgement shows."""
    if form.form in _CORRECTIONS:
        return await check_correction(desk, form)
    if form.form == VERSIONS:
        return await comparing.compare(desk, form)
    return await redacted.refusal(desk, form) or await _check(desk, form)


async def _check(desk: Desk, form: FormSubmitted) -> Verdict:
    errors = _errors(form, desk.settings)
    catalogue = await desk.catalogue(form.user) if errors or "time" in form.fields else None
    if catalogue is None:
        return TAKEN
    if not errors and not about_messages.is_as_shown(form, "time"):
        try:
            if back := await typed_times.show_back(desk, form, catalogue):
                return back
        except UserError as refusal:
            errors = {"time": refusal.phrase}
    if not errors:
        return TAKEN
    shown = form_errors(errors, catalogue)
    return Verdict(taken=False, answer={"response_action": "errors", "errors": shown})


def _errors(form: FormSubmitted, settings: Settings) -> dict[str, Phrase]:
    """What is wrong with a form's fields, by field."""
    if form.form == "declare" or (form.form == "adopt" and form.fields.get("title", "").strip()):
        return _check_declare(form, settings)
    if form.form == "answer" and doubt(form.question).needs_text and "text" not in form.fields:
        return {"text": UserError("error.field_needed").phrase}
    needed = _NEEDED.get(form.form)
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
