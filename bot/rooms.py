"""Channels that the settings name: their ids, found once, and the bot brought into them."""

from __future__ import annotations

import structlog

from bot.gateway import Gateway
from bot.slack_errors import SlackError, SlackRefused

log = structlog.get_logger()


class Rooms:
    """Finds channels by ``#name`` and joins public ones."""

    def __init__(self, gateway: Gateway) -> None:
        """Nothing is asked before it is needed."""
        self._gateway = gateway
        self._ids: dict[str, str] = {}

    async def prepare(self, name: str) -> None:
        """Finds and joins a channel ahead of time, so that the first announcement does not wait for it."""
        if not name:
            return
        try:
            await self.join(name)
        except SlackError as error:
            log.warning("channel of the settings cannot be joined yet", channel=name, reason=str(error))

    async def find(self, name: str) -> str:
        """The channel's id; where Slack shows us none of that name, the name, which it takes for posts too.

        A post by name alone could not be looked up when its answer is lost. So whoever wants to post waits while
        Slack cannot be asked: raises ``SlackBusy`` and ``OutcomeUnknown``.
        """
        try:
            return await self._id(name)
        except SlackRefused:
            return name

    async def join(self, name: str) -> str:
        """The id of a channel, which the bot is a member of from now on.

        Raises ``SlackRefused`` when Slack shows us none of that name or it is private.
        """
        channel = await self._id(name)
        try:
            await self._gateway.call("conversations.join", channel=channel)
        except SlackRefused as refusal:
            # A private channel cannot be joined; the bot may have been invited all the same.
            if refusal.error != "method_not_supported_for_channel_type":
                raise
        return channel

    async def _id(self, name: str) -> str:
        if not name.startswith("#"):
            return name
        if name not in self._ids:
            rows = await self._gateway.pages(
                "conversations.list",
                "channels",
                types="public_channel,private_channel",
                exclude_archived=True,
            )
            self._ids |= {f"#{row['name']}": row["id"] for row in rows}
        if name not in self._ids:
            raise SlackRefused("channel_not_found")
        return self._ids[name]
