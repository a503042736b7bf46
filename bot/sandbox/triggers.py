"""The short-lived keys that Slack hands out with an interaction: trigger ids and response addresses."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.sandbox.errors import ApiError
from bot.sandbox.workspace import Workspace

TRIGGER_LIFE = timedelta(seconds=3)
RESPONSE_LIFE = timedelta(minutes=30)
RESPONSE_USES = 5


@dataclass(kw_only=True)
class Trigger:
    """Lets an app open one modal for ``user`` within three seconds."""

    id: str
    user: str
    issued: datetime
    used: bool = False


@dataclass(kw_only=True)
class ResponseAddress:
    """Lets an app answer in ``channel`` up to five times in half an hour.

    ``ts`` is the message that the interaction came from, ``ephemeral`` whether only ``user`` sees it.
    """

    token: str
    channel: str
    user: str
    issued: datetime
    app_id: str
    ts: str | None = None
    thread_ts: str | None = None
    ephemeral: bool = False
    uses: int = 0


class Keys:
    """All keys handed out."""

    def __init__(self, workspace: Workspace, trigger_life: timedelta = TRIGGER_LIFE) -> None:
        self._workspace = workspace
        self._life = trigger_life
        self._triggers: dict[str, Trigger] = {}
        self.responses: dict[str, ResponseAddress] = {}

    def trigger(self, user: str) -> str:
        """A fresh trigger id."""
        number = self._workspace.new_id("")
        key = f"{self._workspace.seconds()}.{number}.{self._workspace.new_id('x').lower()}"
        self._triggers[key] = Trigger(id=key, user=user, issued=self._workspace.now())
        return key

    def redeem(self, key: str) -> Trigger:
        """Uses a trigger up, or refuses it as Slack does."""
        trigger = self._triggers.get(key)
        if trigger is None:
            raise ApiError("invalid_trigger_id")
        if trigger.used:
            raise ApiError("exchanged_trigger_id")
        if self._workspace.now() - trigger.issued > self._life:
            raise ApiError("expired_trigger_id")
        trigger.used = True
        return trigger

    def response_url(self, address: ResponseAddress) -> str:
        """The web address for answers."""
        self.responses[address.token] = address
        return f"{self._workspace.base_url}/response/{self._workspace.team_id}/{address.token}"

    def answerable(self, token: str) -> ResponseAddress:
        """Whether the address may still be used; raises ``used_url`` and ``expired_url``."""
        address = self.responses.get(token)
        if address is None or self._workspace.now() - address.issued > RESPONSE_LIFE:
            raise ApiError("expired_url")
        if address.uses >= RESPONSE_USES:
            raise ApiError("used_url")
        return address
