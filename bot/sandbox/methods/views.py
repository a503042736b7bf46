"""views.*: modals and Home tabs."""

from __future__ import annotations

from bot.sandbox.call import Call, Handler
from bot.sandbox.errors import ApiError
from bot.sandbox.modals import View
from bot.sandbox.records import Json
from bot.sandbox.workspace import SLACKBOT


def _shown(call: Call, view: View) -> Json:
    return {"view": call.services.modals.json(view)}


def _redeem(call: Call) -> str:
    key = call.args.text("trigger_id") or call.args.text("interactivity_pointer")
    if not key:
        raise ApiError("invalid_arguments", ["missing required field: trigger_id"])
    return call.services.keys.redeem(key).user


def open_view(call: Call) -> Json:
    """views.open."""
    user = _redeem(call)
    return _shown(call, call.services.modals.open(call.app, user, call.args.json("view")))


def push(call: Call) -> Json:
    """views.push."""
    user = _redeem(call)
    return _shown(call, call.services.modals.push(call.app, user, call.args.json("view")))


def update(call: Call) -> Json:
    """views.update."""
    view_id, external_id = call.args.text("view_id"), call.args.text("external_id")
    if not view_id and not external_id:
        raise ApiError("invalid_arguments", ["missing required field: view_id"])
    view = call.services.modals.find(call.app, view_id or None, external_id or None)
    definition = call.args.json("view")
    return _shown(call, call.services.modals.update(view, definition, call.args.text("hash") or None))


def publish(call: Call) -> Json:
    """views.publish."""
    user = call.workspace.users.get(call.args.text("user_id"))
    if user is None or user.bot_id or user.id == SLACKBOT:
        raise ApiError("invalid_arguments", ["must be a person of this workspace [json-pointer:/user_id]"])
    definition = call.args.json("view")
    return _shown(
        call, call.services.modals.publish(call.app, user.id, definition, call.args.text("hash") or None)
    )


HANDLERS: dict[str, Handler] = {
    "views.open": open_view,
    "views.push": push,
    "views.update": update,
    "views.publish": publish,
}
