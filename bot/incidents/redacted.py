"""Messages that were redacted: what still stands in Slack does not come back into the record through a form."""

from __future__ import annotations

from bot.blocks.forms import message_form
from bot.care import Redaction
from bot.errors import UserError
from bot.incidents.desk import Desk
from bot.model import Place
from bot.phrases import When, Who, phrase
from bot.ports import Reader
from bot.requests import FormSubmitted, Verdict
from bot.text import escape

#: The forms about a message that show its text, or put the message on the record.
ABOUT_MESSAGES = ("timeline", "item", "tried")


def redacted_already(earlier: Redaction) -> UserError:
    """The refusal: who has removed it, and when."""
    return UserError("error.redacted_already", who=Who(user=earlier.by), when=When(at=earlier.at))


async def require_not_redacted(reader: Reader, place: Place) -> None:
    """Raises ``UserError`` when somebody has removed the message from the record."""
    if earlier := await reader.care.redaction(place):
        raise redacted_already(earlier)


async def refusal(desk: Desk, form: FormSubmitted) -> Verdict | None:
    """In place of a form about a redacted message: why it is not taken, so that nothing of it is stored."""
    if form.form not in ABOUT_MESSAGES or form.origin is None:
        return None
    async with desk.store.read() as reader:
        earlier = await reader.care.redaction(form.origin.place)
    if earlier is None:
        return None
    line = redacted_already(earlier).phrase
    view = message_form(phrase("form.not_here"), (line,), await desk.catalogue(form.user))
    return Verdict(taken=False, answer={"response_action": "update", "view": view})


async def refuse_redacted(desk: Desk, request: FormSubmitted, place: Place) -> None:
    """Raises ``UserError`` for a form that was stored although its message was redacted, and forgets its text."""
    async with desk.store.change() as change:
        earlier = await change.care.redaction(place)
        if earlier:
            typed = request.fields.get("text", "")
            await change.care.forget({escape(typed)} - {""})
    if earlier:
        raise redacted_already(earlier)
