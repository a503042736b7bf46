"""Who people are: from the record, else from Slack, else as little as is sure."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import structlog

from bot.errors import UserError
from bot.gateway import Gateway
from bot.model import Person
from bot.ports import Store
from bot.slack_errors import OutcomeUnknown, SlackError, SlackRefused

log = structlog.get_logger()

#: Slack's own assistant, which is no bot in Slack's own words.
SLACKBOT = "USLACKBOT"


class SlackDirectory:
    """The people of the workspace. What Slack tells once is kept."""

    def __init__(self, store: Store, gateway: Gateway) -> None:
        """Nothing is asked before it is needed."""
        self._store = store
        self._gateway = gateway

    async def known(self, user: str) -> Person | None:
        """The person as far as the record goes; Slack is not asked."""
        async with self._store.read() as reader:
            return (await reader.people({user})).get(user)

    async def person(self, user: str) -> Person:
        """The person; one that Slack does not tell about has the id as name, and UTC as zone."""
        known = await self.known(user)
        if known is not None:
            return known
        try:
            person = await self._gateway.person(user)
        except SlackRefused:
            # Slack knows nobody of that id, and will not know them later.
            person = Person(id=user, name=user)
        except SlackError as error:
            log.warning("person unknown for now", user=user, error=str(error))
            return Person(id=user, name=user)
        async with self._store.change() as change:
            await change.remember(person)
        return person

    async def is_member(self, user: str) -> bool:
        """Whether that is a person with an account here: no app, nobody unknown, nobody whose account is closed.

        Slack is asked each time. Raises ``UserError`` when it does not answer.
        """
        try:
            info = (await self._gateway.call("users.info", user=user))["user"]
        except SlackRefused:
            return False
        except SlackError as error:
            raise UserError("error.person_unsure", reason=str(error)) from error
        return not (info.get("deleted") or info.get("is_bot") or user == SLACKBOT)

    async def is_administrator(self, user: str, named: Sequence[str]) -> bool:
        """Whether the person runs the workspace, or is among ``named`` (ids and ``@handles`` of people and groups).

        Slack is asked each time, since rights are taken away too. Raises ``UserError`` when it does not answer.
        """
        if user in named:
            return True
        try:
            info = (await self._gateway.call("users.info", user=user))["user"]
            if info.get("deleted"):
                return False
            if any(info.get(right) for right in ("is_admin", "is_owner", "is_primary_owner")):
                return True
            handles = {name.removeprefix("@").casefold() for name in named}
            return info.get("name", "").casefold() in handles or await self._in_group(user, handles)
        except SlackError as error:
            raise UserError("error.rights_unknown", reason=str(error)) from error

    async def _in_group(self, user: str, handles: Collection[str]) -> bool:
        if not handles:
            return False
        try:
            groups = (await self._gateway.call("usergroups.list")).get("usergroups", ())
        except SlackRefused:
            # Workspaces without a paid plan have no groups.
            return False
        for group in groups:
            if {group["id"].casefold(), group.get("handle", "").casefold()} & set(handles):
                members = await self._gateway.call("usergroups.users.list", usergroup=group["id"])
                if user in members.get("users", ()):
                    return True
        return False


class SlackWindows:
    """Modals, opened at once: a trigger lives three seconds."""

    def __init__(self, gateway: Gateway) -> None:
        """``gateway`` opens them."""
        self._gateway = gateway

    async def open(self, trigger_id: str, view: Mapping[str, Any], *, on_top: bool = False) -> None:
        """Opens a modal. Raises ``UserError`` when Slack does not take the trigger (any more)."""
        method = "views.push" if on_top else "views.open"
        try:
            try:
                await self._gateway.call(method, trigger_id=trigger_id, view=dict(view))
            except OutcomeUnknown:
                await self._again(method, trigger_id, view)
        except SlackError as error:
            raise UserError("error.window", reason=str(error)) from error

    async def _again(self, method: str, trigger_id: str, view: Mapping[str, Any]) -> None:
        try:
            await self._gateway.call(method, trigger_id=trigger_id, view=dict(view))
        except SlackRefused as refusal:
            # The first attempt had opened it, and only its answer was lost.
            if refusal.error != "exchanged_trigger_id":
                raise
