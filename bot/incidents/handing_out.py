"""Handing out the customer edition: what one person has seen and confirmed, and nothing else."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from bot import record
from bot.answers import recorded
from bot.drafts import compiled
from bot.editing import State, StateChange
from bot.errors import UserError
from bot.incidents.desk import Desk
from bot.model import Audience, EntryKind
from bot.requests import ButtonPressed
from bot.tellings import UploadDraft

_Format = Literal["markdown", "html", "json"]
_FORMATS: dict[str, _Format] = {"markdown": "markdown", "html": "html", "json": "json"}


async def hand_out(desk: Desk, request: ButtonPressed, _: int | None) -> None:
    """The button under a preview, once its question is answered with yes.

    The edition is compiled again: if its words are not those of the preview, nothing is handed out.
    One preview hands out once.
    """
    number, language, form, digest, preview = _read(request.value)
    found = await desk.incident(request, number)
    catalogue, act = desk.catalogues.for_locale(language), desk.act(request)
    async with desk.store.change(number) as change:
        incident = await change.incident(number) or found
        made = await compiled(
            change, incident, desk.settings, catalogue, desk.clock(), edition=Audience.CUSTOMER
        )
        if made.digest != digest:
            raise UserError("error.preview_outdated", incident=incident.id, command=desk.settings.command)
        before = await change.entries(number)
        if any(entry.kind is EntryKind.HANDED_OUT and entry.data["preview"] == preview for entry in before):
            raise UserError("error.handed_out_before", incident=incident.id)
        decision = record.handed_out(incident, act, catalogue.language, form, preview)
        upload = UploadDraft(
            incident=number, format=form, language=language, edition="customer", digest=digest
        )
        await desk.commit(change, incident, replace(decision, tell=(upload,)))
        published = StateChange(
            edition=Audience.CUSTOMER,
            language=catalogue.language,
            state=State.PUBLISHED,
            author=request.user,
            at=request.at,
        )
        await change.add_state(published, number)
        if request.channel != incident.channel:
            await change.tell((desk.reply(request, *recorded(incident)),), desk.clock())
        await change.finish(request.key)
    desk.wake()


def _read(value: str) -> tuple[int, str, _Format, str, str]:
    """What the preview's button carries; an old message's is refused like an unknown button."""
    parts = value.split()
    if len(parts) != 5 or not parts[0].isdigit() or parts[2] not in _FORMATS:
        raise UserError("error.unknown_button")
    return int(parts[0]), parts[1], _FORMATS[parts[2]], parts[3], parts[4]
