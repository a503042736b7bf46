"""A person's hands on buttons, menus and forms: only what is there can be pressed."""

from __future__ import annotations

from collections.abc import Mapping

from bot.sandbox.errors import ClientRefusal
from bot.sandbox.forms import STATEFUL, Value, empty, filled, find, state
from bot.sandbox.interactions import Interactions, Reply
from bot.sandbox.modals import View
from bot.sandbox.records import Channel, Json, Message, User


class Hands:
    """Presses, chooses, fills in and submits for one person."""

    def __init__(self, user: User, interactions: Interactions) -> None:
        self._user = user
        self._interactions = interactions

    async def click_message(
        self,
        channel: Channel,
        message: Message,
        action_id: str,
        value: Value,
        block_id: str | None = None,
    ) -> Reply:
        """A button or a menu in a message of the app; what is chosen stays chosen."""
        if message.app_id != self._interactions.app.app_id:
            raise ClientRefusal("the message is not the app's")
        if channel.archived:
            raise ClientRefusal(f"{channel.name} is archived")
        block, element = find(message.blocks, action_id, block_id, value)
        values = _merged(state(message.blocks), message.entered.get(self._user.id, {}))
        message.entered[self._user.id] = values
        action = self._action(block, element, value, values)
        return await self._interactions.message_click(self._user, channel, message, action, values)

    async def click_view(self, view: View, action_id: str, value: Value, block_id: str | None) -> Reply:
        """A button or a menu in a modal or a Home tab; what is chosen stays chosen."""
        block, element = find(view.blocks, action_id, block_id, value)
        if block["type"] == "input" and not block.get("dispatch_action"):
            raise ClientRefusal(f"{action_id} is an input without dispatch_action: it is sent with the form")
        view.values = _merged(state(view.blocks), view.values)
        action = self._action(block, element, value, view.values)
        return await self._interactions.view_click(self._user, view, action)

    async def submit(self, view: View, entered: Mapping[str, Mapping[str, Value]]) -> Reply:
        """Submits a modal, if the client would."""
        stack = self._interactions.services.modals.stacks.get(self._user.id, [])
        if not stack or stack[-1] is not view:
            raise ClientRefusal("only the modal on top can be submitted")
        if not view.definition.get("submit"):
            raise ClientRefusal("the modal has no submit button")
        view.values = _merged(state(view.blocks), view.values)
        for block_id, fields in entered.items():
            for action_id, value in fields.items():
                _, element = find(view.blocks, action_id, block_id)
                view.values[block_id][action_id] = filled(element, value)
        _check_required(view)
        view.errors = {}
        return await self._interactions.submission(self._user, view)

    async def close(self, view: View, *, all_of_them: bool) -> Reply | None:
        """Closes a modal, or the whole stack."""
        modals = self._interactions.services.modals
        if all_of_them:
            modals.clear(self._user.id)
        else:
            modals.close(view)
        if not view.definition.get("notify_on_close"):
            return None
        return await self._interactions.closing(self._user, view, cleared=all_of_them)

    def _action(self, block: Json, element: Json, value: Value, values: Json) -> Json:
        kind = element["type"]
        at = {"action_ts": f"{self._interactions.services.workspace.now().timestamp():.6f}"}
        action: Json = {"type": kind, "action_id": element["action_id"], "block_id": block["block_id"], **at}
        if kind == "button":
            shown = {name: element[name] for name in ("text", "value", "style", "url") if name in element}
            return action | shown
        chosen = filled(element, value)
        if kind in STATEFUL:
            values.setdefault(block["block_id"], {})[element["action_id"]] = chosen
        return action | chosen


def _merged(initial: dict[str, Json], entered: dict[str, Json]) -> dict[str, Json]:
    """What the app set, with what the person entered on top."""
    return {
        block: {action: entered.get(block, {}).get(action, value) for action, value in actions.items()}
        for block, actions in initial.items()
    }


def _check_required(view: View) -> None:
    for block in view.blocks:
        if block["type"] == "input" and not block.get("optional"):
            for action_id, value in view.values.get(block["block_id"], {}).items():
                if empty(value):
                    raise ClientRefusal(
                        f"the client asks for {block['block_id']}/{action_id} to be filled in"
                    )
