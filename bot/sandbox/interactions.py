"""Commands, shortcuts, clicks and submissions: their payloads, and what the acknowledgement causes."""

from __future__ import annotations

from dataclasses import dataclass

from bot.sandbox.answers import answer
from bot.sandbox.call import Services
from bot.sandbox.deliveries import Deliveries
from bot.sandbox.errors import ApiError
from bot.sandbox.events import VERIFICATION_TOKEN
from bot.sandbox.journal import Delivery
from bot.sandbox.modals import View
from bot.sandbox.records import Channel, ChannelKind, Installation, Json, Message, User
from bot.sandbox.rendering import message_json
from bot.sandbox.triggers import ResponseAddress


@dataclass(kw_only=True)
class Reply:
    """What a person gets back: ``problem`` is what the client would show, as ``operation_timeout``.

    ``seconds`` is the real time until the acknowledgement, ``ack_payload`` what came with it,
    ``message`` what it put before the person.
    """

    delivery: Delivery
    acknowledged: bool
    seconds: float
    ack_payload: Json
    problem: str | None = None
    message: Message | None = None

    @property
    def text(self) -> str:
        """The text that came with the acknowledgement, if any."""
        return str(self.ack_payload.get("text", ""))


class Interactions:
    """What people do that the app must acknowledge."""

    def __init__(self, services: Services, app: Installation, deliveries: Deliveries) -> None:
        self.services = services
        self.app = app
        self._workspace = services.workspace
        self._deliveries = deliveries

    async def command(self, user: User, command: str, text: str, channel: Channel) -> Reply:
        """A slash command; ``text`` is already escaped."""
        address = self._address(user, channel)
        payload: Json = {
            "token": VERIFICATION_TOKEN,
            "team_id": self._workspace.team_id,
            "team_domain": self._workspace.domain,
            "channel_id": channel.id,
            "channel_name": _command_channel(channel),
            "user_id": user.id,
            "user_name": user.name,
            "command": command,
            "text": text,
            "api_app_id": self.app.app_id,
            "is_enterprise_install": "false",
            "response_url": self.services.keys.response_url(address),
            "trigger_id": self.services.keys.trigger(user.id),
        }
        reply = await self._ask("slash_commands", command, payload)
        if reply.acknowledged and reply.ack_payload:
            try:
                reply.message = answer(self.services, self.app, address, reply.ack_payload)
            except ApiError as refusal:
                reply.problem = f"{refusal.error} {refusal.messages}"
        return reply

    async def shortcut(self, user: User, callback_id: str) -> Reply:
        """A global shortcut."""
        return await self._ask(
            "interactive", "shortcut", self._common(user, "shortcut") | {"callback_id": callback_id}
        )

    async def message_action(self, user: User, callback_id: str, channel: Channel, message: Message) -> Reply:
        """A message shortcut."""
        address = self._address(user, channel, message)
        payload = self._common(user, "message_action") | {
            "callback_id": callback_id,
            "channel": _brief(channel),
            "message_ts": message.ts,
            "message": message_json(self._workspace, channel, message),
            "response_url": self.services.keys.response_url(address),
        }
        return await self._ask("interactive", "message_action", payload)

    async def message_click(
        self, user: User, channel: Channel, message: Message, action: Json, values: Json
    ) -> Reply:
        """A click in a message."""
        ephemeral = message.only_for is not None
        container = {
            "type": "message",
            "message_ts": message.ts,
            "channel_id": channel.id,
            "is_ephemeral": ephemeral,
        }
        payload = self._common(user, "block_actions") | {
            "container": container | ({"thread_ts": message.thread_ts} if message.thread_ts else {}),
            "channel": _brief(channel),
            "state": {"values": values},
            "response_url": self.services.keys.response_url(self._address(user, channel, message)),
            "actions": [action],
        }
        if not ephemeral:
            payload["message"] = message_json(self._workspace, channel, message)
        return await self._ask("interactive", "block_actions", payload)

    async def view_click(self, user: User, view: View, action: Json) -> Reply:
        """A click in a modal or a Home tab."""
        payload = self._common(user, "block_actions") | {
            "container": {"type": "view", "view_id": view.id},
            "view": self.services.modals.json(view),
            "actions": [action],
        }
        return await self._ask("interactive", "block_actions", payload)

    async def submission(self, user: User, view: View) -> Reply:
        """A modal's submit button."""
        payload = self._common(user, "view_submission") | {
            "view": self.services.modals.json(view),
            "response_urls": [],
        }
        reply = await self._ask("interactive", "view_submission", payload)
        if reply.acknowledged:
            try:
                self._follow(view, reply.ack_payload)
            except ApiError as refusal:
                reply.problem = f"{refusal.error} {refusal.messages}"
        return reply

    async def closing(self, user: User, view: View, *, cleared: bool) -> Reply:
        """A modal's close button, for an app that wants to know."""
        payload = self._common(user, "view_closed") | {
            "view": self.services.modals.json(view),
            "is_cleared": cleared,
        }
        return await self._ask("interactive", "view_closed", payload)

    def _follow(self, view: View, said: Json) -> None:
        modals = self.services.modals
        match said.get("response_action"):
            case None:
                modals.close(view)
            case "clear":
                modals.clear(view.user)
            case "update":
                modals.update(view, said.get("view", {}))
            case "push":
                modals.push(view.app, view.user, said.get("view", {}))
            case "errors":
                view.errors = _errors(view, said.get("errors"))
                self._workspace.touch()
            case unknown:
                raise ApiError("invalid_arguments", [f"unknown response_action: {unknown}"])

    async def _ask(self, kind: str, name: str, payload: Json) -> Reply:
        delivery = await self._deliveries.ask(kind, name, payload)
        # A copy of the delivery may be under way still.
        for attempt in delivery.attempts:
            if attempt.acknowledged is not None:
                seconds = attempt.acknowledged - attempt.sent
                return Reply(
                    delivery=delivery, acknowledged=True, seconds=seconds, ack_payload=attempt.answer
                )
        unreachable = {"no_connection", "connection_failed", "http_error"}
        reached = not any(attempt.problem in unreachable for attempt in delivery.attempts)
        problem = "operation_timeout" if reached else "dispatch_failed"
        return Reply(delivery=delivery, acknowledged=False, seconds=0.0, ack_payload={}, problem=problem)

    def _common(self, user: User, kind: str) -> Json:
        return {
            "type": kind,
            "token": VERIFICATION_TOKEN,
            "action_ts": f"{self._workspace.now().timestamp():.6f}",
            "team": {"id": self._workspace.team_id, "domain": self._workspace.domain},
            "user": {
                "id": user.id,
                "username": user.name,
                "name": user.name,
                "team_id": self._workspace.team_id,
            },
            "api_app_id": self.app.app_id,
            "is_enterprise_install": False,
            "enterprise": None,
            "trigger_id": self.services.keys.trigger(user.id),
        }

    def _address(self, user: User, channel: Channel, message: Message | None = None) -> ResponseAddress:
        return ResponseAddress(
            token=self._workspace.new_id("r"),
            channel=channel.id,
            user=user.id,
            issued=self._workspace.now(),
            app_id=self.app.app_id,
            ts=message.ts if message else None,
            thread_ts=message.thread_ts if message and message.is_reply else None,
            ephemeral=message is not None and message.only_for is not None,
        )


def _brief(channel: Channel) -> Json:
    return {"id": channel.id, "name": _command_channel(channel)}


def _command_channel(channel: Channel) -> str:
    if channel.kind is ChannelKind.IM:
        return "directmessage"
    return "privategroup" if channel.kind is ChannelKind.PRIVATE else channel.name


def _errors(view: View, said: object) -> dict[str, str]:
    inputs = {block["block_id"] for block in view.blocks if block["type"] == "input"}
    if not isinstance(said, dict) or not said or set(said) - inputs:
        raise ApiError("invalid_arguments", [f"errors must name input blocks: {sorted(inputs)}"])
    return {str(block): str(problem) for block, problem in said.items()}
