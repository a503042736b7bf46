"""Finding the use case for a request, and turning whatever goes wrong into words for the asker."""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import structlog

from bot import commands
from bot.blocks.editing import EDIT
from bot.errors import UserError
from bot.incidents import (
    about_messages,
    adopting,
    changes,
    correcting,
    dated,
    editing,
    forms,
    handovers,
    looking_back,
    looking_up,
    marks,
    mutes,
    opening,
    questions,
    redacting,
    updates,
)
from bot.incidents.desk import Desk
from bot.model import Role
from bot.phrases import Phrase, phrase
from bot.ports import AlreadyDone
from bot.requests import ButtonPressed, CommandTyped, FormSubmitted, Joined, Marked, Request, Verdict
from bot.store_errors import StoreUnreachable

log = structlog.get_logger()

UseCase = Callable[[Desk, Any, Any], Awaitable[None]]

BY_COMMAND: Mapping[type[object], UseCase] = {
    commands.Panel: questions.panel,
    commands.Open: opening.open_incident,
    commands.Adopt: adopting.adopt,
    commands.Update: updates.update,
    commands.SetStatus: changes.set_status,
    commands.SetSeverity: changes.set_severity,
    commands.SetTitle: changes.set_title,
    commands.Snooze: changes.snooze,
    commands.AssignRole: mutes.assign_role,
    commands.Handover: handovers.hand_over,
    commands.Note: dated.tell,
    commands.Notice: dated.tell,
    commands.SetMoment: dated.tell,
    commands.WriteSection: changes.write_section,
    commands.AddItem: changes.add_item,
    commands.SetItemState: changes.set_item_state,
    commands.ShowItems: questions.show_items,
    commands.ShowTimeline: questions.show_timeline,
    commands.ShowSummary: questions.show_summary,
    commands.Resolve: changes.resolve,
    commands.Reopen: changes.reopen,
    commands.Cancel: changes.cancel,
    commands.ShowPostmortem: questions.show_postmortem,
    commands.ListIncidents: questions.list_incidents,
    commands.ShowStats: questions.show_stats,
    commands.Find: looking_up.find,
    commands.ShowBrief: looking_up.brief,
    commands.Redact: redacting.redact,
    commands.Doctor: questions.show_health,
    commands.Help: questions.show_help,
}

BY_FORM: Mapping[str, Callable[[Desk, FormSubmitted], Awaitable[None]]] = {
    "declare": opening.submit_declare_form,
    "update": updates.submit_update_form,
    "snooze": updates.submit_snooze_form,
    "edit": correcting.submit_edit,
    "move": correcting.submit_move,
    "reading": correcting.submit_reading,
    "timeline": about_messages.submit_timeline_form,
    "item": about_messages.submit_item_form,
    "tried": about_messages.submit_tried_form,
    "answer": looking_back.submit_answer_form,
    "adopt": adopting.submit_adopt_form,
    "redact": redacting.submit_redact_form,
    EDIT: editing.submit_edit_form,
}


class Incidents:
    """The one door to the use cases."""

    def __init__(self, desk: Desk) -> None:
        """``desk`` brings the collaborators."""
        self._desk = desk

    async def work(self, request: Request) -> None:
        """Does what a stored request asks for. Every asker is answered.

        Raises ``StoreUnreachable`` while the database is away; then nothing is done yet.
        """
        try:
            await self._find(request)
        except AlreadyDone:
            log.info("request done elsewhere", request=request.key)
        except UserError as refusal:
            await self._answer(request, refusal.phrase)
        except StoreUnreachable:
            raise
        except Exception as defect:  # The asker gets the reference under which it is logged.
            reference = secrets.token_hex(4)
            log.exception(
                "request failed", request=request.key, reference=reference, kind=type(defect).__name__
            )
            await self._answer(request, phrase("error.defect", reference=reference))

    async def check(self, form: FormSubmitted) -> Verdict:
        """Whether a form can be taken, and what its acknowledgement shows: Slack waits for it three seconds."""
        return await forms.check(self._desk, form)

    async def _find(self, request: Request) -> None:
        match request:
            case CommandTyped(addressed=False):
                raise UserError("error.mention_first", name=self._desk.settings.command)
            case CommandTyped():
                command = commands.parse(
                    request.text, severities=list(self._desk.settings.severities), roles=list(Role)
                )
                await BY_COMMAND[type(command)](self._desk, request, command)
            case FormSubmitted():
                await BY_FORM[request.form](self._desk, request)
            case ButtonPressed():
                await forms.pressed(self._desk, request)
            case Marked():
                await marks.marked(self._desk, request)
            case Joined():
                await looking_up.joined(self._desk, request)

    async def _answer(self, request: Request, line: Phrase) -> None:
        try:
            if isinstance(request, Marked | Joined):
                await self._desk.finish(request)
            else:
                await self._desk.answer(request, line)
        except AlreadyDone:
            log.info("request done elsewhere", request=request.key)
